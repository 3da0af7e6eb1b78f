"""Addresses of the history of a customer."""

from django.urls import path

from kartoteka.desk.history import timeline, views

urlpatterns = [
    path("parties/<int:party_id>/timeline/", timeline.events, name="party_timeline"),
    path("parties/<int:party_id>/history/", views.history, name="party_history"),
    path("parties/<int:party_id>/history/looks/", views.looks, name="party_looks"),
    path(
        "parties/<int:party_id>/history/<int:change_id>/restore/",
        views.restore,
        name="party_restore_value",
    ),
]
