"""What changes when settlements go: told before it is done, and what came later settled anew."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models.functions import Coalesce

from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.ledger import locks
from kartoteka.ledger.models import Entry, Kind, Settlement, Side
from kartoteka.ledger.operations.rights import require
from kartoteka.ledger.operations.settling import (
    NotACredit,
    NothingToSettle,
    RateMissing,
    settle_held,
)
from kartoteka.ledger.operations.withdrawing import OF_DOCUMENTS, Withdrawn, withdraw

_PACKAGE = "kartoteka.ledger"
_STAYS = ("BY_HAND", "CANCELLED", "NOTE_WITHDRAWN")  # automation never touches these


@dataclass(frozen=True, slots=True)
class Difference:
    """What stands open of one entry before and after; `kind` in words."""

    entry_id: int
    number: str
    kind: str
    due_on: dt.date | None
    currency: str
    amount: Decimal
    today: Decimal
    then: Decimal


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay took back and where the account differs from before."""

    withdrawn: Withdrawn
    changes: tuple[Difference, ...]


def replay(*, actor: Actor, credit_id: int, on: dt.date, reason: str) -> Replayed:
    """Uses a payment that is dated before others as if it had come in time.

    Takes back what later credits of its account settled by themselves, with the interest noted for
    them, and settles the account anew to `on`. Lines by hand stay. Raises `NotAllowed`,
    `NotACredit`, `AccountBusy`, `NothingToSettle`, `RateMissing`, `PeriodClosed`.
    """
    require(actor, Role.CLERK)
    credit = Entry.objects.filter(pk=credit_id, side=Side.CREDIT).first()
    if credit is None:
        raise NotACredit
    accounts = [credit.account_id]
    with acting(actor), constraints.spoken():
        locks.lock_by_hand(accounts)
        before = open_now(accounts)
        withdrawn = take_back(
            actor=actor, account_ids=accounts, reason=reason, after=credit.came_on
        )
        report = settle_held(accounts, on, actor, late_too=True)
        if report.refused_accounts:
            raise RateMissing
        if not report.lines:
            raise NothingToSettle
        return Replayed(withdrawn, tuple(differences(before, open_now(accounts))))


def preview_replay(*, viewer: Actor, credit_id: int, on: dt.date) -> Replayed:
    """What `replay` would do, by doing it and taking all of it back. Raises what it raises."""
    with transaction.atomic():
        told = replay(actor=viewer, credit_id=credit_id, on=on, reason="–")
        transaction.set_rollback(True)
    return told


def preview_withdraw(*, viewer: Actor, settlement_ids: Sequence[int]) -> Replayed:
    """What `withdraw` would reopen and which interest it would take back; nothing is done.

    Raises what `withdraw` raises.
    """
    require(viewer, Role.CLERK)
    chosen = Settlement.objects.filter(pk__in=list(settlement_ids))
    accounts = sorted(set(chosen.values_list("account_id", flat=True)))
    with transaction.atomic():
        before = open_now(accounts)
        withdrawn = withdraw(actor=viewer, settlement_ids=settlement_ids, reason="–")
        told = tuple(differences(before, open_now(accounts)))
        transaction.set_rollback(True)
    return Replayed(withdrawn, tuple(one for one in told if one.today != one.then))


def take_back(
    *, actor: Actor, account_ids: Sequence[int], reason: str, after: dt.date | None = None
) -> Withdrawn:
    """Withdraws all that automation settled on accounts that are held, of credits that came later
    than `after` (None: all); corrections and documents keep what they settled."""
    made = Settlement.objects.filter(account_id__in=account_ids, mirrors=None, mirror=None)
    if after:
        came_on = Coalesce("credit__paid_on", "credit__effective_on")
        made = made.alias(came_on=came_on).filter(came_on__gt=after)
    made = made.exclude(rule__in=_STAYS).exclude(credit__kind__in=[Kind.CORRECTION, *OF_DOCUMENTS])
    ids = list(made.values_list("id", flat=True))
    if not ids:
        return Withdrawn(lines=0, interest=0)
    return withdraw(actor=actor, settlement_ids=ids, reason=reason)


def open_now(account_ids: Sequence[int]) -> dict[int, Decimal]:
    """What stands open on accounts, by entry."""
    return dict(sql.rows(_PACKAGE, "open_now", {"accounts": list(account_ids)}))


def differences(before: Mapping[int, Decimal], after: Mapping[int, Decimal]) -> list[Difference]:
    """The entries that stand open before or after: debits first, the longest due first."""
    rows = sql.rows(_PACKAGE, "trial", {"entries": sorted({*before, *after})})
    nothing = Decimal("0.00")
    return [
        Difference(
            entry,
            number,
            str(Kind(kind).label),
            due_on,
            currency,
            amount,
            before.get(entry, nothing),
            after.get(entry, nothing),
        )
        for entry, number, kind, due_on, currency, amount in rows
    ]
