"""The same work in plain SQL on a flat schema: COPY, and one statement for each job."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import psycopg

from bench.asked import towns, typing
from bench.work import AS_OF, Result, Task, latencies, median_of, timed

SQL = Path(__file__).with_name("sql")
Connection = psycopg.Connection[tuple[Any, ...]]

_ADD_CUSTOMERS = """
INSERT INTO customer (code, name, company, nip, email, phone, street, zip, city)
SELECT code, name, company::boolean, nip, email, phone, street, zip, city FROM came
"""
_ADD_RECEIVABLES = """
INSERT INTO receivable (number, rank, customer_id, issue, due, amount, open)
SELECT came.number, 3, customer.id, came.issue::date, came.due::date,
       came.amount::numeric, came.amount::numeric
FROM came JOIN customer USING (code)
"""
_ADD_ACCESSORIES = """
INSERT INTO receivable (number, rank, customer_id, issue, due, amount, open)
SELECT came.number, part.rank, customer.id, came.issue::date, came.due::date, part.amount,
       part.amount
FROM came JOIN customer USING (code)
CROSS JOIN LATERAL (VALUES (1, cost::numeric), (2, interest::numeric)) AS part(rank, amount)
WHERE part.amount > 0
"""
_ADD_PAYMENTS = """
INSERT INTO payment (ref, customer_id, paid, amount, open)
SELECT came.ref, customer.id, came.date::date, came.amount::numeric, came.amount::numeric
FROM came JOIN customer USING (code)
"""
_FIND = "SELECT code, name FROM customer WHERE search LIKE '%%' || %s || '%%' LIMIT 20"
_CARD = """
SELECT customer.*, (SELECT sum(open) FROM receivable WHERE customer_id = customer.id AND open > 0)
FROM customer WHERE code = %s
"""
_CARD_LINES = """
SELECT receivable.number, issue, due, amount, open
FROM receivable JOIN customer ON customer.id = customer_id
WHERE code = %s ORDER BY issue DESC LIMIT 20
"""
_AGEING = """
SELECT customer_id,
  sum(open) FILTER (WHERE due >= day.on_day),
  sum(open) FILTER (WHERE day.on_day - due BETWEEN 1 AND 30),
  sum(open) FILTER (WHERE day.on_day - due BETWEEN 31 AND 60),
  sum(open) FILTER (WHERE day.on_day - due BETWEEN 61 AND 90),
  sum(open) FILTER (WHERE day.on_day - due > 90),
  sum(open)
