"""Paying in instalments: what may be agreed, what has been paid, and how it ends."""

from decimal import Decimal

import pytest

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations
from kartoteka.ledger.operations import PlanDraft
from kartoteka.ledger.queries import plans
from tests.ledger.builders import a_creditor, a_debit, a_payment, an_account, on

pytestmark = pytest.mark.django_db

THREE = (("2026-07-10", "40.00"), ("2026-08-10", "40.00"), ("2026-09-10", "40.00"))


def a_plan(account: int, debts: list[int], rows: tuple[tuple[str, str], ...] = THREE) -> PlanDraft:
    return PlanDraft(
        account, debts, on("2026-06-20"), [(on(day), Decimal(amount)) for day, amount in rows]
    )


def test_what_is_paid_covers_the_earliest_instalments_first() -> None:
    account = an_account(a_creditor("PL_PLAN"))
    older, debt = a_debit(account, "10.00", "2026-05-11"), a_debit(account, "100.00", "2026-05-20")
    a_debit(account, "20.00", "2026-05-20", kind="COST", debt_id=debt)
    key = operations.agree_plan(actor=SYSTEM, draft=a_plan(account, [debt]))
    credit = a_payment(account, "50.00", "2026-07-20")
    operations.settle(actor=SYSTEM, credit_id=credit, on=on("2026-07-20"))

    shown = plans.plan(viewer=SYSTEM, public_id=key, on=on("2026-08-20"))
    assert shown is not None
    assert (shown.total, shown.paid, shown.remains) == (Decimal(120), Decimal(50), Decimal(70))
    assert [(row.paid, row.state) for row in shown.instalments] == [
        (Decimal(40), "PAID"),
        (Decimal(10), "LATE"),
        (Decimal(0), "WAITING"),
    ]
    assert (shown.late, shown.is_first) == (Decimal(30), True)
    assert [one.entry_id for one in shown.debts] == [debt] != [older]

    operations.withdraw(actor=SYSTEM, credit_id=credit, reason="wrong account")
    shown = plans.plan(viewer=SYSTEM, public_id=key, on=on("2026-07-01"))
    assert shown is not None
    assert (shown.paid, shown.late) == (Decimal(0), Decimal(0))


def test_an_ended_plan_lets_its_debts_go() -> None:
    account = an_account(a_creditor("PL_PLAN"))
    older, debt = a_debit(account, "50.00", "2026-05-11"), a_debit(account, "120.00", "2026-05-20")
    key = operations.agree_plan(actor=SYSTEM, draft=a_plan(account, [debt]))
    with pytest.raises(operations.AlreadyPlanned):
        operations.agree_plan(actor=SYSTEM, draft=a_plan(account, [debt]))
    operations.end_plan(actor=SYSTEM, public_id=key, on=on("2026-08-01"), reason="Not paid")

    credit = a_payment(account, "50.00", "2026-08-20")
    done = operations.settle(actor=SYSTEM, credit_id=credit, on=on("2026-08-20"))
    assert [line.debit_id for line in done.lines] == [older]
    with pytest.raises(operations.NoSuchPlan):
        operations.end_plan(actor=SYSTEM, public_id=key, on=on("2026-08-01"), reason="again")
    operations.agree_plan(actor=SYSTEM, draft=a_plan(account, [debt]))
    party = operations.plans.Plan.objects.get(public_id=key).account.party_id
    told = plans.plans_of(viewer=SYSTEM, party_id=party, on=on("2026-08-20"))
    assert [one.ended_on for one in told] == [None, on("2026-08-01")]


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ((), operations.UnfitInstalments),
        ((("2026-06-19", "120.00"),), operations.UnfitInstalments),
        ((("2026-07-10", "60.00"), ("2026-07-10", "60.00")), operations.UnfitInstalments),
        ((("2026-07-10", "121.00"), ("2026-08-10", "-1.00")), operations.UnfitInstalments),
        ((("2026-07-10", "119.99"),), operations.InstalmentsDiffer),
    ],
)
def test_instalments_that_do_not_fit(
    rows: tuple[tuple[str, str], ...], refusal: type[Exception]
) -> None:
    account = an_account()
    debt = a_debit(account, "120.00", "2026-05-20")
    with pytest.raises(refusal):
        operations.agree_plan(actor=SYSTEM, draft=a_plan(account, [debt], rows))


def test_debts_of_another_account_and_paid_ones_are_no_debts_of_a_plan() -> None:
    account = an_account()
    other = a_debit(an_account(), "120.00", "2026-05-20")
    for debts in ([], [other]):
        with pytest.raises(operations.NoDebts):
            operations.agree_plan(actor=SYSTEM, draft=a_plan(account, debts))
