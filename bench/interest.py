"""W15: interest to a day of up to a million receivables as one statement, beside plain SQL.

The receivables of the other works bear none. As long as it lasts, the first million of them do.
"""

import django
import psycopg

from bench.flat import SQL
from bench.work import AS_OF, Result, Task, median_of

MOST = 1_000_000
KIND = "pl_statutory_delay"
_BEAR = """
UPDATE ledger_entry SET interest_kind = %(kind)s
WHERE id IN (SELECT id FROM ledger_entry
             WHERE source = 'bench' AND kind = 'INVOICE' AND interest_kind = '' AND debt_id IS NULL
             ORDER BY id LIMIT %(most)s)
"""
_FORGET = "UPDATE ledger_entry SET interest_kind = '' WHERE interest_kind = %(kind)s"
_OURS = """
SELECT count(accrued), sum(accrued)
FROM (SELECT array_agg(id ORDER BY id) AS ids, array_agg(%(to)s::date) AS days
      FROM (SELECT id FROM ledger_entry WHERE interest_kind = %(kind)s
            ORDER BY id LIMIT %(most)s) AS debt) AS asked
  CROSS JOIN LATERAL ledger_accrued_afresh(asked.ids, asked.days)
"""


def bear(task: Task) -> Result:
    """Lets the documents bear statutory interest, as the superuser with triggers off."""
    return _set(task, _BEAR)


def forget(task: Task) -> Result:
    """They bear none again."""
    return _set(task, _FORGET)


def _set(task: Task, statement: str) -> Result:
    with psycopg.connect(task.dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(statement, {"kind": KIND, "most": MOST})
    return Result()


def ours(task: Task) -> Result:
    """The desk's role, the ledger's own function."""
    django.setup()

    from django.db import connection

    from kartoteka.ledger import planning

    seen: list[str] = []

    def work() -> int:
        with planning.for_sets(by_hashing=True), connection.cursor() as cursor:
            cursor.execute(_OURS, {"to": AS_OF, "kind": KIND, "most": MOST})
            count, amount = cursor.fetchone()
        seen.append(str(amount))
        return int(count)

    result = median_of(3, work)
    result.facts["interest"] = seen[-1]
    return result


def flat(task: Task) -> Result:
    """The same sum on the flat tables, with the rates and the moved days beside them."""
    django.setup()

    from kartoteka.kernel import days
    from kartoteka.ledger import rates

    seen: list[str] = []
    with psycopg.connect(task.dsn) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS rate (valid_from date, valid_to date, percent numeric);"
            "CREATE TABLE IF NOT EXISTS moved (day date PRIMARY KEY, worked_on date);"
            "TRUNCATE rate, moved"
        )
        known = [one for one in rates.shipped_rows() if one.kind == KIND]
        first, last = known[0].valid_from, known[-1].valid_from.replace(year=2060)
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO rate VALUES (%s, coalesce(%s, 'infinity'::date), %s)",
                [(one.valid_from, one.valid_to, one.percent) for one in known],
            )
            cursor.executemany(
                "INSERT INTO moved VALUES (%s, %s)",
                list(days.moved_terms("PL", first, last).items()),
            )
        connection.execute("ANALYZE rate, moved")

        def work() -> int:
            asked = {"to": AS_OF, "most": MOST}
            statement = (SQL / "flat_interest.sql").read_text(encoding="utf-8")
            row = connection.execute(statement, asked).fetchone()
            assert row is not None  # noqa: S101  (sums are always a row)
            seen.append(str(row[1]))
            return int(row[0])

        result = median_of(3, work)
    result.facts["interest"] = seen[-1]
    return result
