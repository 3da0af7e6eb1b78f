"""Receivables and payments of all customers as a list, and claims by their last day."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kartoteka.billing.criteria import (
    INTEREST_NOTES,
    LIMITATIONS,
    PLANS,
    PRICE_ITEMS,
    PRICE_LISTS,
)
from kartoteka.desk.arrangements.forms import WriteOffOfMany
from kartoteka.desk.billing import forms
from kartoteka.desk.privacy import asking
from kartoteka.kernel.criteria import Condition, Group, Op
from kartoteka.kernel.listing import Order
from kartoteka.ledger.criteria import ENTRIES
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
    columns=("last_on", "ahead", "number", "party", "claim", "due", "open", "currency"),
    order=(Order("last_on"),),
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
