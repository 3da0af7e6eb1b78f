"""Two hundred people settle by hand while a run settles everybody."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection

from kartoteka.kernel import constraints
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries
from kartoteka.ledger.models import Creditor, Entry, OpenAmount
from tests.ledger.builders import (
    a_creditor,
    a_debit,
    a_draft,
    a_party,
    a_payment,
    an_account,
    on,
)

DAY = on("2026-06-30")
ACCOUNTS, DEBITS, CREDITS = 100, 4, 6


def populate() -> list[int]:
    creditor = a_creditor("PL_COLLECTION")
    rows = []
    for _each in range(ACCOUNTS):
        party = a_party()
        for nth in range(DEBITS):
            due = f"2026-0{nth + 1}-10"
            rows.append(a_draft(party, creditor, "100", due, interest_kind="pl_statutory_delay"))
        for nth in range(CREDITS):
            paid = {"side": "CREDIT", "kind": "PAYMENT", "due_on": None}
            day = on(f"2026-06-{nth + 1:02d}")
            rows.append(a_draft(party, creditor, "50", "2026-06-20", **paid, effective_on=day))
    operations.post_many(actor=SYSTEM, rows=rows)
    return list(Entry.objects.filter(side="CREDIT").values_list("id", flat=True))


def by_hand(credit_id: int) -> str:
    """Settles, or withdraws what somebody else settled; tells which refusal was given, if any."""
    try:
        operations.settle(
            actor=SYSTEM,
            credit_id=credit_id,
            on=DAY,
            confirmed=frozenset({operations.LatePayment.code}),
        )
        if credit_id % 3 == 0:
            operations.withdraw(actor=SYSTEM, credit_id=credit_id, reason="test")
    except (operations.NothingToSettle, operations.AccountBusy) as refusal:
        return refusal.code
    finally:
        connection.close()
    return "settled"


@pytest.mark.django_db(transaction=True)
def test_nobody_deadlocks_and_nothing_is_lost() -> None:
    credits = populate()
    credits.sort(key=lambda credit: hash((credit * 7919) % 1009))
    reports: list[operations.RunReport] = []

    def run() -> None:
        reports.extend(operations.settle_all(actor=SYSTEM, on=DAY) for _again in range(3))
        connection.close()

    everybody = threading.Thread(target=run)
    with ThreadPoolExecutor(max_workers=20) as people:
        started = [people.submit(by_hand, credit) for credit in credits[:200]]
        everybody.start()
        answers = [each.result(timeout=60) for each in started]
    everybody.join(timeout=60)
    assert len(reports) == 3
    assert len(answers) == 200
    late = operations.settle_all(actor=SYSTEM, on=DAY).late_accounts
    for credit in OpenAmount.objects.filter(side="CREDIT", account_id__in=late).order_by("pk"):
        by_hand(credit.entry_id)
    assert queries.prove(viewer=SYSTEM) == []
    signed = sum(
        (e.amount if e.side == "DEBIT" else -e.amount for e in Entry.objects.all()), Decimal(0)
    )
    left = sum(
        (o.amount if o.side == "DEBIT" else -o.amount for o in OpenAmount.objects.all()),
        Decimal(0),
    )
    assert signed == left


@pytest.mark.django_db(transaction=True)
def test_an_account_in_use_is_skipped_by_a_run_and_refused_by_hand() -> None:
    account = an_account()
    a_debit(account, "100", "2026-05-11")
    credit = a_payment(account, "30", "2026-05-20")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        from django.db import transaction

        from kartoteka.ledger import locks

        with transaction.atomic():
            locks.lock_by_hand([account])
            held.set()
            done.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    try:
        report = operations.settle_all(actor=SYSTEM, on=DAY)
        assert (report.skipped_accounts, report.lines) == ((account,), 0)
        with pytest.raises(operations.AccountBusy):
            operations.settle(actor=SYSTEM, credit_id=credit, on=DAY)
        a_payment(account, "5", "2026-05-21")  # who only posts does not wait
    finally:
        done.set()
        holder.join()
    assert operations.settle_all(actor=SYSTEM, on=DAY).settled == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_post_the_same_row_one_waits_and_finds_it_known() -> None:
    creditor, party = a_creditor(), a_party()
    draft = a_draft(party, creditor, "100", "2026-05-10")
    posted, may_end = threading.Event(), threading.Event()

    def first() -> operations.Posted:
        from django.db import transaction

        try:
            with transaction.atomic():
                made = operations.post_many(actor=SYSTEM, rows=[draft])
                posted.set()
                may_end.wait(20)
            return made
        finally:
            connection.close()

    def second() -> operations.Posted:
        try:
            posted.wait(20)
            return operations.post_many(actor=SYSTEM, rows=[draft])
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as people:
        both = [people.submit(first), people.submit(second)]
        _until_somebody_waits()
        may_end.set()
        made = [each.result(timeout=20) for each in both]
    assert [(each.count, each.known) for each in made] == [(1, 0), (0, 1)]
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("doing", ["posts", "settles"])
def test_who_waited_for_the_books_to_be_closed_sees_them_closed(doing: str) -> None:
    from django.db import transaction

    account = an_account()
    a_debit(account, "100", "2026-05-11")
    credit = a_payment(account, "30", "2026-05-20")
    closed, may_end = threading.Event(), threading.Event()

    def close() -> None:
        try:
            with transaction.atomic():
                Creditor.objects.update(closed_until=on("2026-12-31"))
                closed.set()
                may_end.wait(20)
        finally:
            connection.close()

    def do() -> str:
        closed.wait(20)
        try:
            if doing == "posts":
                a_payment(account, "5", "2026-05-21")
            else:
                _settle_in_raw_sql(account, credit)
        except (operations.PeriodClosed, DatabaseError) as refused:
            cause = refused.__cause__ if doing == "posts" else refused
            return constraints.broken(cause)  # type: ignore[arg-type]
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(max_workers=2) as people:
        first, second = people.submit(close), people.submit(do)
        _until_somebody_waits()
        may_end.set()
        first.result(timeout=20)
        told = second.result(timeout=20)
    kept = "entry" if doing == "posts" else "settlement"
    assert told == f"ledger_{kept}_period_closed"


def _settle_in_raw_sql(account: int, credit: int) -> None:
    """On the day of the payment, which operations would move behind the closed period."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_settlement (account_id, debit_id, credit_id, amount, effective_on,"
            " scheme, rule) SELECT account_id, id, %s, 1, '2026-05-20', 'x', 'x' FROM ledger_entry"
            " WHERE account_id = %s AND side = 'DEBIT'",
            [credit, account],
        )


