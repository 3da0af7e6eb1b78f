"""Rates of interest: a new one by hand, one corrected before use, those of the NBP's archive."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.formats import nbp
from kartoteka.formats.nbp import BaseRates, NbpRefused
from kartoteka.formats.sentences import worded
from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import derived
from kartoteka.ledger.models import InterestKind, InterestRate
from kartoteka.ledger.operations.rights import require
from kartoteka.ledger.queries.rates import compared

_LARGEST = 1000
_LEAST = Decimal("0.0001")
_DAY = dt.timedelta(days=1)


class UnknownRateKind(Refusal):
    code = "ledger.unknown_rate_kind"
    message = _("There is no such kind of interest.")
    field = "kind"


class NotAPercent(Refusal):
    code = "ledger.not_a_percent"
    message = _("A rate is from 0 to below 1000 per cent, with at most four decimal places.")
    field = "percent"


class BasisMissing(Refusal):
    code = "ledger.basis_missing"
    message = _("Give the legal source of the rate: it stands on every computation.")
    field = "legal_basis"


class NotAHalfYear(Refusal):
    code = "ledger.not_a_half_year"
    message = _("This rate holds for a half-year: it begins on 1 January or 1 July.")
    field = "valid_from"


class RateOverlaps(Refusal):
    code = "ledger.rate_overlaps"
    message = _("The rate is known for that day already. A new one begins on %(next)s or later.")
    field = "valid_from"


class RateAddedMeanwhile(Refusal):
    code = "ledger.rate_added_meanwhile"
    message = _("Somebody has just added a rate of these days. Look at the list again.")


class RateGap(Refusal):
    code = "ledger.rate_gap"
    message = _("There would be days without a rate. The next one begins on %(next)s.")
    field = "valid_from"


class RateUsed(Refusal):
    code = "ledger.rate_used"
    message = _(
        "Interest has been posted by this rate to %(day)s, so it does not change. Withdraw those "
        "notes and settlements first, or enter a rate from a later day."
    )


class RateUsedMeanwhile(Refusal):
    code = "ledger.rate_used_meanwhile"
    message = _("Interest has been posted by this rate, so it does not change.")


class ArchiveUnreadable(Refusal):
    code = "ledger.archive_unreadable"
    message = _("%(reason)s")
    field = "file"


class NothingMissing(Refusal):
    code = "ledger.nothing_missing"
    message = _("No rate is missing: nothing has been written.")


constraints.means("ledger_interestrate_used", RateUsedMeanwhile)
constraints.means("ledger_interestrate_unique", RateAddedMeanwhile)
constraints.means("ledger_interestrate_no_overlap", RateAddedMeanwhile)


def add_rate(
    *, actor: Actor, kind: str, valid_from: dt.date, percent: Decimal, legal_basis: str
) -> None:
    """Adds the next rate of a kind: from its day on, or for the half-year that begins then.

    The rate before it ends on the day before. Raises `NotAllowed`, `UnknownRateKind`,
    `NotAPercent`, `BasisMissing`, `NotAHalfYear`, `RateOverlaps`, `RateGap`, `RateUsed`.
    """
    require(actor, Role.ADMINISTRATOR)
    _refuse_percent(percent)
    if not legal_basis.strip():
        raise BasisMissing
    with acting(actor), constraints.spoken():
        known = InterestKind.objects.filter(code=kind).first()
        if known is None:
            raise UnknownRateKind
        _add(known, valid_from, percent, legal_basis.strip(), "by hand")


def correct_rate(*, actor: Actor, rate_id: int, percent: Decimal, legal_basis: str) -> None:
    """Corrects a rate by which no interest has been posted. Raises `NotAllowed`,
    `UnknownRateKind`, `NotAPercent`, `BasisMissing`, `RateUsed`."""
    require(actor, Role.ADMINISTRATOR)
    _refuse_percent(percent)
    if not legal_basis.strip():
        raise BasisMissing
    with acting(actor), constraints.spoken():
        rate = InterestRate.objects.select_for_update().filter(pk=rate_id).first()
        if rate is None:
            raise UnknownRateKind
        if rate.percent != percent:
            _refuse_used(rate.kind, rate.valid_from, rate.valid_to)
        rate.percent, rate.legal_basis = percent, legal_basis.strip()
        rate.confidence = "by hand"
        rate.save(update_fields=["percent", "legal_basis", "confidence"])


def read_archive(data: bytes) -> list[BaseRates]:
    """What the NBP's archive of its rates tells. Raises `ArchiveUnreadable` with the reason."""
    try:
        return nbp.read_base_rates(data)
    except NbpRefused as problem:
        reason = worded(nbp.SENTENCES, problem.code, problem.facts, gettext)
        raise ArchiveUnreadable(reason=reason) from None


def take_in_rates(*, actor: Actor, told: Sequence[BaseRates], today: dt.date) -> int:
    """Writes the rates that are missing: new base rates of the file, and what follows from the
    base rates by formula to the half-year of `today`. What differs stays as it is kept.

    Returns how many rates. Raises `NotAllowed`, `NothingMissing`, `RateUsed`.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor), constraints.spoken():
        kinds = {one.code: one for one in InterestKind.objects.all()}
        missing = [
            row for row in compared(viewer=actor, told=told, today=today) if row.state == "MISSING"
        ]
        written = 0
        for row in sorted(missing, key=lambda one: (one.kind, one.valid_from)):
            last = InterestRate.objects.filter(kind=row.kind).order_by("-valid_from").first()
            if last is None or row.valid_from > last.valid_from:
                _add(kinds[row.kind], row.valid_from, row.percent, row.basis, "derived")
                written += 1
        if not written:
            raise NothingMissing
    return written


def _add(
    kind: InterestKind, valid_from: dt.date, percent: Decimal, basis: str, confidence: str
) -> None:
    is_half = kind.code in derived.BY_HALF_YEAR
    first, valid_to = derived.half_year(valid_from)
    if is_half and valid_from != first:
        raise NotAHalfYear
    rates = InterestRate.objects.select_for_update().filter(kind=kind.code)
    last = rates.order_by("-valid_from").first()
    if last is not None:
        after = (last.valid_to or last.valid_from) + _DAY
        if valid_from < after:
            raise RateOverlaps(next=after.isoformat())
        if last.valid_to is not None and valid_from > after:
            raise RateGap(next=after.isoformat())
        if last.valid_to is None:
            _refuse_used(kind.code, valid_from, None)
            last.valid_to = valid_from - _DAY
            last.save(update_fields=["valid_to"])
    InterestRate.objects.create(
        kind=kind.code,
        country=kind.country,
        valid_from=valid_from,
        valid_to=valid_to if is_half else None,
        percent=percent,
        legal_basis=basis,
        confidence=confidence,
    )


def _refuse_percent(percent: Decimal) -> None:
    if (
        not percent.is_finite()
        or not 0 <= percent < _LARGEST
        or percent != percent.quantize(_LEAST)
    ):
        raise NotAPercent


def _refuse_used(kind: str, first: dt.date, last: dt.date | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_rate_used(%s, %s, %s)", [kind, first, last])
        used = cursor.fetchone()[0]
    if used is not None:
        raise RateUsed(day=used.isoformat())
