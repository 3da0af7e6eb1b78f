"""What may be done with receivables: by the thousand, by hand, from KSeF, and their PDFs."""

from kartoteka.billing.operations.advances import (
    AdvanceSettled,
    NoAdvances,
    NotItsAdvance,
    settle_advances,
)
from kartoteka.billing.operations.by_hand import (
    AboveTheDocument,
    AlreadyThere,
    Corrected,
    DueBeforeIssued,
    NotADocument,
    NotTheirs,
    NumberMissing,
    ReasonMissing,
    SettledOtherwise,
    UnknownKind,
    add_receivable,
    attach_pdf,
    correct,
    correct_upwards,
    preview_correct,
)
from kartoteka.billing.operations.ksef import (
    SetUnreadable,
    TakenInvoice,
    TakenInvoices,
    preview_invoices,
    take_in_invoices,
)
from kartoteka.billing.operations.many import UnknownNames, add_receivables
from kartoteka.billing.operations.sets import SetInHand, SetNotHeld, hold, let_go, look, take

__all__ = [
    "AboveTheDocument",
    "AdvanceSettled",
    "AlreadyThere",
    "Corrected",
    "DueBeforeIssued",
    "NoAdvances",
    "NotADocument",
    "NotItsAdvance",
    "NotTheirs",
    "NumberMissing",
    "ReasonMissing",
    "SetInHand",
    "SetNotHeld",
    "SetUnreadable",
    "SettledOtherwise",
    "TakenInvoice",
    "TakenInvoices",
    "UnknownKind",
    "UnknownNames",
    "add_receivable",
    "add_receivables",
    "attach_pdf",
    "correct",
    "correct_upwards",
    "hold",
    "let_go",
    "look",
    "preview_correct",
    "preview_invoices",
    "settle_advances",
    "take",
    "take_in_invoices",
]