def _until_somebody_waits() -> None:
    ends = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < ends:
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
                " WHERE NOT granted AND datname = current_database()"
                " UNION ALL SELECT count(*) FROM pg_locks WHERE NOT granted"
                " AND locktype = 'transactionid'"
            )
            if any(row[0] for row in cursor.fetchall()):
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
def test_a_run_in_parts_side_by_side_settles_as_one_in_a_transaction(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django.db import transaction

    from kartoteka.kernel import side_by_side
    from kartoteka.ledger.operations import settling

    populate()
    with transaction.atomic():
        alone = operations.settle_all(actor=SYSTEM, on=DAY)
        stands = sorted(OpenAmount.objects.values_list("entry__source_ref", "side", "amount"))
        transaction.set_rollback(True)
    monkeypatch.setattr(settling, "_AT_LEAST", 7)
    monkeypatch.setattr(settling, "_AT_MOST", 9)
    monkeypatch.setattr(side_by_side.os, "cpu_count", lambda: 3)
    told: list[tuple[int, int, int]] = []
    apart = operations.settle_all(
        actor=SYSTEM, on=DAY, tell=lambda now, done, total: told.append((now.settled, done, total))
    )
    assert apart.counts == alone.counts
    assert (apart.settled, apart.rounds) == (ACCOUNTS, alone.rounds)
    assert len(told) == 1 + -(-ACCOUNTS // 9)
    assert (told[0], told[-1]) == ((0, 0, ACCOUNTS), (ACCOUNTS, ACCOUNTS, ACCOUNTS))
    refs = OpenAmount.objects.values_list("entry__source_ref", "side", "amount")
    assert sorted(refs) == stands
    assert queries.prove(viewer=SYSTEM) == []
