"""The generator: the same data everywhere, and totals that fit it."""

import csv
from decimal import Decimal
from pathlib import Path

from bench import generator
from kartoteka.kernel import identifiers


def test_the_same_size_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generator.write(20, tmp_path / name)
    for place in sorted((tmp_path / "one").iterdir()):
        assert place.read_bytes() == (tmp_path / "two" / place.name).read_bytes()


def test_control_totals_are_those_of_the_rows(tmp_path: Path) -> None:
    control = generator.write(50, tmp_path)
    rows = list(csv.DictReader((tmp_path / "receivables.csv").open(encoding="utf-8")))
    paid = list(csv.DictReader((tmp_path / "payments.csv").open(encoding="utf-8")))
    assert (control.receivables, control.payments) == (len(rows), len(paid)) == (500, 400)
    owed = sum(Decimal(row["amount"]) for row in rows)
    came = sum(Decimal(row["amount"]) for row in paid)
    assert Decimal(control.receivables_sum) / 100 == owed
    assert Decimal(control.overdue_sum) / 100 == owed - came
    assert (control.overdue_lines, control.overdue_customers) == (110, 40)


def test_tax_numbers_are_right_and_each_another(tmp_path: Path) -> None:
    made = [generator.customer(index).nip for index in range(500)]
    assert len(set(made)) == len(made)
    assert all(identifiers.check("nip", nip).valid for nip in made)


def test_old_files_have_no_diacritics() -> None:
    assert all(generator.customer(n, diacritics=False).name.isascii() for n in range(200))
    assert not all(generator.customer(n).name.isascii() for n in range(200))
