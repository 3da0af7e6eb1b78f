"""Settlements: what a credit was used for and why, what paid a debit."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Realm
from kartoteka.ledger import wording
from kartoteka.ledger.queries.entries import kind_word

_PACKAGE = "kartoteka.ledger"
_FACTS = 16  # the column of settlements.sql that is worded; rule and basis stand before it


@dataclass(frozen=True, slots=True)
class SettlementLine:
    """A part of one credit used on one debit. A mirror (`mirrors_id`) has a negative amount and
    takes the line back that it names; `withdrawn_by` is the mirror of this line, if there is one.
    `reason` says in the reader's language why. For staff only: `actor_id`, and in `note` what the
    person wrote who withdrew."""

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
    scheme: str
    rule: str
    basis: str
    reason: str
    mirrors_id: int | None
    withdrawn_by: int | None
    debit_public_id: UUID
    credit_public_id: UUID
    debit_title: str
    credit_effective_on: dt.date
    credit_paid_on: dt.date | None
    actor_id: int | None = None
    note: str = ""

    @property
    def debit_kind_word(self) -> str:
        """What kind of debit was settled, in the reader's language."""
        return kind_word(self.debit_kind)

    @property
    def credit_came_on(self) -> dt.date:
        """The day on which the money came, whatever day the books carry."""
        return self.credit_paid_on or self.credit_effective_on

    @property
    def posted_later(self) -> str:
        """When it came and when it was posted, where the books were closed; else empty."""
        return wording.posted_later(self.credit_paid_on, self.credit_effective_on, self.credit_kind)

    @property
    def stands(self) -> bool:
        """Whether the line is neither withdrawn nor itself a withdrawal."""
        return self.mirrors_id is None and self.withdrawn_by is None


def settlements_of(
    *, viewer: Actor, credit_id: int | None = None, debit_id: int | None = None
) -> list[SettlementLine]:
    """All lines of a credit, or of a debit, in the order they were made, with their mirrors."""
    lines = _lines(ids=None, credit=credit_id, debit=debit_id)
    if viewer.realm is not Realm.DESK or not lines:
        return lines
    ids = [line.settlement_id for line in lines]
    authors = {row[0]: row[1:] for row in sql.rows(_PACKAGE, "settlement_authors", {"ids": ids})}
    return [
        replace(line, actor_id=authors[line.settlement_id][0], note=authors[line.settlement_id][1])
        for line in lines
    ]


def lines_of(ids: Sequence[int]) -> list[SettlementLine]:
    """The lines of these ids, for operations that have just made them."""
    return _lines(ids=list(ids), credit=None, debit=None)


def _lines(**parameters: Any) -> list[SettlementLine]:
    return [_line(*row) for row in sql.rows(_PACKAGE, "settlements", parameters)]


def _line(*row: Any) -> SettlementLine:
    known = json.loads(row[_FACTS]) if isinstance(row[_FACTS], str) else row[_FACTS]
    reason = wording.reason(row[_FACTS - 2], row[_FACTS - 1], known)
    values: list[Any] = [*row[:_FACTS], reason, *row[_FACTS + 1 :]]
    return SettlementLine(*values)
