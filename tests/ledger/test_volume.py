"""Many rows, twice in a row: old rows are reached by index only, whatever statistics say."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kartoteka.kernel import sql
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, planning, queries
from kartoteka.ledger.queries.balances import terms
from tests.ledger.builders import a_creditor, on

pytestmark = [pytest.mark.django_db, pytest.mark.volume]

ACCOUNTS, FEW, DEBITS, CREDITS = 300, 100, 8, 6
DAY = on("2026-06-30")
ROUND, INTEREST = "settle_queue+settle_round", "settle_queue+settle_interest"
OLD = {"ledger_entry", "ledger_settlement"}
# With arrays in hand PostgreSQL shows the plan inside the function.
ACCRUED = "SELECT * FROM ledger_accrued(%(accounts)s::bigint[], array_fill(%(on)s::date, ARRAY[9]))"

DEBIT_ROWS = """
INSERT INTO ledger_draft (party_id, creditor_id, currency, side, kind, amount, issued_on,
  booked_on, effective_on, due_on, interest_kind, source, source_ref)
SELECT party.id, %(creditor)s, 'PLN', 'DEBIT', 'INVOICE', 100 + nth, day.due - 14, day.due - 14,
  day.due - 14, day.due, 'pl_statutory_delay', %(turn)s, party.id || '/' || nth
FROM register_party party CROSS JOIN generate_series(1, %(debits)s) AS nth
  CROSS JOIN LATERAL (SELECT date '2025-08-11' + 28 * nth) AS day(due)
WHERE party.number LIKE %(numbers)s
"""
CREDIT_ROWS = """
INSERT INTO ledger_draft (party_id, creditor_id, currency, side, kind, amount, issued_on,
  booked_on, effective_on, source, source_ref)
SELECT party.id, %(creditor)s, 'PLN', 'CREDIT', 'PAYMENT', 90 + 3 * nth, day.paid, day.paid,
  day.paid, %(turn)s || 'paid', party.id || '/' || nth
FROM register_party party CROSS JOIN generate_series(1, %(credits)s) AS nth
  CROSS JOIN LATERAL (SELECT date '2025-08-20' + 35 * nth) AS day(paid)
WHERE party.number LIKE %(numbers)s
"""


def fill(turn: str, scheme: str, *, accounts: int = ACCOUNTS) -> None:
    """A creditor's customers with debits and payments, posted and not settled."""
    creditor = a_creditor(scheme)
    parameters = {
        "creditor": creditor,
        "turn": turn,
        "numbers": f"V{turn}%",
        "debits": DEBITS,
        "credits": CREDITS,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO register_party (public_id, number, kind, name) SELECT gen_random_uuid(),"
            " %s || nth, 'PERSON', 'Anna' FROM generate_series(1, %s) AS nth",
            [f"V{turn}", accounts],
        )
        for rows in (DEBIT_ROWS, CREDIT_ROWS):
            operations.stage()
            cursor.execute(rows, parameters)
            operations.post_staged(actor=SYSTEM)


def settle() -> tuple[int, operations.RunReport]:
    """How many statements a settling of all takes, and its report."""
    with CaptureQueriesContext(connection) as asked:
        report = operations.settle_all(actor=SYSTEM, on=DAY)
    return len(asked), report


