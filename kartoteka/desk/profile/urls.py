"""Addresses of the card's Profile."""

from django.urls import path

from kartoteka.desk.profile import parts, views

urlpatterns = [
    path("parties/<int:party_id>/profile/", views.profile, name="party_profile"),
    path("parties/<int:party_id>/roles/add/", parts.role_add, name="party_role_add"),
    path("parties/<int:party_id>/roles/<int:pk>/", parts.role, name="party_role"),
    path("parties/<int:party_id>/segmentation/", parts.segmentation, name="party_segmentation"),
    path("parties/<int:party_id>/activities/add/", parts.activity_add, name="party_activity_add"),
    path("parties/<int:party_id>/activities/<int:pk>/", parts.activity, name="party_activity"),
    path("parties/<int:party_id>/terms/add/", parts.terms_add, name="party_terms_add"),
    path("parties/<int:party_id>/terms/<int:pk>/", parts.terms, name="party_terms"),
    path("parties/<int:party_id>/groups/", parts.group_add, name="party_groups"),
]
