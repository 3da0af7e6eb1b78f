"""Lists as files: every value as it is, rows beyond one sheet in more."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
import python_calamine

from kartoteka.kernel.criteria import Field, Type
from kartoteka.ui.lists import export

NAME = Field("name", "Name", Type.TEXT, value="")


def sheets(fields: Sequence[Field], *rows: Sequence[Any]) -> list[list[list[Any]]]:
    """What stands in the sheets of the workbook, as another program reads them."""
    file = export.as_workbook((row for row in rows), fields, "en", "Customers")
    with file:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


@pytest.mark.parametrize(
    "text",
    [
        "Łoś & Syn <sp.> \"z o.o.\"", "=1+1", "+48 601", "@x", "-1", "{=1}", "https://a.example",
        "00123", "<r>&</r>", "<r><t>x</t></r>", "<r>", "_x0041_", "a\tb\nc", " two  blanks ",
        "\u00a0\u2028", "𝄞",
    ],
)  # fmt: skip
def test_a_text_stays_what_it_is(text: str) -> None:
    assert sheets([NAME], [text]) == [[["Name"], [text]]]


def test_figures_days_and_words_are_such() -> None:
    fields = [
        NAME,
        Field("due", "Due", Type.MONEY, value="", currency="PLN"),
        Field("days", "Days", Type.NUMBER, value=""),
        Field("born", "Born", Type.DATE, value=""),
        Field("good", "Good", Type.YES_NO, value=""),
        Field("kind", "Kind", Type.CHOICE, value="", choices=lambda: [("A", "first")]),
        Field("nip", "NIP", Type.TEXT, value="", shows=lambda value: f"PL {value}"),
    ]
    moment = dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)
    rows = [
        ("Alfa", Decimal("1234.56"), 7, dt.date(1900, 3, 1), True, "A", "521"),
        ("Beta", Decimal("-0.10"), Decimal("0.000001"), dt.date(1900, 2, 28), False, "B", "522"),
        ("", Decimal("9999999999999.99"), None, moment, None, None, None),
    ]
    assert sheets(fields, *rows) == [
        [
            ["Name", "Due", "Days", "Born", "Good", "Kind", "NIP"],
            ["Alfa", 1234.56, 7, dt.date(1900, 3, 1), "yes", "first", "PL 521"],
            ["Beta", -0.1, 0.000001, "1900-02-28", "no", "B", "PL 522"],
            ["", 9999999999999.99, "", dt.datetime.fromisoformat("2026-03-02T00:30"), "", "", ""],
        ]
    ]


def test_rows_beyond_a_sheet_fill_further_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_ROWS", 3)
    assert sheets([NAME], *("a", "b", "c", "d", "e")) == [
        [["Name"], ["a"], ["b"]],
        [["Name"], ["c"], ["d"]],
        [["Name"], ["e"]],
    ]
    assert sheets([NAME], *("a", "b")) == [[["Name"], ["a"], ["b"]]]
    assert sheets([NAME]) == [[["Name"]]]
