"""Text files of separated values (CSV, TSV and their kin), read as they are met in offices."""

import csv
import io
import itertools
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kartoteka.exchange.reading import decoding, headers
from kartoteka.exchange.reading.problems import Problem

SEPARATORS = (";", ",", "\t", "|")
_LONGEST_CELL = 1 << 20
_SAMPLE_ROWS = 200

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used, with the reason and what stands in it."""

    number: int
    code: str
    facts: dict[str, int | str]
    values: list[str]


@dataclass(frozen=True, slots=True)
class Shape:
    """How the file is written. `names_in` is the line of the column names, 0 when it has none;
    `least` how many cells a whole row has: columns at the end that bear no name may be missing."""

    encoding: str
    separator: str
    quote: str
    columns: list[str]
    names_in: int
    skip: int
    least: int = 0


class SeparatedFile:
    """One file of separated values. What is not given is found out from the file."""

    def __init__(
        self, path: Path, *, encoding: str = "", separator: str = "", header: bool | None = None
    ) -> None:
        if encoding and encoding not in decoding.OFFERED:
            raise Problem("unknown_encoding", encoding=encoding)
        self.path = path
        found = decoding.detect(path)
        same = encoding and found.startswith(encoding)
        self.encoding = found if same or not encoding else encoding
        self.header = header
        csv.field_size_limit(_LONGEST_CELL)
        first_line = self._first_line()
        told = first_line[4:5] if first_line.lower().startswith("sep=") else ""
        self.told_lines = 1 if told else 0
        sample = self._sample_text()
        self.quote = _quote(sample)
        self.separator = separator or told or _separator(sample, self.quote)
        self.shape = self._shape()

    def _open(self) -> io.TextIOWrapper:
        return self.path.open(encoding=self.encoding, errors="replace", newline="")

    def _first_line(self) -> str:
        with self._open() as file:
            return file.readline(200)

    def _sample_text(self) -> str:
        with self._open() as file:
            for _ in range(self.told_lines):
                file.readline()
            return file.read(_LONGEST_CELL // 2)

    def _records(self, file: io.TextIOWrapper) -> Iterator[Row | BadRow]:
        """Records with the number of the line on which each begins; blank ones are left out.

        A quotation mark that is never closed costs its own line and none of those after it.
        """
        for _ in range(self.told_lines):
            file.readline()
        lines = _Lines(file)
        reader = csv.reader(
            lines,
            delimiter=self.separator,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            strict=True,
        )
        line = self.told_lines + 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                bare = lines.only_the_first().rstrip("\r\n")
                mended = _mended(bare, self.separator, self.quote)
                if mended is None:
                    yield BadRow(line, "open_quote", {}, bare.split(self.separator))
                elif max(map(len, mended)) > _LONGEST_CELL:
                    yield BadRow(line, "huge_cell", {}, [])
                    mended = None
                cells = mended or []
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield line, stripped
            line += lines.done()

    def _shape(self) -> Shape:
        with self._open() as file:
            first = list(itertools.islice(self._records(file), headers.LOOKED_AT))
        if not first:
            raise Problem("empty_file", name=self.path.name)
        rows = [record[1] if isinstance(record, tuple) else [] for record in first]
        found = headers.find(rows) if self.header is None else (0 if self.header else None)
        width = _width(rows[found or 0 :], rows[found] if found is not None else None)
        names = headers.names(rows[found] if found is not None else None, width)
        return Shape(
            encoding=self.encoding,
            separator=self.separator,
            quote=self.quote,
            columns=names,
            names_in=_line_of(first[found]) if found is not None else 0,
            skip=0 if found is None else found + 1,
            least=width if found is None else _last_named(rows[found]),
        )

    def rows(self) -> Iterator[Row | BadRow]:
        """Every row of data with the line it begins on; those that cannot be used as BadRow."""
        width, least = len(self.shape.columns), self.shape.least
        ends_open = _ends_without_newline(self.path, self.encoding)
        with self._open() as file:
            records = itertools.islice(self._records(file), self.shape.skip, None)
            held: Row | BadRow | None = None
            for record in records:
                if held is not None:
                    yield held
                held = _checked(*record, width, least) if isinstance(record, tuple) else record
            cut = isinstance(held, BadRow) and held.code in ("short_row", "open_quote")
            if isinstance(held, BadRow) and cut and ends_open:
                held = BadRow(held.number, "cut_row", {}, held.values)
            if held is not None:
                yield held


class _Lines:
    """Lines of a file for the csv module, which may be given back when it read too far."""

    def __init__(self, file: Iterator[str]) -> None:
        self._file = file
        self._taken: list[str] = []
        self._given_back: deque[str] = deque()

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._given_back.popleft() if self._given_back else next(self._file)
        self._taken.append(line)
        return line

    def only_the_first(self) -> str:
        """Gives back all lines of this record but the first."""
        first, *more = self._taken
        self._given_back.extendleft(reversed(more))
        self._taken = [first]
        return first

    def done(self) -> int:
        """Ends a record; says how many lines it took."""
        count = len(self._taken)
        self._taken.clear()
        return count


def _mended(line: str, separator: str, quote: str) -> list[str] | None:
    """The cells of a line whose quotation marks were not doubled inside: one closes a cell only
    before a separator or the end. None when one is open at the end."""
    closes = re.compile(re.escape(quote) + r"[ \t]*?(?:" + re.escape(separator) + "|$)")
    cells, at = [], 0
    while at <= len(line):
        if quote and line[at : at + 1] == quote:
            closed = closes.search(line, at + 1)
            if closed is None:
                return None
            cells.append(line[at + 1 : closed.start()].replace(quote * 2, quote))
            at = (
                closed.end()
                if line[closed.end() - 1 : closed.end()] == separator
                else len(line) + 1
            )
        else:
            end = line.find(separator, at)
            end = len(line) if end < 0 else end
            cells.append(line[at:end])
            at = end + 1
    return cells


def _line_of(record: Row | BadRow) -> int:
    return record[0] if isinstance(record, tuple) else record.number


def _checked(number: int, cells: list[str], width: int, least: int) -> Row | BadRow:
    if len(cells) > width:
        if any(cells[width:]):
            facts: dict[str, int | str] = {"found": len(cells), "expected": width}
            return BadRow(number, "long_row", facts, cells)
        cells = cells[:width]
    if len(cells) < least:
        facts = {"found": len(cells), "expected": width}
        return BadRow(number, "short_row", facts, cells)
    cells = cells + [""] * (width - len(cells))
    for place, cell in enumerate(cells, start=1):
        if "\x00" in cell:
            return BadRow(
                number, "nul_byte", {"column": place}, [c.replace("\x00", "") for c in cells]
            )
        if "\ufffd" in cell:
            return BadRow(number, "bad_character", {"column": place}, cells)
    return number, cells


def _width(rows: Sequence[Sequence[str]], names: Sequence[str] | None) -> int:
    if names is not None:
        usual = Counter(len(row) for row in rows).most_common(1)[0][0]
        return max(_last_named(names), min(usual, len(names)))
    return Counter(len(row) for row in rows).most_common(1)[0][0]


def _last_named(names: Sequence[str]) -> int:
    return max(index for index, cell in enumerate(names, start=1) if cell)


def _quote(sample: str) -> str:
    """The quotation mark around cells: the double one, the single one, or none.

    An apostrophe that opens cells and closes few of them only keeps a spreadsheet from reading
    account numbers as numbers.
    """
    for quote in ('"', "'"):
        opens = sum(sample.count(f"{before}{quote}") for before in (*SEPARATORS, "\n"))
        closes = sum(sample.count(f"{quote}{after}") for after in (*SEPARATORS, "\r", "\n"))
        if quote == '"' and opens + closes:
            return quote
        if min(opens, closes) > max(opens, closes) // 2:
            return quote
    return '"' if '"' in sample and "\n" not in sample.rpartition('"')[0] else ""


def _separator(sample: str, quote: str) -> str:
    """The separator that cuts most rows into the same number of cells, more than one."""
    best, best_score = "", 0.0
    for separator in SEPARATORS:
        reader = csv.reader(
            io.StringIO(sample),
            delimiter=separator,
            quotechar=quote or None,
            quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        )
        widths: Counter[int] = Counter()
        try:
            for cells in itertools.islice(reader, _SAMPLE_ROWS):
                if any(cells):
                    widths[len(cells)] += 1
        except csv.Error:
            continue
        if not widths:
            continue
        width, often = widths.most_common(1)[0]
        score = (often / widths.total()) ** 2 * (1 + min(width, 40) / 200)
        if width > 1 and score > best_score:
            best, best_score = separator, score
    return best or ";"


def _ends_without_newline(path: Path, encoding: str) -> bool:
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 8))
        tail = file.read()
    return not tail.decode(encoding, errors="replace").endswith(("\n", "\r", "\x00"))
