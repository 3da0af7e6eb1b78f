"""What receivables have beyond their entries, and what is arranged about them."""

from kartoteka.billing.models.advances import (
    Advance,
    AdvancePlan,
)
from kartoteka.billing.models.arrangements import (
    Offset,
    OffsetLine,
    WriteOff,
    WriteOffLine,
)
from kartoteka.billing.models.compensation import (
    CompensationTier,
    ExchangeRate,
)
from kartoteka.billing.models.documents import (
    Attachment,
    InvoiceSet,
    KsefInvoice,
    Series,
    SetLine,
    Tie,
)
from kartoteka.billing.models.interest import (
    InterestLine,
    InterestNote,
    NoteCorrection,
)
from kartoteka.billing.models.limitation import (
    Claim,
    ClaimRule,
    Limitation,
    LimitationEffect,
    LimitationEvent,
    LimitationTerm,
)
from kartoteka.billing.models.prices import (
    PricedLine,
    PriceItem,
    PriceList,
    PriceListGroup,
    PriceVersion,
)

__all__ = [
    "Advance",
    "AdvancePlan",
    "Attachment",
    "Claim",
    "ClaimRule",
    "CompensationTier",
    "ExchangeRate",
    "InterestLine",
    "InterestNote",
    "InvoiceSet",
    "KsefInvoice",
    "Limitation",
    "LimitationEffect",
    "LimitationEvent",
    "LimitationTerm",
    "NoteCorrection",
    "Offset",
    "OffsetLine",
    "PriceItem",
    "PriceList",
    "PriceListGroup",
    "PriceVersion",
    "PricedLine",
    "Series",
    "SetLine",
    "Tie",
    "WriteOff",
    "WriteOffLine",
]
