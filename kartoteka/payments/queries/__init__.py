"""What may be asked about payments."""

from kartoteka.payments.queries.lines import (
    LineRow,
    Suggestion,
    line,
    lines,
    next_waiting,
    suggestions,
    waiting,
    waiting_count,
)
from kartoteka.payments.queries.payments import (
    PaymentRow,
    account_of_payer,
    payments_of,
    virtual_account,
)
from kartoteka.payments.queries.statements import (
    StatementRow,
    creditors_to_choose,
    statement,
    statements,
)

__all__ = [
    "LineRow",
    "PaymentRow",
    "StatementRow",
    "Suggestion",
    "account_of_payer",
    "creditors_to_choose",
    "line",
    "lines",
    "next_waiting",
    "payments_of",
    "statement",
    "statements",
    "suggestions",
    "virtual_account",
    "waiting",
    "waiting_count",
]
