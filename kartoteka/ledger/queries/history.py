"""History: the entries of a party, newest first, and what settled what."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import wording
from kartoteka.ledger.queries.entries import kind_word


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """An entry with what is still open of it and `balance`, what its account stood at after it
    (above zero is owed to the creditor). `due_on` is the due date as last changed."""

    entry_id: int
    public_id: UUID
    account_id: int
    side: str
    kind: str
    number: str
    title: str
    issued_on: dt.date
    due_on: dt.date | None
    booked_on: dt.date
    effective_on: dt.date
    recorded_at: dt.datetime
    amount: Decimal
    open_amount: Decimal
    balance: Decimal
    currency: str
    creditor_id: int
    debt_id: int | None
    point: str | None
    agreement: str | None
    paid_on: dt.date | None

    @property
    def posted_later(self) -> str:
        """When it came and when it was posted, where the books were closed; else empty."""
        return wording.posted_later(self.paid_on, self.effective_on, self.kind)

    @property
    def kind_word(self) -> str:
        """The kind in the reader's language."""
        return kind_word(self.kind)

    @property
    def overpaid(self) -> Decimal:
        """What the account stood overpaid by after this entry, zero where something was owed."""
        return max(-self.balance, self.balance * 0)


def history(
    *,
    viewer: Actor,
    party_id: int | None = None,
    account_id: int | None = None,
    limit: int = 50,
    before: HistoryRow | tuple[dt.date, int] | None = None,
) -> list[HistoryRow]:
    """At most `limit` entries by effective day, newest first; `before` is the last row of the
    page before, or its `(effective_on, entry_id)`."""
    del viewer  # row security decides for the portal; the desk sees every account
    if isinstance(before, HistoryRow):
        before = (before.effective_on, before.entry_id)
    day, entry_id = before or (None, None)
    parameters = {
        "party": party_id,
        "account": account_id,
        "before_day": day,
        "before_id": entry_id,
        "rows": limit,
    }
    return [HistoryRow(*row) for row in sql.rows("kartoteka.ledger", "history", parameters)]
