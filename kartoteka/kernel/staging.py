"""Many rows at once: COPY into a temporary table, from which one statement takes them on.

COPY goes nowhere else: a table that people read is filled by INSERT … SELECT, under its triggers
and constraints, by a statement that lies in the room's `sql/` folder.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from psycopg import sql


def fill(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Copies `rows` into the temporary `table` and counts them. Reads `rows` once, keeps none."""
    count = 0
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count
