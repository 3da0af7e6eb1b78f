"""Interest for delay, computed exactly and itemised as a court would accept it.

P x r x d / 365 (365 in leap years too), over the days from the one after the effective due date
to the last day included; split where the rate changes and where the debt changes; kept as exact
fractions and rounded once, or row by row where that is the office's practice. The two practices
differ by a grosz, in either direction, so the mode is always stated.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from kartoteka.kernel import days, money
from kartoteka.ledger import wording
from kartoteka.ledger.rates import Rate, Rates

Rounding = Literal["once", "period"]

_DAYS_OF_YEAR_PERCENT = 36500
_DAY = dt.timedelta(days=1)

# Kinds whose rate is that of the first day of delay, for the whole delay (§ 3 of government
# order 87/1995, § 1(2) of 21/2013).
BY_FIRST_DAY = frozenset({"sk_civil_delay_by_first_day", "sk_commercial_delay_fixed_by_first_day"})
_SK_DELAY = BY_FIRST_DAY | {"sk_commercial_delay_half_year"}
# Rates of contracts, with the kind whose rate is the most that may be claimed: art. 481 § 2(1) and
# 359 § 2(1) KC; for Slovak consumers § 3 of 87/1995. Between Slovak businesses none (§ 369 ObchZ).
AGREED = {
    "pl_contractual_delay": ("PL", "pl_max_delay"),
    "pl_contractual_capital": ("PL", "pl_max_capital"),
    "sk_contractual_consumer": ("SK", "sk_civil_delay_by_first_day"),
    "sk_contractual_commercial": ("SK", ""),
}
# Slovak relations before this day keep the civil rule of 31 January 2013: the ECB's rate on the
# first day of delay and 8 points, fixed (§ 10c of 87/1995, § 3 of 21/2013; 586/2008).
_SK_REFORM = dt.date(2013, 2, 1)
_SK_OLD_POINTS = Decimal(8)
_SK_OLD_BASIS = "par. 3 nar. vl. 87/1995 as am. 586/2008 (par. 10c; par. 3 nar. vl. 21/2013)"


@dataclass(frozen=True, slots=True)
class Change:
    """The debt becomes `amount` from the day after `on`: a payment day still bears interest on
    what was owed before it."""

    on: dt.date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Term:
    """What an agreement says from one day to another, both included (None: open): `percent` a year,
    or so many points over the rate `base`. On its days it comes before the kind of the debt."""

    first: dt.date
    last: dt.date | None
    kind: str
    percent: Decimal
    base: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """One row of the computation: `first` to `last`, both included, one rate, one debt.

    `amount` is in whole grosze; when rounding once the last row takes the difference, so that
    the rows always add up to the total.
    """

    first: dt.date
    last: dt.date
    days: int
    principal: Decimal
    percent: Decimal
    legal_basis: str
    exact: Fraction
    amount: Decimal

    @property
    def law(self) -> str:
        """The legal basis of the rate as a reader of the active language cites it."""
        return wording.law_of_rate(self.legal_basis)


@dataclass(frozen=True, slots=True)
class Computation:
    """Interest of one debt to one day, in the debt's currency, with how it came about."""

    amount: Decimal
    due: dt.date
    effective_due: dt.date
    periods: tuple[Period, ...]
    rounding: Rounding


def compute(
    *,
    kind: str,
    principal: Decimal,
    due: dt.date,
    to: dt.date,
    rates: Rates,
    changes: Sequence[Change] = (),
    rounding: Rounding = "once",
    relation_on: dt.date | None = None,
    moves_due: bool = True,
    agreed: Decimal | None = None,
    terms: Sequence[Term] = (),
) -> Computation:
    """Interest on `principal` due on `due`, to the day `to` included.

    `changes` lower or raise the debt; `relation_on` is the day the relation (contract) arose,
    where it decides the rate; `moves_due` moves the due date over Saturday, Sunday and holiday.
    `agreed` is the rate of the contract, for the kinds of `AGREED`; `terms` are what the agreement
    says by day, of a debt on which no rate stands itself.
    Zero before the effective due date has passed. Raises `UnknownKind`, `RateNotKnown`.
    """
    country = AGREED[kind][0] if kind in AGREED else rates.country(kind)
    effective = days.effective_due(due, country) if moves_due else due
    first = effective + _DAY
    rows: list[Period] = []
    by_agreement = terms_by_day(terms, rates)
    for start, end, owed in _segments(principal, changes, first, to):
        for since, until, term in _ruled(start, end, by_agreement):
            span = (since, until)
            if term is not None:
                percent, source = term.percent, f"@{term.base}@{term.number}"
                applied = agreed_rates(term.kind, percent, first, span, rates, source=source)
            elif kind in AGREED:
                applied = agreed_rates(kind, agreed or money.ZERO, first, span, rates)
            else:
                applied = rates_of_delay(kind, first, span, rates, relation_on)
            rows.extend(_rows(since, until, owed, applied))
    total, shown = added_up(rows, rounding)
    return Computation(
        amount=total,
        due=due,
        effective_due=effective,
        periods=shown,
        rounding=rounding,
    )


