"""History, itemised interest, ageing, the past, and the proof that it all holds."""

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries
from kartoteka.ledger.models import Account
from tests.ledger.builders import a_creditor, a_debit, a_payment, an_account, on

pytestmark = pytest.mark.django_db


def test_history_runs_backwards_with_the_balance_after_each_entry() -> None:
    account = an_account()
    a_debit(account, "100", "2026-02-10", effective_on=on("2026-01-10"))
    a_payment(account, "30", "2026-02-10")
    a_debit(account, "50", "2026-03-10", effective_on=on("2026-02-20"))
    operations.settle_all(actor=SYSTEM, on=on("2026-06-01"))
    pages = [queries.history(viewer=SYSTEM, account_id=account, limit=2)]
    pages.append(queries.history(viewer=SYSTEM, account_id=account, limit=2, before=pages[0][-1]))
    rows = list(itertools.chain(*pages))
    assert [(row.amount, row.open_amount, row.balance) for row in rows] == [
        (Decimal("50.00"), Decimal("50.00"), Decimal("120.00")),
        (Decimal("30.00"), Decimal("0.00"), Decimal("70.00")),
        (Decimal("100.00"), Decimal("70.00"), Decimal("100.00")),
    ]


def test_the_past_can_be_asked_in_two_ways() -> None:
    account = an_account()
    a_debit(account, "100", "2026-02-10", effective_on=on("2026-01-10"))
    a_payment(account, "30", "2026-02-10")

    def amounts(found: list[queries.DayBalance]) -> list[Decimal]:
        return [each.amount for each in found]

    asked = {"viewer": SYSTEM, "account_id": account}
    assert amounts(queries.balance_as_of(**asked, day=on("2026-01-09"))) == [Decimal("0.00")]
    assert amounts(queries.balance_as_of(**asked, day=on("2026-02-09"))) == [Decimal("100.00")]
    assert amounts(queries.balance_as_of(**asked, day=on("2026-02-10"))) == [Decimal("70.00")]
    now = timezone.now()
    before = now - dt.timedelta(hours=1)
    assert amounts(queries.balance_as_shown(**asked, moment=before)) == [Decimal("0.00")]
    assert amounts(queries.balance_as_shown(**asked, moment=now)) == [Decimal("70.00")]


def test_interest_is_itemised_as_a_court_would_accept_it() -> None:
    account = an_account(a_creditor("PL_COLLECTION"))
    debt = a_debit(account, "100000", "2026-01-10", interest_kind="pl_commercial_delay")
    [found] = queries.interest_to(viewer=SYSTEM, account_id=account, on=on("2026-07-20"))
    assert (found.entry_id, found.accrued, found.noted) == (debt, Decimal("7235.62"), Decimal(0))
    assert [(row.first, row.days, row.percent, row.amount) for row in found.periods] == [
        (on("2026-01-13"), 169, Decimal(14), Decimal("6482.19")),
        (on("2026-07-01"), 20, Decimal("13.75"), Decimal("753.43")),
    ]
    a_payment(account, "7235.62", "2026-07-20")
    operations.settle_all(actor=SYSTEM, on=on("2026-07-20"))
    [later] = queries.interest_to(viewer=SYSTEM, entry_ids=[debt], on=on("2026-07-21"))
    assert (later.accrued, later.noted, later.not_noted) == (
        Decimal("7273.29"),
        Decimal("7235.62"),
        Decimal("37.67"),
    )
    with pytest.raises(queries.InterestNotKnown):
        queries.interest_to(viewer=SYSTEM, account_id=account, on=on("2027-01-01"))


def test_ageing_counts_days_from_the_due_date() -> None:
    creditor = a_creditor()
    account = an_account(creditor)
    for due in ("2026-06-30", "2026-06-29", "2026-05-31", "2026-05-30", "2026-04-30"):
        a_debit(account, "1", due)
    for due in ("2026-05-01", "2026-04-01", "2026-03-31"):
        a_debit(account, "1", due)
    a_payment(account, "0.50", "2026-06-30")
    operations.settle_all(actor=SYSTEM, on=on("2026-06-30"))
    party = Account.objects.get(pk=account).party_id
    [row] = queries.ageing(viewer=SYSTEM, on=on("2026-06-30"))
    assert row == queries.AgeingRow(
        party, "PLN", Decimal(1), Decimal(2), Decimal(2), Decimal(2), Decimal("0.5"), Decimal("7.5")
    )
    assert queries.ageing(viewer=SYSTEM, on=on("2026-06-30"), creditor_id=-1) == []


