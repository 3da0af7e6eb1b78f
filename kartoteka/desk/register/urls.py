"""Addresses of the register's screens; the card itself is desk.card's."""

from django.urls import path

from kartoteka.desk.register import addresses, inline, parts, views
from kartoteka.desk.register.lists import PARTIES_LIST

urlpatterns = [
    path("search/", views.search, name="search"),
    *PARTIES_LIST.urls(),
    path("parties/add/", views.party_add, name="party_add"),
    path("parties/<int:party_id>/change/", views.party_change, name="party_change"),
    path("parties/<int:party_id>/inline/<slug:field>/", inline.party_field, name="party_inline"),
    path(
        "parties/<int:party_id>/contacts/<int:pk>/inline/<slug:field>/",
        inline.contact_field,
        name="party_contact_inline",
    ),
    path("parties/<int:party_id>/place/", views.party_place, name="party_place"),
    path("parties/<int:party_id>/archive/", views.party_archive, name="party_archive"),
    path("parties/<int:party_id>/restore/", views.party_restore, name="party_restore"),
    path(
        "parties/<int:party_id>/identifiers/add/", parts.identifier_add, name="party_identifier_add"
    ),
    path("parties/<int:party_id>/identifiers/<int:pk>/", parts.identifier, name="party_identifier"),
    path(
        "parties/<int:party_id>/identifiers/<int:pk>/reveal/",
        parts.identifier_reveal,
        name="party_identifier_reveal",
    ),
    path("parties/<int:party_id>/addresses/add/", addresses.address_add, name="party_address_add"),
    path("parties/<int:party_id>/addresses/<int:pk>/", addresses.address, name="party_address"),
    path("parties/<int:party_id>/contacts/add/", parts.contact_add, name="party_contact_add"),
    path("parties/<int:party_id>/contacts/<int:pk>/", parts.contact, name="party_contact"),
    path("parties/<int:party_id>/accounts/add/", parts.account_add, name="party_account_add"),
    path("parties/<int:party_id>/accounts/<int:pk>/", parts.account, name="party_account"),
    path(
        "parties/<int:party_id>/accounts/<int:pk>/reveal/",
        parts.account_reveal,
        name="party_account_reveal",
    ),
]
