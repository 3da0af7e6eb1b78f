"""Addresses of twins and merges."""

from django.urls import path

from kartoteka.desk.twins import views
from kartoteka.desk.twins.lists import MERGES_LIST, TWINS_LIST

urlpatterns = [
    *TWINS_LIST.urls(),
    path("twins/find/", views.find, name="find_twins"),
    path("twins/likely/", views.likely, name="likely_twins"),
    path("twins/<int:pair_id>/", views.pair, name="twin"),
    path("twins/<int:pair_id>/decide/", views.decide, name="decide_twin"),
    path("compare/<int:first_id>/<int:second_id>/", views.compare_two, name="compare"),
    path("parties/<int:party_id>/merge/", views.choose, name="merge_with"),
    path("merge/<int:survivor_id>/<int:loser_id>/", views.merge, name="merge"),
    *MERGES_LIST.urls(),
    path("merges/<uuid:public_id>/", views.merge_shown, name="merge_shown"),
    path("merges/<uuid:public_id>/undo/", views.undo, name="undo_merge"),
    path("parties/<int:party_id>/identifiers/share/", views.share, name="share_identifier"),
    path("parties/<int:party_id>/identifiers/<str:kind>/alone/", views.alone, name="end_sharing"),
]
