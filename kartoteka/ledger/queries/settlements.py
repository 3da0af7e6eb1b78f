"""Settlements: what a credit was used for and why, what paid a debit."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import wording


@dataclass(frozen=True, slots=True)
class SettlementLine:
    """A part of one credit used on one debit. A mirror (`mirrors_id`) has a negative amount and
    takes the line back that it names; `withdrawn_by` is the mirror of this line, if there is one.
    `reason` says in the reader's language why; `note` is what the person wrote who withdrew."""

    settlement_id: int
    account_id: int
    debit_id: int
    credit_id: int
    debit_number: str
    debit_kind: str
    debt_id: int | None
    credit_number: str
    credit_kind: str
    currency: str
    amount: Decimal
    effective_on: dt.date
    recorded_at: dt.datetime
    actor_id: int | None
    scheme: str
    rule: str
    basis: str
    reason: str
    mirrors_id: int | None
    withdrawn_by: int | None
    note: str
    debit_public_id: UUID
    credit_public_id: UUID

    @property
    def stands(self) -> bool:
        """Whether the line is neither withdrawn nor itself a withdrawal."""
        return self.mirrors_id is None and self.withdrawn_by is None


def settlements_of(
    *, viewer: Actor, credit_id: int | None = None, debit_id: int | None = None
) -> list[SettlementLine]:
    """All lines of a credit, or of a debit, in the order they were made, with their mirrors."""
    del viewer  # row security decides for the portal; the desk sees every account
    return _lines(ids=None, credit=credit_id, debit=debit_id)


def lines_of(ids: Sequence[int]) -> list[SettlementLine]:
    """The lines of these ids, for operations that have just made them."""
    return _lines(ids=list(ids), credit=None, debit=None)


def _lines(**parameters: Any) -> list[SettlementLine]:
    import json

    found = []
    for row in sql.rows("kartoteka.ledger", "settlements", parameters):
        values = list(row)
        facts = values[17]
        known = json.loads(facts) if isinstance(facts, str) else facts
        values[17] = wording.reason(values[15], values[16], known)
        found.append(SettlementLine(*values))
    return found
