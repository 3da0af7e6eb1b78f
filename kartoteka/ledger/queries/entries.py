"""Entries: what is open."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
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
    return [OpenEntry(*row) for row in sql.rows(_PACKAGE, "open_entries", parameters)]
