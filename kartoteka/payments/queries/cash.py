"""Cash desks, their documents, and batches of payments typed by hand."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from kartoteka.access import queries as access
from kartoteka.kernel.actor import Actor
from kartoteka.payments.models import Batch, CashDesk, CashDocument


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A cash desk."""

    desk_id: int
    code: str
    name: str
    creditor_id: int
    creditor: str
    currency: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class CashRow:
    """A cash document; `void_reason` is empty where it counts."""

    public_id: UUID
    number: str
    kind: str
    kind_word: str
    desk: str
    creditor: str
    creditor_country: str
    party_id: int
    party: str
    party_number: str
    amount: Decimal
    currency: str
    paid_on: dt.date
    payer: str
    title: str
    entry_id: int
    made_at: dt.datetime
    by: str
    voided_at: dt.datetime | None
    void_reason: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A payment of a batch; `party` is empty where nobody has the number."""

    place: int
    number: str
    amount: Decimal
    title: str
    party: str


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch with what was typed so far."""

    public_id: UUID
    name: str
    creditor: str
    currency: str
    via: str
    paid_on: dt.date
    count: int
    sum: Decimal
    posted_at: dt.datetime | None
    items: tuple[ItemRow, ...]

    @property
    def entered(self) -> Decimal:
        """What the payments make so far."""
        return sum((item.amount for item in self.items), Decimal(0))

    @property
    def count_off(self) -> int:
        """How many payments are too many, or (below zero) missing."""
        return len(self.items) - self.count

    @property
    def sum_off(self) -> Decimal:
        """By how much they are too much, or (below zero) too little."""
        return self.entered - self.sum


def cash_desks(*, viewer: Actor) -> list[DeskRow]:
    """All cash desks, the open ones first."""
    del viewer
    found = CashDesk.objects.select_related("creditor").order_by("is_closed", "code")
    return [
        DeskRow(
            one.pk, one.code, one.name, one.creditor_id, one.creditor.name, one.currency,
            one.is_closed,
        )
        for one in found
    ]  # fmt: skip


def cash_document(*, viewer: Actor, public_id: UUID) -> CashRow | None:
    """One cash document, None where there is none."""
    wanted = CashDocument.objects.select_related("desk__creditor", "account__party", "void")
    one = wanted.filter(public_id=public_id).first()
    if one is None:
        return None
    void = getattr(one, "void", None)
    names = access.names(viewer=viewer, user_ids=[one.actor] if one.actor else [])
    return CashRow(
        public_id=one.public_id,
        number=one.number,
        kind=one.kind,
        kind_word=str(CashDocument.Kind(one.kind).label),
        desk=f"{one.desk.code} {one.desk.name}",
        creditor=one.desk.creditor.name,
        creditor_country=one.desk.creditor.country,
        party_id=one.account.party_id,
        party=one.account.party.name,
        party_number=one.account.party.number,
        amount=one.amount,
        currency=one.desk.currency,
        paid_on=one.paid_on,
        payer=one.payer,
        title=one.title,
        entry_id=one.entry_id,
        made_at=one.made_at,
        by=names.get(one.actor or 0, "—"),
        voided_at=void.voided_at if void else None,
        void_reason=void.reason if void else "",
    )


def batch(*, viewer: Actor, public_id: UUID) -> BatchRow | None:
    """One batch, None where there is none."""
    del viewer
    one = Batch.objects.select_related("creditor").filter(public_id=public_id).first()
    if one is None:
        return None
    items = one.items.select_related("account__party").order_by("place")
    return BatchRow(
        public_id=one.public_id,
        name=one.name,
        creditor=one.creditor.name,
        currency=one.currency,
        via=one.get_via_display(),
        paid_on=one.paid_on,
        count=one.count,
        sum=one.sum,
        posted_at=one.posted_at,
        items=tuple(
            ItemRow(
                item.place, item.number, item.amount, item.title,
                item.account.party.name if item.account else "",
            )
            for item in items
        ),
    )  # fmt: skip
