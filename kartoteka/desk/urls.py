"""Addresses of the desk's screens, a line per area."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kartoteka.desk.start.urls")),
    path("", include("kartoteka.desk.signin.urls")),
    path("", include("kartoteka.desk.access.urls")),
    path("", include("kartoteka.desk.card.urls")),
    path("", include("kartoteka.desk.history.urls")),
    path("", include("kartoteka.desk.settling.urls")),
    path("", include("kartoteka.desk.arrangements.urls")),
    path("", include("kartoteka.desk.billing.urls")),
    path("", include("kartoteka.desk.register.urls")),
    path("", include("kartoteka.desk.outside.urls")),
    path("", include("kartoteka.desk.documents.urls")),
    path("", include("kartoteka.desk.twins.urls")),
    path("", include("kartoteka.desk.correspondence.urls")),
    path("", include("kartoteka.desk.portal_access.urls")),
    path("", include("kartoteka.desk.payments.urls")),
    path("", include("kartoteka.desk.tax.urls")),
    path("", include("kartoteka.desk.reports.urls")),
    path("", include("kartoteka.desk.mailings.urls")),
    path("", include("kartoteka.desk.exchange.urls")),
    path("", include("kartoteka.desk.privacy.urls")),
    path("", include("kartoteka.desk.blocks.urls")),
    path("", include("kartoteka.desk.choices.urls")),
    path("", include("kartoteka.desk.profile.urls")),
    path("", include("kartoteka.desk.groups.urls")),
    path("", include("kartoteka.desk.people.urls")),
    path("", include("kartoteka.desk.fields.urls")),
]