def test_a_term_that_ended_on_saturday_is_not_overdue_on_monday() -> None:
    account = an_account()
    a_debit(account, "10", "2026-06-27")
    for day, overdue in (("2026-06-29", 0), ("2026-06-30", 1)):
        [found] = queries.balance(viewer=SYSTEM, account_id=account, on=on(day))
        assert found.overdue_count == overdue
        [row] = queries.ageing(viewer=SYSTEM, on=on(day))
        assert row.days_1_30 == 10 * overdue


@pytest.fixture
def lively() -> int:
    """An account with noted, withdrawn and moved things in it."""
    account = an_account(a_creditor("PL_COLLECTION", rounding="period"))
    for amount, due in (("100", "2026-02-10"), ("200", "2026-03-10"), ("300", "2026-04-10")):
        a_debit(account, amount, due, interest_kind="pl_statutory_delay")
    for amount, paid in (("50", "2026-03-20"), ("120", "2026-05-05"), ("70", "2026-06-01")):
        a_payment(account, amount, paid)
        operations.settle_all(actor=SYSTEM, on=on("2026-06-30"))
    last = a_payment(account, "25", "2026-06-15")
    operations.settle(actor=SYSTEM, credit_id=last, on=on("2026-06-30"))
    operations.withdraw(actor=SYSTEM, credit_id=last, reason="mistake")
    operations.settle_all(actor=SYSTEM, on=on("2026-06-30"))
    debit = queries.open_entries(viewer=SYSTEM, account_id=account, on=on("2026-06-30"))[-1]
    operations.change_due(
        actor=SYSTEM, entry_id=debit.entry_id, due_on=on("2026-08-01"), reason="agreed"
    )
    return account


@pytest.mark.usefixtures("lively")
def test_the_proof_finds_nothing_where_nothing_is_wrong() -> None:
    assert queries.prove(viewer=SYSTEM) == []


LOOSENED = [
    ("settlement", "debit_of_account"),
    ("settlement", "credit_of_account"),
    ("settlement", "mirrors_exactly"),
    ("entry", "debt_of_account"),
]


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("UPDATE ledger_open SET amount = amount + 1", "open amount"),
        ("DELETE FROM ledger_open", "open amount"),
        ("UPDATE ledger_open SET line_on = line_on + 1", "place in line"),
        ("UPDATE ledger_entry SET amount = amount + 0.01 WHERE kind = 'INTEREST'", "interest"),
        ("UPDATE ledger_entry SET amount = 0.01 WHERE kind = 'PAYMENT'", "settled amount"),
        ("UPDATE ledger_entry SET side = 'CREDIT' WHERE kind = 'INVOICE'", "sides"),
        ("UPDATE ledger_settlement SET amount = amount * 2 WHERE mirrors_id IS NULL", "mirror"),
        ("UPDATE ledger_interestperiod SET debt_id = entry_id", "days of interest"),
    ],
)
@pytest.mark.usefixtures("lively")
def test_the_proof_finds_what_was_damaged_behind_the_triggers(damage: str, check: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("entry", "settlement", "open", "interestperiod"):
            cursor.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER USER")
        for table, key in LOOSENED:
            cursor.execute(f"ALTER TABLE ledger_{table} DROP CONSTRAINT ledger_{table}_{key}")
        cursor.execute(damage)
    found = {difference.check for difference in queries.prove(viewer=SYSTEM)}
    assert any(each.startswith(check) for each in found), found


def test_creditors_and_schemes_can_be_listed() -> None:
    creditor = a_creditor("SK_BUSINESS", rounding="period")
    [found] = queries.creditors(viewer=SYSTEM)
    assert (found.party_id, found.scheme, found.rounding) == (creditor, "SK_BUSINESS", "period")
    codes = [scheme.code for scheme in queries.schemes(viewer=SYSTEM)]
    assert codes == sorted(codes)
    assert "PL_UTILITY" in codes
