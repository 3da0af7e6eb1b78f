"""What may be done in the ledger. The only writer of its tables."""

from kartoteka.ledger.locks import AccountBusy
from kartoteka.ledger.operations.accounts import (
    ClosedFurther,
    UnknownCurrency,
    UnknownScheme,
    close_until,
    open_account,
    refresh_calendar,
    register_creditor,
)
from kartoteka.ledger.operations.posting import (
    AccessoryElsewhere,
    AlreadyPosted,
    EntryDraft,
    NoDueDate,
    NotAnAmount,
    PeriodClosed,
    Posted,
    UnknownCreditor,
    UnknownDebt,
    UnknownInterestKind,
    UnknownParty,
    post,
    post_many,
    post_staged,
    stage,
)
from kartoteka.ledger.operations.rights import NotAllowed

__all__ = [
    "AccessoryElsewhere",
    "AccountBusy",
    "AlreadyPosted",
    "ClosedFurther",
    "EntryDraft",
    "NoDueDate",
    "NotAllowed",
    "NotAnAmount",
    "PeriodClosed",
    "Posted",
    "UnknownCreditor",
    "UnknownCurrency",
    "UnknownDebt",
    "UnknownInterestKind",
    "UnknownParty",
    "UnknownScheme",
    "close_until",
    "open_account",
    "post",
    "post_many",
    "post_staged",
    "refresh_calendar",
    "register_creditor",
    "stage",
]
