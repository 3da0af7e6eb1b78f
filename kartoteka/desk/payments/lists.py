"""Statements, all their lines, the lines of one, and those that wait for a customer, as lists."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.payments.clarifying import Assign
from kartoteka.desk.payments.refunds import ApproveMany
from kartoteka.desk.privacy import asking
from kartoteka.kernel.actor import Role
from kartoteka.kernel.criteria import Condition, Group, Op
from kartoteka.kernel.listing import Order
from kartoteka.payments import queries
from kartoteka.payments.criteria.cash import BATCHES, CASH
from kartoteka.payments.criteria.lines import FOUND, LINES, STATEMENTS, WAITING
from kartoteka.payments.criteria.payers import PAYERS
from kartoteka.payments.criteria.refunds import REFUNDS
from kartoteka.ui import screens
from kartoteka.ui.lists import ListScreen

_EXPORT = asking.Export(
    LINES,
    "SELECT a.party_id FROM payments_payment y JOIN ledger_account a ON a.id = y.account_id"
    " WHERE y.line_id IN ({})",
    scope=("IDENTITY", "ACCOUNTS", "MONEY"),
    names_others=True,
)
_STATES = {"WAITING": "warn", "BOOKED": "ok", "NOTED": "quiet"}
LINES_LIST = ListScreen(
    subject=LINES,
    name="payment_lines",
    route="payments/lines/",
    template="desk/payments/lines.html",
    row="payment_line",
    columns=("booked", "payer", "title", "amount", "currency", "state", "party"),
    order=(Order("line", downwards=True),),
    search_label=_("Payer or title"),
    file=_("Lines of statements"),
    badges={"state": _STATES},
    exporting=_EXPORT,
)


def _statement(_statement_id: int, values: Mapping[str, Any]) -> str:
    return reverse("statement", args=[values["public_id"]])


STATEMENTS_LIST = ListScreen(
    subject=STATEMENTS,
    name="statements",
    route="payments/",
    template="desk/payments/statements.html",
    row=_statement,
    columns=("last_on", "state", "came", "closing", "currency", "account", "number", "lines"),
    order=(Order("taken", downwards=True),),
    always=("public_id", "first_on", "last_on", "remarks"),
    lead="desk/payments/statement_lead.html",
    badges={"state": {"WAITING": "warn", "MATCHED": "ok", "INTERIM": "quiet"}},
    search_label=_("Number, file, account or creditor"),
    empty="desk/payments/no_statements.html",
    file=_("Statements"),
    context=lambda request: {"waiting": queries.waiting_count(viewer=request.actor)},
)


def _of_file(_found_id: int, values: Mapping[str, Any]) -> str:
    """Where the file is seen; one that was refused is handed in by hand."""
    known = values["statement"]
    return reverse("statement", args=[known]) if known else reverse("hand_in")


FOUND_LIST = ListScreen(
    subject=FOUND,
    name="found_files",
    route="payments/folder/",
    template="desk/payments/found.html",
    row=_of_file,
    columns=("file", "state", "lines", "reason", "found"),
    order=(Order("found", downwards=True),),
    always=("statement",),
    badges={"state": {"TAKEN": "ok", "KNOWN": "quiet", "REFUSED": "late"}},
    search_label=_("File or reason"),
    empty="desk/payments/nothing_found.html",
    file=_("Files of the watched folder"),
)
WAITING_LIST = ListScreen(
    subject=WAITING,
    name="waiting_payments",
    route="payments/waiting/",
    template="desk/payments/waiting.html",
    row="payment_line",
    columns=("payer", "booked", "amount", "currency", "title", "age", "owner", "note"),
    order=(Order("line"),),
    search_label=_("Payer or title"),
    empty="desk/payments/nothing_waits.html",
    file=_("Payments without a customer"),
    exporting=asking.Export(
        WAITING, asking.NO_CUSTOMERS, scope=("IDENTITY", "ACCOUNTS", "MONEY"), names_others=True
    ),
    act_forms={"assign": Assign},
    context=lambda request: {"first": queries.next_waiting(viewer=request.actor, after=0)},
)

PAYERS_LIST = ListScreen(
    subject=PAYERS,
    name="payers",
    route="payments/payers/",
    template="desk/payments/payers.html",
    row="payer",
    columns=("party", "ending", "title", "state", "payments", "last_on", "origin"),
    order=(Order("last_on", downwards=True),),
    badges={"state": {"CERTAIN": "ok", "LEARNING": "warn", "OFF": "quiet"}},
    search_label=_("Customer or words of the title"),
    empty="desk/payments/no_payers.html",
    file=_("Known payers"),
    exporting=asking.Export(
        PAYERS,
        "SELECT a.party_id FROM payments_payer y JOIN ledger_account a ON a.id = y.account_id"
        " WHERE y.id IN ({})",
        scope=("IDENTITY", "ACCOUNTS"),
        names_others=True,
    ),
    context=lambda request: {"may_choose": request.actor.may(Role.ADMINISTRATOR)},
)


def _cash(_document_id: int, values: Mapping[str, Any]) -> str:
    return reverse("cash_document", args=[values["public_id"]])


CASH_LIST = ListScreen(
    subject=CASH,
    name="cash",
    route="payments/cash/",
    template="desk/payments/cash.html",
    row=_cash,
    columns=("number", "party", "amount", "currency", "day", "state", "payer", "by"),
    order=(Order("made", downwards=True),),
    always=("public_id",),
    badges={"state": {"VALID": "ok", "VOID": "late"}},
    search_label=_("Number, customer or payer"),
    empty="desk/payments/no_cash.html",
    file=_("Cash documents"),
    exporting=asking.Export(
        CASH,
        "SELECT a.party_id FROM payments_cashdocument d"
        " JOIN ledger_account a ON a.id = d.account_id WHERE d.id IN ({})",
        scope=("IDENTITY", "MONEY"),
        names_others=True,
    ),
    context=lambda request: {"may_open": request.actor.may(Role.ADMINISTRATOR)},
)


def _batch(_batch_id: int, values: Mapping[str, Any]) -> str:
    return reverse("batch", args=[values["public_id"]])


BATCHES_LIST = ListScreen(
    subject=BATCHES,
    name="batches",
    route="payments/batches/",
    template="desk/payments/batches.html",
    row=_batch,
    columns=("name", "state", "day", "count", "sum", "entered", "currency", "creditor"),
    order=(Order("made", downwards=True),),
    always=("public_id",),
    badges={"state": {"OPEN": "warn", "POSTED": "ok"}},
    search_label=_("Name or creditor"),
    empty="desk/payments/no_batches.html",
    file=_("Batches of payments"),
)


def _refund(_refund_id: int, values: Mapping[str, Any]) -> str:
    return reverse("refund", args=[values["public_id"]])


REFUNDS_LIST = ListScreen(
    subject=REFUNDS,
    name="refunds",
    route="payments/refunds/",
    template="desk/payments/refunds.html",
    row=_refund,
    columns=("name", "amount", "currency", "state", "prepared", "prepared_by", "reference"),
    order=(Order("prepared", downwards=True),),
    always=("public_id",),
    badges={
        "state": {"PREPARED": "warn", "APPROVED": "warn", "CONFIRMED": "ok", "CANCELLED": "quiet"}
    },
    search_label=_("Customer, name or title"),
    empty="desk/payments/no_refunds.html",
    file=_("Refunds"),
    exporting=asking.Export(
        REFUNDS,
        "SELECT a.party_id FROM payments_refund f"
        " JOIN ledger_account a ON a.id = f.account_id WHERE f.id IN ({})",
        scope=("IDENTITY", "MONEY"),
        names_others=True,
    ),
    act_forms={"approve": ApproveMany},
    context=lambda request: {"may_write": request.actor.may(Role.ADMINISTRATOR)},
)


def _of_statement(request: screens.Request, public_id: Any) -> Group:
    """The lines that the statement told first."""
    if queries.statement(viewer=request.actor, public_id=public_id) is None:
        raise Http404
    return Group("all", (Condition("statement", Op.IS, (str(public_id),)),))


def _about_statement(request: screens.Request) -> dict[str, Any]:
    match = request.resolver_match
    given = match.kwargs if match is not None else {}
    return {"shown": queries.statement(viewer=request.actor, public_id=given["public_id"])}


STATEMENT_LINES = ListScreen(
    subject=LINES,
    name="statement",
    route="payments/statements/<uuid:public_id>/",
    template="desk/payments/statement.html",
    row="payment_line",
    columns=("payer", "amount", "state", "booked", "party", "reason"),
    order=(Order("line"),),
    always=("title",),
    lead="desk/payments/line_lead.html",
    badges={"state": _STATES},
    fixed=_of_statement,
    search_label=_("Payer or title"),
    empty="desk/payments/no_lines.html",
    file=_("Lines of a statement"),
    exporting=_EXPORT,
    context=_about_statement,
)
