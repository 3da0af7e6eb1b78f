"""Addresses of documents in bulk."""

from django.urls import path

from kartoteka.desk.mailings import views
from kartoteka.desk.mailings.lists import MAILED_LIST, MAILING_LIST

urlpatterns = [
    path("mailings/", views.mailings, name="mailings"),
    path("mailings/add/", views.add, name="mailing_add"),
    *MAILED_LIST.urls(),
    *MAILING_LIST.urls(),
    path("mailings/<uuid:public_id>/make/", views.make, name="mailing_make"),
    path("mailings/<uuid:public_id>/drop/", views.drop, name="mailing_drop"),
    path("mailings/<uuid:public_id>/volume-<int:ordinal>.pdf", views.volume, name="mailing_volume"),
]
