"""What may be done with payments. The only writer of the room's tables."""

from kartoteka.payments.operations.booking import (
    AlreadyBooked,
    FutureDay,
    NoSuchAccount,
    NoSuchLine,
    NotADebitOfTheirs,
    PaymentDraft,
    accept,
    add_payment,
)
from kartoteka.payments.operations.choosing import (
    NoSuchPayer,
    NotSound,
    PayerKnown,
    change_payer,
    choose_matching,
    forget_payer,
)
from kartoteka.payments.operations.holding import (
    BeingTakenIn,
    NotHeld,
    hold,
    let_go,
    read_as,
    take_in_held,
)
from kartoteka.payments.operations.matching import Matched, MatchingRuns, match
from kartoteka.payments.operations.revealing import WhyMissing, reveal_payer
from kartoteka.payments.operations.rights import NotAllowed
from kartoteka.payments.operations.running import take_in_later, take_in_queued
from kartoteka.payments.operations.taking_in import (
    BrokenLines,
    OtherCreditor,
    SameDaysTold,
    TakenIn,
    TakenStatement,
    Unreadable,
    WhoseAccount,
    take_in,
    take_in_parsed,
)
from kartoteka.payments.operations.virtual_accounts import (
    ClosedForGood,
    NotAnAccountNumber,
    NumberTaken,
    OneOpenAlready,
    OrdinaryAccount,
    assign_virtual_account,
    close_virtual_account,
)
from kartoteka.payments.operations.watching import take_from_folder

__all__ = [
    "AlreadyBooked",
    "BeingTakenIn",
    "BrokenLines",
    "ClosedForGood",
    "FutureDay",
    "Matched",
    "MatchingRuns",
    "NoSuchAccount",
    "NoSuchLine",
    "NoSuchPayer",
    "NotADebitOfTheirs",
    "NotAllowed",
    "NotAnAccountNumber",
    "NotHeld",
    "NotSound",
    "NumberTaken",
    "OneOpenAlready",
    "OrdinaryAccount",
    "OtherCreditor",
    "PayerKnown",
    "PaymentDraft",
    "SameDaysTold",
    "TakenIn",
    "TakenStatement",
    "Unreadable",
    "WhoseAccount",
    "WhyMissing",
    "accept",
    "add_payment",
    "assign_virtual_account",
    "change_payer",
    "choose_matching",
    "close_virtual_account",
    "forget_payer",
    "hold",
    "let_go",
    "match",
    "read_as",
    "reveal_payer",
    "take_from_folder",
    "take_in",
    "take_in_held",
    "take_in_later",
    "take_in_parsed",
    "take_in_queued",
]
