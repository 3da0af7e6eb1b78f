"""Settling by examples: the order of the law, interest that is met, refusals."""

from decimal import Decimal

import pytest
from django.db import transaction

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries
from kartoteka.ledger.models import Account, Entry, OpenAmount, Settlement
from tests.ledger.builders import a_creditor, a_debit, a_payment, an_account, on

pytestmark = pytest.mark.django_db


def used(credit_id: int) -> list[tuple[int, Decimal]]:
    lines = queries.settlements_of(viewer=SYSTEM, credit_id=credit_id)
    return [(line.debit_id, line.amount) for line in lines if line.stands]


def test_costs_then_interest_then_principal_of_the_longest_due_debt() -> None:
    account = an_account()
    later = a_debit(account, "50", "2026-05-20")
    first = a_debit(account, "100", "2026-05-11")
    interest = a_debit(account, "3", "2026-06-01", kind="INTEREST", debt_id=first)
    cost = a_debit(account, "40", "2026-06-01", kind="COST", debt_id=first)
    credit = a_payment(account, "150", "2026-06-02")
    report = operations.settle_all(actor=SYSTEM, on=on("2026-06-02"))
    assert (report.settled, report.lines, report.rounds) == (1, 4, 1)
    assert used(credit) == [
        (cost, Decimal("40.00")),
        (interest, Decimal("3.00")),
        (first, Decimal("100.00")),
        (later, Decimal("7.00")),
    ]
    assert OpenAmount.objects.get().amount == Decimal("43.00")


def test_what_the_payer_named_comes_first() -> None:
    account = an_account()
    older = a_debit(account, "50", "2026-05-11")
    named = a_debit(account, "60", "2026-05-20")
    cost = a_debit(account, "5", "2026-06-01", kind="COST", debt_id=named)
    credit = a_payment(account, "70", "2026-06-02", designated=(named,))
    operations.settle_all(actor=SYSTEM, on=on("2026-06-02"))
    assert used(credit) == [
        (cost, Decimal("5.00")),
        (named, Decimal("60.00")),
        (older, Decimal("5.00")),
    ]
    reasons = [
        (line.rule, line.basis) for line in queries.settlements_of(viewer=SYSTEM, credit_id=credit)
    ]
    assert reasons == [
        ("DESIGNATED", "PL_KC_451"),
        ("DESIGNATED", "PL_KC_451"),
        ("OLDEST_DUE", "PL_KC_451"),
    ]


def test_slovak_business_debts_take_interest_before_costs_and_principal() -> None:
    account = an_account(a_creditor("SK_BUSINESS"), currency="EUR")
    debt = a_debit(account, "100", "2026-05-11")
    cost = a_debit(account, "40", "2026-06-01", kind="COST", debt_id=debt)
    interest = a_debit(account, "3", "2026-06-01", kind="INTEREST", debt_id=debt)
    credit = a_payment(account, "50", "2026-06-02")
    operations.settle(actor=SYSTEM, credit_id=credit, on=on("2026-06-02"))
    assert used(credit) == [
        (interest, Decimal("3.00")),
        (cost, Decimal("40.00")),
        (debt, Decimal("7.00")),
    ]


def test_accrued_interest_is_noted_to_the_payment_day_and_paid_first() -> None:
    account = an_account(a_creditor("PL_COLLECTION"))
    debt = a_debit(account, "36500", "2026-03-31", interest_kind="pl_statutory_delay")
    credit = a_payment(account, "1000", "2026-04-10")
    operations.settle_all(actor=SYSTEM, on=on("2026-06-02"))
    note = Entry.objects.get(kind="INTEREST")
    assert (note.amount, note.debt_id, note.effective_on) == (
        Decimal("92.50"),
        debt,
        on("2026-04-10"),
    )
    assert (note.interest_of.first_day, note.interest_of.last_day) == (
        on("2026-04-01"),
        on("2026-04-10"),
    )
    assert used(credit) == [(note.pk, Decimal("92.50")), (debt, Decimal("907.50"))]
    [entry] = queries.open_entries(viewer=SYSTEM, account_id=account, on=on("2026-04-20"))
    # ten days on what is left; what has been noted is not counted again
    assert entry.interest == Decimal("90.20")


