"""A list as a file for a spreadsheet: the rows and columns that are seen, in their order."""

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import chain, islice
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify
from xlsxwriter.worksheet import Worksheet

from kartoteka.kernel.criteria import Field, Type
from kartoteka.ui.lists import cells

# Rows of the database, read as they are taken: whoever has them closes them, or they keep their
# transaction open.
Rows = Generator[Sequence[Any], None, None]
Put = Callable[[int, int, Any], object]  # a value, never None, into the cell of a row and a column

BATCH = 2000
FIRST_DAY = dt.date(1900, 3, 1)  # earlier ones are other days to a spreadsheet, or none
MOST_ROWS = 1_048_576  # of a sheet, with its head


def file(
    rows: Rows, fields: Sequence[Field], kind: str, language: str, title: str
) -> HttpResponseBase:
    """The answer that hands out the rows as a file: `csv` or `xlsx`, named by its title.

    The rows are closed with the answer, whether or not all were sent.
    """
    name = slugify(title) or "list"
    if kind == "xlsx":
        book = as_workbook(rows, fields, language, title)
        return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx")
    answer = StreamingHttpResponse(
        as_csv(rows, fields, language), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def as_csv(rows: Rows, fields: Sequence[Field], language: str) -> Iterator[str]:
    """The lines of a CSV file: a mark of UTF-8, semicolons, no formulas.

    The rows are closed at the end, or when this is closed.
    """
    with closing(rows):
        writers = [cells.written(field, language) for field in fields]
        yield "\ufeff" + _lines([[cells.harmless(cells.head(field)) for field in fields]])
        while batch := list(islice(rows, BATCH)):
            columns = [
                list(map(write, values))
                for write, values in zip(writers, zip(*batch, strict=True), strict=True)
            ]
            yield _lines(zip(*columns, strict=True))


def as_workbook(rows: Rows, fields: Sequence[Field], language: str, name: str) -> IO[bytes]:
    """A workbook in a temporary file, open at its beginning; rows beyond a sheet fill further ones.

    Texts stay texts: nothing in them is a formula or a link. The rows are closed.
    """
    with closing(rows), ExitStack() as failed:
        file = failed.enter_context(tempfile.TemporaryFile())
        _write_book(file, rows, _Sheets(fields, language), name)
        failed.pop_all()  # whoever sends it closes it
    file.seek(0)
    return file


def csv_bytes(rows: Rows, fields: Sequence[Field], language: str, name: str) -> bytes:
    """The whole CSV file, for what is kept or sent."""
    del name
    return "".join(as_csv(rows, fields, language)).encode()


def workbook_bytes(rows: Rows, fields: Sequence[Field], language: str, name: str) -> bytes:
    """The whole workbook, for what is kept or sent."""
    with as_workbook(rows, fields, language, name) as file:
        return file.read()


def _write_book(file: IO[bytes], rows: Rows, sheets: "_Sheets", name: str) -> None:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheets.begin(book)
        first = next(rows, None)
        while first is not None or not book.worksheets():
            number = len(book.worksheets()) + 1
            sheet = book.add_worksheet(f"{name[:25]} {number}" if number > 1 else name[:31], _Sheet)
            ahead = rows if first is None else chain([first], rows)
            sheets.fill(sheet, islice(ahead, MOST_ROWS - 1))
            first = next(rows, None)


class _Sheet(Worksheet):
    """A sheet as the library writes it. Its checks of each text and number look for what is hardly
    ever there: a quicker look tells first whether they are needed."""

    def put_text(self, row: int, column: int, text: str) -> None:
        self._write_string(row, column, text)

    def put_number(self, row: int, column: int, number: float, look: Any) -> None:
        self._write_number(row, column, number, look)

    @staticmethod
    def _escape_control_characters(text: str) -> str:
        if text.isprintable() and "_x" not in text and not text.startswith("<r>"):
            return text
        escaped: str = Worksheet._escape_control_characters(text)
        # The library would take what begins so for markup of its own and let it through.
        return f"_x003C_{escaped[1:]}" if escaped.startswith("<r>") else escaped

    def _escape_attributes(self, attribute: Any) -> Any:
        if isinstance(attribute, str) and not attribute.isalnum():
            return super()._escape_attributes(attribute)
        return attribute


class _Sheets:
    """How the sheets of one workbook are filled."""

    def __init__(self, fields: Sequence[Field], language: str) -> None:
        self.fields, self.language = fields, language

    def begin(self, book: xlsxwriter.Workbook) -> None:
        """How cells of this workbook look."""
        self.money = book.add_format({"num_format": "#,##0.00"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.bold = book.add_format({"bold": True})

    def fill(self, sheet: _Sheet, rows: Iterable[Sequence[Any]]) -> None:
        sheet.freeze_panes(1, 0)
        for column, field in enumerate(self.fields):
            sheet.set_column(column, column, 14 if cells.is_figure(field) else 22)
            sheet.write_string(0, column, cells.head(field), self.bold)
        puts = [self._put(sheet, field) for field in self.fields]
        for place, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if value is not None:
                    puts[column](place, column, value)

    def _put(self, sheet: _Sheet, field: Field) -> Put:
        """What writes the values of a column: figures and days as such, all else as a text."""
        if field.shows is None and field.type in {Type.MONEY, Type.NUMBER}:
            look = self.money if field.type is Type.MONEY else None
            return lambda row, column, value: sheet.put_number(row, column, float(value), look)
        if field.shows is None and field.type is Type.DATE:
            return self._put_day(sheet)
        words = cells.shown(field, self.language)

        def put(row: int, column: int, value: Any) -> None:
            text = words(value)
            if text:
                sheet.put_text(row, column, text)

        return put

    def _put_day(self, sheet: _Sheet) -> Put:
        first = FIRST_DAY.toordinal()

        def put(row: int, column: int, value: Any) -> None:
            local = cells.local(value)
            if local.toordinal() < first:
                sheet.put_text(row, column, local.isoformat())
            else:
                look = self.moment if isinstance(local, dt.datetime) else self.day
                sheet.write_datetime(row, column, local, look)

        return put


def _lines(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue()
