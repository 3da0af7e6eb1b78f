"""Addresses of people and tree."""

from django.urls import path

from kartoteka.desk.people import tree, views

urlpatterns = [
    path("parties/<int:party_id>/people/", views.people, name="party_people"),
    path("parties/<int:party_id>/people/add/", views.person_add, name="party_person_add"),
    path("parties/<int:party_id>/people/<int:pk>/", views.person, name="party_person"),
    path("parties/<int:party_id>/tree/", tree.tree, name="party_tree"),
    path("parties/<int:party_id>/tree/move/", tree.tree_move, name="party_tree_move"),
]
