"""Money of a day to which the books are closed: posted on the first open day, to interest it is of
its own."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries
from kartoteka.ledger.models import Account, Entry, OpenAmount
from tests.ledger.builders import a_creditor, a_debit, a_draft, a_party, a_payment, an_account, on

pytestmark = pytest.mark.django_db
PAID, CLOSED, OPEN, TODAY = (
    on(day) for day in ("2026-05-29", "2026-05-31", "2026-06-01", "2026-06-30")
)


def close(account: int, until: dt.date = CLOSED) -> None:
    creditor = Account.objects.get(pk=account).creditor_id
    operations.close_until(actor=SYSTEM, creditor_id=creditor, until=until)


def came(account: int, amount: str, day: dt.date = PAID, **more: object) -> int:
    """A payment of which the bank has told the day."""
    return a_payment(account, amount, day.isoformat(), paid_on=day, **more)


def days_of(credit: int) -> tuple[dt.date | None, dt.date, dt.date, dt.date]:
    entry = Entry.objects.get(pk=credit)
    return entry.paid_on, entry.issued_on, entry.booked_on, entry.effective_on


def test_it_is_posted_on_the_first_open_day_and_keeps_its_own() -> None:
    account = an_account()
    close(account)
    late, last, first = (came(account, "10", day) for day in (PAID, CLOSED, OPEN))
    assert days_of(late) == (PAID, PAID, OPEN, OPEN)
    assert days_of(last) == (CLOSED, CLOSED, OPEN, OPEN)
    assert days_of(first) == (None, OPEN, OPEN, OPEN)
    kept = OpenAmount.objects.order_by("entry_id").values_list("effective_on", "line_on")
    assert list(kept) == [(OPEN, PAID), (OPEN, CLOSED), (OPEN, OPEN)]
    assert queries.prove(viewer=SYSTEM) == []


def test_what_is_posted_together_tells_how_much_of_it_came_late() -> None:
    closed, other = a_creditor(), a_creditor()
    operations.close_until(actor=SYSTEM, creditor_id=closed, until=CLOSED)
    money = {"side": "CREDIT", "kind": "PAYMENT", "due_on": None}
    days = (PAID, CLOSED, OPEN)
    rows = [
        a_draft(
            a_party(), creditor, "10", "2026-05-29", **money,
            issued_on=day, booked_on=day, effective_on=day, paid_on=day,
        )
        for creditor in (closed, other)
        for day in days
    ]  # fmt: skip
    posted = operations.post_many(actor=SYSTEM, rows=rows)
    assert (posted.count, posted.moved) == (6, ((OPEN, 2),))
    assert set(Entry.objects.exclude(paid_on=None).values_list("account__creditor")) == {(closed,)}
    again = operations.post_many(actor=SYSTEM, rows=rows)
    assert (again.count, again.known) == (0, 6)


def test_only_money_may_come_late() -> None:
    account = an_account()
    close(account)
    with pytest.raises(operations.PeriodClosed):  # nobody has said when the money came
        a_payment(account, "10", PAID.isoformat())
    refused = [
        {"kind": "CORRECTION"},
        {"side": "DEBIT", "kind": "REFUND", "due_on": OPEN},
    ]
    for more in refused:
        broken = pytest.raises(IntegrityError, match="ledger_entry_paid_before_posted")
        with broken, transaction.atomic():
            came(account, "10", **more)
    credit = came(account, "10")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=credit).update(paid_on=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege('kartoteka_portal', 'ledger_entry', 'paid_on',"
                       " 'SELECT')")  # fmt: skip
        assert cursor.fetchone()[0]


def test_the_balance_of_a_closed_day_does_not_change() -> None:
    account = an_account()
    a_debit(account, "1000", "2026-05-11", interest_kind="pl_statutory_delay")
    close(account)

    def stood(day: dt.date) -> Decimal:
        [found] = queries.balance_as_of(viewer=SYSTEM, account_id=account, day=day)
        return found.amount

    credit = came(account, "1000")
    assert (stood(CLOSED), stood(OPEN)) == (1000, 0)
    operations.settle(actor=SYSTEM, credit_id=credit, on=TODAY)
    assert (stood(CLOSED), stood(OPEN)) == (1000, 0)


@pytest.mark.django_db(transaction=True)
def test_who_posts_while_the_books_are_closed_posts_on_the_first_open_day() -> None:
    account = an_account()
    closing, closed = threading.Event(), threading.Event()

    def close_slowly() -> None:
        with transaction.atomic():
            close(account)
            closing.set()
            closed.wait(5)
        connection.close()

    other = threading.Thread(target=close_slowly)
    other.start()
    closing.wait(5)
    threading.Timer(0.5, closed.set).start()
    credit = came(account, "10")
    other.join(10)
    assert days_of(credit) == (PAID, PAID, OPEN, OPEN)
