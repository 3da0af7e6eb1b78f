"""Addresses of instalment plans, write-offs and offsets."""

from django.urls import path

from kartoteka.desk.arrangements import credits, offsets, plans, write_offs
from kartoteka.desk.arrangements.lists import OFFSETS_LIST, WRITE_OFFS_LIST

urlpatterns = [
    *WRITE_OFFS_LIST.urls(),
    *OFFSETS_LIST.urls(),
    path("parties/<int:party_id>/plan/", plans.add, name="plan_add"),
    path("plans/<uuid:public_id>/", plans.plan, name="plan"),
    path("parties/<int:party_id>/write-off/", write_offs.add, name="write_off_add"),
    path("write-offs/<uuid:public_id>/", write_offs.write_off, name="write_off"),
    path("parties/<int:party_id>/credit/", credits.add, name="credit_add"),
    path("parties/<int:party_id>/offset/", offsets.add, name="offset_add"),
    path("offsets/<uuid:public_id>/", offsets.offset, name="offset"),
    path("offsets/<uuid:public_id>/print", offsets.printed, name="offset_print"),
]
