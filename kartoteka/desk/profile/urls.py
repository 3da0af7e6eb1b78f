"""Addresses of the card's Profile."""

from django.urls import path

from kartoteka.desk.profile import views

urlpatterns = [
    path("parties/<int:party_id>/profile/", views.profile, name="party_profile"),
]
