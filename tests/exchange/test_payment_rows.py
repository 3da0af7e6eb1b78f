"""Rows of tables of payments, whatever stands in them: each is a line or is told by its number."""

import io
import random
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from kartoteka.exchange.fields import Column
from kartoteka.exchange.payments import mapping, reading
from kartoteka.exchange.payments.fields import PAYMENTS
from kartoteka.exchange.reading.reader import BadRow, Batch

NAMES = [field.name for field in PAYMENTS.fields]
ODD = [
    *("", "0", "-", "+", "C", "Wn", "2.9.2026", "2026-13-40", "1,00", "-3", "1.234", "1e9", "NaN"),
    *("Infinity", "9" * 40, "PLN", "zł", "PL52105010120000000000000101", "/VAT/1/IDC/1"),
]
CELLS = st.one_of(
    st.sampled_from(ODD),
    st.text(max_size=30),
)


@settings(max_examples=200, deadline=None)
@given(
    st.sets(st.sampled_from(NAMES), min_size=1),
    st.lists(st.lists(CELLS, min_size=len(NAMES), max_size=len(NAMES)), min_size=1, max_size=5),
    st.sampled_from(["", ",", "."]),
    st.sampled_from(["", "dmy", "mdy", "unix"]),
)
def test_any_cells_make_a_line_or_are_told(
    mapped: set[str], rows: list[list[str]], mark: str, order: str
) -> None:
    columns = {name: Column(name, mark=mark, order=order) for name in mapped}
    numbered = [[at, *cells] for at, cells in enumerate(rows, 2)]
    batches = [Batch(numbered, [BadRow(99, "short_row", {}, ["x"])])]
    given_to_all = {"kind": "CASH", "account": "KASA", "currency": "PLN"}
    parsed = reading.statements(NAMES, batches, columns, given_to_all, "utf-8")
    lines = [line for each in parsed.statements for line in each.lines]
    said = {line.place for line in lines} | {problem.place for problem in parsed.problems}
    assert {str(row[0]) for row in numbered} | {"99"} <= said
    for line in lines:
        assert (line.kind, line.amount.is_finite()) == ("CASH", True)
        assert line.amount == round(line.amount, 2) != Decimal(0)
    for problem in parsed.problems:
        assert "%(" not in problem.sentence()


def test_a_column_that_is_gone_is_told() -> None:
    columns = {"booked_on": Column("Data"), "amount": Column("Kwota")}
    parsed = reading.statements(["Data"], [], columns, {}, "utf-8")
    assert [(each.code, each.facts) for each in parsed.problems] == [
        ("table.no_column", {"column": "Kwota"})
    ]


def a_workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at in range(5):
            sheet.write_row(at, 0, ["Data", "Kwota"] if not at else ["2.9.2026", at])
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_spoilt_tables_never_raise(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    data = bytearray(a_workbook() if seed % 2 else b"Data;Kwota\n2.9.2026;5,00\n" * 5)
    for _time in range(chance.randrange(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    found = mapping.read(bytes(data), "a.csv", None)
    told = {one.code for one in found.parsed.problems} if found else {"table.none"}
    assert told in ({"table.none"}, {"table.unmapped"})
