"""Rates by the formulas of the law: beside those that come with the program, and new ones."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

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
