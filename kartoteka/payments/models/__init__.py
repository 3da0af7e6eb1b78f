"""Tables of payments. Files, statements, lines and payments are only ever added."""

from kartoteka.payments.models.cash import (
    Batch,
    BatchItem,
    CashDesk,
    CashDocument,
    CashSeries,
    CashVoid,
)
from kartoteka.payments.models.refunds import (
    Refund,
    RefundFile,
    Returned,
)
from kartoteka.payments.models.statements import (
    Clarification,
    File,
    Found,
    Held,
    Line,
    Matching,
    Note,
    Payer,
    Payment,
    Share,
    Statement,
    Waiting,
)
from kartoteka.payments.models.virtual import (
    Mask,
    VirtualAccount,
)

__all__ = [
    "Batch",
    "BatchItem",
    "CashDesk",
    "CashDocument",
    "CashSeries",
    "CashVoid",
    "Clarification",
    "File",
    "Found",
    "Held",
    "Line",
    "Mask",
    "Matching",
    "Note",
    "Payer",
    "Payment",
    "Refund",
    "RefundFile",
    "Returned",
    "Share",
    "Statement",
    "VirtualAccount",
    "Waiting",
]
