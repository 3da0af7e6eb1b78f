"""Addresses of the blocks."""

from django.urls import path

from kartoteka.desk.blocks import views

urlpatterns = [
    path("blocks/", views.blocks, name="blocks"),
    path("parties/<int:party_id>/blocks/add/", views.block_add, name="party_block_add"),
    path("parties/<int:party_id>/blocks/<int:pk>/", views.block, name="party_block"),
]
