"""Addresses of reports."""

from django.urls import path

from kartoteka.desk.reports import views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/<slug:key>/", views.report, name="report"),
    path("reports/<slug:key>/file.<str:kind>", views.report_file, name="report_file"),
]
