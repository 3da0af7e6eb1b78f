"""Receivables and payments of all customers as a list, and claims by their last day."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kartoteka.billing.criteria import INTEREST_NOTES, LIMITATIONS, PLANS
from kartoteka.billing.criteria.prices import PRICE_ITEMS, PRICE_LISTS
from kartoteka.billing.criteria.sets import INVOICE_SETS, SET_LINES
from kartoteka.billing.queries import sets
from kartoteka.desk.arrangements.forms import WriteOffOfMany
from kartoteka.desk.billing import forms
from kartoteka.desk.privacy import asking
from kartoteka.kernel.criteria import Condition, Group, Op
from kartoteka.kernel.listing import Order
from kartoteka.ledger.criteria import ENTRIES
from kartoteka.ui import screens
from kartoteka.ui.lists import ListScreen

OPEN = Group("all", (Condition("side", Op.ONE_OF, ("DEBIT",)), Condition("open", Op.FILLED)))


def _address(entry_id: int, values: Mapping[str, Any]) -> str:
    """A receivable has a page; a payment stands among its customer's settlements."""
    if values["side"] == "DEBIT":
        return reverse("receivable", args=[entry_id])
    return reverse("party_settlements", args=[values["party_id"]])


ENTRIES_LIST = ListScreen(
    subject=ENTRIES,
    name="entries",
    route="receivables/",
    template="desk/billing/entries.html",
    row=_address,
    columns=("number", "party", "kind", "issued", "due", "amount", "open", "currency"),
    phone=("number", "party", "due", "open"),
    order=(Order("due"),),
    query=OPEN,
    always=("side", "party_id"),
    search_label=_("Number or customer"),
    empty="desk/billing/no_entries.html",
    file=_("Receivables"),
    act_forms={"write_off": WriteOffOfMany},
    exporting=asking.Export(
        ENTRIES,
        "SELECT a.party_id FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id"
        " WHERE e.id IN ({})",
        scope=("IDENTITY", "MONEY"),
    ),
)
OVERPAID = Group("all", (Condition("side", Op.ONE_OF, ("CREDIT",)), Condition("open", Op.FILLED)))
OVERPAYMENTS_LIST = ListScreen(
    subject=ENTRIES,
    name="overpayments",
    route="overpayments/",
    template="desk/billing/overpayments.html",
    row=lambda entry_id, _values: reverse("settle", args=[entry_id]),
    columns=("effective", "party", "number", "title", "amount", "open", "currency", "proposal"),
    phone=("effective", "party", "open"),
    order=(Order("effective"),),
    query=OVERPAID,
    search_label=_("Number or customer"),
    empty="desk/billing/no_overpayments.html",
    file=_("Overpayments"),
    exporting=ENTRIES_LIST.exporting,
)
AHEAD = Group("all", (Condition("ahead", Op.ONE_OF, ("MONTH", "QUARTER", "HALF_YEAR")),))
LIMITATIONS_LIST = ListScreen(
    subject=LIMITATIONS,
    name="limitations",
    route="limitation/",
    template="desk/billing/limitations.html",
    row="receivable",
    columns=("last_on", "ahead", "number", "interest_on", "party", "due", "open", "currency"),
    order=(Order("first_on"),),
    query=AHEAD,
    search_label=_("Number or customer"),
    empty="desk/billing/no_limitations.html",
    file=_("Limitation ahead"),
    badges={
        "ahead": {"BARRED": "late", "MONTH": "late", "QUARTER": "warn", "HALF_YEAR": "quiet"},
    },
    act_forms={"limitation": forms.LimitationOfMany},
    exporting=asking.Export(
        LIMITATIONS,
        "SELECT a.party_id FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id"
        " WHERE e.id IN ({})",
        scope=("IDENTITY", "MONEY"),
    ),
)


def _plan(_plan_id: int, values: Mapping[str, Any]) -> str:
    return reverse("advance_plan", args=[values["public_id"]])


PLANS_LIST = ListScreen(
    subject=PLANS,
    name="advance_plans",
    route="advances/",
    template="desk/billing/plans.html",
    row=_plan,
    columns=("agreement", "party", "first_due", "last_due", "amount", "currency", "left", "ended"),
    order=(Order("last_due", downwards=True),),
    always=("public_id",),
    empty="desk/billing/no_plans.html",
    file=_("Calendars of advances"),
    exporting=asking.Export(
        PLANS,
        "SELECT g.party_id FROM billing_advanceplan n JOIN agreements_agreement g"
        " ON g.id = n.agreement_id WHERE n.id IN ({})",
        scope=("IDENTITY", "MONEY"),
    ),
)


def _note(_note_id: int, values: Mapping[str, Any]) -> str:
    return reverse("interest_note", args=[values["public_id"]])


