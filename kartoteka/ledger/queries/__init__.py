"""What may be asked of the ledger."""

from kartoteka.ledger.queries.balances import (
    Balance,
    DayBalance,
    balance,
    balance_as_of,
    balance_as_shown,
)
from kartoteka.ledger.queries.entries import OpenEntry, open_entries
from kartoteka.ledger.queries.settlements import SettlementLine, settlements_of

__all__ = [
    "Balance",
    "DayBalance",
    "OpenEntry",
    "SettlementLine",
    "balance",
    "balance_as_of",
    "balance_as_shown",
    "open_entries",
    "settlements_of",
]
