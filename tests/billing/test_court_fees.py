"""Court fees by value, in ordinary and electronic proceedings."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from kartoteka.billing import court_fees
from tests.ledger.builders import on

TODAY = on("2026-11-26")


def fee(value: str, *, electronic: bool = False) -> str:
    return str(court_fees.court_fee(Decimal(value), on=TODAY, electronic=electronic).amount)


@pytest.mark.parametrize(
    ("name", "electronic"), [("ordinary_fee.csv", False), ("epu_fee.csv", True)]
)
def test_worked_examples_of_others(samples: Path, name: str, electronic: bool) -> None:
    rows = list(csv.DictReader((samples / "court_fees" / name).open(encoding="utf-8")))
    assert len(rows) == 4
    found = [fee(row["claim_value_pln"], electronic=electronic) for row in rows]
    assert found == [row["expected_fee_pln"] for row in rows]


@pytest.mark.parametrize(
    ("value", "ordinary", "electronic"),
    [
        ("0.01", "30", "30"), ("500.00", "30", "30"), ("500.01", "100", "30"),
        ("1500", "100", "30"), ("1500.01", "200", "50"), ("4000", "200", "50"),
        ("4000.50", "400", "100"), ("7500.01", "500", "125"), ("10000", "500", "125"),
        ("10000.01", "750", "188"), ("15001", "1000", "250"), ("20000", "1000", "250"),
        ("20000.01", "1001", "251"), ("25000", "1250", "313"), ("4000000", "200000", "50000"),
        ("9000000", "200000", "50000"),
    ],
)  # fmt: skip
def test_the_steps_of_the_law(value: str, ordinary: str, electronic: str) -> None:
    assert (fee(value), fee(value, electronic=True)) == (ordinary, electronic)


def test_what_has_no_fee() -> None:
    with pytest.raises(court_fees.NoValue):
        fee("0")
    with pytest.raises(court_fees.FeeNotKnown):
        court_fees.court_fee(Decimal(100), on=on("2019-08-20"))
