"""Rates asked for by day: what holds when, to the day, and what is not known. No database."""

import datetime as dt
from decimal import Decimal

import pytest

from kartoteka.ledger import rates
from kartoteka.ledger.rates import Rate

FIRST = Rate("pl_k", "PL", dt.date(2020, 1, 1), dt.date(2020, 6, 30), Decimal(5), "law one")
SECOND = Rate("pl_k", "PL", dt.date(2020, 7, 1), None, Decimal(6), "law two")
ENDED = Rate("sk_k", "SK", dt.date(2019, 3, 1), dt.date(2019, 3, 31), Decimal(7), "law three")
LATER = Rate("sk_k", "SK", dt.date(2019, 5, 1), dt.date(2019, 5, 31), Decimal(8), "law four")


def known() -> rates.Rates:
    return rates.Rates([LATER, SECOND, ENDED, FIRST])


def test_kinds_stand_in_order_each_with_its_country() -> None:
    assert known().kinds == ("pl_k", "sk_k")
    assert (known().country("pl_k"), known().country("sk_k")) == ("PL", "SK")
    assert rates.Rates([ENDED]).country("sk_k") == "SK"


@pytest.mark.parametrize(
    ("kind", "day", "row"),
    [
        ("pl_k", "2020-01-01", FIRST),
        ("pl_k", "2020-06-30", FIRST),
        ("pl_k", "2020-07-01", SECOND),
        ("pl_k", "2099-12-31", SECOND),
        ("sk_k", "2019-03-01", ENDED),
        ("sk_k", "2019-03-31", ENDED),
        ("sk_k", "2019-05-31", LATER),
    ],
)
def test_a_rate_holds_from_its_first_day_to_its_last(kind: str, day: str, row: Rate) -> None:
    assert known().on(kind, dt.date.fromisoformat(day)) == row


@pytest.mark.parametrize(
    ("kind", "day", "facts"),
    [
        # before the first row, in a gap between two, after the last
        ("pl_k", "2019-12-31", {"kind": "pl_k", "first": "2020-01-01", "last": "…"}),
        ("sk_k", "2019-02-28", {"kind": "sk_k", "first": "2019-03-01", "last": "2019-05-31"}),
        ("sk_k", "2019-04-01", {"kind": "sk_k", "first": "2019-03-01", "last": "2019-05-31"}),
        ("sk_k", "2019-06-01", {"kind": "sk_k", "first": "2019-03-01", "last": "2019-05-31"}),
    ],
)
def test_a_day_without_a_rate_is_refused(kind: str, day: str, facts: dict[str, str]) -> None:
    with pytest.raises(rates.RateNotKnown) as refused:
        known().on(kind, dt.date.fromisoformat(day))
    assert refused.value.facts == facts | {"day": day}


def test_an_unknown_kind_is_refused_with_those_that_are_known() -> None:
    for ask in (known().country, lambda kind: known().on(kind, dt.date(2020, 1, 1))):
        with pytest.raises(rates.UnknownKind) as refused:
            ask("pl_usury")
        assert refused.value.facts == {"kind": "pl_usury", "known": "pl_k, sk_k"}


@pytest.mark.parametrize(
    ("first", "last", "rows"),
    [
        ("2020-06-30", "2020-06-30", [FIRST]),
        ("2020-06-30", "2020-07-01", [FIRST, SECOND]),
        ("2020-07-01", "2024-01-01", [SECOND]),
        ("2020-02-01", "2020-06-30", [FIRST]),
        ("2020-07-01", "2020-06-30", []),
    ],
)
def test_between_two_days_stand_the_rates_that_cover_them(
    first: str, last: str, rows: list[Rate]
) -> None:
    span = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    assert known().between("pl_k", *span) == rows


def test_days_that_run_into_a_gap_are_refused() -> None:
    with pytest.raises(rates.RateNotKnown) as refused:
        known().between("sk_k", dt.date(2019, 3, 15), dt.date(2019, 5, 15))
    assert refused.value.facts["day"] == "2019-04-01"


def test_the_rows_that_come_with_the_program() -> None:
    rows = rates.shipped_rows()
    assert len(rows) == 679
    assert rows[0] == Rate(
        "pl_nbp_reference", "PL", dt.date(1998, 2, 26), dt.date(1998, 4, 22), Decimal(24),
        "NBP stopy_procentowe_archiwum.xml",
    )  # fmt: skip
    assert [one for one in rows if one.kind == "pl_max_delay"][-1] == Rate(
        "pl_max_delay", "PL", dt.date(2026, 3, 5), None, Decimal("18.5"),
        "art. 481 par. 2(1) KC: 2 x statutory delay",
    )  # fmt: skip
