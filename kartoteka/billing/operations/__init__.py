"""What may be done with receivables: by the thousand, by hand, and the PDF that came with one."""

from kartoteka.billing.operations.by_hand import (
    AboveTheDocument,
    AlreadyThere,
    DueBeforeIssued,
    NotADocument,
    NotTheirs,
    NumberMissing,
    ReasonMissing,
    UnknownKind,
    add_receivable,
    attach_pdf,
    correct,
)
from kartoteka.billing.operations.many import UnknownNames, add_receivables

__all__ = [
    "AboveTheDocument",
    "AlreadyThere",
    "DueBeforeIssued",
    "NotADocument",
    "NotTheirs",
    "NumberMissing",
    "ReasonMissing",
    "UnknownKind",
    "UnknownNames",
    "add_receivable",
    "add_receivables",
    "attach_pdf",
    "correct",
]
