"""Lists as files: every value as it is, beyond one sheet in more, and no cursor left behind."""

import datetime as dt
import gc
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
import python_calamine
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.http import StreamingHttpResponse

from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.criteria import Field, Type
from kartoteka.kernel.listing import Order, Which
from kartoteka.register.criteria.parties import PARTIES
from kartoteka.ui.lists import export
from tests.build import a_party
from tests.desk.test_every_list import TODAY

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


# What is read from the database is let go


Rows = Generator[tuple[Any, ...], None, None]


@pytest.fixture
def rows(db: None) -> Iterator[Rows]:
    """Three customers as an export reads them; the end of an answer leaves the connection open, as
    with Django's own client for tests."""
    for n in range(3):
        a_party(f"Firma {n}")
    request_finished.disconnect(close_old_connections)
    yield listing.everything(PARTIES, Which(SYSTEM, TODAY), ["name"], [Order("name")])
    request_finished.connect(close_old_connections)


def cursors() -> int:
    """How many cursors the database has open for us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name LIKE '\\_django%%'")
        return int(cursor.fetchone()[0])


@contextmanager
def uncollected() -> Iterator[None]:
    """The collector of garbage tidies nothing up meanwhile."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def test_a_file_that_is_left_midway_lets_its_cursor_go(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 1)
    answer = export.file(rows, [NAME], "csv", "en", "Customers")
    assert isinstance(answer, StreamingHttpResponse)
    lines = iter(answer)
    with uncollected():
        assert [next(lines), next(lines)] == ["\ufeffName\r\n".encode(), b"Firma 0\r\n"]
        assert (cursors(), len(connection.savepoint_ids)) == (1, 1)
        answer.close()
        assert (cursors(), len(connection.savepoint_ids)) == (0, 0)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_that_fails_lets_its_cursor_go(
    rows: Rows, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 1)

    def fails(value: str) -> str:
        assert cursors() == 1
        raise LookupError(value)

    field = Field("name", "Name", Type.TEXT, value="", shows=fails)
    with uncollected(), pytest.raises(LookupError, match="Firma 0"):
        list(export.file(rows, [field], kind, "en", "Customers"))
    assert (cursors(), len(connection.savepoint_ids)) == (0, 0)


def test_a_file_that_nobody_begins_to_read_opens_nothing(rows: Rows) -> None:
    export.file(rows, [NAME], "csv", "en", "Customers").close()
    assert (cursors(), len(connection.savepoint_ids)) == (0, 0)
