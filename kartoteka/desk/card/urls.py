"""Addresses of the card and its tabs."""

from django.urls import path

from kartoteka.desk.card import views

urlpatterns = [
    path("parties/<int:party_id>/", views.overview, name="party"),
    path("parties/<int:party_id>/settlements/", views.settlements, name="party_settlements"),
    path("parties/<int:party_id>/details/", views.details, name="party_details"),
    path("parties/<int:party_id>/analysis/", views.analysis, name="party_analysis"),
]