INTEREST_NOTES_LIST = ListScreen(
    subject=INTEREST_NOTES,
    name="interest_notes",
    route="interest/notes/",
    template="desk/billing/interest_notes.html",
    row=_note,
    columns=("number", "party", "issued", "to", "due", "amount", "open", "currency", "state"),
    order=(Order("issued", downwards=True), Order("number", downwards=True)),
    always=("public_id",),
    search_label=_("Number or customer"),
    empty="desk/billing/no_notes.html",
    file=_("Interest notes"),
    badges={"state": {"OPEN": "warn", "PAID": "ok", "WITHDRAWN": "quiet"}},
    exporting=asking.Export(
        INTEREST_NOTES,
        "SELECT a.party_id FROM billing_interestnote n JOIN ledger_account a"
        " ON a.id = n.account_id WHERE n.id IN ({})",
        scope=("IDENTITY", "MONEY"),
    ),
)


def _price_list(_list_id: int, values: Mapping[str, Any]) -> str:
    return reverse("price_list", args=[values["public_id"]])


PRICE_LISTS_LIST = ListScreen(
    subject=PRICE_LISTS,
    name="price_lists",
    route="prices/",
    template="desk/billing/price_lists.html",
    row=_price_list,
    columns=("code", "name", "groups", "currency", "from", "to", "items", "next", "draft"),
    order=(Order("code"),),
    always=("public_id",),
    search_label=_("Code"),
    empty="desk/billing/no_price_lists.html",
    file=_("Price lists"),
)


def _price_item(_item_id: int, values: Mapping[str, Any]) -> str:
    return reverse("price_version", args=[values["list_id"], values["version_id"]])


PRICE_ITEMS_LIST = ListScreen(
    subject=PRICE_ITEMS,
    name="price_items",
    route="prices/items/",
    template="desk/billing/price_items_list.html",
    row=_price_item,
    columns=("code", "name", "unit", "price", "currency", "net", "vat", "list", "from", "to"),
    order=(Order("code"), Order("from")),
    query=Group("all", (Condition("state", Op.ONE_OF, ("IN_FORCE",)),)),
    always=("list_id", "version_id"),
    search_label=_("Code"),
    empty="desk/billing/no_price_lists.html",
    file=_("Prices"),
)


def _set(_set_id: int, values: Mapping[str, Any]) -> str:
    return reverse("ksef_set", args=[values["public_id"]])


SETS_LIST = ListScreen(
    subject=INVOICE_SETS,
    name="ksef_sets",
    route="receivables/ksef/sets/",
    template="desk/billing/ksef_sets.html",
    row=_set,
    columns=("name", "state", "new", "known", "refused", "origin", "came", "reason"),
    order=(Order("came", downwards=True),),
    always=("public_id",),
    badges={
        "state": {"TAKEN": "ok", "LOOKED": "warn", "HELD": "warn", "REFUSED": "late"},
    },
    search_label=_("File or reason"),
    empty="desk/billing/no_ksef_sets.html",
    file=_("Sets of invoices"),
)


def _of_set(request: screens.Request, public_id: Any) -> Group:
    if sets.invoice_set(viewer=request.actor, public_id=public_id) is None:
        raise Http404
    return Group("all", (Condition("set", Op.IS, (str(public_id),)),))


def _about_set(request: screens.Request) -> dict[str, Any]:
    match = request.resolver_match
    given = match.kwargs if match is not None else {}
    return {"shown": sets.invoice_set(viewer=request.actor, public_id=given["public_id"])}


def _of_line(_line_id: int, values: Mapping[str, Any]) -> str:
    """The receivable; the customer of one that has none; else where it can be handed in again."""
    if values["entry"]:
        return reverse("receivable", args=[values["entry"]])
    if values["party_id"]:
        return reverse("party", args=[values["party_id"]])
    return reverse("ksef_hand_in")


SET_LIST = ListScreen(
    subject=SET_LINES,
    name="ksef_set",
    route="receivables/ksef/<uuid:public_id>/",
    template="desk/billing/ksef_set.html",
    row=_of_line,
    columns=("file", "outcome", "why", "number", "party", "issued", "due", "amount", "currency"),
    order=(Order("place"),),
    always=("entry", "party_id"),
    badges={
        "outcome": {
            "NEW": "ok", "JOINED": "ok", "TIED": "ok", "KNOWN": "quiet", "REFUSED": "late",
        },
    },
    fixed=_of_set,
    search_label=_("File, number or customer"),
    empty="desk/billing/no_ksef_lines.html",
    file=_("Invoices of a set"),
    exporting=asking.Export(
        SET_LINES,
        "SELECT coalesce(a.party_id, l.buyer) FROM billing_setline l"
        " LEFT JOIN ledger_entry e ON e.id = l.entry_id"
        " LEFT JOIN ledger_account a ON a.id = e.account_id"
        " WHERE l.id IN ({}) AND coalesce(a.party_id, l.buyer) IS NOT NULL",
        scope=("IDENTITY", "MONEY"),
        names_others=True,
    ),
    context=_about_set,
)  # fmt: skip
