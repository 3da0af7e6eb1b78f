"""Addresses of users, units, the own panel and jobs."""

from django.urls import path

from kartoteka.desk.access import views
from kartoteka.desk.access.lists import USERS_LIST

urlpatterns = [
    *USERS_LIST.urls(),
    path("users/add/", views.add_user, name="add_user"),
    path("users/<uuid:public_id>/", views.user, name="user"),
    path("users/<uuid:public_id>/block/", views.block_user, name="block_user"),
    path("users/<uuid:public_id>/unblock/", views.unblock_user, name="unblock_user"),
    path("users/<uuid:public_id>/password/", views.reset_password, name="reset_password"),
    path("units/", views.units, name="units"),
    path("units/add/", views.add_unit, name="add_unit"),
    path("units/<int:unit_id>/", views.unit, name="unit"),
    path("panel/", views.panel, name="panel"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<uuid:public_id>/", views.job, name="job"),
]
