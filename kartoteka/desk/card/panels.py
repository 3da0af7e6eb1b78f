"""How the card groups what the ledger answers: figures per currency, accessories under debts."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from kartoteka.ledger.queries import Balance, OpenEntry


@dataclass(slots=True)
class Sums:
    """The figures on top of the card in one currency, over all accounts of the party."""

    currency: str
    due: Decimal = Decimal(0)
    overdue: Decimal = Decimal(0)
    overdue_count: int = 0
    overpaid: Decimal = Decimal(0)
    interest: Decimal | None = Decimal(0)
    oldest_on: dt.date | None = None
    oldest_days: int = 0


@dataclass(slots=True)
class Group:
    """What is open in one currency, with its totals."""

    currency: str
    entries: list[OpenEntry] = field(default_factory=list)
    amount: Decimal = Decimal(0)
    open_amount: Decimal = Decimal(0)
    interest: Decimal | None = Decimal(0)


def sums(balances: Iterable[Balance], on: dt.date) -> list[Sums]:
    """One row of figures per currency; currencies are never added together."""
    found: dict[str, Sums] = {}
    for balance in balances:
        row = found.setdefault(balance.currency, Sums(balance.currency))
        row.due += balance.due
        row.overdue += balance.overdue
        row.overdue_count += balance.overdue_count
        row.overpaid += balance.overpaid
        row.interest = _plus(row.interest, balance.interest)
        late = balance.oldest_overdue_on
        if late and (row.oldest_on is None or late < row.oldest_on):
            row.oldest_on, row.oldest_days = late, (on - late).days
    return list(found.values())


def lines(entries: Iterable[OpenEntry]) -> list[Group]:
    """Open entries by currency, in the order in which a payment would meet them."""
    found: dict[str, Group] = {}
    for entry in entries:
        group = found.setdefault(entry.currency, Group(entry.currency))
        group.entries.append(entry)
        group.amount += entry.amount
        group.open_amount += entry.open_amount
        group.interest = _plus(group.interest, entry.interest)
    return list(found.values())


def _plus(total: Decimal | None, part: Decimal | None) -> Decimal | None:
    return None if total is None or part is None else total + part
