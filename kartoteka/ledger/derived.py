"""Rates that follow from a central bank's base rate by a formula of the law. No database.

Poland since 2016: statutory interest for delay and for capital from the day on which the reference
rate changes, the most that may be agreed twice of it, commercial interest by the reference rate of
1 January and 1 July. Slovakia since February 2013: by the base rate of the European Central Bank.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from kartoteka.ledger import wording
from kartoteka.ledger.rates import Rate, RateNotKnown, Rates

_DAY = dt.timedelta(days=1)
_HALVES = (1, 7)
_PUBLIC_REFORM = dt.date(2020, 1, 1)  # of commercial interest: 10 points instead of 8
_TAX_LEAST = Decimal(8)


@dataclass(frozen=True, slots=True)
class Formula:
    """How a kind follows from its base: `percent(base, day)`, from `since` on. By half-year the
    base is that of its first day, for all of it."""

    kind: str
    country: str
    base: str
    since: dt.date
    by_half_year: bool
    percent: Callable[[Decimal, dt.date], Decimal]
    basis: str


def _plus(points: str, base: Decimal, _day: dt.date) -> Decimal:
    return base + Decimal(points)


def _twice(points: str, base: Decimal, _day: dt.date) -> Decimal:
    return 2 * (base + Decimal(points))


def _commercial(base: Decimal, day: dt.date) -> Decimal:
    return base + (10 if day >= _PUBLIC_REFORM else 8)


def _tax(base: Decimal, _day: dt.date) -> Decimal:
    return max(2 * base + 2, _TAX_LEAST)


_PL_2016, _SK_2013 = dt.date(2016, 1, 1), dt.date(2013, 2, 1)
_REFERENCE, _LOMBARD, _ECB = "pl_nbp_reference", "pl_nbp_lombard", "sk_ecb_base"
_COMMERCIAL = "art. 4 pkt 3, 11b ustawy z 8.03.2013: NBP ref of the half-year's first day"
FORMULAS = (
    Formula(
        "pl_statutory_delay", "PL", _REFERENCE, _PL_2016, False, partial(_plus, "5.5"),
        "art. 481 par. 2 KC: NBP ref + 5.5 pp",
    ),
    Formula(
        "pl_statutory_capital", "PL", _REFERENCE, _PL_2016, False, partial(_plus, "3.5"),
        "art. 359 par. 2 KC: NBP ref + 3.5 pp",
    ),
    Formula(
        "pl_max_delay", "PL", _REFERENCE, _PL_2016, False, partial(_twice, "5.5"),
        "art. 481 par. 2(1) KC: 2 x statutory delay",
    ),
    Formula(
        "pl_max_capital", "PL", _REFERENCE, _PL_2016, False, partial(_twice, "3.5"),
        "art. 359 par. 2(1) KC: 2 x statutory capital",
    ),
    Formula(
        "pl_tax_arrears", "PL", _LOMBARD, _PL_2016, False, _tax,
        "art. 56 OrdPU: 200 % NBP lombard + 2 pp, at least 8 %",
    ),
    Formula(
        "pl_commercial_delay", "PL", _REFERENCE, _PL_2016, True, _commercial,
        f"{_COMMERCIAL} + 8 pp, from 2020 10 pp",
    ),
    Formula(
        "pl_commercial_delay_public_healthcare", "PL", _REFERENCE, _PL_2016, True,
        partial(_plus, "8"), f"{_COMMERCIAL} + 8 pp",
    ),
    Formula(
        "sk_civil_delay_by_first_day", "SK", _ECB, _SK_2013, False, partial(_plus, "5"),
        "par. 3 nar. vl. 87/1995 as am. 20/2013: ECB+5pp at first day of delay",
    ),
    Formula(
        "sk_commercial_delay_fixed_by_first_day", "SK", _ECB, _SK_2013, False, partial(_plus, "9"),
        "par. 1(2) nar. vl. 21/2013: ECB+9pp at first day of delay",
    ),
    Formula(
        "sk_commercial_delay_half_year", "SK", _ECB, _SK_2013, True, partial(_plus, "8"),
        "par. 1(1) nar. vl. 21/2013 as am. 303/2014: ECB at 1 Jan/1 Jul + 8pp, whole half-year",
    ),
)  # fmt: skip
BY_HALF_YEAR = frozenset(one.kind for one in FORMULAS if one.by_half_year)
BASES = (_REFERENCE, _LOMBARD, _ECB)
BASE_BASIS = {
    _REFERENCE: "NBP stopy_procentowe_archiwum.xml",
    _LOMBARD: "NBP stopy_procentowe_archiwum.xml",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A rate as the formula (or the file) has it beside what is kept, from `valid_from` on.

    `state` is SAME, MISSING (not kept yet) or DIFFERS. `valid_to` is told for half-years only.
    """

    kind: str
    country: str
    valid_from: dt.date
    valid_to: dt.date | None
    percent: Decimal
    kept: Decimal | None
    state: str
    basis: str

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        return wording.rate_kind(self.kind)


