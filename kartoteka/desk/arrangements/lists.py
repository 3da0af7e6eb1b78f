"""Write-offs that wait and were decided; offsets."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kartoteka.billing.criteria import OFFSETS, WRITE_OFFS
from kartoteka.desk.arrangements import forms
from kartoteka.desk.privacy import asking
from kartoteka.kernel.criteria import Condition, Group, Op
from kartoteka.kernel.listing import Order
from kartoteka.ui.lists import ListScreen

WAITING = Group("all", (Condition("state", Op.ONE_OF, ("WAITING",)),))


def _write_off(_id: int, values: Mapping[str, Any]) -> str:
    return reverse("write_off", args=[values["public_id"]])


def _offset(_id: int, values: Mapping[str, Any]) -> str:
    return reverse("offset", args=[values["public_id"]])


WRITE_OFFS_LIST = ListScreen(
    subject=WRITE_OFFS,
    name="write_offs",
    route="write-offs/",
    template="desk/arrangements/write_offs.html",
    row=_write_off,
    columns=("asked", "party", "kind", "amount", "currency", "state", "number", "asked_by"),
    order=(Order("asked"),),
    query=WAITING,
    always=("public_id",),
    empty="desk/arrangements/no_write_offs.html",
    file=_("Write-offs and remissions"),
    badges={"state": {"WAITING": "warn", "APPROVED": "ok", "CANCELLED": "quiet"}},
    act_forms={"approve": forms.Approve},
    exporting=asking.Export(
        WRITE_OFFS,
        "SELECT a.party_id FROM billing_writeoff w JOIN ledger_account a ON a.id = w.account_id"
        " WHERE w.id IN ({})",
        scope=("IDENTITY", "MONEY"),
    ),
)
OFFSETS_LIST = ListScreen(
    subject=OFFSETS,
    name="offsets",
    route="offsets/",
    template="desk/arrangements/offsets.html",
    row=_offset,
    columns=("number", "declared", "party", "creditor", "amount", "currency", "cancelled"),
    order=(Order("declared", downwards=True),),
    always=("public_id",),
    empty="desk/arrangements/no_offsets.html",
    file=_("Offsets"),
    exporting=asking.Export(
        OFFSETS,
        "SELECT a.party_id FROM billing_offset w JOIN ledger_account a ON a.id = w.account_id"
        " WHERE w.id IN ({})",
        scope=("IDENTITY", "MONEY"),
    ),
)
