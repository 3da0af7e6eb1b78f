"""What the ledger says in the analysis of a customer: billed, paid, how punctually."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.register.analysis import Fact, Months, Section

_MONTHS = 12
_ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class _Month:
    currency: str
    month: dt.date
    billed: Decimal
    paid: Decimal
    settled: Decimal
    in_time: Decimal
    late: Decimal


def analysis(*, viewer: Actor, party_id: int, on: dt.date) -> Section | None:
    """Twelve months up to and with that of `on`, beside the twelve before them; by currency.

    The delay is the mean of days after the due date, weighted by amount; early payments count as
    none. None where nothing was posted in two years.
    """
    del viewer
    this = on.replace(day=1)
    begin = _before(this, _MONTHS - 1)
    first = _before(begin, _MONTHS)
    rows = [
        _Month(*row)
        for row in sql.rows(
            "kartoteka.ledger", "analysis", {"party": party_id, "first": first, "on": on}
        )
    ]
    facts: list[Fact] = []
    months: list[Months] = []
    for currency in dict.fromkeys(row.currency for row in rows):
        own = [row for row in rows if row.currency == currency]
        facts += _facts(currency, [r for r in own if r.month >= begin], own)
        months.append(_months(currency, own, begin))
    return Section(_("Sales and payments"), facts, months) if rows else None


def _facts(currency: str, recent: Sequence[_Month], whole: Sequence[_Month]) -> list[Fact]:
    billed = sum((row.billed for row in recent), _ZERO)
    before = sum((row.billed for row in whole), _ZERO) - billed
    settled = sum((row.settled for row in recent), _ZERO)
    change = None if not before else (billed - before) * 100 / before
    in_time = sum((row.in_time for row in recent), _ZERO)
    late = sum((row.late for row in recent), _ZERO)
    return [
        Fact(_("Billed in 12 months"), billed, currency),
        Fact(_("Change against the 12 months before"), _whole(change), is_percent=True),
        Fact(_("Paid in 12 months"), sum((row.paid for row in recent), _ZERO), currency),
        Fact(
            _("Paid in time"),
            _whole(in_time * 100 / settled) if settled else None,
            is_percent=True,
            note=_("of what was settled, by amount"),
        ),
        Fact(
            _("Mean delay"),
            int((late / settled).to_integral_value()) if settled else None,
            note=_("days after the due date"),
        ),
    ]


def _months(currency: str, own: Sequence[_Month], begin: dt.date) -> Months:
    known = {row.month: row for row in own}
    rows = []
    for place in range(_MONTHS):
        month = _before(begin, -place)
        row = known.get(month)
        rows.append((month, row.billed if row else _ZERO, row.paid if row else _ZERO))
    return Months(currency, _("billed"), pgettext_lazy("amount", "paid"), rows)


def _whole(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal(1))


def _before(month: dt.date, count: int) -> dt.date:
    """The first day of the month that lies `count` months earlier."""
    place = month.year * 12 + month.month - 1 - count
    return dt.date(place // 12, place % 12 + 1, 1)
