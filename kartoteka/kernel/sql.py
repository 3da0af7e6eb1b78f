"""Runs the .sql files of a room: `sql.run("kartoteka.ledger", "settle_round", {...})`.

A file is named without its ending and lies in the room's `sql/` folder. Parameters are psycopg's
named places `%(name)s`. Each file starts with a comment head: what, takes, returns, locks.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import psycopg
from django.db import connection


@cache
def text(package: str, name: str) -> str:
    """The statement kept in `package`/sql/`name`.sql; of `head+name`, one file after the other."""
    parts = (files(package) / "sql" / f"{part}.sql" for part in name.split("+"))
    return "".join(part.read_text(encoding="utf-8") for part in parts)


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


def kept(package: str, name: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """As `rows`, of a statement that is asked with every page: each connection keeps its plan.

    Only for statements whose plan is the same for everybody; parameters are bound by the server,
    so each must have a type where it stands.
    """
    return kept_text(text(package, name), parameters)


def kept_text(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """As `kept`, of a statement made from what the code knows (models, never what people type)."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = 0  # Django switches keeping off; its cursors cannot
    keeping = _Keeping(connection.connection)
    with connection.wrap_database_errors, connection._prepare_cursor(keeping) as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


class _Keeping(psycopg.Cursor[Any]):
    """Django's own cursors send the whole text each time, to be parsed and planned anew."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
        return super().execute(query, params, prepare=True, **more)

    def _send_query_prepared(self, name: bytes, pgq: Any, **more: Any) -> None:
        self._query = pgq  # so that Django's log of queries, and tests that count them, see it
        super()._send_query_prepared(name, pgq, **more)
