"""Ten years of settled history behind the same open amounts."""

import psycopg

from bench.flat import SQL
from bench.work import Result, Task, timed


def load(task: Task) -> Result:
    """Fills it in with triggers off, as the superuser, and moves the sequence behind it."""

    def work() -> None:
        with psycopg.connect(task.dsn) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute((SQL / "history.sql").read_text(encoding="utf-8"))
            connection.execute(
                "SELECT setval(pg_get_serial_sequence('ledger_entry', 'id'), max(id))"
                " FROM ledger_entry"
            )

    return timed(1, work)
