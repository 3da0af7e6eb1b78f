"""Addresses of the desk."""

from django.urls import include, path

from kartoteka.config.health import healthz
from kartoteka.ui import failures

urlpatterns = [
    path("healthz", healthz),
    path("account/", include("kartoteka.config.urls_signin")),
    path("", include("kartoteka.desk.urls")),
]
handler403 = failures.forbidden
handler404 = failures.not_found
handler429 = failures.too_many
handler500 = failures.broken
