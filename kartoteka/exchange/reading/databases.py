"""Tables of a database, opened for reading only.

Each family has its own wall against writing: SQLite opens the file `mode=ro` under an authorizer,
PostgreSQL, MySQL and Oracle run a read-only transaction, SQL Server (which has none) gets only
statements of ours around a checked SELECT, and everything is rolled back.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.sql import quoted_name

from kartoteka.exchange.reading import addresses, sqlite_files, statement, values
from kartoteka.exchange.reading.problems import Problem
from kartoteka.exchange.reading.separated import BadRow, Row

_SCHEMAS = (
    "information_schema pg_catalog pg_toast mysql performance_schema sys guest INFORMATION_SCHEMA"
    " SYS SYSTEM XDB MDSYS CTXSYS OUTLN DBSNMP APPQOSSYS WMSYS LBACSYS OLAPSYS ORDSYS ORDDATA"
    " GSMADMIN_INTERNAL AUDSYS DVSYS OJVMSYS"
)
_SYSTEM_SCHEMAS = frozenset(_SCHEMAS.split())
_MOST_TABLES = 2000
# What SQLite says of a log beside the file whose index it may not make.
_LOG_UNUSABLE = frozenset({"disk I/O error", "unable to open database file"})
_MOST_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may take: seconds for a statement."""

    statement_seconds: int


@dataclass(slots=True)
class Found:
    """A table or view as the person sees it, with where it really is."""

    shown: str
    schema: str | None
    name: str
    is_view: bool
    columns: list[str] = field(default_factory=list)


class Database:
    """One connection to somebody else's database."""

    def __init__(
        self, address: addresses.Address, *, limits: Limits, own: Mapping[str, str]
    ) -> None:
        self.address = address
        self.family = address.family
        self._limits = limits
        self.connection = self._connect()
        self._refuse_our_own(own)

    def _connect(self) -> sa.Connection:
        try:
            engine = self._engine()
            connection = engine.connect()
            mysql = self.family in ("mysql", "mariadb")
            is_mariadb = mysql and getattr(engine.dialect, "is_mariadb", False)
            server = ("mariadb" if is_mariadb else "mysql") if mysql else self.family
            for sentence in READ_ONLY.get(server, ()):
                seconds = self._limits.statement_seconds
                connection.exec_driver_sql(
                    sentence.format(seconds=seconds, milliseconds=seconds * 1000)
                )
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise Problem("missing_driver", extra=addresses.EXTRAS.get(self.family, "")) from error
        except (SQLAlchemyError, OSError, sqlite3.Error) as error:
            raise self._problem("cannot_connect", error) from error
        return connection

    def _engine(self) -> sa.Engine:
        if self.family == "sqlite":
            path = sqlite_files.whole(str(self.address.url.database))
            seconds = self._limits.statement_seconds

            def creator() -> sqlite3.Connection:
                return sqlite_files.open_for_reading(path, seconds)

            return sa.create_engine("sqlite://", creator=creator, poolclass=sa.StaticPool)
        return sa.create_engine(
            self.address.url,
            poolclass=sa.NullPool,
            connect_args=connect_arguments(self.family, seconds=self._limits.statement_seconds),
            hide_parameters=True,
        )

    def _refuse_our_own(self, own: Mapping[str, str]) -> None:
        """Kartoteka must not read its own tables as if they were a customer's."""
        if self.family != "postgresql" or not own:
            return
        try:
            identity = self.connection.exec_driver_sql(
                "SELECT system_identifier::text, current_database()"
                " FROM pg_catalog.pg_control_system()"
            ).one()
        except SQLAlchemyError:
            self.connection.rollback()
            started = "SELECT pg_catalog.pg_postmaster_start_time()::text, current_database()"
            identity = self.connection.exec_driver_sql(started).one()
        if identity[1] == own["name"] and identity[0] in (own["system"], own["started"]):
            raise Problem("own_database")

    def tables(self) -> list[Found]:
        """Tables and views outside the system's own schemas, those of the default schema first."""
        try:
            inspector = sa.inspect(self.connection)
            default = inspector.default_schema_name
            found: list[Found] = []
            for schema in self._schemas(inspector, default):
                shown_schema = None if schema in (None, default) else schema
                for is_view, names in (
                    (False, inspector.get_table_names(schema=schema)),
                    (True, inspector.get_view_names(schema=schema)),
                ):
                    found += [_found(shown_schema, schema, name, is_view=is_view) for name in names]
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise self._problem("cannot_list", error) from error
        return found[:_MOST_TABLES]

    def _schemas(self, inspector: sa.Inspector, default: str | None) -> list[str | None]:
        if self.family in ("sqlite", "mysql", "mariadb", "oracle"):
            return [None]
        others = [
            name
            for name in inspector.get_schema_names()
            if name not in _SYSTEM_SCHEMAS
            and not name.startswith(("pg_", "db_"))
            and name != default
        ]
        return [default, *others]

    def columns_of(self, table: Found) -> list[str]:
        """Names of the columns of a table, in their order."""
        try:
            columns = sa.inspect(self.connection).get_columns(table.name, schema=table.schema)
        except (SQLAlchemyError, sqlite3.Error):
            return []
        return [str(column["name"]) for column in columns][:_MOST_COLUMNS]

    def open_table(self, shown: str) -> tuple[list[str], Iterator[Row | BadRow]]:
        """Columns and rows of a table or view named as `tables` shows it."""
        for table in self.tables():
            if table.shown == shown:
                return self._rows(self._select(table))
        raise Problem("no_such_table", table=shown[:120])

    def _select(self, table: Found) -> sa.Select[Any]:
        named = sa.table(
            quoted_name(table.name, quote=True),
            schema=quoted_name(table.schema, quote=True) if table.schema else None,
        )
        chosen = sa.select(sa.text("*")).select_from(named)
        if table.is_view:
            return chosen
        try:
            key = sa.inspect(self.connection).get_pk_constraint(table.name, schema=table.schema)
        except SQLAlchemyError:
            return chosen
        order: list[Any] = [
            sa.column(quoted_name(name, quote=True))
            for name in key.get("constrained_columns") or ()
        ]
        return chosen.order_by(*order) if order else chosen

    def open_query(self, query: str) -> tuple[list[str], Iterator[Row | BadRow]]:
        """Columns and rows of a typed SELECT."""
        bare = statement.one_select(query)
        if statement.starts_with_with(bare):
            if self.family == "mssql":
                raise Problem("with_on_sql_server")
            return self._rows(bare)
        alias = "" if self.family == "oracle" else "AS "
        return self._rows(f"SELECT * FROM ({bare}\n) {alias}query_of_import")  # noqa: S608

    def _rows(self, selected: sa.Select[Any] | str) -> tuple[list[str], Iterator[Row | BadRow]]:
        streaming = self.connection.execution_options(stream_results=True, max_row_buffer=1000)
        try:
            if isinstance(selected, str):
                literal = sa.text(selected.replace(":", "\\:"))  # a colon begins no parameter
                result: sa.CursorResult[Any] = streaming.execute(literal)
            else:
                result = streaming.execute(selected)
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise self._problem("cannot_read", error) from error
        columns = [str(name) for name in result.keys()]  # noqa: SIM118  (a result is no mapping)
        columns = columns[:_MOST_COLUMNS]
        return columns, self._stream(result)

    def _stream(self, result: sa.CursorResult[Any]) -> Iterator[Row | BadRow]:
        number = 0
        to_text = values.to_text
        try:
            for number, found in enumerate(result, start=1):
                cells = [to_text(value).strip() for value in found]
                if any("\x00" in cell for cell in cells):
                    place = next(i for i, cell in enumerate(cells, 1) if "\x00" in cell)
                    bare = [cell.replace("\x00", "") for cell in cells]
                    yield BadRow(number, "nul_byte", {"column": place}, bare)
                else:
                    yield number, cells
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise self._problem("stopped_reading", error, row=number + 1) from error

    def _problem(self, code: str, error: Exception, **facts: Any) -> Problem:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        text = addresses.scrubbed(str(cause), self.address.url)
        if isinstance(cause, sqlite3.OperationalError) and text in _LOG_UNUSABLE:
            return Problem("log_left_behind", name=Path(str(self.address.url.database)).name)
        if isinstance(cause, sqlite3.DatabaseError) and (
            "malformed" in text or "not a database" in text
        ):
            return Problem("broken_sqlite")
        if "interrupted" in text or "statement timeout" in text:
            return Problem("too_slow", seconds=self._limits.statement_seconds)
        return Problem(code, reason=text, **facts)


