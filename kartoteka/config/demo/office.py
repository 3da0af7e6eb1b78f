"""Who works at the demo firm and for whom: what the steps of the daily work stand on."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kartoteka.kernel import money
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import queries as ledger
from kartoteka.register.drafts import PartyRow

MONTH = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Office:
    """Two people who work there, their customers by number, and the day up to which they worked."""

    clerk: Actor
    administrator: Actor
    creditors: Mapping[str, int]
    parties: Mapping[str, int]
    rows: Mapping[str, PartyRow]
    today: dt.date

    @property
    def month_end(self) -> dt.date:
        """The last day of the month before."""
        return self.today.replace(day=1) - dt.timedelta(days=1)

    def ago(self, days: int) -> dt.date:
        """So many days before today."""
        return self.today - dt.timedelta(days=days)

    def name(self, number: str) -> str:
        """The name of a customer."""
        row = self.rows[number]
        return row.name or f"{row.first_name} {row.last_name}"

    def account(self, number: str) -> int:
        """The ledger account of a customer."""
        (found,) = ledger.accounts(viewer=self.clerk, party_id=self.parties[number])
        return found.account_id

    def open(self, number: str) -> list[ledger.OpenEntry]:
        """What a customer has not paid, longest due first."""
        return ledger.open_entries(viewer=self.clerk, party_id=self.parties[number], on=self.today)

    def invoices(self, number: str) -> list[ledger.OpenEntry]:
        """The invoices among it."""
        return [one for one in self.open(number) if one.kind == "INVOICE"]

    def debts(self, number: str) -> dict[int, Decimal]:
        """How much of each debt is open with its costs and interest, longest due first."""
        sums: dict[int, Decimal] = defaultdict(lambda: money.ZERO)
        for one in self.open(number):
            sums[one.debt_id or one.entry_id] += one.open_amount
        return dict(sums)
