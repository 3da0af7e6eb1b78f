"""The subprocess that opens a source: `python -m kartoteka.exchange.reading.child`.

One request as JSON on standard input, then answers as lines of JSON on standard output. It has no
secrets of the program, cannot write files, dies with its parent and may use only so much memory.
"""

import codecs
import ctypes
import itertools
import json
import os
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from kartoteka.exchange.reading import separated
from kartoteka.exchange.reading.problems import Problem

BATCH = 1000
_DIE_WITH_PARENT = 1
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SQLITE = b"SQLite format 3"
_ARCHIVE = b"PK\x03\x04"
_OTHER = (b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff")
_MARKED_UP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"[{", b'{"', b"{\n", b"{\r")
_MOST_LISTED_IN_FULL = 60

Rows = tuple[list[str], Iterator[separated.Row | separated.BadRow]]


class Source:
    """What was asked for, opened: a database or a file of one of the known kinds."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._request = request
        self.options: dict[str, Any] = {}
        self.kind, self._opened = self._open()

    def _open(self) -> tuple[str, Any]:
        address = str(self._request.get("address", ""))
        if address:
            return "database", self._database(address, None)
        path = Path(str(self._request["path"]))
        kind = kind_of(path)
        header = self._request.get("header")
        if kind == "sqlite":
            return "database", self._database("", path)
        if kind == "xlsx":
            from kartoteka.exchange.reading import sheets

            return kind, sheets.Workbook(path, header=header)
        opened = separated.SeparatedFile(
            path,
            encoding=str(self._request.get("encoding") or ""),
            separator=str(self._request.get("separator") or ""),
            header=header,
        )
        self.options = {
            "encoding": opened.shape.encoding,
            "separator": opened.shape.separator,
            "quote": opened.shape.quote,
            "names_in": opened.shape.names_in,
        }
        return kind, opened

    def _database(self, address: str, path: Path | None) -> Any:
        # SQLAlchemy takes half a second to load, which files do not need.
        from kartoteka.exchange.reading import addresses, databases

        return databases.Database(
            addresses.of_file(path) if path else addresses.understand(address),
            limits=databases.Limits(statement_seconds=int(self._request["seconds"])),
            own=self._request.get("own") or {},
        )

    def tables(self) -> list[dict[str, Any]]:
        if self.kind == "csv":
            columns = self._opened.shape.columns
            return [{"name": "", "columns": columns, "is_view": False}]
        if self.kind == "xlsx":
            return [self._sheet(name) for name in self._opened.sheets()]
        found = self._opened.tables()
        for table in found[:_MOST_LISTED_IN_FULL]:
            table.columns = self._opened.columns_of(table)
        return [
            {"name": table.shown, "columns": table.columns, "is_view": table.is_view}
            for table in found
        ]

    def _sheet(self, name: str) -> dict[str, Any]:
        try:
            columns, _ = self._opened.table(name)
        except Problem:
            columns = []
        return {"name": name, "columns": columns, "is_view": False}

    def rows(self) -> Rows:
        opened: Rows
        if self.kind == "csv":
            return self._opened.shape.columns, self._opened.rows()
        table, query = self._request.get("table") or "", self._request.get("query") or ""
        if query and self.kind != "database":
            raise Problem("no_query_here")
        if self.kind == "xlsx":
            opened = self._opened.table(str(table))
        elif query:
            opened = self._opened.open_query(str(query))
        else:
            opened = self._opened.open_table(str(table))
        return opened


def kind_of(path: Path) -> str:
    """`sqlite`, `xlsx` or `csv`, by what the file begins with and never by its name."""
    try:
        with path.open("rb") as file:
            head = file.read(512).removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise Problem("no_such_file", name=path.name) from error
    if not head:
        raise Problem("empty_file", name=path.name)
    if head.startswith(_SQLITE):
        return "sqlite"
    if head.startswith(_ARCHIVE):
        return "xlsx"
    if head.startswith(_OLD_OFFICE):
        raise Problem("old_office", name=path.name)
    if head.startswith(_OTHER) or head.lstrip().lower().startswith(_MARKED_UP):
        raise Problem("not_a_table", name=path.name)
    return "csv"


def answer(request: dict[str, Any], out: BinaryIO) -> None:
    """Writes the answers to one request."""
    source = Source(request)
    if request["do"] == "tables":
        _say(out, {"kind": source.kind, "options": source.options, "tables": source.tables()})
        return
    columns, rows = source.rows()
    _say(out, {"kind": source.kind, "options": source.options, "columns": columns})
    limit = int(request["limit"])
    count = 0
    while batch := list(itertools.islice(rows, BATCH)):
        count += len(batch)
        if count > limit:
            if request["do"] == "sample":
                batch = batch[: limit - count]
            else:
                raise Problem("too_many_rows", limit=limit)
        good = [[row[0], *row[1]] for row in batch if isinstance(row, tuple)]
        bad = [
            [row.number, row.code, row.facts, row.values]
            for row in batch
            if isinstance(row, separated.BadRow)
        ]
        _say(out, {"rows": good, "bad": bad})
        if request["do"] == "sample" and count >= limit:
            break
    _say(out, {"done": count})


def _say(out: BinaryIO, message: dict[str, Any]) -> None:
    out.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def _confine(memory: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Reads the request, confines itself, answers."""
    request = json.load(sys.stdin.buffer)
    _confine(int(request["memory"]))
    out = sys.stdout.buffer
    try:
        answer(request, out)
    except Problem as problem:
        _say(out, {"refused": problem.code, "facts": problem.facts})
    except MemoryError:
        _say(out, {"refused": "too_much_memory", "facts": {}})
    except BrokenPipeError:
        os._exit(0)
    out.flush()


if __name__ == "__main__":
    main()
