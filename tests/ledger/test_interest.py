"""Interest to a day, against worked examples and against itself."""

import csv
import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.kernel import money
from kartoteka.ledger import interest, rates

RATES = rates.shipped()


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def interest_of(kind: str, principal: str, due: str, to: str, **more: object) -> Decimal:
    return interest.compute(
        kind=kind,
        principal=Decimal(principal),
        due=on(due),
        to=on(to),
        rates=RATES,
        **more,  # type: ignore[arg-type]
    ).amount


def test_every_sample_comes_out_under_its_rounding(samples: Path) -> None:
    path = samples / "interest_examples" / "examples.csv"
    seen = 0
    for row in csv.DictReader(path.open(encoding="utf-8")):
        if not row["due_date"]:  # the one without dates: 20 days at 13 %
            due, to = "2013-05-02", "2013-05-22"
        else:
            due, to = row["due_date"], row["interest_to"]
        kind = re.sub(r"\(.*", "", row["kind"])
        expected = row["expected_interest"]
        amounts = {
            "once": interest_of(kind, row["principal"], due, to),
            "period": interest_of(kind, row["principal"], due, to, rounding="period"),
        }
        by_mode = {
            "once" if "once" in mode else "period": amount
            for amount, mode in re.findall(r"(\d+\.\d\d) \(([^):]*)", expected)
        } or dict.fromkeys(amounts, expected)
        assert {mode: str(amount) for mode, amount in amounts.items()} == by_mode, row
        seen += 1
    assert seen == 4


def test_shows_a_saturday_moved_and_both_periods() -> None:
    computed = interest.compute(
        kind="pl_commercial_delay",
        principal=Decimal(100000),
        due=on("2026-01-10"),
        to=on("2026-07-20"),
        rates=RATES,
    )
    assert computed.effective_due == on("2026-01-12")
    assert [(row.first, row.days, row.percent, row.amount) for row in computed.periods] == [
        (on("2026-01-13"), 169, Decimal(14), Decimal("6482.19")),
        (on("2026-07-01"), 20, Decimal("13.75"), Decimal("753.43")),
    ]
    assert computed.amount == Decimal("7235.62")


def test_nothing_before_the_effective_due_date_has_passed() -> None:
    computed = interest.compute(
        kind="pl_statutory_delay",
        principal=Decimal(100),
        due=on("2026-01-10"),
        to=on("2026-01-12"),
        rates=RATES,
    )
    assert (computed.amount, computed.periods) == (Decimal("0.00"), ())


def test_refuses_past_the_last_known_half_year() -> None:
    assert interest_of("pl_commercial_delay", "100", "2026-06-30", "2026-12-31") > 0
    with pytest.raises(rates.RateNotKnown):
        interest_of("pl_commercial_delay", "100", "2026-06-30", "2027-01-01")
    with pytest.raises(rates.RateNotKnown):
        interest_of("pl_statutory_delay", "100", "1990-01-02", "1999-01-01")
    with pytest.raises(rates.UnknownKind):
        interest_of("pl_usury", "100", "2026-06-30", "2026-07-31")


@pytest.mark.parametrize(
    ("kind", "due", "relation", "percents"),
    [
        # the rate of the first day of delay holds, whatever the bank does later
        ("sk_civil_delay_by_first_day", "2023-09-19", None, ["9.5"]),
        ("sk_civil_delay_by_first_day", "2023-09-18", None, ["9.25"]),
        ("sk_commercial_delay_fixed_by_first_day", "2023-09-18", None, ["13.25"]),
        ("sk_commercial_delay_half_year", "2023-09-18", None, ["12", "12.5", "12.25"]),
        # relations before February 2013 keep the ECB's rate on the first day and 8 points
        ("sk_civil_delay_by_first_day", "2023-09-19", "2012-12-31", ["12.5"]),
        ("sk_commercial_delay_half_year", "2023-09-19", "2013-01-31", ["12.5"]),
        ("sk_commercial_delay_half_year", "2012-07-16", None, ["8.75"]),
        ("sk_civil_delay_by_first_day", "2013-01-30", None, ["8.75"]),
        ("sk_civil_delay_by_first_day", "2013-01-31", None, ["5.75"]),
    ],
)
def test_slovak_rates(kind: str, due: str, relation: str | None, percents: list[str]) -> None:
    computed = interest.compute(
        kind=kind,
        principal=Decimal(1000),
        due=on(due),
        to=on("2024-07-15"),
        rates=RATES,
        relation_on=on(relation) if relation else None,
    )
    assert [row.percent for row in computed.periods] == [Decimal(each) for each in percents]


def test_a_payment_day_still_bears_the_old_debt() -> None:
    computed = interest.compute(
        kind="pl_statutory_delay",
        principal=Decimal(36500),
        due=on("2026-03-30"),
        to=on("2026-04-10"),
        rates=RATES,
        changes=[interest.Change(on("2026-04-03"), Decimal(18250))],
    )
    assert [(row.last, row.days, row.principal) for row in computed.periods] == [
        (on("2026-04-03"), 4, Decimal(36500)),
        (on("2026-04-10"), 7, Decimal(18250)),
    ]
    assert computed.amount == money.to_grosz(Decimal("9.25") * 4 + Decimal("9.25") / 2 * 7)


@given(
    kind=st.sampled_from(
        [
            "pl_statutory_delay",
            "pl_commercial_delay",
            "sk_civil_delay_by_first_day",
            "sk_commercial_delay_half_year",
        ]
    ),
    principal=st.decimals(min_value="0.01", max_value=10**9, places=2),
    due=st.dates(dt.date(2009, 1, 5), dt.date(2026, 6, 1)),
    length=st.integers(0, 2000),
    changes=st.lists(st.tuples(st.integers(-5, 2100), st.decimals(0, 10**6, places=2)), max_size=4),
    rounding=st.sampled_from(["once", "period"]),
)
def test_equals_adding_day_by_day(
    *,
    kind: str,
    principal: Decimal,
    due: dt.date,
    length: int,
    changes: list[tuple[int, Decimal]],
    rounding: interest.Rounding,
) -> None:
    to = min(due + dt.timedelta(days=length), dt.date(2026, 12, 31))
    dated = [interest.Change(due + dt.timedelta(days=after), owed) for after, owed in changes]
    computed = interest.compute(
        kind=kind,
        principal=principal,
        due=due,
        to=to,
        rates=RATES,
        changes=dated,
        rounding=rounding,
    )
    exact, day = Fraction(0), computed.effective_due + dt.timedelta(days=1)
    first = day
    while day <= to:
        owed = principal
        for change in sorted(dated, key=lambda each: each.on):
            owed = change.amount if change.on < day else owed
        applied = interest.rates_of_delay(kind, first, (day, day), RATES)
        rate = next(r for r in applied if r.valid_from <= day <= (r.valid_to or day))
        exact += Fraction(owed) * Fraction(rate.percent) / 36500
        day += dt.timedelta(days=1)
    assert sum((row.exact for row in computed.periods), Fraction(0)) == exact
    assert sum((row.amount for row in computed.periods), Decimal(0)) == computed.amount
    if rounding == "once":
        assert computed.amount == money.to_grosz(exact)
