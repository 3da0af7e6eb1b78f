"""Addresses of settling."""

from django.urls import path

from kartoteka.desk.settling import views

urlpatterns = [
    path("credits/<int:credit_id>/settle/", views.settle, name="settle"),
    path("credits/<int:credit_id>/withdraw/", views.withdraw, name="withdraw"),
    path("settling/run/", views.run, name="settle_all"),
]
