"""A list as a file for a spreadsheet: the rows and columns that are seen, in their order."""

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify

from kartoteka.kernel.criteria import Field, Type
from kartoteka.ui.lists import cells

BATCH = 2000
FIRST_DAY = dt.date(1900, 3, 1)  # earlier ones are other days to a spreadsheet, or none
MOST_ROWS = 1_048_576  # of a sheet, with its head


def file(
    rows: Iterable[Sequence[Any]], fields: Sequence[Field], kind: str, language: str, title: str
) -> HttpResponseBase:
    """The answer that hands out the rows as a file: `csv` or `xlsx`, named by its title."""
    name = slugify(title) or "list"
    if kind == "xlsx":
        book = as_workbook(rows, fields, language, title)
        return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx")
    answer = StreamingHttpResponse(
        as_csv(rows, fields, language), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def as_csv(rows: Iterable[Sequence[Any]], fields: Sequence[Field], language: str) -> Iterator[str]:
    """The lines of a CSV file: a mark of UTF-8, semicolons, no formulas."""
    writers = [cells.written(field, language) for field in fields]
    yield "\ufeff" + _lines([[cells.harmless(cells.head(field)) for field in fields]])
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        columns = [
            list(map(write, values))
            for write, values in zip(writers, zip(*batch, strict=True), strict=True)
        ]
        yield _lines(zip(*columns, strict=True))


def as_workbook(
    rows: Iterable[Sequence[Any]], fields: Sequence[Field], language: str, name: str
) -> IO[bytes]:
    """A workbook in a temporary file, open at its beginning; rows beyond a sheet fill further ones.

    Texts stay texts: nothing in them is a formula or a link.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115  (whoever sends it closes it)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheets = _Sheets(book, fields, language)
        source = iter(rows)
        first = next(source, None)
        while first is not None or not book.worksheets():
            number = len(book.worksheets()) + 1
            sheet = book.add_worksheet(f"{name[:25]} {number}" if number > 1 else name[:31])
            ahead = source if first is None else chain([first], source)
            sheets.fill(sheet, islice(ahead, MOST_ROWS - 1))
            first = next(source, None)
    file.seek(0)
    return file


class _Sheets:
    """How the sheets of one workbook are filled."""

    def __init__(self, book: Any, fields: Sequence[Field], language: str) -> None:
        formats = {Type.MONEY: "#,##0.00", Type.DATE: "yyyy-mm-dd"}
        self.fields = fields
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.bold = book.add_format({"bold": True})
        self.looks = [
            book.add_format({"num_format": formats.get(field.type, "General")}) for field in fields
        ]
        self.makers = [cells.plain(field, language) for field in fields]

    def fill(self, sheet: Any, rows: Iterable[Sequence[Any]]) -> None:
        sheet.freeze_panes(1, 0)
        for column, field in enumerate(self.fields):
            sheet.set_column(column, column, 14 if cells.is_figure(field) else 22)
            sheet.write_string(0, column, cells.head(field), self.bold)
        for place, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self.write(sheet, place, column, self.makers[column](value))

    def write(self, sheet: Any, place: int, column: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(place, column, value)
        elif isinstance(value, Decimal | int):
            sheet.write_number(place, column, value, self.looks[column])
        elif dt.date(value.year, value.month, value.day) < FIRST_DAY:
            sheet.write_string(place, column, value.isoformat())
        else:
            look = self.moment if isinstance(value, dt.datetime) else self.looks[column]
            sheet.write_datetime(place, column, value, look)


def _lines(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue()
