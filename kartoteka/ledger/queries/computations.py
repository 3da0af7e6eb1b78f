"""Interest as a court reads it: each debt with its periods and the payments between them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import wording
from kartoteka.ledger.interest import Period
from kartoteka.ledger.queries.arrears import DebtInterest, interest_to
from kartoteka.ledger.queries.entries import kind_word

_PACKAGE = "kartoteka.ledger"
INTEREST_KINDS = wording.INTEREST_KINDS
interest_words = wording.interest_kind


@dataclass(frozen=True, slots=True)
class Lowered:
    """A credit that lowered a debt, effective on a day: that day still bears the old amount."""

    day: dt.date
    kind: str
    number: str
    amount: Decimal

    @property
    def kind_word(self) -> str:
        """What kind of credit it was, in the reader's language."""
        return kind_word(self.kind)


@dataclass(frozen=True, slots=True)
class DebtComputation:
    """Interest of one debt to a day with all that explains it.

    `lines` are the periods and, each after the day on which it came, the credits that lowered
    the debt. `effective_due` is the day on which the term ended: interest runs from the next.
    """

    entry_id: int
    public_id: UUID
    account_id: int
    party_id: int
    creditor_id: int
    currency: str
    kind: str
    number: str
    title: str
    interest_kind: str
    issued_on: dt.date
    due_on: dt.date
    effective_due: dt.date
    amount: Decimal
    open_amount: Decimal
    interest: DebtInterest
    lines: tuple[Period | Lowered, ...]

    @property
    def kind_word(self) -> str:
        """What kind of debt it is, in the reader's language."""
        return kind_word(self.kind)

    @property
    def interest_words(self) -> str:
        """Which interest it bears, in the reader's language."""
        return interest_words(self.interest_kind)


def computations(
    *,
    viewer: Actor,
    on: dt.date,
    entry_ids: Sequence[int] | None = None,
    party_id: int | None = None,
    creditor_id: int | None = None,
    currency: str | None = None,
    is_open: bool = False,
    moment: dt.datetime | None = None,
) -> list[DebtComputation]:
    """Interest to `on` included of the debts named, or of those of a party, by account and due.

    `is_open` leaves out debts that are paid; `moment` computes by what had been recorded by then.
    Debts that bear none yet are left out. Raises `InterestNotKnown` past the last known rate.
    """
    asked = {
        "entries": None if entry_ids is None else list(entry_ids),
        "party": party_id,
        "creditor": creditor_id,
        "currency": currency,
        "is_open": is_open,
        "on": on,
    }
    debts = sql.rows(_PACKAGE, "interest_debts", asked)
    ids = [row[0] for row in debts]
    found = {
        one.entry_id: one for one in interest_to(viewer=viewer, entry_ids=ids, on=on, moment=moment)
    }
    lowered = defaultdict(list)
    told = {"entries": ids, "on": on, "moment": moment}
    for debt, *facts in sql.rows(_PACKAGE, "interest_payments", told):
        lowered[debt].append(Lowered(*facts))
    made = []
    for row in debts:
        if interest := found.get(row[0]):
            values: list[Any] = [*row, interest, _lines(interest.periods, lowered[row[0]])]
            made.append(DebtComputation(*values))
    return made


def _lines(periods: Sequence[Period], lowered: Sequence[Lowered]) -> tuple[Period | Lowered, ...]:
    """By day; a credit stands behind the period whose last day is its own."""
    dated: list[tuple[dt.date, int, Period | Lowered]] = [
        *((one.last, 0, one) for one in periods),
        *((one.day, 1, one) for one in lowered),
    ]
    return tuple(line for _day, _rank, line in sorted(dated, key=lambda each: each[:2]))
