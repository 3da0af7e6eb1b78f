"""A payment that comes late in the day it is dated: what came later is settled anew."""

from decimal import Decimal

import pytest

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries
from kartoteka.ledger.models import Entry, OpenAmount, Settlement
from tests.ledger.builders import a_creditor, a_debit, a_payment, an_account, on

pytestmark = pytest.mark.django_db
TODAY = on("2026-06-30")


def used(credit_id: int) -> list[tuple[int, Decimal]]:
    lines = Settlement.objects.filter(credit_id=credit_id, mirrors=None, mirror=None)
    return list(lines.order_by("id").values_list("debit_id", "amount"))


def the_late_one() -> tuple[int, int, int, int]:
    """An account where 600 of 12 May comes to light after 500 of 10 June was used: debts and both.

    Interest is 9.25 % a year from 12 May.
    """
    account = an_account(a_creditor("PL_COLLECTION"))
    first = a_debit(account, "1000", "2026-05-11", interest_kind="pl_statutory_delay")
    second = a_debit(account, "100", "2026-07-20")
    later = a_payment(account, "500", "2026-06-10")
    operations.settle_all(actor=SYSTEM, on=TODAY, account_ids=[account])
    late = a_payment(account, "600", "2026-05-12")
    return first, second, later, late


def test_a_replay_gives_what_would_have_been() -> None:
    first, second, later, late = the_late_one()
    # 1000 × 9.25 % × 30 / 365 = 7.60 were noted to 10 June
    assert used(later)[0][1] == Decimal("7.60")
    done = operations.replay(actor=SYSTEM, credit_id=late, on=TODAY, reason="came late")

    # One day on 1000: 0.25. Left 400.25; 29 days on it to 10 June: 2.94.
    assert (done.withdrawn.lines, done.withdrawn.interest) == (2, 1)
    assert [amount for _debit, amount in used(late)] == [Decimal("0.25"), Decimal("599.75")]
    assert used(later)[1:] == [(first, Decimal("400.25")), (second, Decimal("96.81"))]
    assert used(later)[0][1] == Decimal("2.94")
    assert [(row.entry_id, row.today, row.then) for row in done.changes] == [
        (first, Decimal("507.60"), Decimal(0)),
        (second, Decimal(100), Decimal("3.19")),
        (late, Decimal(600), Decimal(0)),
    ]
    assert queries.prove(viewer=SYSTEM) == []


def test_it_equals_an_account_where_the_payment_came_in_time() -> None:
    *_debts, _later, late = the_late_one()
    operations.replay(actor=SYSTEM, credit_id=late, on=TODAY, reason="came late")
    account = an_account(a_creditor("PL_COLLECTION"))
    a_debit(account, "1000", "2026-05-11", interest_kind="pl_statutory_delay")
    a_debit(account, "100", "2026-07-20")
    a_payment(account, "600", "2026-05-12")
    a_payment(account, "500", "2026-06-10")
    operations.settle_all(actor=SYSTEM, on=TODAY, account_ids=[account])
    mine, other = (
        sorted(OpenAmount.objects.filter(account=one).values_list("amount", flat=True))
        for one in (Entry.objects.get(pk=late).account_id, account)
    )
    assert mine == other == [Decimal("3.19")]


def test_a_preview_changes_nothing_and_what_was_settled_by_hand_stays() -> None:
    first, _second, later, late = the_late_one()
    operations.withdraw(actor=SYSTEM, credit_id=later, reason="by hand instead")
    operations.settle(actor=SYSTEM, credit_id=later, on=TODAY, choices={first: Decimal(500)})
    before = sorted(OpenAmount.objects.values_list("entry_id", "amount"))
    told = operations.preview_replay(viewer=SYSTEM, credit_id=late, on=TODAY)
    assert told.withdrawn == operations.Withdrawn(lines=0, interest=0)
    assert sorted(OpenAmount.objects.values_list("entry_id", "amount")) == before
    assert used(later) == [(first, Decimal(500))]


def test_a_withdrawal_says_first_what_it_would_reopen() -> None:
    first, second, later, _late = the_late_one()
    lines = [line.settlement_id for line in queries.settlements_of(viewer=SYSTEM, credit_id=later)]
    told = operations.preview_withdraw(viewer=SYSTEM, settlement_ids=lines)
    assert told.withdrawn == operations.Withdrawn(lines=2, interest=1)
    assert [(row.entry_id, row.today, row.then) for row in told.changes] == [
        (first, Decimal("507.60"), Decimal(1000)),
        (later, Decimal(0), Decimal(500)),
    ]
    assert second not in {row.entry_id for row in told.changes}
    assert not Settlement.objects.exclude(mirrors=None).exists()


def test_nothing_is_replayed_without_something_to_settle() -> None:
    account = an_account()
    credit = a_payment(account, "10", "2026-06-01")
    with pytest.raises(operations.NothingToSettle):
        operations.replay(actor=SYSTEM, credit_id=credit, on=TODAY, reason="why")
    debt = a_debit(account, "10", "2026-06-01")
    with pytest.raises(operations.NotACredit):
        operations.replay(actor=SYSTEM, credit_id=debt, on=TODAY, reason="why")
