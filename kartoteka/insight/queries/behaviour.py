"""How a customer pays: how late, how much in time, whether it gets better, when money will come."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role

_HERE = "kartoteka.insight"
MONTHS, RECENT = 24, 6
_NOTICED = Decimal(1)  # days: a smaller change is none


class Month(NamedTuple):
    """What was due in a month: paid, of it in time, and late and open still; amounts."""

    month: dt.date
    paid: Decimal
    in_time: Decimal
    late: Decimal
    open: Decimal
    open_late: Decimal

    @property
    def delay(self) -> Decimal | None:
        """The mean delay in days, weighted by amount; what is open counts to today."""
        return mean_delay([self])

    @property
    def punctual(self) -> Decimal | None:
        """What was paid in time, in percent of what was due."""
        return share_in_time([self])


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a customer pays in one currency, over two years.

    `change` is by how many days the last half year is later than the time before (below zero:
    better), None where one of them has nothing. `expected_on` is the due date of the document to be
    paid next (`number`, `remains`) with the usual delay, never before today; None where nothing
    stands open.
    """

    currency: str
    months: tuple[Month, ...]
    delay: Decimal | None
    punctual: Decimal | None
    change: Decimal | None
    number: str
    due_on: dt.date | None
    remains: Decimal | None
    expected_on: dt.date | None

    @property
    def trend(self) -> str:
        """BETTER, WORSE, SAME, or nothing where it cannot be told."""
        if self.change is None:
            return ""
        if abs(self.change) < _NOTICED:
            return "SAME"
        return "WORSE" if self.change > 0 else "BETTER"


def behaviour(*, viewer: Actor, party_id: int, on: dt.date) -> list[Behaviour]:
    """How a customer has paid what fell due in two years, by currency. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    first = _before(on.replace(day=1), MONTHS - 1)
    rows = sql.rows(_HERE, "behaviour", {"party": party_id, "first": first, "on": on})
    ahead = {row[0]: row[1:] for row in sql.rows(_HERE, "next_due", {"party": party_id})}
    found = []
    for currency in dict.fromkeys([*(row[0] for row in rows), *ahead]):
        months = tuple(Month(*row[1:]) for row in rows if row[0] == currency)
        found.append(_of(currency, months, ahead.get(currency), on))
    return found


def _of(
    currency: str,
    months: tuple[Month, ...],
    ahead: tuple[str, dt.date, Decimal] | None,
    on: dt.date,
) -> Behaviour:
    since = _before(on.replace(day=1), RECENT - 1)
    recent = mean_delay([one for one in months if one.month >= since])
    earlier = mean_delay([one for one in months if one.month < since])
    delay = mean_delay(months)
    number, due_on, remains = ahead or ("", None, None)
    usual = dt.timedelta(days=int((delay or Decimal(0)).to_integral_value()))
    return Behaviour(
        currency=currency,
        months=months,
        delay=delay,
        punctual=share_in_time(months),
        change=None if recent is None or earlier is None else recent - earlier,
        number=number,
        due_on=due_on,
        remains=remains,
        expected_on=max(on, due_on + usual) if due_on else None,
    )


def mean_delay(months: Sequence[Month]) -> Decimal | None:
    """Days after the due date, weighted by amount, to a tenth; None where nothing was due."""
    amount = sum((one.paid + one.open for one in months), Decimal(0))
    if amount <= 0:
        return None
    late = sum((one.late + one.open_late for one in months), Decimal(0))
    return (late / amount).quantize(Decimal("0.1"))


def share_in_time(months: Sequence[Month]) -> Decimal | None:
    """What was paid in time, in whole percent of what was due; None where nothing was."""
    amount = sum((one.paid + one.open for one in months), Decimal(0))
    if amount <= 0:
        return None
    in_time = sum((one.in_time for one in months), Decimal(0))
    return (in_time * 100 / amount).quantize(Decimal(1))


def _before(month: dt.date, count: int) -> dt.date:
    """The first day of the month that lies `count` months earlier."""
    place = month.year * 12 + month.month - 1 - count
    return dt.date(place // 12, place % 12 + 1, 1)
