"""Addresses of the desk's screens, a line per area."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kartoteka.desk.start.urls")),
    path("", include("kartoteka.desk.signin.urls")),
    path("", include("kartoteka.desk.access.urls")),
    path("", include("kartoteka.desk.card.urls")),
    path("", include("kartoteka.desk.settling.urls")),
    path("", include("kartoteka.desk.billing.urls")),
    path("", include("kartoteka.desk.register.urls")),
    path("", include("kartoteka.desk.correspondence.urls")),
    path("", include("kartoteka.desk.portal_access.urls")),
    path("", include("kartoteka.desk.payments.urls")),
    path("", include("kartoteka.desk.exchange.urls")),
    path("", include("kartoteka.desk.privacy.urls")),
]
