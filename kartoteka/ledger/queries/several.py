"""What several parties owe together: trees and groups, each party and currency in a row."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.ledger.queries.balances import terms
from kartoteka.ledger.queries.entries import kind_word

_PACKAGE = "kartoteka.ledger"


@dataclass(frozen=True, slots=True)
class PartyBalance:
    """What stands open of a party in one currency, over all its accounts; without interest."""

    party_id: int
    currency: str
    due: Decimal
    overpaid: Decimal
    overdue: Decimal
    overdue_count: int


@dataclass(frozen=True, slots=True)
class OpenOfParty:
    """An open debit and whose it is."""

    entry_id: int
    party_id: int
    party: str
    number: str
    title: str
    kind: str
    due_on: dt.date
    currency: str
    amount: Decimal
    open_amount: Decimal

    @property
    def words(self) -> str:
        """The number of the document, else its kind."""
        return self.number or str(kind_word(self.kind))


def balances_of(*, viewer: Actor, party_ids: Collection[int], on: dt.date) -> list[PartyBalance]:
    """What stands open of each party and currency on the day; parties with nothing are absent.

    One statement for any number of parties. Staff only.
    """
    if not viewer.may(Role.CLERK):
        return []
    parameters = {"parties": list(party_ids), **terms(on)}
    return [PartyBalance(*row) for row in sql.rows(_PACKAGE, "balances_of", parameters)]


def open_of(*, viewer: Actor, party_ids: Collection[int], limit: int = 200) -> list[OpenOfParty]:
    """At most `limit` open debits of these parties, the ones due first at the top. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    parameters = {"parties": list(party_ids), "limit": limit}
    return [OpenOfParty(*row) for row in sql.rows(_PACKAGE, "open_of", parameters)]


def added_up(rows: Iterable[PartyBalance]) -> list[PartyBalance]:
    """The sums by currency, as of one party (id 0); currencies are never added together."""
    found: dict[str, PartyBalance] = {}
    for row in rows:
        known = found.get(row.currency) or PartyBalance(
            0, row.currency, Decimal(0), Decimal(0), Decimal(0), 0
        )
        found[row.currency] = PartyBalance(
            0,
            row.currency,
            known.due + row.due,
            known.overpaid + row.overpaid,
            known.overdue + row.overdue,
            known.overdue_count + row.overdue_count,
        )
    return [found[currency] for currency in sorted(found)]
