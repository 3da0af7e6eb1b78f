"""Credits of a party, each with what it was used for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.ledger import wording
from kartoteka.ledger.queries.entries import kind_word
from kartoteka.ledger.queries.settlements import SettlementLine, lines_of

_PACKAGE = "kartoteka.ledger"


@dataclass(frozen=True, slots=True)
class UsedCredit:
    """A payment or another credit, `open_amount` of it unused, and the lines that stand."""

    entry_id: int
    public_id: UUID
    kind: str
    number: str
    title: str
    amount: Decimal
    open_amount: Decimal
    effective_on: dt.date
    currency: str
    creditor: str
    paid_on: dt.date | None
    lines: tuple[SettlementLine, ...]

    @property
    def came_on(self) -> dt.date:
        """The day on which the money came, whatever day the books carry."""
        return self.paid_on or self.effective_on

    @property
    def posted_later(self) -> str:
        """When it came and when it was posted, where the books were closed; else empty."""
        return wording.posted_later(self.paid_on, self.effective_on, self.kind)

    @property
    def kind_word(self) -> str:
        """The kind in the reader's language."""
        return kind_word(self.kind)


@dataclass(frozen=True, slots=True)
class MoneyPlace:
    """An account to which the money of a credit can go, with what is to be paid there."""

    account_id: int
    party_id: int
    party: str
    number: str
    creditor: str
    due: Decimal


def places_for(*, viewer: Actor, credit_id: int, party_ids: Collection[int]) -> list[MoneyPlace]:
    """Accounts of these parties in the credit's currency but its own, those with most to pay
    first. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    asked = {"credit": credit_id, "parties": sorted(party_ids)}
    return [MoneyPlace(*row) for row in sql.rows(_PACKAGE, "places_for", asked)]


def credits_of(
    *, viewer: Actor, party_id: int, before: int | None = None, limit: int = 50
) -> list[UsedCredit]:
    """Credits of a party, the newest first; `before` is the entry of the last one shown.

    In the portal the database shows only what the signed-in customer may see.
    """
    del viewer
    parameters = {"party_id": party_id, "before": before, "limit": limit}
    found = sql.rows(_PACKAGE, "credits", parameters)
    used = sql.rows(_PACKAGE, "credit_lines", {"credits": [row[0] for row in found]})
    lines = defaultdict(list)
    for line in lines_of([settlement_id for (settlement_id,) in used]):
        if line.stands:
            lines[line.credit_id].append(line)
    return [UsedCredit(*(*row, tuple(lines[row[0]]))) for row in found]
