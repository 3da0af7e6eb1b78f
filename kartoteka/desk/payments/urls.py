"""Addresses of statements and payments."""

from django.urls import path

from kartoteka.desk.payments import (
    batches,
    cash,
    clarifying,
    payers,
    tables,
    views,
    virtual_accounts,
)
from kartoteka.desk.payments.lists import (
    BATCHES_LIST,
    CASH_LIST,
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
    *CASH_LIST.urls(),
    path("payments/cash/desks/", cash.desks, name="cash_desks"),
    path("payments/cash/desks/<int:desk_id>/", cash.switch_desk, name="switch_cash_desk"),
    path("payments/cash/<uuid:public_id>/", cash.document, name="cash_document"),
    path("payments/cash/<uuid:public_id>/pdf", cash.pdf, name="cash_pdf"),
    path("parties/<int:party_id>/cash/", cash.add, name="add_cash"),
    *BATCHES_LIST.urls(),
    path("payments/batches/new/", batches.begin, name="begin_batch"),
    path("payments/batches/<uuid:public_id>/", batches.batch, name="batch"),
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
