"""Addresses of settling."""

from django.urls import path

from kartoteka.desk.settling import creditors, schemes, views

urlpatterns = [
    path("credits/<int:credit_id>/settle/", views.settle, name="settle"),
    path("credits/<int:credit_id>/withdraw/", views.withdraw, name="withdraw"),
    path("credits/<int:credit_id>/replay/", views.replay, name="replay"),
    path("credits/<int:credit_id>/move/", views.move, name="move_credit"),
    path("settling/run/", views.run, name="settle_all"),
    path("settling/creditors/", creditors.creditors, name="creditors"),
    path("settling/creditors/<int:party_id>/", creditors.creditor, name="creditor"),
    path("settling/creditors/<int:party_id>/close/", creditors.close, name="close_books"),
    path("settling/schemes/", schemes.schemes, name="schemes"),
    path("settling/schemes/<slug:code>/", schemes.scheme, name="scheme"),
    path("settling/schemes/<slug:code>/change/", schemes.change, name="scheme_change"),
    path("settling/schemes/<slug:code>/try", schemes.try_for_all, name="scheme_try_for_all"),
    path("settling/schemes/<slug:code>/copy/", schemes.add, name="scheme_copy"),
]
