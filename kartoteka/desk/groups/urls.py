"""Addresses of groups."""

from django.urls import path

from kartoteka.desk.groups import views
from kartoteka.desk.groups.lists import MEMBERS_LIST

urlpatterns = [
    path("groups/", views.groups, name="groups"),
    path("groups/add/", views.group_add, name="group_add"),
    *MEMBERS_LIST.urls(),
    path("groups/<int:pk>/change/", views.group_change, name="group_change"),
]