def test_interest_below_the_threshold_is_not_noted() -> None:
    from kartoteka.ledger.models import Scheme

    Scheme.objects.filter(code="PL_COLLECTION").update(threshold=Decimal(10))
    account = an_account(a_creditor("PL_COLLECTION"))
    debt = a_debit(account, "365", "2026-03-31", interest_kind="pl_statutory_delay")
    credit = a_payment(account, "100", "2026-04-10")
    operations.settle_all(actor=SYSTEM, on=on("2026-06-02"))
    assert used(credit) == [(debt, Decimal("100.00"))]


def test_withdrawing_restores_balance_and_interest() -> None:
    account = an_account(a_creditor("PL_COLLECTION"))
    a_debit(account, "36500", "2026-03-31", interest_kind="pl_statutory_delay")
    credit = a_payment(account, "1000", "2026-04-10")
    before = queries.balance(viewer=SYSTEM, account_id=account, on=on("2026-05-01"))
    for _again in range(2):
        operations.settle(actor=SYSTEM, credit_id=credit, on=on("2026-05-01"))
        done = operations.withdraw(actor=SYSTEM, credit_id=credit, reason="wrong payer")
        assert (done.lines, done.interest) == (2, 1)
        assert queries.balance(viewer=SYSTEM, account_id=account, on=on("2026-05-01")) == before
    with pytest.raises(operations.NothingToWithdraw):
        operations.withdraw(actor=SYSTEM, credit_id=credit, reason="again")
    first = queries.settlements_of(viewer=SYSTEM, credit_id=credit)[0]
    with pytest.raises(operations.AlreadyWithdrawn):
        operations.withdraw(actor=SYSTEM, settlement_ids=[first.settlement_id], reason="again")


def test_interest_goes_with_the_last_settlement_on_it_whoever_made_it_noted() -> None:
    account = an_account(a_creditor("PL_COLLECTION"))
    debt = a_debit(account, "36500", "2026-03-31", interest_kind="pl_statutory_delay")
    before = queries.balance(viewer=SYSTEM, account_id=account, on=on("2026-06-01"))
    first = a_payment(account, "10", "2026-04-10")  # of 92.50 accrued
    second = a_payment(account, "1000", "2026-04-20")
    operations.settle_all(actor=SYSTEM, on=on("2026-06-01"), account_ids=[account])
    done = operations.withdraw(actor=SYSTEM, credit_id=first, reason="wrong payer")
    assert (done.lines, done.interest) == (1, 0)  # the second has paid the rest of it
    done = operations.withdraw(actor=SYSTEM, credit_id=second, reason="wrong payer")
    assert (done.lines, done.interest) == (3, 2)
    (after,) = queries.balance(viewer=SYSTEM, account_id=account, on=on("2026-06-01"))
    assert (after.due, after.interest) == (before[0].due, before[0].interest)
    assert set(OpenAmount.objects.values_list("entry_id", flat=True)) == {debt, first, second}


def test_what_took_something_back_is_not_taken_back() -> None:
    account = an_account(a_creditor("PL_COLLECTION"))
    a_debit(account, "36500", "2026-03-31", interest_kind="pl_statutory_delay")
    credit = a_payment(account, "1000", "2026-04-10")
    operations.settle(actor=SYSTEM, credit_id=credit, on=on("2026-05-01"))
    operations.withdraw(actor=SYSTEM, credit_id=credit, reason="wrong payer")
    before = Settlement.objects.count()
    for line in (
        Settlement.objects.get(rule="CANCELLED"),
        Settlement.objects.filter(rule="WITHDRAWN").earliest("pk"),
    ):
        with pytest.raises(operations.OfTakenBackInterest), transaction.atomic():
            operations.withdraw(actor=SYSTEM, settlement_ids=[line.pk], reason="again")
    assert Settlement.objects.count() == before


