"""Random histories: the database equals the obvious slow ledger, after every step."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries
from kartoteka.ledger.models import Account, Entry, OpenAmount
from tests.ledger.builders import a_creditor, a_debit, a_party, a_payment, on
from tests.ledger.pair import ORDERS, START, Pair, amounts, schemes, steps
from tests.ledger.slow import SlowTerms

pytestmark = pytest.mark.django_db


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.sampled_from(ORDERS),
    accrues=st.booleans(),
    rounding=st.sampled_from(["once", "period"]),
    terms=schemes,
    history=st.lists(steps, max_size=14),
)
def test_the_database_equals_the_slow_ledger(
    *,
    db: None,
    order: tuple[str, ...],
    accrues: bool,
    rounding: str,
    terms: SlowTerms,
    history: list[tuple[object]],
) -> None:
    with transaction.atomic():
        pair = Pair(order, accrues, rounding, terms)
        for step in history:
            pair.do(step)
            if step[0] in ("settle", "by hand", "withdraw", "interest", "take back"):
                pair.compare()
        pair.do(("settle", 200))
        pair.compare()
        entries = Entry.objects.filter(account=pair.account)
        signed = sum(e.amount if e.side == "DEBIT" else -e.amount for e in entries)
        left = OpenAmount.objects.filter(account=pair.account)
        assert signed == sum(row.amount if row.side == "DEBIT" else -row.amount for row in left)
        assert queries.prove(viewer=SYSTEM) == []
        transaction.set_rollback(True)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.sampled_from(ORDERS),
    accrues=st.booleans(),
    terms=schemes,
    owed=st.lists(
        st.tuples(amounts, st.integers(0, 90), st.none() | amounts, st.none() | amounts),
        min_size=2,
        max_size=4,
    ),
    planned=st.lists(st.integers(0, 9), max_size=2),
    paid=st.lists(
        st.tuples(
            st.decimals("10", "400", places=2),
            st.integers(30, 170),
            st.lists(st.integers(0, 9), max_size=2),
            st.none() | st.tuples(*[st.integers(0, 100)] * 3),
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_every_scheme_uses_money_as_the_slow_ledger_does(
    *,
    db: None,
    order: tuple[str, ...],
    accrues: bool,
    terms: SlowTerms,
    owed: list[tuple[Decimal, int, Decimal | None, Decimal | None]],
    planned: list[int],
    paid: list[tuple[Decimal, int, list[int], tuple[int, int, int] | None]],
) -> None:
    with transaction.atomic():
        pair = Pair(order, accrues, "once", terms)
        for nth, (amount, after, cost, note) in enumerate(owed):
            kind = "pl_statutory_delay" if nth % 2 else ""
            pair.do(("debit", amount, after, kind, nth % 4 == 1))
            for kind, accessory in (("cost", cost), ("note", note)):
                if accessory:
                    pair.do((kind, accessory, after, nth))
        for which in planned:
            pair.do(("plan", which))
        for credit in paid:
            pair.do(("credit", *credit))
        pair.do(("settle", 175))
        pair.compare()
        pair.do(("withdraw", 0))
        pair.do(("settle", 190))
        pair.compare()
        assert queries.prove(viewer=SYSTEM) == []
        transaction.set_rollback(True)


money = st.lists(st.tuples(st.decimals("10", "300", places=2), st.integers(30, 110)), max_size=3)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.sampled_from(ORDERS),
    accrues=st.booleans(),
    owed=st.lists(st.tuples(amounts, st.integers(0, 90)), min_size=1, max_size=3),
    in_time=money,
    late=money.filter(bool),
    which=st.integers(0, 9),
)
def test_money_of_closed_days_is_used_as_the_slow_ledger_does(
    *,
    db: None,
    order: tuple[str, ...],
    accrues: bool,
    owed: list[tuple[Decimal, int]],
    in_time: list[tuple[Decimal, int]],
    late: list[tuple[Decimal, int]],
    which: int,
) -> None:
    with transaction.atomic():
        pair = Pair(order, accrues, "once")
        for amount, after in owed:
            pair.do(("debit", amount, after, "pl_statutory_delay"))
        for amount, after in in_time:
            pair.do(("credit", amount, after, []))
        pair.do(("settle", 95))
        pair.do(("close", 100))
        for amount, after in late:
            pair.do(("credit", amount, after, []))
        pair.do(("settle", 175))
        pair.compare()
        pair.do(("withdraw", which))
        pair.do(("close", 120))
        pair.do(("settle", 190))
        pair.compare()
        assert queries.prove(viewer=SYSTEM) == []
        transaction.set_rollback(True)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    accrues=st.booleans(),
    history=st.lists(steps.filter(lambda step: step[0] != "withdraw"), max_size=12),
    paid=amounts,
    after=st.integers(150, 170),
)
def test_settling_and_withdrawing_is_the_identity(
    *, db: None, accrues: bool, history: list[tuple[object]], paid: Decimal, after: int
) -> None:
    with transaction.atomic():
        pair = Pair(ORDERS[0], accrues, "once")
        for step in history:
            pair.do(step)
        pair.do(("credit", paid, after, []))
        credit = pair.ids[list(pair.ids)[-1]]

        def state() -> object:
            day = on("2026-10-31")
            return (
                queries.balance(viewer=SYSTEM, account_id=pair.account, on=day),
                queries.open_entries(viewer=SYSTEM, account_id=pair.account, on=day),
                queries.open_entries(viewer=SYSTEM, account_id=pair.account, on=day, side="CREDIT"),
            )

        before = state()
        try:
            operations.settle(
                actor=SYSTEM,
                credit_id=credit,
                on=on("2026-10-31"),
                confirmed=frozenset({"ledger.late_payment"}),
            )
        except operations.NothingToSettle:
            pass
        else:
            operations.withdraw(actor=SYSTEM, credit_id=credit, reason="test")
        assert state() == before
        transaction.set_rollback(True)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    first=st.lists(st.tuples(st.booleans(), amounts, st.integers(0, 120)), max_size=8),
    second=st.lists(st.tuples(st.booleans(), amounts, st.integers(0, 120)), max_size=8),
    mixing=st.randoms(use_true_random=False),
)
def test_the_order_of_postings_to_different_accounts_does_not_matter(
    *, db: None, first: list[object], second: list[object], mixing: object
) -> None:
    def outcome(mixed: bool) -> list[object]:
        with transaction.atomic():
            creditor = a_creditor("PL_COLLECTION")
            accounts = [
                operations.open_account(
                    actor=SYSTEM, party_id=a_party(), creditor_id=creditor, currency="PLN"
                )
                for _each in range(2)
            ]
            queues = [list(first), list(second)]
            turns = [0] * len(first) + [1] * len(second)
            if mixed:
                mixing.shuffle(turns)  # type: ignore[attr-defined]
            for which in turns:
                is_debit, amount, after = queues[which].pop(0)  # type: ignore[misc]
                day = (START + dt.timedelta(days=after)).isoformat()
                if is_debit:
                    kind = "pl_statutory_delay"
                    a_debit(accounts[which], str(amount), day, interest_kind=kind)
                else:
                    a_payment(accounts[which], str(amount), day)
            operations.settle_all(actor=SYSTEM, on=on("2026-12-31"), account_ids=accounts)
            found = [
                (b.due, b.overpaid, b.interest)
                for each in accounts
                for b in queries.balance(viewer=SYSTEM, account_id=each, on=on("2026-12-31"))
            ]
            transaction.set_rollback(True)
            return found

    assert outcome(mixed=False) == outcome(mixed=True)


def test_accounts_of_one_creditor_do_not_touch_each_other() -> None:
    creditor = a_creditor()
    accounts = [
        operations.open_account(
            actor=SYSTEM, party_id=a_party(), creditor_id=creditor, currency="PLN"
        )
        for _each in range(2)
    ]
    a_debit(accounts[0], "10", "2026-05-11")
    a_payment(accounts[1], "10", "2026-05-11")
    assert operations.settle_all(actor=SYSTEM, on=on("2026-06-01")) == operations.RunReport()
    assert Account.objects.count() == 2
