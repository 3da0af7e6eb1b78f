"""Addresses of tax information."""

from django.urls import path

from kartoteka.desk.tax import dictionaries, informations, views
from kartoteka.desk.tax.lists import AREAS_LIST, WORKSHEET

_TOLD = "tax/informations/<uuid:public_id>"
urlpatterns = [
    *WORKSHEET.urls(),
    path("tax/take/", views.take, name="tax_take"),
    path("tax/add/", views.add, name="tax_add"),
    path("tax/import/", views.import_items, name="tax_import"),
    path("tax/rows/<int:item_id>/", views.item, name="tax_item"),
    path("tax/<int:taxpayer_id>/", views.taxpayer, name="taxpayer"),
    path("tax/<int:taxpayer_id>/residence/", views.residence, name="tax_residence"),
    path("tax/<int:taxpayer_id>/issue/", views.issue, name="tax_issue"),
    path("tax/<int:taxpayer_id>/correct/", views.correct, name="tax_correct"),
    path(f"{_TOLD}/pdf/", informations.pdf, name="tax_pdf"),
    path(f"{_TOLD}/xml/", informations.xml, name="tax_xml"),
    path(f"{_TOLD}/write/", informations.write, name="tax_write"),
    path(f"{_TOLD}/letter/", informations.letter, name="tax_letter"),
    path(f"{_TOLD}/event/", informations.event, name="tax_event"),
    *AREAS_LIST.urls(),
    path("tax/offices/add/", dictionaries.add_office, name="tax_office_add"),
    path("tax/offices/import/", dictionaries.import_offices, name="tax_offices_import"),
    path("tax/areas/<int:area_id>/remove/", dictionaries.remove_area, name="tax_area_remove"),
    path("tax/forms/", dictionaries.installed, name="tax_forms"),
    path("tax/forms/install/", dictionaries.install, name="tax_form_install"),
    path("tax/forms/<int:schema_id>/", dictionaries.form, name="tax_form"),
]
