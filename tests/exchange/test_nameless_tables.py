"""Tables of payments without names of columns: told by what stands in them, or left to a person."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kartoteka.exchange.payments import contents, mapping
from kartoteka.payments import operations
from kartoteka.payments.models import Line
from tests.exchange.test_bank_tables import OURS, PAYER, parsed, read, suggested
from tests.exchange.test_payment_rows import CELLS
from tests.exchange.test_payment_tables import CLERK, hold, kept
from tests.payments.builders import a_utility

OTHER = "PL52105010120000000000000101"
TABLE = (
    f'2026-09-05,01-09-2026,\'{OURS},ZAKŁAD,PLN,"950,00","1120,45",3,\n'
    f'03-09-2026,02-09-2026,FV/2026/7,JAN ŁOŚ,\'{PAYER},"123,45","1120,45",3,\n'
    '02-09-2026,02-09-2026,PROWIZJA,,,"-3,00","997,00",2,\n'
    f'01-09-2026,01-09-2026,K0000001,ANNA ŻÓŁĆ,{OTHER},"50,00","1000,00",1,\n'
)


def rows(text: str) -> list[list[str]]:
    return [line.split(";") for line in text.splitlines()]


def told(text: str) -> dict[str, str]:
    table = rows(text)
    names = [f"Column {number}" for number in range(1, len(table[0]) + 1)]
    return {name: each.column.name for name, each in contents.suggest(names, table).items()}


@pytest.mark.django_db
def test_columns_are_told_by_what_they_hold_and_a_row_about_the_table_is_no_payment() -> None:
    assert suggested(TABLE, "utf-8") == {
        "booked_on": "Column 1", "amount": "Column 6", "title": "Column 3", "name": "Column 4",
        "other_account": "Column 5",
    }  # fmt: skip
    found = parsed(TABLE, "utf-8", currency="PLN", account=OURS)
    (statement,) = found.statements
    assert [
        (str(line.booked_on), str(line.amount), line.title, line.counterparty_name,
         line.counterparty_account)
        for line in statement.lines
    ] == [
        ("2026-09-03", "123.45", "FV/2026/7", "JAN ŁOŚ", PAYER),
        ("2026-09-02", "-3.00", "PROWIZJA", "", ""),
        ("2026-09-01", "50.00", "K0000001", "ANNA ŻÓŁĆ", OTHER),
    ]  # fmt: skip
    assert [(one.code, one.place, one.line_lost) for one in found.problems] == [
        ("table.summary", "1", False)
    ]


@pytest.mark.django_db
def test_such_a_table_is_mapped_and_taken_in_by_its_suggestions() -> None:
    held = hold(TABLE, encoding="utf-8")
    seen = mapping.look(viewer=CLERK, data=TABLE.encode(), name="a.csv", written={})
    columns = {each.field.name: each.column for each in seen.to_map.places if each.column}
    kept(held, a_utility(), columns)
    assert operations.take_in_held(actor=CLERK, public_id=held).new_lines == 3
    assert sorted(str(line.amount) for line in Line.objects.all()) == ["-3.00", "123.45", "50.00"]


@pytest.mark.django_db
def test_a_first_row_that_is_a_payment_is_a_line() -> None:
    first = TABLE.split("\n", 1)[1]
    assert [str(line.amount) for line in read(first, "utf-8")] == ["123.45", "-3.00", "50.00"]


def test_our_account_is_the_one_of_all_rows() -> None:
    text = f"2.9.2026;5,00;{OURS};{PAYER};a;PLN\n3.9.2026;-7,00;{OURS};{OTHER};b;PLN"
    assert told(text) == {
        "booked_on": "Column 1", "amount": "Column 2", "own_account": "Column 3",
        "other_account": "Column 4", "title": "Column 5", "currency": "Column 6",
    }  # fmt: skip


def test_a_balance_tells_the_amount_from_the_top_or_from_the_foot() -> None:
    assert told("2.9.2026;5,00;105,00\n3.9.2026;7,50;112,50")["amount"] == "Column 2"
    assert told("3.9.2026;112,50;7,50\n2.9.2026;105,00;5,00")["amount"] == "Column 3"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("2.9.2026;5,00;9,00\n3.9.2026;7,50;8,00", "amount"),
        ("2.9.2026;3.9.2026;5,00\n5.9.2026;4.9.2026;6,00", "booked_on"),
        ("2.9.2026;5,00;Jan Łoś;K 7\n3.9.2026;6,00;Anna Żółć;K 8", "title"),
        (f"2.9.2026;5,00;{OURS}\n3.9.2026;6,00;{OURS}", "other_account"),
        ("2.9.2026;5\n3.9.2026;6", "amount"),
    ],
)
def test_what_the_cells_leave_open_is_left_to_a_person(text: str, left: str) -> None:
    assert left not in told(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=4))
def test_any_cells_are_looked_at_without_a_fault(table: list[list[str]]) -> None:
    names = [f"Column {number}" for number in range(1, 6)]
    found = contents.suggest(names, table)
    chosen = [each.column.name for each in found.values()]
    assert len(chosen) == len(set(chosen))
