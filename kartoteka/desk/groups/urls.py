"""Addresses of groups."""

from django.urls import path

from kartoteka.desk.groups import views

urlpatterns = [
    path("groups/", views.groups, name="groups"),
    path("groups/add/", views.group_add, name="group_add"),
    path("groups/<int:pk>/", views.group, name="group"),
    path("groups/<int:pk>/change/", views.group_change, name="group_change"),
]
