"""Money of a day to which the books are closed: posted on the first open day, to interest it is of
its own."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries
from kartoteka.ledger.models import Account, Entry, InterestPeriod, OpenAmount
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
        {"kind": "CREDIT"},
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


def a_late_debt(scheme: str = "PL_UTILITY", is_closed: bool = True) -> tuple[int, int]:
    """An account with 1000.00 at 9.25 % a year from 12 May, its books closed to 31 May or not."""
    account = an_account(a_creditor(scheme))
    debt = a_debit(account, "1000", "2026-05-11", interest_kind="pl_statutory_delay")
    if is_closed:
        close(account)
    return account, debt


def interest_of(debt: int, day: dt.date = TODAY) -> list[tuple[dt.date, dt.date, Decimal]]:
    [found] = queries.interest_to(viewer=SYSTEM, entry_ids=[debt], on=day)
    return [(row.first, row.last, row.amount) for row in found.periods]


@pytest.mark.parametrize("is_closed", [True, False])
def test_interest_stops_on_the_day_of_the_bank(is_closed: bool) -> None:
    account, debt = a_late_debt(is_closed=is_closed)
    credit = came(account, "1000")
    done = operations.settle(actor=SYSTEM, credit_id=credit, on=TODAY)
    assert done.lines[0].effective_on == (OPEN if is_closed else PAID)
    # 1000.00 × 9.25 % × 18 / 365, from 12 to 29 May
    assert interest_of(debt) == [(on("2026-05-12"), PAID, Decimal("4.56"))]
    [told] = queries.computations(viewer=SYSTEM, entry_ids=[debt], on=TODAY)
    assert [(one.day, one.amount) for one in told.lines if isinstance(one, queries.Lowered)] == [
        (PAID, 1000)
    ]
    assert queries.prove(viewer=SYSTEM) == []


@pytest.mark.parametrize("is_closed", [True, False])
def test_interest_that_takes_part_is_noted_to_the_day_of_the_bank(is_closed: bool) -> None:
    account, _debt = a_late_debt("PL_COLLECTION", is_closed)
    came(account, "1004.56")
    operations.settle_all(actor=SYSTEM, on=TODAY, account_ids=[account])
    note = Entry.objects.get(kind="INTEREST")
    assert (note.amount, note.due_on) == (Decimal("4.56"), PAID)
    assert note.effective_on == (OPEN if is_closed else PAID)
    assert list(InterestPeriod.objects.values_list("first_day", "last_day")) == [
        (on("2026-05-12"), PAID)
    ]
    assert not OpenAmount.objects.exists()
    assert queries.prove(viewer=SYSTEM) == []


def test_what_came_first_is_used_first_whatever_day_the_books_carry() -> None:
    account, debt = a_late_debt()
    first = came(account, "700", OPEN)
    late = came(account, "600")
    operations.settle_all(actor=SYSTEM, on=TODAY, account_ids=[account])
    left = dict(OpenAmount.objects.values_list("entry_id", "amount"))
    assert left == {first: Decimal(300)}
    # 18 days on 1000.00: 4.56; 3 days on 400.00: 0.30, together 4.87
    assert [row[2] for row in interest_of(debt)] == [Decimal("4.56"), Decimal("0.31")]
    assert late != first


def test_it_comes_before_what_was_used_already_and_is_replayed() -> None:
    account, debt = a_late_debt("PL_COLLECTION")
    later = came(account, "500", OPEN)
    operations.settle_all(actor=SYSTEM, on=TODAY, account_ids=[account])
    late = came(account, "600")
    report = operations.settle_all(actor=SYSTEM, on=TODAY, account_ids=[account])
    assert report.late_accounts == (account,)
    with pytest.raises(operations.LatePayment):
        operations.settle(actor=SYSTEM, credit_id=late, on=TODAY)
    done = operations.replay(actor=SYSTEM, credit_id=late, on=TODAY, reason="came late")
    assert (done.withdrawn.lines, done.withdrawn.interest) == (2, 1)
    # 18 days on 1000.00: 4.56; then 3 days on 404.56: 0.31
    notes = Entry.objects.filter(kind="INTEREST").order_by("id").values_list("amount", "due_on")
    assert list(notes)[1:] == [(Decimal("4.56"), PAID), (Decimal("0.31"), OPEN)]
    assert list(OpenAmount.objects.values_list("entry_id", "amount")) == [(later, Decimal("95.13"))]
    assert debt not in dict(OpenAmount.objects.values_list("entry_id", "amount"))
    assert queries.prove(viewer=SYSTEM) == []


def test_a_transfer_to_debts_of_the_same_customer_keeps_the_day() -> None:
    account, debt = a_late_debt()
    creditor = Account.objects.get(pk=account).creditor_id
    other = an_account(creditor)
    credit = came(other, "1000")
    moved = operations.transfer(
        actor=SYSTEM, credit_id=credit, to_account_id=account, amount=Decimal(1000), on=OPEN,
        reason="joined", paid_on=Entry.objects.get(pk=credit).came_on,
    )  # fmt: skip
    operations.settle(actor=SYSTEM, credit_id=moved.credit_id, on=TODAY)
    assert interest_of(debt) == [(on("2026-05-12"), PAID, Decimal("4.56"))]
