"""What kinds share while their rows stand in staging."""

import json
import pickle
import tempfile
import uuid
from collections import namedtuple
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from django.db import connection
from psycopg.types.json import Jsonb

from kartoteka.kernel import sql, staging

HERE = "kartoteka.exchange"
_AT_ONCE = 2000
_RESULT = ("n", "id", "outcome", "field", "code", "facts")

Result = tuple[int, int | None, str | None, str | None, str | None, Jsonb | None]


def stream(name: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Any]:
    """The rows that `sql/name.sql` selects now, a few thousand in memory at a time.

    They wait in a file of their own, because the connection that gave them is wanted for the COPY
    that takes them on.
    """
    connection.ensure_connection()
    spool = tempfile.TemporaryFile()  # noqa: SIM115  (closed when the last row has been taken)
    with connection.connection.cursor(name=f"exchange_{uuid.uuid4().hex}") as cursor:
        cursor.execute(sql.text(HERE, name), parameters)
        columns = [column.name for column in cursor.description]
        while rows := cursor.fetchmany(_AT_ONCE):
            pickle.dump(rows, spool, pickle.HIGHEST_PROTOCOL)
    spool.seek(0)
    return _spooled(spool, columns)


def _spooled(spool: IO[bytes], columns: list[str]) -> Iterator[Any]:
    row_type = namedtuple("Row", columns)  # type: ignore[misc]  # known only here
    with spool:
        while True:
            try:
                rows = pickle.load(spool)  # noqa: S301  (written above, by ourselves)
            except EOFError:
                return
            yield from map(row_type._make, rows)


def read_json(value: Any) -> Any:
    """A jsonb value: Django's connection hands it over as text."""
    return json.loads(value) if isinstance(value, str) else value


def or_null(value: Any) -> Jsonb | None:
    """Something as jsonb, nothing as NULL."""
    return Jsonb(value) if value else None


def mark(results: Iterable[Result]) -> None:
    """Notes on staged rows which row of ours they became, or why they became none."""
    sql.run(HERE, "result_begin")
    staging.fill("exchange_result", _RESULT, results)
    sql.run(HERE, "result_take")


def refused(n: int, outcome: str, field: str, code: str, **facts: Any) -> Result:
    """A result that says no."""
    return n, None, outcome, field, code, Jsonb(facts)
