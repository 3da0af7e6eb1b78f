"""Addresses of reports."""

from django.urls import path

from kartoteka.desk.reports import saved, views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/saved/<uuid:public_id>/", saved.saved_report, name="saved_report"),
    path("reports/saved/<uuid:public_id>/send/", saved.send, name="saved_report_send"),
    path("reports/saved/<uuid:public_id>/remove/", saved.remove, name="saved_report_remove"),
    path("reports/runs/<uuid:public_id>/", saved.run_file, name="report_run"),
    path("reports/<slug:key>/", views.report, name="report"),
    path("reports/<slug:key>/save/", saved.save, name="report_save"),
    path("reports/<slug:key>/file.<str:kind>", views.report_file, name="report_file"),
]
