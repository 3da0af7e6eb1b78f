"""Addresses of the outside registers."""

from django.urls import path

from kartoteka.desk.outside import runs, views
from kartoteka.desk.outside.lists import CALLS_LIST, ENQUIRIES_LIST, RUNS_LIST

urlpatterns = [
    *RUNS_LIST.urls(),
    *ENQUIRIES_LIST.urls(),
    path("outside/start/", runs.start, name="outside_start"),
    path("outside/runs/<uuid:public_id>/", runs.run, name="outside_run"),
    path("outside/runs/<uuid:public_id>/stop/", runs.stop, name="outside_run_stop"),
    path("outside/runs/<uuid:public_id>/take/", runs.take, name="outside_run_take"),
    *CALLS_LIST.urls(),
    path("outside/calls/<uuid:public_id>/", views.call, name="outside_call"),
    path("outside/look-up/", views.look_up, name="outside_look_up"),
    path("outside/found/<int:enquiry_id>/", views.found, name="outside_found"),
    path("outside/found/<int:enquiry_id>/pick/", views.pick, name="outside_pick"),
    path("parties/<int:party_id>/outside/", views.of_party, name="party_outside"),
    path("parties/<int:party_id>/outside/ask/", views.ask, name="party_outside_ask"),
]
