"""Addresses of the start page."""

from django.urls import path

from kartoteka.desk.start import views

urlpatterns = [path("", views.start, name="start")]
