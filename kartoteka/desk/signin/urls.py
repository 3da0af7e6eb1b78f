"""Addresses before and around signing in that are the desk's own."""

from django.urls import path

from kartoteka.desk.signin import views

urlpatterns = [
    path("first/<str:token>", views.first, name="first"),
    path("kept-form/<str:token>/", views.kept_form, name="kept_form"),
]
