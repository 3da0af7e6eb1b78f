"""What KSeF knows of documents, and which documents belong together."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kartoteka.billing.models import KsefInvoice
from kartoteka.billing.rules import Verified
from kartoteka.formats.codes import drawing
from kartoteka.formats.ksef import verification_link
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor

_HERE = "kartoteka.billing"


@dataclass(frozen=True, slots=True)
class KsefView:
    """An invoice of KSeF that a document is, or that changed it without an amount."""

    number: str
    kind: str
    kind_word: str
    issued_on: dt.date
    amount: Decimal
    effect: int | None
    effect_word: str
    link: str
    content_id: int

    @property
    def svg(self) -> str:
        """The link as a picture to scan."""
        return drawing.draw(self.link, "link")


@dataclass(frozen=True, slots=True)
class TiedEntry:
    """Another entry that belongs to a document: a correction of it, what it corrects, an advance.

    `is_from` says that the other one names this document. `counts_from` is the day from which the
    other one counts, `effect` what a correction of KSeF says of it (1, 2, 3).
    """

    entry_id: int
    kind: str
    is_from: bool
    side: str
    number: str
    title: str
    issued_on: dt.date
    amount: Decimal
    counts_from: dt.date
    effect: int | None

    @property
    def counts_earlier(self) -> bool:
        """Whether a correction counts from before its own day."""
        return self.side == "CREDIT" and self.counts_from < self.issued_on

    @property
    def effect_word(self) -> str:
        """When a correction of KSeF counts, as it says itself."""
        return str(KsefInvoice.Effect(self.effect).label) if self.effect else ""


def ksef_of(*, viewer: Actor, entry_id: int) -> list[KsefView]:
    """What KSeF knows of a document, its own invoice first; staff only."""
    del viewer
    return [
        KsefView(
            number=one.number,
            kind=one.kind,
            kind_word=str(one.get_kind_display()),
            issued_on=one.issued_on,
            amount=one.amount,
            effect=one.effect,
            effect_word=str(one.get_effect_display() or ""),
            link=_link(one.seller_nip, one.issued_on, bytes(one.sha256)),
            content_id=one.content_id,
        )
        for one in KsefInvoice.objects.filter(entry_id=entry_id).order_by("pk")
    ]


def verified(*, viewer: Actor, entry_ids: Sequence[int]) -> list[Verified]:
    """The KSeF numbers and links of documents, in the order of the documents given; in the portal
    the database shows only those of the signed-in customer."""
    del viewer
    return [
        Verified(document, number, _link(nip, issued_on, bytes(sha256)), entry_id)
        for document, number, nip, issued_on, sha256, entry_id in sql.rows(
            _HERE, "verified", {"entries": list(entry_ids)}
        )
    ]


def ties_of(*, viewer: Actor, entry_id: int) -> list[TiedEntry]:
    """Entries that name a document, and those that it names; corrections by hand among them."""
    del viewer
    return [TiedEntry(*row) for row in sql.rows(_HERE, "ties", {"entry_id": entry_id})]


@dataclass(frozen=True, slots=True)
class AdvanceView:
    """An advance that no invoice has settled yet, and what of it is not paid."""

    entry_id: int
    number: str
    title: str
    due_on: dt.date
    amount: Decimal
    open_amount: Decimal


def advances_of(*, viewer: Actor, entry_id: int) -> list[AdvanceView]:
    """Advances on the account of an invoice that it could settle."""
    del viewer
    return [AdvanceView(*row) for row in sql.rows(_HERE, "open_advances", {"entry_id": entry_id})]


def _link(seller_nip: str, issued_on: dt.date, sha256: bytes) -> str:
    return verification_link(seller_nip=seller_nip, issued_on=issued_on, sha256=sha256)
