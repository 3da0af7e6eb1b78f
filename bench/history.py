"""Ten years of settled history behind the same open amounts."""

import psycopg

from bench.flat import SQL
from bench.work import Result, Task, timed

YEARS = 10
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid IN ('ledger_entry'::regclass, 'ledger_settlement'::regclass)
  AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
_BEHIND = """
SELECT setval(pg_get_serial_sequence('ledger_entry', 'id'), max(id)) FROM ledger_entry
"""


def load(task: Task) -> Result:
    """Fills it in year by year with triggers off, as the superuser, and moves the sequence behind.

    Indexes that no key stands on are made again at the end: a hundred million rows would keep
    them up to date one by one for hours.
    """
    statement = (SQL / "history.sql").read_text(encoding="utf-8")

    def work() -> None:
        with psycopg.connect(task.dsn, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("SET maintenance_work_mem = '1GB'")
            indexes = connection.execute(_INDEXES).fetchall()
            for name, _definition in indexes:
                connection.execute(f"DROP INDEX {name}")  # type: ignore[arg-type]
            for year in range(YEARS):
                connection.execute(statement, {"first": 12 * year, "last": 12 * year + 11})
                connection.execute(_BEHIND)
            for _name, definition in indexes:
                connection.execute(definition)

    return timed(1, work)
