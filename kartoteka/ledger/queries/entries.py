"""Entries: what is open, and one credit with what is left of it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.ledger import wording
from kartoteka.ledger.models import Kind
from kartoteka.ledger.queries.balances import terms

_PACKAGE = "kartoteka.ledger"


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """An entry with something open. `interest` has accrued on it and is in no note; None when a
    rate is not known. `debt_id` names the debt of which this is interest or cost."""

    entry_id: int
    public_id: UUID
    account_id: int
    side: str
    kind: str
    number: str
    title: str
    issued_on: dt.date
    due_on: dt.date
    days_overdue: int
    amount: Decimal
    open_amount: Decimal
    interest: Decimal | None
    debt_id: int | None
    point: str | None
    agreement: str | None
    currency: str
    creditor_id: int
    creditor: str
    interest_kind: str

    @property
    def kind_word(self) -> str:
        """The kind in the reader's language."""
        return kind_word(self.kind)


@dataclass(frozen=True, slots=True)
class Credit:
    """A payment or another credit: whose it is, and `open_amount`, what is left of it. `paid_on` is
    the day on which it came where the books were closed to that day."""

    entry_id: int
    party_id: int
    party: str
    account_id: int
    creditor_id: int
    creditor: str
    currency: str
    kind: str
    number: str
    title: str
    amount: Decimal
    open_amount: Decimal
    effective_on: dt.date
    paid_on: dt.date | None

    @property
    def posted_later(self) -> str:
        """When it came and when it was posted, where the books were closed; else empty."""
        return wording.posted_later(self.paid_on, self.effective_on, self.kind)


def kind_word(code: str) -> str:
    """The kind of an entry in the reader's language."""
    return str(Kind(code).label)


def credit(*, viewer: Actor, credit_id: int) -> Credit | None:
    """The credit of that id, or None where there is none."""
    del viewer
    found = sql.row(_PACKAGE, "credit", {"credit": credit_id})
    return Credit(*found) if found else None


def came_late(*, viewer: Actor, credit: Credit, on: dt.date) -> bool:
    """Whether later credits of its account were used before this one, of which something is left.
    Staff only."""
    asked = {"accounts": [credit.account_id], "on": on, "credit": credit.entry_id}
    return viewer.may(Role.CLERK) and bool(
        sql.row(_PACKAGE, "settle_late", {**asked, "accrued_only": False})
    )


def open_entries(
    *,
    viewer: Actor,
    party_id: int | None = None,
    account_id: int | None = None,
    on: dt.date,
    side: str = "DEBIT",
) -> list[OpenEntry]:
    """What is open on `side` (DEBIT: to be paid, CREDIT: unused payments), longest due first and
    costs, interest and principal of one debt together; interest runs to `on`, included."""
    del viewer
    parameters = {"party": party_id, "account": account_id, "side": side, **terms(on)}
    return [OpenEntry(*row) for row in sql.kept(_PACKAGE, "open_entries", parameters)]