def test_preview_shows_what_settling_will_do_and_changes_nothing() -> None:
    account = an_account(a_creditor("PL_COLLECTION"))
    a_debit(account, "36500", "2026-03-31", interest_kind="pl_statutory_delay")
    credit = a_payment(account, "1000", "2026-04-10")
    planned = operations.preview(viewer=SYSTEM, credit_id=credit, on=on("2026-05-01"))
    assert Entry.objects.filter(kind="INTEREST").count() == 0
    done = operations.settle(actor=SYSTEM, credit_id=credit, on=on("2026-05-01"))
    assert [line.amount for line in planned.lines] == [line.amount for line in done.lines]
    assert done.left == Decimal("0.00")
    assert "451" in done.lines[0].reason


def test_choices_by_hand_are_taken_as_they_are() -> None:
    account = an_account()
    older = a_debit(account, "50", "2026-05-11")
    younger = a_debit(account, "60", "2026-05-20")
    credit = a_payment(account, "70", "2026-06-02")
    done = operations.settle(
        actor=SYSTEM, credit_id=credit, on=on("2026-06-02"), choices={younger: Decimal("60")}
    )
    assert used(credit) == [(younger, Decimal("60.00"))]
    assert done.left == Decimal("10.00")
    with pytest.raises(operations.MoreThanOpen):
        operations.settle(
            actor=SYSTEM, credit_id=credit, on=on("2026-06-02"), choices={older: Decimal("11")}
        )
    elsewhere = a_debit(an_account(), "5", "2026-05-11")
    with pytest.raises(operations.AnotherAccount):
        operations.settle(
            actor=SYSTEM, credit_id=credit, on=on("2026-06-02"), choices={elsewhere: Decimal("5")}
        )


def test_a_late_payment_asks_first() -> None:
    account = an_account()
    a_debit(account, "100", "2026-05-11")
    operations.settle(
        actor=SYSTEM, credit_id=a_payment(account, "10", "2026-06-02"), on=on("2026-06-02")
    )
    late = a_payment(account, "10", "2026-05-02")
    with pytest.raises(operations.LatePayment):
        operations.settle(actor=SYSTEM, credit_id=late, on=on("2026-06-02"))
    operations.settle(
        actor=SYSTEM,
        credit_id=late,
        on=on("2026-06-02"),
        confirmed=frozenset({operations.LatePayment.code}),
    )
    assert len(used(late)) == 1


def test_a_run_leaves_late_payments_to_a_person_where_interest_depends_on_them() -> None:
    account = an_account(a_creditor("PL_COLLECTION"))
    a_debit(account, "100", "2026-05-11", interest_kind="pl_statutory_delay")
    a_payment(account, "10", "2026-06-02")
    operations.settle_all(actor=SYSTEM, on=on("2026-06-02"))
    late = a_payment(account, "10", "2026-05-30")
    report = operations.settle_all(actor=SYSTEM, on=on("2026-06-02"))
    assert report.late_accounts == (account,)
    assert used(late) == []


def test_an_unknown_rate_refuses_and_is_reported() -> None:
    account = an_account(a_creditor("PL_COLLECTION"))
    a_debit(account, "100", "2026-12-11", interest_kind="pl_commercial_delay")
    credit = a_payment(account, "10", "2027-01-02")
    with pytest.raises(operations.RateMissing):
        operations.settle(actor=SYSTEM, credit_id=credit, on=on("2027-01-02"))
    report = operations.settle_all(actor=SYSTEM, on=on("2027-01-02"))
    assert report.refused_accounts == (account,)
    [found] = queries.balance(viewer=SYSTEM, account_id=account, on=on("2027-01-02"))
    assert found.interest is None


