"""Addresses of the blocks."""

from django.urls import path

from kartoteka.desk.blocks import views
from kartoteka.desk.blocks.lists import BLOCKS_LIST

urlpatterns = [
    *BLOCKS_LIST.urls(),
    path("parties/<int:party_id>/blocks/add/", views.block_add, name="party_block_add"),
    path("blocks/<int:pk>/", views.block, name="block"),
]
