"""Rates of interest as they are kept, and beside what the law's formulas and the NBP's file say."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kartoteka.formats.nbp import BaseRates
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import derived, wording
from kartoteka.ledger.derived import Compared
from kartoteka.ledger.models import InterestRate
from kartoteka.ledger.rates import Rate

_BASES = (("pl_nbp_reference", "reference"), ("pl_nbp_lombard", "lombard"))


@dataclass(frozen=True, slots=True)
class RateView:
    """A rate with its days (both included), its source and how sure it is."""

    id: int
    kind: str
    valid_from: dt.date
    valid_to: dt.date | None
    percent: Decimal
    legal_basis: str
    confidence: str

    @property
    def law(self) -> str:
        """The source as a reader of the active language cites it."""
        return wording.law_of_rate(self.legal_basis)


@dataclass(frozen=True, slots=True)
class KindRates:
    """A kind of interest with its rates, the newest first."""

    code: str
    country: str
    is_half_year: bool
    rates: tuple[RateView, ...]

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        return wording.rate_kind(self.code)

    @property
    def newest(self) -> RateView:
        """The rate that holds last."""
        return self.rates[0]

    def is_known(self, on: dt.date) -> bool:
        """Whether a rate is known for a day."""
        return self.newest.valid_to is None or self.newest.valid_to >= on


def interest_rates(*, viewer: Actor, kind: str | None = None) -> list[KindRates]:
    """Every kind with its rates, or the one named."""
    del viewer
    found: dict[str, list[InterestRate]] = {}
    chosen = InterestRate.objects.order_by("country", "kind", "-valid_from")
    for row in chosen.filter(kind=kind) if kind else chosen:
        found.setdefault(row.kind, []).append(row)
    return [
        KindRates(code, rows[0].country, code in derived.BY_HALF_YEAR, tuple(map(_view, rows)))
        for code, rows in found.items()
    ]


def compared(*, viewer: Actor, told: Sequence[BaseRates], today: dt.date) -> list[Compared]:
    """The base rates that a file tells, and every kind that follows from base rates by formula,
    beside what is kept; derived from the kept base rates with what is new in the file."""
    del viewer
    kept = [
        Rate(row.kind, row.country, row.valid_from, row.valid_to, row.percent, row.legal_basis)
        for row in InterestRate.objects.all()
    ]
    rows: list[Compared] = []
    for kind, name in _BASES:
        changes = [(one.day, getattr(one, name)) for one in told]
        said = [(day, percent) for day, percent in changes if percent is not None]
        kept, of_kind = derived.with_changes(kept, kind, "PL", said)
        rows += of_kind
    return rows + derived.compare(kept, today)


def _view(row: InterestRate) -> RateView:
    return RateView(
        row.pk, row.kind, row.valid_from, row.valid_to, row.percent, row.legal_basis, row.confidence
    )