def test_an_advance_is_used_from_the_day_of_the_debt() -> None:
    account = an_account()
    a_debit(account, "100", "2026-05-20", effective_on=on("2026-05-06"))
    credit = a_payment(account, "30", "2026-01-02")
    done = operations.settle(actor=SYSTEM, credit_id=credit, on=on("2026-06-02"))
    assert done.lines[0].effective_on == on("2026-05-06")


def test_settling_does_not_reach_into_a_closed_period() -> None:
    account = an_account()
    creditor = Account.objects.get(pk=account).creditor_id
    a_debit(account, "100", "2026-04-10")
    credit = a_payment(account, "30", "2026-04-12")
    operations.close_until(actor=SYSTEM, creditor_id=creditor, until=on("2026-04-30"))
    done = operations.settle(actor=SYSTEM, credit_id=credit, on=on("2026-06-02"))
    assert done.lines[0].effective_on == on("2026-05-01")
    operations.close_until(actor=SYSTEM, creditor_id=creditor, until=on("2026-05-31"))
    with pytest.raises(operations.PeriodClosed):
        operations.withdraw(actor=SYSTEM, credit_id=credit, reason="late")


def test_a_moved_due_date_changes_order_and_interest() -> None:
    account = an_account()
    first = a_debit(account, "100", "2026-05-11", interest_kind="pl_statutory_delay")
    cost = a_debit(account, "5", "2026-05-11", kind="COST", debt_id=first)
    second = a_debit(account, "100", "2026-05-20")
    operations.change_due(
        actor=SYSTEM, entry_id=first, due_on=on("2026-07-01"), reason="instalment"
    )
    found = queries.open_entries(viewer=SYSTEM, account_id=account, on=on("2026-06-10"))
    assert [(entry.entry_id, entry.interest) for entry in found] == [
        (second, Decimal("0.00")),
        (cost, Decimal("0.00")),
        (first, Decimal("0.00")),
    ]
    with pytest.raises(operations.SameDueDate):
        operations.change_due(actor=SYSTEM, entry_id=first, due_on=on("2026-07-01"), reason="x")


def test_a_transfer_moves_what_is_left_by_a_pair_of_entries() -> None:
    creditor = a_creditor()
    here, there = an_account(creditor), an_account(creditor)
    credit = a_payment(here, "70", "2026-06-02")
    pair = operations.transfer(
        actor=SYSTEM,
        credit_id=credit,
        to_account_id=there,
        amount=Decimal(30),
        on=on("2026-06-03"),
        reason="paid for the neighbour",
    )
    assert used(credit) == [(pair.debit_id, Decimal("30.00"))]
    [left, got] = [
        queries.balance(viewer=SYSTEM, account_id=each, on=on("2026-06-03"))[0].overpaid
        for each in (here, there)
    ]
    assert (left, got) == (Decimal("40.00"), Decimal("30.00"))
    with pytest.raises(operations.MoreThanOpen):
        operations.transfer(
            actor=SYSTEM,
            credit_id=credit,
            to_account_id=there,
            amount=Decimal(41),
            on=on("2026-06-03"),
            reason="too much",
        )


def test_a_withdrawn_settlement_does_not_split_a_period() -> None:
    account = an_account(a_creditor(rounding="period"))
    a_debit(account, "1.45", "2026-04-05", interest_kind="sk_civil_delay_by_first_day")
    credit = a_payment(account, "29.10", "2026-05-30")
    before = queries.balance(viewer=SYSTEM, account_id=account, on=on("2026-08-31"))
    operations.settle(actor=SYSTEM, credit_id=credit, on=on("2026-06-11"))
    operations.withdraw(actor=SYSTEM, credit_id=credit, reason="test")
    assert queries.balance(viewer=SYSTEM, account_id=account, on=on("2026-08-31")) == before
