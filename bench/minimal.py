"""The yardstick of W8: a bare ASGI page with one query, and nothing else."""

import os
from html import escape

from psycopg_pool import AsyncConnectionPool

_QUERY = """
SELECT number, issue, due, amount, open
FROM receivable JOIN customer ON customer.id = customer_id
WHERE code = %s ORDER BY issue DESC LIMIT 20
"""
_pool = AsyncConnectionPool(os.environ["BENCH_DSN"], min_size=1, max_size=4, open=False)


async def application(scope, receive, send):  # type: ignore[no-untyped-def]
    """Answers /CODE with the customer's documents."""
    if scope["type"] != "http":
        return
    await _pool.open()
    async with _pool.connection() as connection:
        cursor = await connection.execute(_QUERY, [scope["path"].strip("/")])
        rows = await cursor.fetchall()
    lines = "".join(
        f"<tr>{''.join(f'<td>{escape(str(value))}</td>' for value in row)}</tr>" for row in rows
    )
    page = f"<!doctype html><title>Invoices</title><table>{lines}</table>".encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", b"%d" % len(page)),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": page})
