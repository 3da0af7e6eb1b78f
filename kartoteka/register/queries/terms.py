"""On what terms the office deals with a party."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from kartoteka.kernel.actor import Actor, Role
from kartoteka.register.models import TradeTerms
from kartoteka.register.queries.segments import Entry, entry_of
from kartoteka.register.queries.versions import versioned


@dataclass(frozen=True, slots=True)
class TermsLine:
    """Trade terms of a period, both days inclusive; None and "" are "as usual"."""

    id: int
    valid_from: dt.date
    valid_to: dt.date | None
    payment_days: int | None
    discount: Decimal | None
    credit_limit: Decimal | None
    currency: str
    price_group: Entry | None
    interest_kind: str
    is_dunned: bool
    note: str
    version: str

    def is_valid(self, on: dt.date) -> bool:
        """Whether the terms hold on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def terms_of(*, viewer: Actor, party_id: int) -> list[TermsLine]:
    """All terms of a party, the latest first; staff only."""
    if not viewer.may(Role.CLERK):
        return []
    rows = versioned(TradeTerms.objects.filter(party_id=party_id).select_related("price_group"))
    return [
        TermsLine(
            id=row.pk,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            payment_days=row.payment_days,
            discount=row.discount,
            credit_limit=row.credit_limit,
            currency=row.currency,
            price_group=entry_of(row.price_group) if row.price_group else None,
            interest_kind=row.interest_kind,
            is_dunned=row.is_dunned,
            note=row.note,
            version=row.version,
        )
        for row in rows.order_by("-valid_from")
    ]


def terms_on(*, viewer: Actor, party_id: int, on: dt.date) -> TermsLine | None:
    """The terms that hold on the day, None where nothing was agreed."""
    found = (line for line in terms_of(viewer=viewer, party_id=party_id) if line.is_valid(on))
    return next(found, None)
