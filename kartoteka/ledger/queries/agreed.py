"""What stands on a debt about its interest."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise

from kartoteka.kernel.actor import Actor
from kartoteka.ledger import wording
from kartoteka.ledger.models import DebtRate, Entry, InterestKind

AGREED_KINDS = wording.AGREED_KINDS


@dataclass(frozen=True, slots=True)
class AgreedRate:
    """A rate of the contract (`percent`), or a choice between rates of the law (None)."""

    kind: str
    percent: Decimal | None
    agreed_on: dt.date
    reason: str
    recorded_at: dt.datetime

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        return wording.interest_kind(self.kind)


def agreed_rates(*, viewer: Actor, entry_id: int) -> list[AgreedRate]:
    """All that was said of a debt, the newest, which counts, first. For staff."""
    del viewer
    return [
        AgreedRate(row.kind_id, row.percent, row.agreed_on, row.reason, row.recorded_at)
        for row in DebtRate.objects.filter(entry_id=entry_id).order_by("-pk")
    ]


def rate_choices(*, viewer: Actor, entry_id: int) -> list[tuple[str, str | Promise]]:
    """The kinds that may be said of a debt; none where its interest follows from the law alone."""
    del viewer
    debt = Entry.objects.filter(pk=entry_id).values_list("interest_kind", flat=True).first()
    posted = InterestKind.objects.filter(code=debt or "", is_chosen=True).first()
    if posted is None:
        return []
    kinds = InterestKind.objects.filter(
        country=posted.country, is_chosen=True, is_agreed=posted.is_agreed
    ).order_by("code")
    return [(one.code, wording.interest_kind(one.code)) for one in kinds]
