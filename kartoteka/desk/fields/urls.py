"""Addresses of custom fields: those of administrators, and the tabs of the card."""

from django.urls import path

from kartoteka.desk.fields import dictionaries, records, views

urlpatterns = [
    path("fields/", views.fields, name="fields"),
    path("fields/<slug:record>/tabs/add/", views.field_tab_add, name="field_tab_add"),
    path("fields/tabs/<int:tab_id>/", views.field_tab, name="field_tab"),
    path("fields/tabs/<int:tab_id>/preview/", views.field_tab_preview, name="field_tab_preview"),
    path("fields/tabs/<int:tab_id>/move/", views.field_tab_move, name="field_tab_move"),
    path("fields/tabs/<int:tab_id>/remove/", views.field_tab_remove, name="field_tab_remove"),
    path("fields/tabs/<int:tab_id>/add/", views.field_add, name="field_add"),
    path("fields/<int:field_id>/", views.field, name="field"),
    path("fields/<int:field_id>/move/", views.field_move, name="field_move"),
    path("fields/<int:field_id>/retire/", views.field_retire, name="field_retire"),
    path("fields/<int:field_id>/remove/", views.field_remove, name="field_remove"),
    path("dictionaries/", dictionaries.dictionaries, name="dictionaries"),
    path("dictionaries/add/", dictionaries.dictionary_add, name="dictionary_add"),
    path("dictionaries/<int:dictionary_id>/", dictionaries.dictionary, name="dictionary"),
    path(
        "dictionaries/<int:dictionary_id>/change/",
        dictionaries.dictionary_change,
        name="dictionary_change",
    ),
    path(
        "dictionaries/<int:dictionary_id>/remove/",
        dictionaries.dictionary_remove,
        name="dictionary_remove",
    ),
    path(
        "dictionaries/values/<int:value_id>/",
        dictionaries.dictionary_value,
        name="dictionary_value",
    ),
    path(
        "dictionaries/values/<int:value_id>/move/",
        dictionaries.dictionary_value_move,
        name="dictionary_value_move",
    ),
    path(
        "dictionaries/values/<int:value_id>/retire/",
        dictionaries.dictionary_value_retire,
        name="dictionary_value_retire",
    ),
    path(
        "dictionaries/values/<int:value_id>/remove/",
        dictionaries.dictionary_value_remove,
        name="dictionary_value_remove",
    ),
    path("parties/<int:party_id>/fields/<slug:key>/", records.party_fields, name="party_fields"),
    path(
        "parties/<int:party_id>/fields/<slug:key>/change/",
        records.party_fields_change,
        name="party_fields_change",
    ),
]