FROM receivable, (SELECT %s::date AS on_day) AS day
WHERE open > 0 GROUP BY customer_id
"""


_CITY = "CREATE INDEX IF NOT EXISTS customer_city ON customer (city)"
_LISTED = """
SELECT code, name, nip, street, zip, city, email FROM customer
WHERE company AND city = %s ORDER BY name, id LIMIT 51
"""
_SEARCHED = """
SELECT code, name, nip, street, city, email FROM customer
CROSS JOIN LATERAL (
  SELECT coalesce(sum(open), 0) AS due, %s::date - min(due) AS days
  FROM receivable WHERE customer_id = customer.id AND open > 0
) AS money
WHERE city = %s AND (money.due BETWEEN %s AND %s OR money.days > 200)
ORDER BY name, customer.id LIMIT 51
"""
_COPIED = """
COPY (
  SELECT code, name, nip, street, zip, city, email, sum(open), min(due)
  FROM customer LEFT JOIN receivable ON customer_id = customer.id AND open > 0
  GROUP BY customer.id ORDER BY name
) TO STDOUT WITH (FORMAT csv)
"""


def make(task: Task) -> Result:
    """The empty schema."""
    with psycopg.connect(task.dsn) as connection:
        connection.execute((SQL / "flat.sql").read_text(encoding="utf-8"))
    return Result()


def customers(task: Task) -> Result:
    """W1."""
    columns = ["code", "name", "company", "nip", "email", "phone", "street", "zip", "city"]

    def work() -> None:
        with psycopg.connect(task.dsn) as connection:
            copy_in(connection, columns, task.lists("customers"))
            connection.execute(_ADD_CUSTOMERS)

    return timed(task.control()["customers"], work)


def receivables(task: Task) -> Result:
    """W2: documents without costs and interest."""

    def work() -> None:
        with psycopg.connect(task.dsn) as connection:
            _copy_receivables(connection, task)
            connection.execute(_ADD_RECEIVABLES)

    return timed(task.control()["receivables"], work)


def accessories(task: Task) -> Result:
    """Costs and interest of the documents, rows of their own; W3c settles them."""

    def work() -> None:
        with psycopg.connect(task.dsn) as connection:
            _copy_receivables(connection, task)
            connection.execute(_ADD_ACCESSORIES)

    return timed(task.control()["receivables"], work)


def payments(task: Task) -> Result:
    """W3c: payments booked and used, oldest document first, costs, interest, principal."""

    def work() -> None:
        with psycopg.connect(task.dsn) as connection:
            columns = ["ref", "date", "code", "number", "amount"]
            copy_in(connection, columns, task.lists("payments"))
            connection.execute(_ADD_PAYMENTS)
        # Settling in the same transaction would check the keys of the fresh payments once more.
        with psycopg.connect(task.dsn) as connection:
            connection.execute((SQL / "flat_settle.sql").read_text(encoding="utf-8"))

    result = timed(task.control()["payments"], work)
    with psycopg.connect(task.dsn) as connection:
        result.facts["open_sum"] = _one(connection, "SELECT sum(open) FROM receivable")
        result.facts["unused_sum"] = _one(connection, "SELECT sum(open) FROM payment")
    return result


def find(task: Task) -> Result:
    """W4, in process."""
    asked = task.queries()
    result = Result()
    with psycopg.connect(task.dsn) as connection:
        for kind in ("name", "nip", "email"):
            result.latencies[kind] = latencies(
                asked[kind],
                lambda text: connection.execute(_FIND, [text.lower()]).fetchall(),
            )
    return result


def card(task: Task) -> Result:
    """W5, in process."""
    result = Result()
    with psycopg.connect(task.dsn) as connection:

        def ask(code: str) -> None:
            connection.execute(_CARD, [code]).fetchall()
            connection.execute(_CARD_LINES, [code]).fetchall()

        result.latencies["card"] = latencies(task.queries()["card"], ask)
    return result


def ageing(task: Task) -> Result:
    """W6."""
    with psycopg.connect(task.dsn) as connection:
        return median_of(3, lambda: len(connection.execute(_AGEING, [AS_OF]).fetchall()))


def listed(task: Task) -> Result:
    """W10, in process, with an index of towns."""
    result = Result()
    with psycopg.connect(task.dsn) as connection:
        connection.execute(_CITY)
        connection.execute("ANALYZE customer")
        result.latencies["page"] = latencies(
            towns(100), lambda town: connection.execute(_LISTED, [town]).fetchall()
        )
    return result


def searched(task: Task) -> Result:
    """W11, in process, without the custom field, which these tables have not."""
    result = Result()
    with psycopg.connect(task.dsn) as connection:
        connection.execute(_CITY)

        def ask(town: str) -> None:
            connection.execute(_SEARCHED, [AS_OF, town, 300, 700]).fetchall()

        result.latencies["page"] = latencies(towns(100), ask)
    return result


def typed(task: Task) -> Result:
    """W12, in process, one person alone."""
    asked = task.queries()
    keys = [key for person in typing([*asked["name"], *asked["nip"]]) for key in person]
    result = Result()
    with psycopg.connect(task.dsn) as connection:
        result.latencies["page"] = latencies(
            keys, lambda text: connection.execute(_FIND, [text.lower()]).fetchall()
        )
    return result


def copied(task: Task) -> Result:
    """W13: COPY of all customers with what they owe."""

    def work() -> None:
        with (
            psycopg.connect(task.dsn) as connection,
            connection.cursor() as cursor,
            cursor.copy(_COPIED) as copy,
        ):
            for _piece in copy:
                pass

    return timed(task.control()["customers"], work)


def _copy_receivables(connection: Connection, task: Task) -> None:
    columns = ["number", "code", "issue", "due", "amount", "cost", "interest"]
    copy_in(connection, columns, task.lists("receivables"))


def copy_in(connection: Connection, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Brings `rows` into the temporary table `came`, all of it text."""
    declared = ", ".join(f"{column} text" for column in columns)
    connection.execute(f"CREATE TEMPORARY TABLE came ({declared}) ON COMMIT DROP")
    with connection.cursor() as cursor, cursor.copy("COPY came FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _one(connection: Connection, query: str) -> str:
    row = connection.execute(query).fetchone()
    return str(row[0]) if row else ""
