"""Calendars of advances as they stand."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from kartoteka.agreements.models import Agreement
from kartoteka.billing.models import Advance, AdvancePlan
from kartoteka.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class AdvanceRow:
    """An advance; `entry_id` once it is posted, `is_dropped` where the calendar ended before."""

    id: int
    ordinal: int
    issued_on: dt.date
    due_on: dt.date
    amount: Decimal
    entry_id: int | None
    number: str
    is_dropped: bool


@dataclass(frozen=True, slots=True)
class PlanView:
    """A calendar with all its advances."""

    id: int
    public_id: uuid.UUID
    agreement: str
    agreement_public_id: uuid.UUID
    party_id: int
    party: str
    creditor: str
    currency: str
    title: str
    ended_on: dt.date | None
    advances: tuple[AdvanceRow, ...]


def plan(*, viewer: Actor, public_id: uuid.UUID) -> PlanView | None:
    """A calendar, or None where there is no such one."""
    del viewer
    found = (
        AdvancePlan.objects.select_related("agreement__party", "agreement__creditor")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        return None
    rows = Advance.objects.filter(plan=found).select_related("entry").order_by("ordinal")
    return PlanView(
        id=found.pk,
        public_id=found.public_id,
        agreement=found.agreement.number,
        agreement_public_id=found.agreement.public_id,
        party_id=found.agreement.party_id,
        party=found.agreement.party.name,
        creditor=found.agreement.creditor.name,
        currency=found.currency,
        title=found.title,
        ended_on=found.ended_on,
        advances=tuple(
            AdvanceRow(
                id=one.pk,
                ordinal=one.ordinal,
                issued_on=one.issued_on,
                due_on=one.due_on,
                amount=one.amount,
                entry_id=one.entry_id,
                number=one.entry.number if one.entry else "",
                is_dropped=one.entry_id is None
                and found.ended_on is not None
                and one.due_on > found.ended_on,
            )
            for one in rows
        ),
    )


def agreements_valid(*, viewer: Actor, creditor_id: int, on: dt.date) -> list[int]:
    """All agreements of a creditor that are valid on a day."""
    del viewer
    found = Agreement.objects.filter(creditor_id=creditor_id, valid_from__lte=on)
    valid = found.filter(valid_to__isnull=True) | found.filter(valid_to__gte=on)
    return list(valid.order_by("pk").values_list("pk", flat=True))
