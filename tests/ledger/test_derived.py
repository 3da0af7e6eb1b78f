"""Rates by the formulas of the law: beside those that come with the program, and new ones."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from kartoteka.formats import nbp
from kartoteka.ledger import derived, rates
from tests.ledger.builders import on

TODAY = on("2026-11-22")
KEPT = rates.shipped_rows()


def test_every_rate_that_comes_with_the_program_is_by_the_formula() -> None:
    found = derived.compare(KEPT, TODAY)
    assert {row.kind for row in found} == {one.kind for one in derived.FORMULAS}
    assert [row for row in found if row.state != "SAME"] == []
    assert sum(row.kind == "pl_commercial_delay" for row in found) == 22
    assert [(row.valid_from, row.percent) for row in found if row.kind == "pl_statutory_delay"][
        -2:
    ] == [(on("2025-12-04"), Decimal("9.5")), (on("2026-03-05"), Decimal("9.25"))]


def test_the_archive_of_the_bank_agrees_with_what_is_kept(samples: Path) -> None:
    data = (samples / "nbp_rates" / "stopy_procentowe_archiwum.xml").read_bytes()
    told = nbp.read_base_rates(data)
    assert (told[0].day, told[0].reference) == (on("1998-02-26"), Decimal(24))
    assert (told[-1].day, told[-1].reference, told[-1].lombard) == (
        on("2023-10-05"), Decimal("5.75"), Decimal("6.25"),
    )  # fmt: skip
    reference = [(one.day, one.reference) for one in told]
    lombard = [(one.day, one.lombard) for one in told if one.lombard is not None]
    for kind, changes in (("pl_nbp_reference", reference), ("pl_nbp_lombard", lombard)):
        rows, found = derived.with_changes(KEPT, kind, "PL", changes)
        assert [row for row in found if row.state != "SAME"] == []
        assert len(rows) == len(KEPT)


def test_a_new_base_rate_brings_what_follows_from_it() -> None:
    changes = [(on("2026-03-05"), Decimal("3.75")), (on("2026-11-05"), Decimal("3.5"))]
    rows, [same, new] = derived.with_changes(KEPT, "pl_nbp_reference", "PL", changes)
    assert (same.state, new.state, new.kept) == ("SAME", "MISSING", None)
    missing = [row for row in derived.compare(rows, on("2027-01-05")) if row.state != "SAME"]
    assert {row.state for row in missing} == {"MISSING"}
    assert {(row.kind, row.valid_from, row.valid_to, row.percent) for row in missing} == {
        ("pl_statutory_delay", on("2026-11-05"), None, Decimal("9.0")),
        ("pl_statutory_capital", on("2026-11-05"), None, Decimal("7.0")),
        ("pl_max_delay", on("2026-11-05"), None, Decimal("18.0")),
        ("pl_max_capital", on("2026-11-05"), None, Decimal("14.0")),
        ("pl_commercial_delay", on("2027-01-01"), on("2027-06-30"), Decimal("13.5")),
        (
            "pl_commercial_delay_public_healthcare", on("2027-01-01"), on("2027-06-30"),
            Decimal("11.5"),
        ),
        (
            "sk_commercial_delay_half_year", on("2027-01-01"), on("2027-06-30"),
            Decimal("10.65"),
        ),
    }  # fmt: skip


def test_what_contradicts_is_marked() -> None:
    changes = [(on("2023-10-05"), Decimal("5.5"))]
    rows, [row] = derived.with_changes(KEPT, "pl_nbp_reference", "PL", changes)
    assert (row.state, row.kept) == ("DIFFERS", Decimal("5.75"))
    assert len(rows) == len(KEPT)
    wrong = [
        rates.Rate(one.kind, one.country, one.valid_from, one.valid_to, Decimal(9), "?")
        if (one.kind, one.valid_from) == ("pl_statutory_delay", on("2025-12-04"))
        else one
        for one in KEPT
    ]
    marked = [one for one in derived.compare(wrong, TODAY) if one.state != "SAME"]
    assert [(one.kind, one.valid_from, one.percent, one.kept, one.state) for one in marked] == [
        ("pl_statutory_delay", on("2025-12-04"), Decimal("9.5"), Decimal(9), "DIFFERS"),
    ]


def test_half_years() -> None:
    assert derived.half_year(on("2026-06-30")) == (on("2026-01-01"), on("2026-06-30"))
    assert derived.half_year(on("2026-07-01")) == (on("2026-07-01"), on("2026-12-31"))
    assert isinstance(derived.half_year(TODAY)[0], dt.date)


@pytest.mark.parametrize(
    ("kind", "base", "percents"),
    [
        # by base rates of 0.1, 2.9 and 5.75 on a day of 2019 and one of 2020
        ("pl_statutory_delay", "pl_nbp_reference", ["5.6", "8.4", "11.25"]),
        ("pl_statutory_capital", "pl_nbp_reference", ["3.6", "6.4", "9.25"]),
        ("pl_max_delay", "pl_nbp_reference", ["11.2", "16.8", "22.50"]),
        ("pl_max_capital", "pl_nbp_reference", ["7.2", "12.8", "18.50"]),
        ("pl_tax_arrears", "pl_nbp_lombard", ["8", "8", "13.50"]),
        ("pl_commercial_delay", "pl_nbp_reference", ["8.1", "12.9", "15.75"]),
        ("pl_commercial_delay_public_healthcare", "pl_nbp_reference", ["8.1", "10.9", "13.75"]),
        ("sk_civil_delay_by_first_day", "sk_ecb_base", ["5.1", "7.9", "10.75"]),
        ("sk_commercial_delay_fixed_by_first_day", "sk_ecb_base", ["9.1", "11.9", "14.75"]),
        ("sk_commercial_delay_half_year", "sk_ecb_base", ["8.1", "10.9", "13.75"]),
    ],
)
def test_the_formulas_of_the_law(kind: str, base: str, percents: list[str]) -> None:
    starts = (on("2019-07-01"), on("2020-01-01"), on("2020-07-01"))
    kept = [
        rates.Rate(base, "PL", day, last, Decimal(percent), "x")
        for day, last, percent in zip(
            starts,
            (on("2019-12-31"), on("2020-06-30"), None),
            ("0.1", "2.9", "5.75"),
            strict=True,
        )
    ]
    [formula] = [one for one in derived.FORMULAS if one.kind == kind]
    found = [row for row in derived.compare(kept, on("2020-12-31")) if row.kind == kind]
    ends = (on("2019-12-31"), on("2020-06-30"), on("2020-12-31"))
    expected = [
        derived.Compared(
            kind, formula.country, day, last if formula.by_half_year else None, Decimal(percent),
            None, "MISSING", formula.basis,
        )
        for day, last, percent in zip(starts, ends, percents, strict=True)
    ]  # fmt: skip
    if kind == "pl_tax_arrears":  # nothing changes while the least holds
        del expected[1]
    assert found == expected


def a_base(*rows: tuple[str, str]) -> list[rates.Rate]:
    """The reference rate from these days on."""
    days = [on(day) for day, _percent in rows]
    ends = [day - dt.timedelta(days=1) for day in days[1:]]
    return [
        rates.Rate("pl_nbp_reference", "PL", day, last, Decimal(percent), "x")
        for (_, percent), day, last in zip(rows, days, [*ends, None], strict=True)
    ]


def test_a_kind_begins_with_its_law_and_the_half_year_of_today_is_the_last() -> None:
    kept = a_base(("2015-03-05", "1.5"), ("2026-03-05", "3.75"))

    def starts(today: str, kind: str) -> list[str]:
        found = derived.compare(kept, on(today))
        return [f"{row.valid_from}" for row in found if row.kind == kind]

    assert starts("2026-06-30", "pl_statutory_delay") == ["2016-01-01", "2026-03-05"]
    halves = starts("2026-06-30", "pl_commercial_delay")
    assert (halves[0], halves[-1], len(halves)) == ("2016-01-01", "2026-01-01", 21)
    assert starts("2026-07-01", "pl_commercial_delay")[-1] == "2026-07-01"
    assert {row.kind for row in derived.compare(kept, TODAY)} == {
        one.kind for one in derived.FORMULAS if one.base == "pl_nbp_reference"
    }


def test_a_law_of_the_middle_of_a_half_year_counts_from_the_next() -> None:
    kept = [rates.Rate("sk_ecb_base", "SK", on("2009-01-01"), None, Decimal("0.75"), "x")]
    found = [row for row in derived.compare(kept, TODAY) if row.kind.endswith("half_year")]
    assert (found[0].valid_from, found[0].valid_to) == (on("2013-07-01"), on("2013-12-31"))
    first = [row for row in derived.compare(kept, TODAY) if row.kind.startswith("sk_civil")]
    assert [row.valid_from for row in first] == [on("2013-02-01")]


def test_days_without_a_base_rate_are_left_out() -> None:
    kept = [
        rates.Rate("pl_nbp_reference", "PL", on("2017-03-01"), on("2017-12-31"), Decimal(1), "x"),
        rates.Rate("pl_statutory_delay", "PL", on("2018-02-01"), None, Decimal(7), "x"),
    ]
    found = derived.compare(kept, on("2018-12-31"))
    assert [(f"{one.valid_from}", one.percent, one.kept) for one in found if one.kind in {
        "pl_statutory_delay", "pl_commercial_delay",
    }] == [("2017-03-01", Decimal("6.5"), None), ("2017-07-01", Decimal(9), None)]  # fmt: skip


def test_what_goes_on_only_for_want_of_a_newer_rate_is_missing_and_not_wrong() -> None:
    kept = [
        *a_base(("2016-01-01", "1.5"), ("2020-03-18", "1"), ("2020-04-09", "0.5")),
        rates.Rate("pl_statutory_delay", "PL", on("2016-01-01"), on("2020-03-17"), Decimal(7), "x"),
        rates.Rate("pl_statutory_delay", "PL", on("2020-03-18"), None, Decimal(7), "x"),
    ]
    found = [row for row in derived.compare(kept, TODAY) if row.kind == "pl_statutory_delay"]
    assert [(f"{one.valid_from}", one.percent, one.kept, one.state) for one in found] == [
        ("2016-01-01", Decimal("7.0"), Decimal(7), "SAME"),
        ("2020-03-18", Decimal("6.5"), Decimal(7), "DIFFERS"),
        ("2020-04-09", Decimal("6.0"), None, "MISSING"),
    ]


def test_what_a_file_tells_ends_the_rate_before_it() -> None:
    kept = a_base(("2026-01-01", "4"), ("2026-03-05", "3.75"))
    changes = [  # in no order, and the same percent again is no change
        (on("2026-12-03"), Decimal(3)), (on("2026-11-05"), Decimal("3.5")),
        (on("2026-11-20"), Decimal("3.5")), (on("2026-03-05"), Decimal("3.75")),
    ]  # fmt: skip
    other = rates.Rate("sk_ecb_base", "SK", on("2026-01-01"), None, Decimal(2), "y")
    kind, basis = "pl_nbp_reference", "NBP stopy_procentowe_archiwum.xml"
    rows, found = derived.with_changes([other, *kept], kind, "PL", changes)
    assert rows == [
        other,
        kept[0],
        rates.Rate(kind, "PL", on("2026-03-05"), on("2026-11-04"), Decimal("3.75"), "x"),
        rates.Rate(kind, "PL", on("2026-11-05"), on("2026-12-02"), Decimal("3.5"), basis),
        rates.Rate(kind, "PL", on("2026-12-03"), None, Decimal(3), basis),
    ]  # fmt: skip
    seen = [(f"{one.valid_from}", one.percent, one.kept, one.state) for one in found]
    assert seen == [
        ("2026-03-05", Decimal("3.75"), Decimal("3.75"), "SAME"),
        ("2026-11-05", Decimal("3.5"), None, "MISSING"),
        ("2026-12-03", Decimal(3), None, "MISSING"),
    ]
    assert found[1] == derived.Compared(
        kind, "PL", on("2026-11-05"), None, Decimal("3.5"), None, "MISSING", basis
    )
    assert found[1].label == "Reference rate of the National Bank of Poland"


def test_a_file_of_a_rate_that_is_not_kept_begins_it() -> None:
    changes = [(on("2026-03-05"), Decimal(1)), (on("2026-04-02"), Decimal(2))]
    rows, found = derived.with_changes([], "cz_repo", "CZ", changes)
    assert rows == [
        rates.Rate("cz_repo", "CZ", on("2026-03-05"), on("2026-04-01"), Decimal(1), ""),
        rates.Rate("cz_repo", "CZ", on("2026-04-02"), None, Decimal(2), ""),
    ]
    assert [one.state for one in found] == ["MISSING", "MISSING"]


def test_what_comes_before_the_first_kept_day_is_missing_and_changes_nothing() -> None:
    kept = a_base(("2026-03-05", "3.75"))
    rows, [one] = derived.with_changes(
        kept, "pl_nbp_reference", "PL", [(on("2026-01-01"), Decimal(4))]
    )
    assert (rows, one.state, one.kept) == (kept, "MISSING", None)


def test_another_percent_on_the_last_kept_day_differs_and_changes_nothing() -> None:
    kept = a_base(("2026-03-05", "3.75"))
    rows, [one] = derived.with_changes(
        kept, "pl_nbp_reference", "PL", [(on("2026-03-05"), Decimal("3.5"))]
    )
    assert (rows, one.state, one.kept) == (kept, "DIFFERS", Decimal("3.75"))


def test_the_same_percent_on_a_later_day_is_no_new_rate() -> None:
    kept = a_base(("2026-03-05", "3.75"))
    rows, [one] = derived.with_changes(
        kept, "pl_nbp_reference", "PL", [(on("2026-05-05"), Decimal("3.75"))]
    )
    assert (rows, one.state, one.kept) == (kept, "SAME", Decimal("3.75"))
