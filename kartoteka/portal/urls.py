"""Addresses of the portal's screens, a line per page."""

from django.urls import URLPattern, URLResolver, path

from kartoteka.portal import activation, recovery, slips, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.start, name="start"),
    path("invoices/", views.invoices, name="invoices"),
    path("invoices/<uuid:public_id>/", views.invoice, name="invoice"),
    path("invoices/<uuid:public_id>/pdf", views.invoice_pdf, name="invoice_pdf"),
    path("interest-notes/<uuid:public_id>/pdf", views.interest_note_pdf, name="interest_note_pdf"),
    path("payments/", views.payments, name="payments"),
    path("pay/", slips.pay, name="pay"),
    path("pay/slip", slips.slip, name="slip"),
    path("prices/", views.own_prices, name="prices"),
    path("my-data/", views.my_data, name="my_data"),
    path("switch/", views.switch, name="switch"),
    path("activate/", activation.activation, name="activation"),
    path("activate/<str:link>/", activation.activate, name="activate"),
    path("forgotten/", recovery.forgotten, name="forgotten"),
    path("forgotten/<uuid:user>/<str:token>/", recovery.new_password, name="new_password"),
]