def nodes(name: str, parameters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The plan of a statement (a file, or its text)."""
    text = name if " " in name else sql.text("kartoteka.ledger", name)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {text}", parameters)
        found = cursor.fetchone()[0]
    waiting = [plan["Plan"] for plan in (json.loads(found) if isinstance(found, str) else found)]
    while waiting:
        node = waiting.pop()
        waiting.extend(node.get("Plans", []))
        yield node


def scans(name: str, parameters: dict[str, Any]) -> Iterator[str]:
    """The tables that it would read from end to end."""
    for node in nodes(name, parameters):
        if node["Node Type"] == "Seq Scan":
            yield node["Relation Name"]


@pytest.mark.parametrize("scheme", ["PL_UTILITY", "PL_COLLECTION"])
def test_the_second_run_costs_what_the_first_did(scheme: str) -> None:
    fill("a", scheme, accounts=FEW)
    first, report = settle()
    assert report.settled == FEW
    assert report.rounds == (1 if scheme == "PL_UTILITY" else CREDITS)
    fill("b", scheme, accounts=FEW)
    second, again = settle()
    assert (again.settled, again.lines) == (report.settled, report.lines)
    assert second == first
    assert settle()[1] == operations.RunReport()
    assert queries.prove(viewer=SYSTEM) == []


def test_no_plan_reads_old_rows_from_end_to_end() -> None:
    fill("a", "PL_COLLECTION")
    settle()
    fill("b", "PL_COLLECTION")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, party_id FROM ledger_account ORDER BY id")
        accounts = cursor.fetchall()
    ids = [row[0] for row in accounts]
    run = {
        "accounts": ids, "on": DAY, "credit": None, "most": None, "actor": None,
        "accrued_only": True,
    }  # fmt: skip
    one = {"party": accounts[0][1], "account": None}
    with planning.for_sets(by_hashing=True):
        for name in (ROUND, INTEREST, "settle_late", ACCRUED):
            assert OLD.isdisjoint(scans(name, run)), name
    assert OLD.isdisjoint(scans("settle_candidates", run))
    assert OLD.isdisjoint(scans("ageing", {"creditor": None, **terms(DAY)}))
    assert OLD.isdisjoint(scans("balance", {**one, **terms(DAY)}))
    assert OLD.isdisjoint(scans("open_entries", {**one, "side": "DEBIT", **terms(DAY)}))
    page = {"before_day": None, "before_id": None, "rows": 20}
    assert OLD.isdisjoint(scans("history", {**one, **page}))
    assert OLD.isdisjoint(scans("balance_as_of", {**one, "day": DAY, "moment": None}))


def test_interest_of_one_debt_asks_for_the_rates_of_its_own_agreement_only() -> None:
    asked = {"accounts": [1], "on": DAY}
    found = [
        node
        for node in nodes(ACCRUED.replace("[9]", "[1]"), asked)
        if node.get("Parent Relationship") == "SubPlan"
    ]
    assert {node["Relation Name"] for node in found} == {"ledger_agreementrate"}
    assert all("Filter" in node or "Index Cond" in node for node in found)


def test_interest_of_everybody_to_a_day_is_one_statement() -> None:
    fill("a", "PL_COLLECTION")
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry_id FROM ledger_open WHERE side = 'DEBIT'")
        debts = [row[0] for row in cursor.fetchall()]
    with CaptureQueriesContext(connection) as of_one:
        queries.interest_to(viewer=SYSTEM, entry_ids=debts[:1], on=dt.date(2026, 6, 30))
    with CaptureQueriesContext(connection) as of_all:
        found = queries.interest_to(viewer=SYSTEM, entry_ids=debts, on=dt.date(2026, 6, 30))
    assert len(of_all) == len(of_one)
    assert len(found) == ACCOUNTS * DEBITS


def test_interest_of_very_many_is_the_same_in_two_halves() -> None:
    fill("a", "PL_COLLECTION", accounts=10)
    settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM ledger_entry WHERE side = 'DEBIT' ORDER BY id")
        debts = [row[0] for row in cursor.fetchall()]
        nobodys = range(10**9, 10**9 + 20_000)
        many = [*debts[:35], *nobodys, *debts[35:]]
        found = []
        for function, asked in (("ledger_accrued", debts), ("ledger_accrued_afresh", many)):
            cursor.execute(
                f"SELECT * FROM {function}(%s::bigint[], array_fill(%s::date, ARRAY[%s]))"
                " ORDER BY 1",
                [asked, DAY, len(asked)],
            )
            found.append(cursor.fetchall())
    assert found[0] == found[1]
    assert len(found[0]) == 80
    assert sum(row[2] for row in found[0]) > 0
