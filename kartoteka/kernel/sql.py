"""Runs the .sql files of a room: `sql.run("kartoteka.ledger", "settle_round", {...})`.

A file is named without its ending and lies in the room's `sql/` folder. Parameters are psycopg's
named places `%(name)s`. Each file starts with a comment head: what, takes, returns, locks.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import connection


@cache
def text(package: str, name: str) -> str:
    """The statement kept in `package`/sql/`name`.sql."""
    return (files(package) / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def run(package: str, name: str, parameters: Mapping[str, Any] | None = None) -> int:
    """Executes the statement and returns the number of rows that it touched."""
    with connection.cursor() as cursor:
        cursor.execute(text(package, name), parameters or {})
        return int(cursor.rowcount)


def rows(
    package: str, name: str, parameters: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """Executes the statement and returns all its rows."""
    with connection.cursor() as cursor:
        cursor.execute(text(package, name), parameters or {})
        return list(cursor.fetchall())


def row(
    package: str, name: str, parameters: Mapping[str, Any] | None = None
) -> tuple[Any, ...] | None:
    """Executes the statement and returns its first row, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(text(package, name), parameters or {})
        found = cursor.fetchone()
        return tuple(found) if found is not None else None
