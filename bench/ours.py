"""The work by this program's own operations and queries, as its database role of the desk."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import django
import psycopg

django.setup()

from bench.work import Result, Task, timed  # noqa: E402  (Django first)
from kartoteka.billing import operations as billing  # noqa: E402
from kartoteka.billing.rules import ReceivableRow  # noqa: E402
from kartoteka.kernel.actor import SYSTEM  # noqa: E402
from kartoteka.ledger import operations as ledger  # noqa: E402
from kartoteka.register.models import Party  # noqa: E402

CREDITOR = "BENCH"


def creditor(task: Task) -> Result:
    """The firm that everybody owes."""
    party = Party.objects.create(number=CREDITOR, kind="COMPANY", name="Wodociągi Wzorcowe")
    ledger.register_creditor(actor=SYSTEM, party_id=party.pk, scheme="PL_UTILITY")
    return Result()


def receivables(task: Task) -> Result:
    """W2: documents without costs and interest."""
    return _receivables(task, with_accessories=False)


def accessories(task: Task) -> Result:
    """The same rows again with their costs and interest; only these are new."""
    return _receivables(task, with_accessories=True)


def _receivables(task: Task, *, with_accessories: bool) -> Result:
    firm = Party.objects.get(number=CREDITOR).pk
    rows = _rows(task, firm, with_accessories=with_accessories)
    return timed(
        task.control()["receivables"],
        lambda: billing.add_receivables(actor=SYSTEM, rows=rows),
    )


def _rows(task: Task, firm: int, *, with_accessories: bool) -> Iterator[ReceivableRow]:
    nothing = Decimal(0)
    for number, code, issue, due, amount, cost, interest in task.lists("receivables"):
        yield ReceivableRow(
            creditor_id=firm,
            currency="PLN",
            number=number,
            issued_on=dt.date.fromisoformat(issue),
            due_on=dt.date.fromisoformat(due),
            amount=Decimal(amount),
            source="bench",
            source_ref=number,
            party_number=code,
            cost=Decimal(cost) if with_accessories else nothing,
            interest=Decimal(interest) if with_accessories else nothing,
            interest_kind="",
        )


def one(dsn: str, query: str) -> str:
    """The single answer of a control query."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query).fetchone()
    return str(row[0]) if row else ""
