"""What may be claimed for the recovery of documents, and the exchange rates that it takes."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import rules
from kartoteka.billing.models import ExchangeRate
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor

_HERE = "kartoteka.billing"
WHY_NOT: Mapping[str, str | Promise] = {
    "of_document": _(
        "This correction belongs to the document that it corrects, and the compensation is claimed "
        "there, once for both."
    ),
    "already": _("Compensation has been claimed for this document already."),
    "consumer": _("Consumers owe no compensation."),
    "not_commercial": _("The document is of no commercial transaction: see its kind of interest."),
    "not_late": _("The document is not late yet."),
    "corrected": _("Corrections have taken the whole document back."),
    "paid_in_time": _("The document was paid in time."),
    "no_law": _("No law gives compensation for a document of this country and day."),
    "currency": _("The document is in another currency than the compensation. Post it by hand."),
    "no_rate": _("The NBP rate of the euro is missing for that day. Add it first."),
}


@dataclass(frozen=True, slots=True)
class Compensation:
    """What may be claimed for a document. `amount` is what the tier goes by: the document with all
    its corrections, or the late corrections where the document itself was paid in time; `due_on`
    is when the first of what is late was due, `open_amount` what is open of all of them. `fault` is
    a key of WHY_NOT where nothing may be claimed, else ""."""

    entry_id: int
    account_id: int
    party_id: int
    creditor_id: int
    creditor: str
    country: str
    party: str
    party_number: str
    number: str
    currency: str
    amount: Decimal
    open_amount: Decimal
    due_on: dt.date
    euro: Decimal
    rate_on: dt.date | None
    rate: Decimal | None
    rate_table: str | None
    basis: str
    claimed: Decimal
    fault: str

    @property
    def why_not(self) -> str:
        """Why nothing may be claimed, in the reader's language."""
        return str(WHY_NOT[self.fault]) if self.fault else ""


@dataclass(frozen=True, slots=True)
class RateView:
    """An exchange rate as it is known."""

    currency: str
    day: dt.date
    rate: Decimal
    table: str
    is_by_hand: bool


def compensations(
    *,
    viewer: Actor,
    on: dt.date,
    entry_ids: Sequence[int] | None = None,
    creditor_id: int | None = None,
    days_late: int = 0,
) -> list[Compensation]:
    """What may be claimed on a day: for the documents named, else for all that are open, of a
    commercial transaction and late for more than so many days.

    The law gives one compensation a transaction, by the value of what is to be paid for it. A
    document and the corrections that add to it are one: whichever of them is late gives the right,
    once, and what was claimed for one is claimed for all. The tier goes by the whole where the
    document is late; where it was paid in time, only what corrections have added was not, and the
    tier and the day of the rate go by that: it is the claim that became due, and the smaller one.
    """
    del viewer
    parameters = {
        "entries": list(entry_ids) if entry_ids is not None else None,
        "creditor": creditor_id,
        "on": on,
        "late_before": on - dt.timedelta(days=days_late),
        "kinds": [kind for kinds in rules.COMMERCIAL.values() for kind in kinds],
        "consumer": sorted(rules.CONSUMERS),
    }
    return [Compensation(*row) for row in sql.rows(_HERE, "compensations", parameters)]


def rates(*, viewer: Actor, currency: str = "EUR", limit: int = 60) -> list[RateView]:
    """The newest rates of a currency."""
    del viewer
    found = ExchangeRate.objects.filter(currency=currency).order_by("-day")[:limit]
    return [RateView(r.currency, r.day, r.rate, r.table, r.is_by_hand) for r in found]
