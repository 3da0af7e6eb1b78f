"""Addresses of statements and payments."""

from django.urls import path

from kartoteka.desk.payments import clarifying, payers, tables, views, virtual_accounts
from kartoteka.desk.payments.lists import (
    FOUND_LIST,
    LINES_LIST,
    PAYERS_LIST,
    STATEMENT_LINES,
    STATEMENTS_LIST,
    WAITING_LIST,
)

urlpatterns = [
    *STATEMENTS_LIST.urls(),
    path("payments/take-in/", views.hand_in, name="hand_in"),
    path("payments/take-in/<uuid:public_id>/", views.take_in, name="take_in"),
    path("payments/take-in/<uuid:public_id>/columns/", tables.map_table, name="map_table"),
    path("payments/take-in/<uuid:public_id>/drop/", views.drop, name="drop_held"),
    *STATEMENT_LINES.urls(),
    *WAITING_LIST.urls(),
    path("payments/match/", views.match, name="match_payments"),
    *LINES_LIST.urls(),
    *FOUND_LIST.urls(),
    *PAYERS_LIST.urls(),
    path("payments/payers/<int:payer_id>/", payers.payer, name="payer"),
    path("payments/payers/<int:payer_id>/forget/", payers.forget, name="forget_payer"),
    path("payments/matching/", payers.matching, name="matching"),
    path("payments/lines/<int:line_id>/", views.line, name="payment_line"),
    path("payments/lines/<int:line_id>/assign/", clarifying.assign, name="assign_line"),
    path("payments/lines/<int:line_id>/note/", clarifying.note, name="note_line"),
    path("payments/lines/<int:line_id>/split/", clarifying.split, name="split_payment"),
    path("payments/lines/<int:line_id>/account/", views.payer_account, name="payer_account"),
    path("parties/<int:party_id>/payments/new/", views.add_payment, name="add_payment"),
    path(
        "parties/<int:party_id>/virtual-accounts/",
        virtual_accounts.virtual_accounts,
        name="virtual_accounts",
    ),
    path(
        "parties/<int:party_id>/virtual-accounts/<int:account_id>/<slug:iban>/close/",
        virtual_accounts.close_virtual_account,
        name="close_virtual_account",
    ),
]
