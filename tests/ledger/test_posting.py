"""Posting entries, one and many."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.ledger import operations, queries
from kartoteka.ledger.models import Account, Entry, OpenAmount
from tests.ledger.builders import a_creditor, a_debit, a_draft, a_party, a_payment, an_account, on

pytestmark = pytest.mark.django_db


def test_what_is_posted_is_open() -> None:
    account_id = an_account()
    debit = a_debit(account_id, "100.00", "2026-05-10", interest_kind="pl_statutory_delay")
    cost = a_debit(account_id, "40.00", "2026-06-10", kind="COST", debt_id=debit)
    credit = a_payment(account_id, "30.00", "2026-05-20")
    kept = {row.entry_id: row for row in OpenAmount.objects.all()}
    assert [
        (kept[entry].side, kept[entry].rank, kept[entry].debt_id, kept[entry].line_on)
        for entry in (debit, cost, credit)
    ] == [
        ("DEBIT", 3, debit, on("2026-05-10")),
        ("DEBIT", 1, debit, on("2026-05-10")),
        ("CREDIT", 3, credit, on("2026-05-20")),
    ]
    [found] = queries.balance(viewer=SYSTEM, account_id=account_id, on=on("2026-06-11"))
    assert (found.due, found.overpaid, found.overdue, found.overdue_count) == (
        Decimal("140.00"),
        Decimal("30.00"),
        Decimal("140.00"),
        2,
    )
    assert found.oldest_overdue_on == on("2026-05-10")
    # due on a Sunday, so from 12 May: 31 days at 9.25 %
    assert found.interest == Decimal("0.79")


def test_many_are_posted_with_their_accessories_and_accounts() -> None:
    creditor, anna, bartek = a_creditor(), a_party(), a_party()
    rows = [
        a_draft(anna, creditor, "100", "2026-05-10", source_ref="F1"),
        a_draft(
            anna,
            creditor,
            "40",
            "2026-05-10",
            source_ref="F1/cost",
            kind="COST",
            debt_source_ref="F1",
        ),
        a_draft(bartek, creditor, "70", "2026-05-10", source_ref="F2", currency="EUR"),
    ]
    assert operations.post_many(actor=SYSTEM, rows=rows) == operations.Posted(3, 0, 2)
    cost = Entry.objects.get(source_ref="F1/cost")
    assert cost.debt.source_ref == "F1"
    assert Account.objects.get(party=bartek).currency == "EUR"
    assert operations.post_many(actor=SYSTEM, rows=rows) == operations.Posted(0, 3, 0)
    assert OpenAmount.objects.count() == 3


def test_of_a_row_told_twice_in_one_set_one_stays() -> None:
    creditor, anna = a_creditor(), a_party()
    draft = a_draft(anna, creditor, "100", "2026-05-10")
    other = replace(draft, source_ref="another", amount=Decimal(7))
    posted = operations.post_many(actor=SYSTEM, rows=[draft, draft, other])
    assert posted == operations.Posted(count=2, known=1, accounts=1)
    assert [entry.amount for entry in Entry.objects.order_by("amount")] == [7, 100]


def test_a_second_posting_of_the_same_source_is_refused() -> None:
    creditor, anna = a_creditor(), a_party()
    draft = a_draft(anna, creditor, "100", "2026-05-10")
    operations.post(actor=SYSTEM, draft=draft)
    with pytest.raises(operations.AlreadyPosted):
        operations.post(actor=SYSTEM, draft=draft)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"amount": Decimal(0)}, operations.NotAnAmount),
        ({"amount": Decimal("0.001")}, operations.NotAnAmount),
        ({"due_on": None}, operations.NoDueDate),
        ({"party_id": -1}, operations.UnknownParty),
        ({"creditor_id": -1}, operations.UnknownCreditor),
        ({"interest_kind": "usury"}, operations.UnknownInterestKind),
        ({"kind": "COST", "debt_source_ref": "no such"}, operations.UnknownDebt),
    ],
)
def test_a_wrong_row_refuses_all(
    more: dict[str, object], refusal: type[operations.NotAllowed]
) -> None:
    creditor, anna = a_creditor(), a_party()
    good = a_draft(anna, creditor, "1", "2026-05-10")
    rows = [good, replace(good, source_ref="wrong", **more)]  # type: ignore[arg-type]
    with pytest.raises(refusal):
        operations.post_many(actor=SYSTEM, rows=rows)
    assert not Entry.objects.exists()


def test_a_cost_cannot_stand_on_another_account_than_its_debt() -> None:
    creditor = a_creditor()
    debit = a_debit(an_account(creditor), "100", "2026-05-10")
    with pytest.raises(operations.AccessoryElsewhere):
        a_debit(an_account(creditor), "40", "2026-05-10", kind="COST", debt_id=debit)


def test_nothing_is_posted_into_a_closed_period() -> None:
    account_id = an_account()
    creditor_id = Account.objects.get(pk=account_id).creditor_id
    operations.close_until(actor=SYSTEM, creditor_id=creditor_id, until=on("2026-04-30"))
    with pytest.raises(operations.PeriodClosed):
        a_payment(account_id, "10", "2026-04-30")
    a_payment(account_id, "10", "2026-05-01")
    with pytest.raises(operations.ClosedFurther):
        operations.close_until(actor=SYSTEM, creditor_id=creditor_id, until=on("2026-03-31"))


def test_a_customer_posts_nothing() -> None:
    customer = Actor(user_id=1, realm=Realm.PORTAL)
    with pytest.raises(operations.NotAllowed):
        operations.post_many(actor=customer, rows=[])


def test_open_entries_stand_in_the_order_of_the_law() -> None:
    account_id = an_account()
    later = a_debit(account_id, "10", "2026-05-20")
    first = a_debit(account_id, "20", "2026-05-11", interest_kind="pl_statutory_delay")
    interest = a_debit(account_id, "3", "2026-07-01", kind="INTEREST", debt_id=first)
    cost = a_debit(account_id, "4", "2026-07-01", kind="COST", debt_id=first)
    found = queries.open_entries(viewer=SYSTEM, account_id=account_id, on=on("2026-05-18"))
    assert [entry.entry_id for entry in found] == [cost, interest, first, later]
    assert [entry.days_overdue for entry in found] == [0, 0, 7, 0]
