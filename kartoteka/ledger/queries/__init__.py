"""What may be asked of the ledger."""

from kartoteka.ledger.queries.balances import (
    Balance,
    DayBalance,
    balance,
    balance_as_of,
    balance_as_shown,
)
from kartoteka.ledger.queries.entries import Credit, OpenEntry, credit, kind_word, open_entries
from kartoteka.ledger.queries.settlements import SettlementLine, settlements_of

__all__ = [
    "Balance",
    "Credit",
    "DayBalance",
    "OpenEntry",
    "SettlementLine",
    "balance",
    "balance_as_of",
    "balance_as_shown",
    "credit",
    "kind_word",
    "open_entries",
    "settlements_of",
]