def half_year(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of the half-year in which a day lies."""
    if day.month < _HALVES[1]:
        return dt.date(day.year, 1, 1), dt.date(day.year, 6, 30)
    return dt.date(day.year, 7, 1), dt.date(day.year, 12, 31)


def with_changes(
    kept: Sequence[Rate], kind: str, country: str, changes: Sequence[tuple[dt.date, Decimal]]
) -> tuple[list[Rate], list[Compared]]:
    """The rows of a base rate with what a file tells added, and how the two compare.

    A day after the last that is kept is new; what differs earlier stays as it is kept."""
    rows = [one for one in kept if one.kind == kind]
    last = max((one.valid_from for one in rows), default=dt.date.min)
    known, basis = Rates(kept), BASE_BASIS.get(kind, "")
    compared, before = [], None
    for day, percent in sorted(changes):
        if percent == before:
            continue
        before = percent
        found = _on(known, kind, day)
        is_new = day > last and percent != found
        state = "MISSING" if is_new or found is None else "SAME" if percent == found else "DIFFERS"
        shown = None if is_new else found
        compared.append(Compared(kind, country, day, None, percent, shown, state, basis))
        if is_new:
            if rows:
                rows[-1] = _closed(rows[-1], day - _DAY)
            rows.append(Rate(kind, country, day, None, percent, basis))
    others = [one for one in kept if one.kind != kind]
    return [*others, *rows], compared


def compare(kept: Sequence[Rate], today: dt.date) -> list[Compared]:
    """Every derived kind by its formula beside what is kept, to the half-year of `today`."""
    known = Rates(kept)
    return [
        row
        for formula in FORMULAS
        if formula.base in known.kinds
        for row in (
            _by_half_year(formula, known, today)
            if formula.by_half_year
            else _by_change(formula, known, kept)
        )
    ]


def _by_change(formula: Formula, known: Rates, kept: Sequence[Rate]) -> list[Compared]:
    starts = {one.valid_from for one in kept if one.kind in {formula.base, formula.kind}}
    rows: list[Compared] = []
    for day in sorted({formula.since, *(start for start in starts if start > formula.since)}):
        base = _on(known, formula.base, day)
        if base is None:
            continue
        row = _row(formula, day, None, formula.percent(base, day), _on(known, formula.kind, day))
        ours = max(
            (one.valid_from for one in kept if one.kind == formula.kind), default=dt.date.min
        )
        if row.state == "DIFFERS" and day > ours:  # the kept one goes on only for want of a newer
            row = _row(formula, day, None, row.percent, None)
        if not rows or (row.percent, row.state) != (rows[-1].percent, rows[-1].state):
            rows.append(row)
    return rows


def _by_half_year(formula: Formula, known: Rates, today: dt.date) -> list[Compared]:
    rows = []
    first, last = half_year(formula.since)
    if first < formula.since:
        first, last = half_year(last + _DAY)
    while first <= today:
        base = _on(known, formula.base, first)
        if base is not None:
            percent, found = formula.percent(base, first), _on(known, formula.kind, first)
            rows.append(_row(formula, first, last, percent, found))
        first, last = half_year(last + _DAY)
    return rows


def _row(
    formula: Formula, first: dt.date, last: dt.date | None, percent: Decimal, found: Decimal | None
) -> Compared:
    state = "MISSING" if found is None else "SAME" if found == percent else "DIFFERS"
    return Compared(
        formula.kind, formula.country, first, last, percent, found, state, formula.basis
    )


def _on(known: Rates, kind: str, day: dt.date) -> Decimal | None:
    if kind not in known.kinds:
        return None
    try:
        return known.on(kind, day).percent
    except RateNotKnown:
        return None


def _closed(rate: Rate, last: dt.date) -> Rate:
    return Rate(rate.kind, rate.country, rate.valid_from, last, rate.percent, rate.legal_basis)
