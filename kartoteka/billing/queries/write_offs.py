"""Write-offs, remissions and offsets as they stand."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from kartoteka.billing.models import Offset, OffsetLine, WriteOff, WriteOffLine
from kartoteka.kernel.actor import Actor, Role
from kartoteka.ledger import models as ledger
from kartoteka.ledger.queries import kind_word


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """An amount of one debt: of a document of `whole`, of which `remains` is open today."""

    entry_id: int
    number: str
    kind_word: str
    due_on: dt.date | None
    whole: Decimal
    amount: Decimal
    remains: Decimal
    on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class WriteOffView:
    """A request with its debts. `state` is WAITING, APPROVED, REFUSED or CANCELLED; `on` the day
    asked for; people are user keys."""

    public_id: uuid.UUID
    number: str
    kind: str
    kind_label: str
    state: str
    on: dt.date
    reason: str
    answer: str
    account_id: int
    party_id: int
    party: str
    creditor: str
    currency: str
    total: Decimal
    asked_at: dt.datetime
    asked_by: int | None
    decided_at: dt.datetime | None
    decided_by: int | None
    cancelled_at: dt.datetime | None
    cancelled_by: int | None
    rows: tuple[ClaimRow, ...]


@dataclass(frozen=True, slots=True)
class OffsetView:
    """An offset with both sides: `rows` of the customer's debts, `theirs` of the creditor's (of
    these books, or the one document that was told: `their_*`)."""

    public_id: uuid.UUID
    number: str
    declared_on: dt.date
    is_agreement: bool
    party_id: int
    party: str
    creditor_id: int
    creditor: str
    country: str
    currency: str
    total: Decimal
    rows: tuple[ClaimRow, ...]
    theirs: tuple[ClaimRow, ...]
    their_number: str
    their_due_on: dt.date | None
    their_amount: Decimal | None
    cancelled_at: dt.datetime | None
    reason: str


def write_off(*, viewer: Actor, public_id: uuid.UUID) -> WriteOffView | None:
    """A request; None where there is none. Staff only."""
    if not viewer.may(Role.CLERK):
        return None
    found = (
        WriteOff.objects.select_related("account__party", "account__creditor")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        return None
    lines = list(
        WriteOffLine.objects.filter(write_off=found)
        .select_related("debt", "credit")
        .order_by("debt__due_on", "debt")
    )
    remains = _remains([line.debt_id for line in lines])
    return WriteOffView(
        public_id=found.public_id,
        number=found.number,
        kind=found.kind,
        kind_label=str(found.get_kind_display()),
        state=_state(found),
        on=found.on,
        reason=found.reason,
        answer=found.answer,
        account_id=found.account_id,
        party_id=found.account.party_id,
        party=found.account.party.name,
        creditor=found.account.creditor.name,
        currency=found.account.currency,
        total=sum((line.amount for line in lines), Decimal(0)),
        asked_at=found.asked_at,
        asked_by=found.asked_by,
        decided_at=found.decided_at,
        decided_by=found.decided_by,
        cancelled_at=found.cancelled_at,
        cancelled_by=found.cancelled_by,
        rows=tuple(
            _row(line.debt, line.amount, remains, line.credit.effective_on if line.credit else None)
            for line in lines
        ),
    )


def offset(*, viewer: Actor, public_id: uuid.UUID) -> OffsetView | None:
    """An offset; None where there is none. Staff only."""
    if not viewer.may(Role.CLERK):
        return None
    found = (
        Offset.objects.select_related("account__party", "account__creditor")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        return None
    lines = list(
        OffsetLine.objects.filter(offset=found)
        .select_related("debt", "against", "credit")
        .order_by("pk")
    )
    remains = _remains([key for line in lines for key in (line.debt_id, line.against_id) if key])
    return OffsetView(
        public_id=found.public_id,
        number=found.number,
        declared_on=found.declared_on,
        is_agreement=found.is_agreement,
        party_id=found.account.party_id,
        party=found.account.party.name,
        creditor_id=found.account.creditor_id,
        creditor=found.account.creditor.name,
        country=found.account.creditor.country,
        currency=found.account.currency,
        total=sum((line.amount for line in lines), Decimal(0)),
        rows=_added([(line.debt, line.amount, line.credit) for line in lines], remains),
        theirs=_added(
            [(line.against, line.amount, line.credit) for line in lines if line.against], remains
        ),
        their_number=found.their_number,
        their_due_on=found.their_due_on,
        their_amount=found.their_amount,
        cancelled_at=found.cancelled_at,
        reason=found.reason,
    )


def mutual_account(*, viewer: Actor, account_id: int) -> int | None:
    """The account on which the creditor of `account_id` owes its party, where there is one."""
    del viewer
    own = ledger.Account.objects.filter(pk=account_id).first()
    if own is None:
        return None
    other = ledger.Account.objects.filter(
        party=own.creditor_id, creditor=own.party_id, currency=own.currency, is_joined=False
    )
    return other.values_list("pk", flat=True).first()


def _state(found: WriteOff) -> str:
    if found.decided_at is None:
        return "WAITING"
    if not found.is_approved:
        return "REFUSED"
    return "CANCELLED" if found.cancelled_at else "APPROVED"


def _remains(entry_ids: list[int]) -> dict[int, Decimal]:
    rows = ledger.OpenAmount.objects.filter(entry__in=entry_ids)
    return dict(rows.values_list("entry_id", "amount"))


def _row(
    debt: ledger.Entry, amount: Decimal, remains: dict[int, Decimal], on: dt.date | None
) -> ClaimRow:
    return ClaimRow(
        debt.pk, debt.number, kind_word(debt.kind), debt.due_on, debt.amount, amount,
        remains.get(debt.pk, Decimal("0.00")), on,
    )  # fmt: skip


def _added(
    pieces: list[tuple[ledger.Entry, Decimal, ledger.Entry]], remains: dict[int, Decimal]
) -> tuple[ClaimRow, ...]:
    """A row a debt: its pieces together, with the last day on which one ended."""
    found: dict[int, ClaimRow] = {}
    for debt, amount, credit in pieces:
        before = found.get(debt.pk)
        together = amount + (before.amount if before else 0)
        days = [day for day in (credit.effective_on, before.on if before else None) if day]
        found[debt.pk] = _row(debt, together, remains, max(days))
    return tuple(found.values())
