"""How a customer pays, in figures worked by hand."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from kartoteka.insight import queries
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account
from tests import build
from tests.ledger.builders import a_debit, a_payment, an_account

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 20)
D = Decimal


def paid(account: int, amount: str, due: str, on: str) -> None:
    debt = a_debit(account, amount, due)
    credit = a_payment(account, amount, on, designated=[debt])
    ledger.settle(actor=SYSTEM, credit_id=credit, on=ON)


@pytest.fixture
def account() -> int:
    account = an_account()
    paid(account, "100.00", "2025-10-06", "2025-10-06")  # in time
    paid(account, "300.00", "2026-01-12", "2026-01-22")  # ten days late
    paid(account, "100.00", "2026-10-10", "2026-10-12")  # due on a Saturday, paid on Monday
    a_debit(account, "500.00", "2026-10-31", number="FV/9")  # a Saturday: late from Tuesday on
    a_debit(account, "40.00", "2026-12-07", number="FV/10")
    return account


def test_delay_and_punctuality_count_what_is_open(account: int) -> None:
    party = Account.objects.get(pk=account).party_id
    (one,) = queries.behaviour(viewer=SYSTEM, party_id=party, on=ON)
    # (300 x 10 + 500 x 18 days from Monday 2 November) / 1000
    assert (one.currency, one.delay, one.punctual) == ("PLN", D("12.0"), D(20))
    assert [month.month for month in one.months] == [
        dt.date(2025, 10, 1), dt.date(2026, 1, 1), dt.date(2026, 10, 1),
    ]  # fmt: skip
    assert [(month.delay, month.punctual) for month in one.months] == [
        (D("0.0"), D(100)), (D("10.0"), D(0)), (D("15.0"), D(17)),
    ]  # fmt: skip
    # half a year: 9000 / 600 = 15.0; before: 3000 / 400 = 7.5
    assert (one.change, one.trend) == (D("7.5"), "WORSE")
    assert (one.number, one.due_on, one.remains) == ("FV/9", dt.date(2026, 10, 31), D("500.00"))
    assert one.expected_on == ON  # 31 October and twelve days are over
    (earlier,) = queries.behaviour(viewer=SYSTEM, party_id=party, on=dt.date(2026, 11, 3))
    assert earlier.expected_on == dt.date(2026, 11, 4)  # three days and a half, rounded


def test_withdrawn_settlements_cancel_out(account: int) -> None:
    party = Account.objects.get(pk=account).party_id
    before = queries.behaviour(viewer=SYSTEM, party_id=party, on=ON)
    extra = a_payment(account, "10.00", "2026-11-09")
    ledger.settle(actor=SYSTEM, credit_id=extra, on=ON)
    ledger.withdraw(actor=SYSTEM, credit_id=extra, reason="by mistake")
    assert queries.behaviour(viewer=SYSTEM, party_id=party, on=ON) == before


def test_what_came_while_the_books_were_closed_came_on_its_own_day() -> None:
    account = an_account()
    a_debit(account, "100.00", "2026-10-30")
    a_debit(account, "100.00", "2026-10-28")
    creditor = Account.objects.get(pk=account).creditor_id
    ledger.close_until(actor=SYSTEM, creditor_id=creditor, until=dt.date(2026, 10, 31))
    day = dt.date(2026, 10, 30)
    a_payment(account, "200.00", "2026-10-30", paid_on=day)
    ledger.settle_all(actor=SYSTEM, on=ON, account_ids=[account])
    party = Account.objects.get(pk=account).party_id
    (one,) = queries.behaviour(viewer=SYSTEM, party_id=party, on=ON)
    # one of two in time, the other two days late; by the books of 1 November both would be late
    assert (one.delay, one.punctual) == (D("1.0"), D(50))


def test_nothing_is_said_of_whom_nothing_is_known() -> None:
    party = Account.objects.get(pk=an_account()).party_id
    assert queries.behaviour(viewer=SYSTEM, party_id=party, on=ON) == []


def test_the_card_has_the_table_beside_the_chart(account: int, client: Client) -> None:
    client.force_login(build.a_user())
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC), tick=True):
        page = client.get(f"/parties/{Account.objects.get(pk=account).party_id}/analysis/").text
    assert 'data-chart="behaviour-PLN"' in page
    assert '"second": [0.0, 10.0, 15.0]' in page
    assert "pays later" in page
    assert "17%" in page
    assert "vendor/echarts.min.js" in page
