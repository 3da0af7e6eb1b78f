"""W14: customers with custom fields brought in by the exchange, beside plain SQL.

Plain SQL writes the same rows into the same tables, their constraints and history on; it checks
nothing, asks nothing and reports nothing.
"""

import csv
from pathlib import Path
from typing import Any

import psycopg

from bench.flat import copy_in
from bench.same import CUSTOMER_COLUMNS, add_customers
from bench.work import Result, Task, timed

FIELDS = ("figure0", "figure1", "text0", "date0", "yes0", "dict0")
_CAME = [*CUSTOMER_COLUMNS, *FIELDS]
_FIELDS = """
INSERT INTO register_partyfields (party_id, fields)
SELECT party.id, jsonb_build_object(
  'figure0', figure0::numeric, 'figure1', figure1::numeric, 'text0', text0, 'date0', date0,
  'yes0', yes0::boolean, 'dict0', dict0)
FROM came JOIN register_party AS party ON party.number = code
"""
_NAMES = """
INSERT INTO exchange_externalid (system, kind, external_id, "row")
SELECT 'bench', 'PARTY', code, party.id
FROM came JOIN register_party AS party ON party.number = code
"""


def make(task: Task) -> Result:
    """The file of both: every customer with values of six of the thirty fields."""
    from bench.fields import codes, of

    options = codes()
    rows = 0
    with _file(task).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_CAME)
        for rows, row in enumerate(task.lists("customers"), 1):
            values = of(rows, options)
            writer.writerow([*row, *(_written(values[name]) for name in FIELDS)])
    return Result(rows=rows)


def ours(task: Task) -> Result:
    """The file as a person brings it in: read, mapped, checked, added, reported."""
    import django

    django.setup()
    from kartoteka.exchange import engine, kinds
    from kartoteka.exchange.fields import Column, Settings
    from kartoteka.exchange.reading.reader import Where
    from kartoteka.kernel.actor import SYSTEM

    named = {
        "number": "code", "name": "name", "nip": "nip", "email": "email", "phone": "phone",
        "street": "street", "postal_code": "zip", "city": "city",
        **{f"field_{name}": name for name in FIELDS},
    }  # fmt: skip
    work = engine.Work(
        kind=kinds.whole("PARTY"),
        where=Where(path=str(_file(task))),
        columns={name: Column(column) for name, column in named.items()},
        settings=Settings(system="bench", given={}),
    )
    told: list[engine.Report] = []
    result = timed(_rows(task), lambda: told.append(engine.run(work, actor=SYSTEM, dry=False)))
    result.facts["counts"] = dict(told[0].counts)
    return result


def same(task: Task) -> Result:
    """Plain SQL."""

    def work() -> None:
        with psycopg.connect(task.dsn) as connection, _file(task).open(encoding="utf-8") as file:
            came = csv.reader(file)
            next(came)
            copy_in(connection, _CAME, came)
            add_customers(connection)
            connection.execute(_FIELDS)
            connection.execute(_NAMES)

    return timed(_rows(task), work)


def _file(task: Task) -> Path:
    return task.data / "fields.csv"


def _rows(task: Task) -> int:
    return int(task.control()["customers"])


def _written(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
