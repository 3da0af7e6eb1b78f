"""XLSX workbooks, read by calamine after a look at the ZIP around them."""

import itertools
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from kartoteka.exchange.reading import headers, values
from kartoteka.exchange.reading.problems import Problem
from kartoteka.exchange.reading.separated import BadRow, Row

LARGEST_UNPACKED = 1536 << 20
_MOST_PARTS = 10_000
_SUSPICIOUS_RATIO = 150
_SMALL_PART = 20 << 20


def check(path: Path) -> None:
    """Refuses what is no complete workbook, or would grow beyond measure when unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise Problem("cut_workbook", name=path.name) from error
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        raise Problem("not_a_workbook", name=path.name)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED or len(parts) > _MOST_PARTS:
        raise Problem("workbook_too_large", size=unpacked >> 20, limit=LARGEST_UNPACKED >> 20)
    if unpacked > 4 * path.stat().st_size * _SUSPICIOUS_RATIO or any(map(_is_a_bomb, parts)):
        raise Problem("workbook_bomb", name=path.name)


def _is_a_bomb(part: zipfile.ZipInfo) -> bool:
    ratio = part.file_size / max(1, part.compress_size)
    return part.file_size > _SMALL_PART and ratio > _SUSPICIOUS_RATIO


class Workbook:
    """An opened workbook. `header` says whether the first row of a sheet holds the names."""

    def __init__(self, path: Path, *, header: bool | None = None) -> None:
        check(path)
        self.header = header
        try:
            self._book = CalamineWorkbook.from_path(str(path))
        except CalamineError as error:
            raise Problem("cut_workbook", name=path.name) from error

    def sheets(self) -> list[str]:
        """Names of the visible sheets that hold tables."""
        return [
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]

    def table(self, name: str) -> tuple[list[str], Iterator[Row | BadRow]]:
        """The columns of a sheet and its rows, with the numbers that the sheet shows."""
        if name not in self.sheets():
            raise Problem("no_such_table", table=name)
        try:
            sheet = self._book.get_sheet_by_name(name)
        except CalamineError as error:
            raise Problem("broken_sheet", table=name) from error
        rows = _rows(sheet)
        first = list(itertools.islice(rows, headers.LOOKED_AT))
        if not first:
            raise Problem("empty_table", table=name)
        cells = [row for _, row in first]
        found = headers.find(cells) if self.header is None else (0 if self.header else None)
        columns = headers.names(cells[found] if found is not None else None, sheet.width)
        rest = first if found is None else first[found + 1 :]
        return columns, itertools.chain(rest, rows)


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = [_cell(cell) for cell in cells]
        if any(row):
            yield number, row


def _cell(value: Any) -> str:
    return values.to_text(value).replace("\x00", "").strip()
