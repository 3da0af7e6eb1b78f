"""Interest with all that explains it: the debts, their periods, what came between."""

import pytest
from django.utils import timezone

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries
from tests.ledger.builders import a_debit, a_payment, an_account, on

pytestmark = pytest.mark.django_db


def lines(found: queries.DebtComputation) -> list[str]:
    return [
        f"{one.day} −{one.amount}"
        if isinstance(one, queries.Lowered)
        else f"{one.first}..{one.last} {one.principal} {one.amount}"
        for one in found.lines
    ]


def test_what_came_stands_behind_the_period_whose_last_day_is_its_own() -> None:
    account = an_account()
    debt = a_debit(account, "5000", "2026-03-28", interest_kind="pl_statutory_delay")
    for amount, day in (("500", "2026-03-30"), ("1500", "2026-04-15"), ("1000", "2026-05-15")):
        credit = a_payment(account, amount, day)
        operations.settle(actor=SYSTEM, credit_id=credit, on=on(day))
    moment = timezone.now()
    operations.withdraw(actor=SYSTEM, credit_id=credit, reason="not theirs")
    asked = {"viewer": SYSTEM, "entry_ids": [debt], "on": on("2026-05-16")}
    [now], [then] = queries.computations(**asked), queries.computations(**asked, moment=moment)
    assert (now.due_on, now.effective_due) == (on("2026-03-28"), on("2026-03-30"))
    begun = [
        "2026-03-30 −500.00",
        "2026-03-31..2026-04-15 4500.00 18.25",
        "2026-04-15 −1500.00",
    ]
    assert lines(now) == [*begun, "2026-04-16..2026-05-16 3000.00 23.57"]
    assert lines(then) == [
        *begun,
        "2026-04-16..2026-05-15 3000.00 22.81",
        "2026-05-15 −1000.00",
        "2026-05-16..2026-05-16 2000.00 0.50",
    ]


def test_chooses_by_party_creditor_currency_and_what_is_open() -> None:
    account = an_account()
    more = {"interest_kind": "pl_statutory_delay"}
    paid = a_debit(account, "100", "2026-03-30", **more)
    credit = a_payment(account, "100", "2026-04-30")
    operations.settle(actor=SYSTEM, credit_id=credit, on=on("2026-04-30"))
    still = a_debit(account, "200", "2026-03-31", **more)
    a_debit(account, "300", "2026-03-31")  # bears none
    a_debit(account, "400", "2026-05-15", **more)  # is not late yet
    [info] = queries.accounts(viewer=SYSTEM, party_id=still_party(still))
    asked = {"viewer": SYSTEM, "party_id": info.party_id, "on": on("2026-05-15")}

    def chosen(**which: object) -> list[int]:
        return [one.entry_id for one in queries.computations(**asked | which)]  # type: ignore[arg-type]

    assert chosen() == [paid, still]
    assert chosen(is_open=True) == [still]
    assert chosen(creditor_id=info.creditor_id, currency="PLN") == [paid, still]
    assert chosen(creditor_id=info.party_id) == chosen(currency="EUR") == []


def still_party(entry_id: int) -> int:
    [found] = queries.computations(viewer=SYSTEM, entry_ids=[entry_id], on=on("2026-05-15"))
    return found.party_id