READ_ONLY: Mapping[str, tuple[str, ...]] = {
    "postgresql": ("SET TRANSACTION READ ONLY",),
    "mysql": (
        "SET SESSION max_execution_time = {milliseconds}",
        "SET SESSION TRANSACTION READ ONLY",
        "START TRANSACTION READ ONLY",
    ),
    "mariadb": (
        "SET SESSION max_statement_time = {seconds}",
        "SET SESSION TRANSACTION READ ONLY",
        "START TRANSACTION READ ONLY",
    ),
    "mssql": ("SET LOCK_TIMEOUT {milliseconds}",),
    "oracle": ("SET TRANSACTION READ ONLY",),
}


def _found(shown_schema: str | None, schema: str | None, name: str, *, is_view: bool) -> Found:
    shown = f"{shown_schema}.{name}" if shown_schema else name
    return Found(shown=shown, schema=schema, name=name, is_view=is_view)


def connect_arguments(family: str, *, seconds: int) -> dict[str, Any]:
    """What a driver is told when it connects: short waits, no reading of local files."""
    mysql = {"connect_timeout": 10, "local_infile": False}
    known: dict[str, dict[str, Any]] = {
        "postgresql": {
            "connect_timeout": 10,
            "options": f"-c default_transaction_read_only=on -c statement_timeout={seconds * 1000}",
            "application_name": "kartoteka import",
        },
        "mysql": mysql,
        "mariadb": mysql,
        "mssql": {"login_timeout": 10, "timeout": seconds},
        "oracle": {"tcp_connect_timeout": 10},
    }
    return known[family]
