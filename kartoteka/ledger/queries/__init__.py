"""What may be asked of the ledger."""

from kartoteka.ledger.queries.agreed import (
    AGREED_KINDS,
    AgreedRate,
    agreed_rates,
    rate_choices,
)
from kartoteka.ledger.queries.analysis import analysis
from kartoteka.ledger.queries.arrears import (
    AgeingRow,
    DebtInterest,
    InterestNotKnown,
    ageing,
    interest_to,
)
from kartoteka.ledger.queries.balances import (
    Balance,
    DayBalance,
    balance,
    balance_as_of,
    balance_as_shown,
)
from kartoteka.ledger.queries.computations import (
    INTEREST_KINDS,
    DebtComputation,
    Lowered,
    computations,
    interest_words,
)
from kartoteka.ledger.queries.credits import MoneyPlace, UsedCredit, credits_of, places_for
from kartoteka.ledger.queries.entries import (
    Credit,
    OpenEntry,
    came_late,
    credit,
    kind_word,
    open_entries,
)
from kartoteka.ledger.queries.history import HistoryRow, history
from kartoteka.ledger.queries.proof import Difference, prove
from kartoteka.ledger.queries.rates import (
    KindRates,
    RateView,
    compared,
    interest_rates,
)
from kartoteka.ledger.queries.settings import (
    AccountInfo,
    CreditorInfo,
    SchemeChoice,
    SchemeInfo,
    SchemeVersion,
    accounts,
    creditors,
    scheme,
    scheme_choices,
    scheme_versions,
    schemes,
)
from kartoteka.ledger.queries.settlements import SettlementLine, settlements_of
from kartoteka.ledger.queries.several import (
    OpenOfParty,
    PartyBalance,
    added_up,
    balances_of,
    open_of,
)

__all__ = [
    "AGREED_KINDS",
    "INTEREST_KINDS",
    "AccountInfo",
    "AgeingRow",
    "AgreedRate",
    "Balance",
    "Credit",
    "CreditorInfo",
    "DayBalance",
    "DebtComputation",
    "DebtInterest",
    "Difference",
    "HistoryRow",
    "InterestNotKnown",
    "KindRates",
    "Lowered",
    "MoneyPlace",
    "OpenEntry",
    "OpenOfParty",
    "PartyBalance",
    "RateView",
    "SchemeChoice",
    "SchemeInfo",
    "SchemeVersion",
    "SettlementLine",
    "UsedCredit",
    "accounts",
    "added_up",
    "ageing",
    "agreed_rates",
    "analysis",
    "balance",
    "balance_as_of",
    "balance_as_shown",
    "balances_of",
    "came_late",
    "compared",
    "computations",
    "credit",
    "creditors",
    "credits_of",
    "history",
    "interest_rates",
    "interest_to",
    "interest_words",
    "kind_word",
    "open_entries",
    "open_of",
    "places_for",
    "prove",
    "rate_choices",
    "scheme",
    "scheme_choices",
    "scheme_versions",
    "schemes",
    "settlements_of",
]
