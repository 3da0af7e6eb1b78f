"""Addresses of the desk."""

from django.urls import include, path

from kartoteka.config.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("", include("kartoteka.desk.urls")),
]