def rates_of_delay(
    kind: str,
    first: dt.date,
    span: tuple[dt.date, dt.date],
    rates: Rates,
    relation_on: dt.date | None = None,
) -> list[Rate]:
    """The rates that a delay beginning on `first` runs at in the days of `span`, both included.

    Knows the Slovak rules: the rate of the first day for the whole delay, and the older rule for
    relations before 2013-02-01. A delay that began before that day had such a relation.
    """
    if kind in _SK_DELAY and min(first, relation_on or first) < _SK_REFORM:
        base = rates.on("sk_ecb_base", first)
        percent = base.percent + _SK_OLD_POINTS
        return [Rate(kind, "SK", first, None, percent, _SK_OLD_BASIS)]
    if kind in BY_FIRST_DAY:
        fixed = rates.on(kind, first)
        return [Rate(kind, fixed.country, first, None, fixed.percent, fixed.legal_basis)]
    return rates.between(kind, *span)


def terms_by_day(terms: Sequence[Term], rates: Rates) -> list[Term]:
    """Terms in order, those over a base rate cut where it changes: `percent` is then the whole
    rate, `base` says how it came about. Raises `RateNotKnown`."""
    found = []
    for term in sorted(terms, key=lambda each: each.first):
        if not term.base:
            found.append(term)
            continue
        said = f"{term.base}+{term.percent.normalize():f}"
        for rate in rates.between(term.base, term.first, term.last or dt.date.max):
            last = min(filter(None, (term.last, rate.valid_to)), default=None)
            first, percent = max(term.first, rate.valid_from), rate.percent + term.percent
            found.append(replace(term, first=first, last=last, percent=percent, base=said))
    return found


def _ruled(
    start: dt.date, end: dt.date, terms: Sequence[Term]
) -> list[tuple[dt.date, dt.date, Term | None]]:
    """The days from `start` to `end` by what rules them: a term, or None."""
    spans: list[tuple[dt.date, dt.date, Term | None]] = []
    for term in terms:
        first, last = max(start, term.first), min(end, term.last or end)
        if first <= last:
            if start < first:
                spans.append((start, first - _DAY, None))
            spans.append((first, last, term))
            start = last + _DAY
    return [*spans, (start, end, None)] if start <= end else spans


def agreed_rates(
    kind: str,
    agreed: Decimal,
    first: dt.date,
    span: tuple[dt.date, dt.date],
    rates: Rates,
    *,
    source: str = "",
) -> list[Rate]:
    """The rate of a contract in the days of `span`, cut to the most that the law allows on each;
    where it is not cut, one row. `source` ends the legal basis (`wording.law_of_rate`)."""
    country, cap = AGREED[kind]
    whole = f"agreed{source}"
    if not cap:
        return [Rate(kind, country, first, None, agreed, whole)]
    found: list[Rate] = []
    for limit in rates_of_delay(cap, first, span, rates):
        if agreed > limit.percent:
            basis = f"agreed {agreed.normalize():f}|{limit.legal_basis}{source}"
            found.append(replace(limit, kind=kind, legal_basis=basis))
        elif found and found[-1].legal_basis == whole:
            found[-1] = replace(found[-1], valid_to=limit.valid_to)
        else:
            found.append(replace(limit, kind=kind, percent=agreed, legal_basis=whole))
    return found


def _segments(
    principal: Decimal, changes: Sequence[Change], first: dt.date, to: dt.date
) -> list[tuple[dt.date, dt.date, Decimal]]:
    """Spans of days on which the debt is the same; spans without a debt are left out."""
    spans = []
    start, owed = first, principal
    for change in sorted(changes, key=lambda each: each.on):
        if change.on >= to:
            break
        if change.on >= start:
            spans.append((start, change.on, owed))
            start = change.on + _DAY
        owed = change.amount
    spans.append((start, to, owed))
    return [span for span in spans if span[0] <= span[1] and span[2] > 0]


def _rows(start: dt.date, end: dt.date, owed: Decimal, applied: Sequence[Rate]) -> list[Period]:
    rows = []
    for rate in applied:
        first = max(start, rate.valid_from)
        last = end if rate.valid_to is None else min(end, rate.valid_to)
        if first <= last:
            rows.append(itemised(first, last, owed, rate.percent, rate.legal_basis))
    return rows


def itemised(
    first: dt.date, last: dt.date, principal: Decimal, percent: Decimal, legal_basis: str
) -> Period:
    """One row: `principal` at `percent` a year from `first` to `last`, both included."""
    count = (last - first).days + 1
    exact = Fraction(principal) * Fraction(percent) * count / _DAYS_OF_YEAR_PERCENT
    return Period(
        first=first,
        last=last,
        days=count,
        principal=principal,
        percent=percent,
        legal_basis=legal_basis,
        exact=exact,
        amount=money.to_grosz(exact),
    )


def added_up(rows: Sequence[Period], rounding: Rounding) -> tuple[Decimal, tuple[Period, ...]]:
    """The total under `rounding`, and the rows with the last one taking what is left over."""
    if rounding == "period":
        total = sum((row.amount for row in rows), money.ZERO)
    else:
        total = money.to_grosz(sum((row.exact for row in rows), Fraction(0)))
    if not rows:
        return total, ()
    rest = total - sum((row.amount for row in rows[:-1]), money.ZERO)
    return total, (*rows[:-1], replace(rows[-1], amount=rest))
