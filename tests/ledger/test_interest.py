"""Interest to a day, against worked examples and against itself."""

import csv
import datetime as dt
import re
from dataclasses import replace
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
    assert (computed.amount, computed.rounding) == (Decimal("7235.62"), "once")


def test_nothing_before_the_effective_due_date_has_passed() -> None:
    computed = interest.compute(
        kind="pl_statutory_delay",
        principal=Decimal(100),
        due=on("2026-01-10"),
        to=on("2026-01-12"),
        rates=RATES,
    )
    assert (computed.amount, computed.periods) == (Decimal("0.00"), ())
    # also where the rate of the first day of delay is not known
    early = interest_of("sk_civil_delay_by_first_day", "100", "1990-06-01", "1990-06-01")
    assert early == Decimal("0.00")


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


def itemised_of(kind: str, due: str, to: str, **more: object) -> list[tuple[str, str, str, str]]:
    """Interest on 36,500, of which one percent is one a day: first and last day, rate, amount."""
    computed = interest.compute(
        kind=kind, principal=Decimal(36500), due=on(due), to=on(to), rates=RATES,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return [(f"{r.first}", f"{r.last}", f"{r.percent}", f"{r.amount}") for r in computed.periods]


@pytest.mark.parametrize(
    ("kind", "due", "to", "agreed", "rows"),
    [
        # art. 481 § 2(1) KC: 11.2 % was the most, from 7 October 2021 12 %; the contract's 12 %
        # are cut while they are above, and go on in one row where they are not.
        ("pl_contractual_delay", "2021-10-01", "2021-11-10", "12", [
            ("2021-10-02", "2021-10-06", "11.2", "56.00"),
            ("2021-10-07", "2021-11-10", "12", "420.00"),
        ]),
        ("pl_contractual_delay", "2026-02-27", "2026-03-10", "18.75", [
            ("2026-02-28", "2026-03-04", "18.75", "93.75"),
            ("2026-03-05", "2026-03-10", "18.5", "111.00"),
        ]),
        ("pl_contractual_delay", "2026-02-27", "2026-03-10", "10", [
            ("2026-02-28", "2026-03-10", "10", "110.00"),
        ]),
        # art. 359 § 2(1) KC: twice the reference rate and 3.5 points
        ("pl_contractual_capital", "2026-03-05", "2026-03-06", "15", [
            ("2026-03-06", "2026-03-06", "14.5", "14.50"),
        ]),
        # a Slovak consumer: at most the rate of the first day of delay, for all of it
        ("sk_contractual_consumer", "2023-09-18", "2023-09-21", "9.5", [
            ("2023-09-19", "2023-09-21", "9.25", "27.75"),
        ]),
        ("sk_contractual_consumer", "2023-09-18", "2023-09-21", "9.25", [
            ("2023-09-19", "2023-09-21", "9.25", "27.75"),
        ]),
        # between Slovak businesses nothing cuts it; no rate agreed is none
        ("sk_contractual_commercial", "2026-03-05", "2026-03-06", "99", [
            ("2026-03-06", "2026-03-06", "99", "99.00"),
        ]),
        ("sk_contractual_commercial", "2026-03-05", "2026-03-06", None, [
            ("2026-03-06", "2026-03-06", "0.00", "0.00"),
        ]),
    ],
)  # fmt: skip
def test_the_rate_of_a_contract_is_cut_to_the_most_that_is_allowed(
    kind: str, due: str, to: str, agreed: str | None, rows: list[tuple[str, ...]]
) -> None:
    rate = None if agreed is None else Decimal(agreed)
    assert itemised_of(kind, due, to, agreed=rate) == rows


def test_rates_say_whose_law_they_are_of() -> None:
    span = (on("2021-10-02"), on("2021-11-10"))
    cut, kept = interest.agreed_rates("pl_contractual_delay", Decimal("12.0"), span[0], span, RATES)
    assert cut == rates.Rate(
        "pl_contractual_delay", "PL", on("2020-05-29"), on("2021-10-06"), Decimal("11.2"),
        "agreed 12|art. 481 par. 2(1) KC: 2 x statutory delay",
    )  # fmt: skip
    assert kept == rates.Rate(
        "pl_contractual_delay", "PL", on("2021-10-07"), on("2021-12-08"), Decimal("12.0"), "agreed"
    )
    free = interest.agreed_rates("sk_contractual_commercial", Decimal(5), span[0], span, RATES)
    assert free == [
        rates.Rate("sk_contractual_commercial", "SK", span[0], None, Decimal(5), "agreed")
    ]
    first = on("2024-02-01")
    kind = "sk_commercial_delay_fixed_by_first_day"
    assert interest.rates_of_delay(kind, first, (first, first), RATES) == [
        rates.Rate(
            kind, "SK", first, None, Decimal("13.5"),
            "par. 1(2) nar. vl. 21/2013: ECB+9pp at first day of delay; FIXED for whole delay"
            " (creditor option)",
        )
    ]  # fmt: skip
    kind = "sk_civil_delay_by_first_day"
    assert interest.rates_of_delay(kind, first, (first, first), RATES, on("2013-01-31")) == [
        rates.Rate(
            kind, "SK", first, None, Decimal("12.5"),
            "par. 3 nar. vl. 87/1995 as am. 586/2008 (par. 10c; par. 3 nar. vl. 21/2013)",
        )
    ]  # fmt: skip


def test_the_day_of_the_slovak_reform_is_of_the_new_law() -> None:
    first = on("2013-02-01")
    kind = "sk_civil_delay_by_first_day"
    assert [row.percent for row in interest.rates_of_delay(kind, first, (first, first), RATES)] == [
        Decimal("5.75")
    ]
    later = on("2024-02-01")
    assert [
        row.percent for row in interest.rates_of_delay(kind, later, (later, later), RATES, first)
    ] == [Decimal("9.5")]


@pytest.mark.parametrize(
    ("changes", "rows"),
    [
        # paid before the delay began: the debt is less from its first day
        ([("2026-03-01", "18250")], [("2026-03-06", "2026-03-10", "18250")]),
        ([("2026-03-05", "18250")], [("2026-03-06", "2026-03-10", "18250")]),
        # on the first day of delay: that day bears the old debt
        ([("2026-03-06", "18250")], [
            ("2026-03-06", "2026-03-06", "36500"), ("2026-03-07", "2026-03-10", "18250"),
        ]),
        ([("2026-03-09", "18250")], [
            ("2026-03-06", "2026-03-09", "36500"), ("2026-03-10", "2026-03-10", "18250"),
        ]),
        # on the last day and after it: too late to matter
        ([("2026-03-10", "18250")], [("2026-03-06", "2026-03-10", "36500")]),
        ([("2026-03-11", "18250"), ("2026-03-07", "1")], [
            ("2026-03-06", "2026-03-07", "36500"), ("2026-03-08", "2026-03-10", "1"),
        ]),
        # paid, opened again by a returned payment; two changes of one day are the later of them
        ([("2026-03-06", "0"), ("2026-03-08", "36500")], [
            ("2026-03-06", "2026-03-06", "36500"), ("2026-03-09", "2026-03-10", "36500"),
        ]),
        ([("2026-03-07", "0.01"), ("2026-03-07", "18250")], [
            ("2026-03-06", "2026-03-07", "36500"), ("2026-03-08", "2026-03-10", "18250"),
        ]),
    ],
)  # fmt: skip
def test_the_debt_of_each_day(
    changes: list[tuple[str, str]], rows: list[tuple[str, str, str]]
) -> None:
    computed = interest.compute(
        kind="pl_statutory_delay", principal=Decimal(36500), due=on("2026-03-05"),
        to=on("2026-03-10"), rates=RATES,
        changes=[interest.Change(on(day), Decimal(owed)) for day, owed in changes],
    )  # fmt: skip
    assert [(f"{r.first}", f"{r.last}", f"{r.principal}") for r in computed.periods] == rows


def test_the_due_date_moves_by_the_calendar_of_the_country_unless_told_not_to() -> None:
    # Saturday 10 January 2026; Friday 29 August 2025 is a holiday in Slovakia only.
    assert itemised_of("pl_statutory_delay", "2026-01-10", "2026-01-13")[0][0] == "2026-01-13"
    still = itemised_of("pl_statutory_delay", "2026-01-10", "2026-01-13", moves_due=False)
    assert still[0][0] == "2026-01-11"
    assert itemised_of("pl_statutory_delay", "2025-08-29", "2025-09-03")[0][0] == "2025-08-30"
    slovak = itemised_of("sk_contractual_commercial", "2025-08-29", "2025-09-03", agreed=Decimal(1))
    assert slovak[0][0] == "2025-09-02"


def test_a_computation_says_from_what_it_is() -> None:
    for rounding in ("once", "period"):
        computed = interest.compute(
            kind="pl_statutory_delay", principal=Decimal(300), due=on("2026-02-28"),
            to=on("2026-03-12"), rates=RATES, rounding=rounding,  # type: ignore[arg-type]
        )  # fmt: skip
        assert computed == interest.Computation(
            amount=Decimal("0.76" if rounding == "once" else "0.77"),
            due=on("2026-02-28"),
            effective_due=on("2026-03-02"),
            periods=computed.periods,
            rounding=rounding,  # type: ignore[arg-type]
        )
    assert [row.law for row in computed.periods] == [
        "art. 481 KC; M.P. 2025 poz. 1308", "art. 481 KC; M.P. 2026 poz. 367",
    ]  # fmt: skip


def test_rows_add_up_to_the_total_rounded_once_or_row_by_row() -> None:
    # Three rows of 0.125: 0.375 once is 0.38, row by row 0.13 each is 0.39.
    rows = [
        interest.itemised(day, day, Decimal(365), Decimal("12.5"), "x")
        for day in (on("2026-03-01"), on("2026-03-02"), on("2026-03-03"))
    ]  # fmt: skip
    assert [(row.days, row.exact, row.amount) for row in rows] == [
        (1, Fraction(1, 8), Decimal("0.13"))
    ] * 3
    total, shown = interest.added_up(rows, "once")
    assert (total, [row.amount for row in shown]) == (
        Decimal("0.38"), [Decimal("0.13"), Decimal("0.13"), Decimal("0.12")],
    )  # fmt: skip
    total, shown = interest.added_up(rows, "period")
    assert (total, [row.amount for row in shown]) == (Decimal("0.39"), [Decimal("0.13")] * 3)
    for rounding in ("once", "period"):
        total, shown = interest.added_up([], rounding)  # type: ignore[arg-type]
        assert (f"{total}", shown) == ("0.00", ())


def a_term(first: str, last: str | None, percent: str, **more: str) -> interest.Term:
    said = {"kind": "pl_contractual_delay", "number": "U/1"} | more
    return interest.Term(on(first), on(last) if last else None, percent=Decimal(percent), **said)


@pytest.mark.parametrize(
    ("terms", "rows"),
    [
        # on its days the agreement's rate, before and after them the kind's
        ([("2026-03-08", "2026-03-10", "10")], [
            ("2026-03-06", "2026-03-07", "9.25", "18.50"),
            ("2026-03-08", "2026-03-10", "10", "30.00"),
            ("2026-03-11", "2026-03-12", "9.25", "18.50"),
        ]),
        # told in no order, one after another, the last without an end
        ([("2026-03-09", None, "12"), ("2026-03-01", "2026-03-08", "10")], [
            ("2026-03-06", "2026-03-08", "10", "30.00"),
            ("2026-03-09", "2026-03-12", "12", "48.00"),
        ]),
        # one day of it, the first and the last
        ([("2026-03-06", "2026-03-06", "10"), ("2026-03-12", "2026-03-12", "12")], [
            ("2026-03-06", "2026-03-06", "10", "10.00"),
            ("2026-03-07", "2026-03-11", "9.25", "46.25"),
            ("2026-03-12", "2026-03-12", "12", "12.00"),
        ]),
        # before the delay and after the day asked for
        ([("2026-01-01", "2026-03-05", "10"), ("2026-03-13", None, "12")], [
            ("2026-03-06", "2026-03-12", "9.25", "64.75"),
        ]),
        # cut to the most that the law allows
        ([("2026-03-06", None, "30")], [("2026-03-06", "2026-03-12", "18.5", "129.50")]),
    ],
)  # fmt: skip
def test_an_agreement_rules_the_days_it_names(
    terms: list[tuple[str, str | None, str]], rows: list[tuple[str, ...]]
) -> None:
    said = [a_term(*term) for term in terms]
    assert itemised_of("pl_statutory_delay", "2026-03-05", "2026-03-12", terms=said) == rows


def test_points_over_a_base_rate_change_with_it() -> None:
    term = a_term(
        "2026-06-01", "2026-06-18", "5.0", base="sk_ecb_base", kind="sk_contractual_commercial"
    )
    other = a_term("2026-01-01", "2026-01-31", "1")
    cut = [
        replace(term, last=on("2026-06-16"), percent=Decimal("7.15"), base="sk_ecb_base+5"),
        replace(term, first=on("2026-06-17"), percent=Decimal("7.4"), base="sk_ecb_base+5"),
    ]
    assert interest.terms_by_day([term, other], RATES) == [other, *cut]
    without_end = interest.terms_by_day([replace(term, last=None)], RATES)
    assert [(one.first, one.last) for one in without_end] == [
        (on("2026-06-01"), on("2026-06-16")), (on("2026-06-17"), on("2026-09-15")),
        (on("2026-09-16"), None),
    ]  # fmt: skip
    computed = interest.compute(
        kind="sk_commercial_delay_half_year", principal=Decimal(36500), due=on("2026-06-12"),
        to=on("2026-06-19"), rates=RATES, terms=[term],
    )  # fmt: skip
    kept = "par. 1(1) nar. vl. 21/2013 as am. 303/2014: ECB at 1 Jan/1 Jul + 8pp, whole half-year"
    assert [(f"{r.last}", r.amount, r.legal_basis) for r in computed.periods] == [
        ("2026-06-16", Decimal("28.60"), "agreed@sk_ecb_base+5@U/1"),
        ("2026-06-18", Decimal("14.80"), "agreed@sk_ecb_base+5@U/1"),
        ("2026-06-19", Decimal("10.15"), kept),
    ]


def test_a_cut_rate_of_an_agreement_says_whose_it_was() -> None:
    computed = interest.compute(
        kind="pl_statutory_delay", principal=Decimal(36500), due=on("2026-03-02"),
        to=on("2026-03-06"), rates=RATES, terms=[a_term("2026-03-01", None, "18.75")],
    )  # fmt: skip
    assert [(f"{r.last}", r.percent, r.legal_basis) for r in computed.periods] == [
        ("2026-03-04", Decimal("18.75"), "agreed@@U/1"),
        (
            "2026-03-06", Decimal("18.5"),
            "agreed 18.75|art. 481 par. 2(1) KC: 2 x statutory delay@@U/1",
        ),
    ]  # fmt: skip


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
