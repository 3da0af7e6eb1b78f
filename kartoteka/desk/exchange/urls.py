"""Addresses of imports and their sources."""

from django.urls import path

from kartoteka.desk.exchange import views
from kartoteka.desk.exchange.lists import IMPORTS_LIST

urlpatterns = [
    *IMPORTS_LIST.urls(),
    path("imports/new/", views.new_import, name="new_import"),
    path("imports/repeat/<uuid:public_id>/", views.repeat_import, name="repeat_import"),
    path("imports/sources/", views.sources, name="import_sources"),
    path("imports/sources/<uuid:public_id>/end/", views.end_source, name="end_import_source"),
    path("imports/<uuid:public_id>/", views.show_import, name="import"),
    path("imports/<uuid:public_id>/table/", views.table, name="import_table"),
    path("imports/<uuid:public_id>/columns/", views.columns, name="import_columns"),
    path("imports/<uuid:public_id>/check/", views.check, name="check_import"),
    path("imports/<uuid:public_id>/carry-out/", views.carry_out, name="carry_out_import"),
    path("imports/<uuid:public_id>/not-taken.csv", views.not_taken, name="import_not_taken"),
]
