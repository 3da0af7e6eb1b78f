"""Asks the subprocess: which tables are there, what do they look like, and all their rows."""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any

from kartoteka.exchange.reading.refusals import Unreadable

log = logging.getLogger("kartoteka.exchange")

SAMPLE_ROWS = 200
MOST_ROWS = 5_000_000
_MEMORY = 3 << 30
_LOOK_SECONDS = 60
_READ_SECONDS = 3600
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Where:
    """What to read: the address of a database or the path of a file, and how it is written.

    `repr` hides the address, which may hold a password.
    """

    address: str = field(default="", repr=False)
    path: str = ""
    encoding: str = ""
    separator: str = ""
    header: bool | None = None


@dataclass(frozen=True, slots=True)
class TableFound:
    """A table, view or sheet. A file of separated values has one, named by an empty text."""

    name: str
    columns: tuple[str, ...]
    is_view: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """What a source is (`database`, `xlsx`, `csv`), how it is written, and its tables."""

    kind: str
    options: dict[str, Any]
    tables: tuple[TableFound, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used: the code of its sentence in `refusals.ROW_SENTENCES`."""

    number: int
    code: str
    facts: dict[str, Any]
    values: list[str]


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a table."""

    kind: str
    options: dict[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bad: tuple[BadRow, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as (number, *cells), with those that cannot be used beside."""

    rows: list[list[Any]]
    bad: list[BadRow]


def tables(where: Where) -> Contents:
    """The tables of the source. Raises Unreadable."""
    with _asked({"do": "tables", **_request(where, _LOOK_SECONDS)}) as answers:
        head = next(answers)
    return Contents(
        kind=head["kind"],
        options=head["options"],
        tables=tuple(
            TableFound(table["name"], tuple(table["columns"]), table["is_view"])
            for table in head["tables"]
        ),
    )


def sample(where: Where, *, table: str = "", query: str = "", rows: int = SAMPLE_ROWS) -> Sample:
    """The columns of a table or query and its first rows. Raises Unreadable."""
    request = {"do": "sample", "table": table, "query": query, "limit": rows}
    good: list[tuple[str, ...]] = []
    bad: list[BadRow] = []
    with _asked({**request, **_request(where, _LOOK_SECONDS)}) as answers:
        head = next(answers)
        for message in answers:
            good += [tuple(row[1:]) for row in message.get("rows", ())]
            bad += [BadRow(*row) for row in message.get("bad", ())]
    return Sample(head["kind"], head["options"], tuple(head["columns"]), tuple(good), tuple(bad))


@contextmanager
def all_rows(
    where: Where, *, table: str = "", query: str = "", limit: int = MOST_ROWS
) -> Iterator[tuple[list[str], Iterator[Batch]]]:
    """The columns and a stream of batches; memory holds one batch at a time. Raises Unreadable,
    also from within the stream."""
    request = {"do": "rows", "table": table, "query": query, "limit": limit}
    with _asked({**request, **_request(where, _READ_SECONDS)}) as answers:
        head = next(answers)
        yield (
            list(head["columns"]),
            (
                Batch(message["rows"], [BadRow(*row) for row in message["bad"]])
                for message in answers
                if "rows" in message
            ),
        )


def _request(where: Where, seconds: int) -> dict[str, Any]:
    return {
        "address": where.address,
        "path": where.path,
        "encoding": where.encoding,
        "separator": where.separator,
        "header": where.header,
        "own": own_identity() if where.address else {},
        "seconds": seconds,
        "memory": _MEMORY,
    }


@cache
def own_identity() -> dict[str, str]:
    """What tells our own database from every other: its cluster and its name."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT system_identifier::text FROM pg_control_system()),"
            " pg_postmaster_start_time()::text, current_database()"
        )
        system, started, name = cursor.fetchone()
    return {"system": system, "started": started, "name": name}


@contextmanager
def _asked(request: dict[str, Any]) -> Iterator[Iterator[dict[str, Any]]]:
    seconds = request["seconds"]
    child = subprocess.Popen(
        [sys.executable, "-m", "kartoteka.exchange.reading.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env={"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LANG": "C.UTF-8"},
    )
    too_late = threading.Event()

    def stop() -> None:
        too_late.set()
        child.kill()

    timer = threading.Timer(seconds + 5, stop)
    timer.daemon = True
    timer.start()
    try:
        assert child.stdin is not None  # noqa: S101  (for the type checker)
        with suppress(BrokenPipeError):
            child.stdin.write(json.dumps(request).encode())
            child.stdin.close()
        yield _answers(child, too_late, seconds)
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        for stream in (child.stdout, child.stderr):
            if stream is not None:
                stream.close()


def _answers(
    child: "subprocess.Popen[bytes]", too_late: threading.Event, seconds: int
) -> Iterator[dict[str, Any]]:
    complete = False
    for line in _lines(child.stdout):
        message: dict[str, Any] = json.loads(line)
        if "refused" in message:
            raise Unreadable(message["refused"], **message["facts"])
        complete = complete or "done" in message or "tables" in message
        yield message
    if complete:
        return
    if too_late.is_set():
        raise Unreadable("time_out", seconds=seconds)
    status = child.wait()
    complaint = (child.stderr.read() if child.stderr else b"").decode(errors="replace")
    if status < 0 or "MemoryError" in complaint:
        raise Unreadable("too_much_memory")
    # The last line names the exception; what stands above may hold values of the source.
    log.error("reading a source failed: %s", _kind_of_error(complaint))
    raise Unreadable("reader_broke")


def _lines(stream: IO[bytes] | None) -> Iterator[bytes]:
    if stream is not None:
        yield from stream


def _kind_of_error(complaint: str) -> str:
    places = [line.strip() for line in complaint.splitlines() if line.startswith("  File ")]
    last = complaint.strip().splitlines()[-1:] or [""]
    return f"{last[0].partition(':')[0]} {' < '.join(reversed(places[-3:]))}"
