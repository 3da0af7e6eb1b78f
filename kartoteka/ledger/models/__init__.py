"""Tables of the ledger. Entries and settlements are only ever added; triggers keep ledger_open."""

from kartoteka.ledger.models.entries import (
    Account,
    DueChange,
    Entry,
    Kind,
    OpenAmount,
    Settlement,
    Side,
)
from kartoteka.ledger.models.law import (
    AgreementRate,
    DebtRate,
    InterestKind,
    InterestRate,
    MovedDay,
)
from kartoteka.ledger.models.periods import DateRange, FormerInterest, InterestPeriod
from kartoteka.ledger.models.plans import Instalment, Plan, PlanDebt
from kartoteka.ledger.models.schemes import Creditor, Scheme, SchemeChoice, SchemeVersion, Via

__all__ = [
    "Account",
    "AgreementRate",
    "Creditor",
    "DateRange",
    "DebtRate",
    "DueChange",
    "Entry",
    "FormerInterest",
    "Instalment",
    "InterestKind",
    "InterestPeriod",
    "InterestRate",
    "Kind",
    "MovedDay",
    "OpenAmount",
    "Plan",
    "PlanDebt",
    "Scheme",
    "SchemeChoice",
    "SchemeVersion",
    "Settlement",
    "Side",
    "Via",
]
