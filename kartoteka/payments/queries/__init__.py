"""What may be asked about payments."""

from kartoteka.payments.queries.clarifying import (
    Clearing,
    NoteRow,
    ShareRow,
    accounts_by_number,
    clearing,
    clerks,
    shares_of,
)
from kartoteka.payments.queries.held import HeldFile, HeldStatement, held, held_bytes, taking_in
from kartoteka.payments.queries.lines import (
    LineRow,
    Suggestion,
    accounts_found,
    line,
    next_waiting,
    suggestions,
    waiting,
    waiting_count,
)
from kartoteka.payments.queries.payers import KnownPayer, known_payer, matching
from kartoteka.payments.queries.payments import (
    PayerRow,
    PaymentRow,
    VirtualAccountRow,
    account_of_payer,
    payer,
    payments_of,
    virtual_account,
    virtual_accounts_of,
)
from kartoteka.payments.queries.search import search
from kartoteka.payments.queries.statements import (
    StatementRow,
    creditors_to_choose,
    statement,
    whose_account,
)

__all__ = [
    "Clearing",
    "HeldFile",
    "HeldStatement",
    "KnownPayer",
    "LineRow",
    "NoteRow",
    "PayerRow",
    "PaymentRow",
    "ShareRow",
    "StatementRow",
    "Suggestion",
    "VirtualAccountRow",
    "account_of_payer",
    "accounts_by_number",
    "accounts_found",
    "clearing",
    "clerks",
    "creditors_to_choose",
    "held",
    "held_bytes",
    "known_payer",
    "line",
    "matching",
    "next_waiting",
    "payer",
    "payments_of",
    "search",
    "shares_of",
    "statement",
    "suggestions",
    "taking_in",
    "virtual_account",
    "virtual_accounts_of",
    "waiting",
    "waiting_count",
    "whose_account",
]
