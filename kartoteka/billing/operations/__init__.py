"""What may be done with receivables: by the thousand, by hand, and the PDF that came with one."""

from kartoteka.billing.operations.by_hand import (
    AlreadyThere,
    DueBeforeIssued,
    NotADocument,
    NotTheirs,
    NumberMissing,
    UnknownKind,
    add_receivable,
    attach_pdf,
)
from kartoteka.billing.operations.many import UnknownNames, add_receivables

__all__ = [
    "AlreadyThere",
    "DueBeforeIssued",
    "NotADocument",
    "NotTheirs",
    "NumberMissing",
    "UnknownKind",
    "UnknownNames",
    "add_receivable",
    "add_receivables",
    "attach_pdf",
]
