"""What may be asked of the ledger."""

from kartoteka.ledger.queries.balances import (
    Balance,
    DayBalance,
    balance,
    balance_as_of,
    balance_as_shown,
)
from kartoteka.ledger.queries.entries import OpenEntry, open_entries

__all__ = [
    "Balance",
    "DayBalance",
    "OpenEntry",
    "balance",
    "balance_as_of",
    "balance_as_shown",
    "open_entries",
]
