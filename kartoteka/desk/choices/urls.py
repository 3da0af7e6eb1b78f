"""Addresses of the register's dictionaries."""

from django.urls import path

from kartoteka.desk.choices import views

urlpatterns = [
    path("choices/", views.choices, name="choices"),
    path("choices/<slug:name>/add/", views.choice_add, name="choice_add"),
    path("choices/<int:pk>/", views.choice, name="choice"),
    path("choices/<int:pk>/move/", views.choice_move, name="choice_move"),
]
