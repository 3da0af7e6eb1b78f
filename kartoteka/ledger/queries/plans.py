"""Instalment plans as they stand: what has been paid of which instalment."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.ledger.models import Plan
from kartoteka.ledger.queries.entries import kind_word

_PACKAGE = "kartoteka.ledger"


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """One instalment. What was paid covers the earliest first; `state` is PAID, LATE (its day has
    passed), PARTLY or WAITING."""

    due_on: dt.date
    amount: Decimal
    paid: Decimal
    state: str


@dataclass(frozen=True, slots=True)
class PlannedDebt:
    """A debt of a plan."""

    entry_id: int
    number: str
    kind_word: str
    due_on: dt.date | None


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan to a day. `remains` is what is open of its debts now, with interest noted since."""

    public_id: uuid.UUID
    account_id: int
    party_id: int
    party: str
    creditor: str
    currency: str
    agreed_on: dt.date
    ended_on: dt.date | None
    reason: str
    total: Decimal
    paid: Decimal
    remains: Decimal
    instalments: tuple[InstalmentRow, ...]
    debts: tuple[PlannedDebt, ...]
    is_first: bool

    @property
    def late(self) -> Decimal:
        """What should have been paid by now and was not."""
        return sum(
            (row.amount - row.paid for row in self.instalments if row.state == "LATE"), Decimal(0)
        )


def plan(*, viewer: Actor, public_id: uuid.UUID, on: dt.date) -> PlanView | None:
    """A plan on a day, by what is settled now; None where there is none. Staff only."""
    found = _plans(viewer, on, public_id=public_id)
    return found[0] if found else None


def plans_of(*, viewer: Actor, party_id: int, on: dt.date) -> list[PlanView]:
    """The plans of a customer, those that stand first, the newest before. Staff only."""
    return _plans(viewer, on, account__party=party_id)


def _plans(viewer: Actor, on: dt.date, **which: object) -> list[PlanView]:
    if not viewer.may(Role.CLERK):
        return []
    found = (
        Plan.objects.filter(**which)
        .select_related("account__party", "account__creditor", "account__scheme")
        .prefetch_related("instalments", "debts__debt")
    )
    plans = sorted(found, key=lambda one: (one.ended_on is not None, -one.pk))
    paid = {
        key: (settled, still)
        for key, settled, still in sql.rows(
            _PACKAGE, "plan_paid", {"plans": [one.pk for one in plans]}
        )
    }
    return [_view(one, on, *paid[one.pk]) for one in plans]


def _view(one: Plan, on: dt.date, paid: Decimal, remains: Decimal) -> PlanView:
    rows = sorted(one.instalments.all(), key=lambda row: row.due_on)
    return PlanView(
        public_id=one.public_id,
        account_id=one.account_id,
        party_id=one.account.party_id,
        party=one.account.party.name,
        creditor=one.account.creditor.name,
        currency=one.account.currency,
        agreed_on=one.agreed_on,
        ended_on=one.ended_on,
        reason=one.reason,
        total=sum((row.amount for row in rows), Decimal(0)),
        paid=paid,
        remains=remains,
        instalments=covered([(row.due_on, row.amount) for row in rows], paid, on),
        debts=tuple(
            PlannedDebt(
                planned.debt_id, planned.debt.number, kind_word(planned.debt.kind),
                planned.debt.due_on,
            )
            for planned in sorted(one.debts.all(), key=lambda row: row.pk)
        ),
        is_first=one.account.scheme.plan_first,
    )  # fmt: skip


def covered(
    instalments: Sequence[tuple[dt.date, Decimal]], paid: Decimal, on: dt.date
) -> tuple[InstalmentRow, ...]:
    """What of each instalment is paid to a day, the earliest first."""
    rows = []
    left = paid
    for due_on, amount in instalments:
        used = min(max(left, Decimal("0.00")), amount)
        left -= used
        if used == amount:
            state = "PAID"
        elif due_on < on:
            state = "LATE"
        else:
            state = "PARTLY" if used else "WAITING"
        rows.append(InstalmentRow(due_on, amount, used, state))
    return tuple(rows)
