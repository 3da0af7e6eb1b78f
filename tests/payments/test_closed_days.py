"""Payments that the bank tells for a day to which the books are closed already."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as books
from kartoteka.ledger.models import Entry
from kartoteka.payments import operations, queries
from kartoteka.payments.models import Line, Waiting
from tests import build
from tests.ledger.builders import on
from tests.payments.builders import (
    a_customer,
    a_line,
    a_statement,
    a_utility,
    an_invoice,
    taken,
)

pytestmark = pytest.mark.django_db
PAID, CLOSED, OPEN, TODAY = (
    on(day) for day in ("2026-05-29", "2026-05-31", "2026-06-01", "2026-06-10")
)


def closed_books() -> tuple[int, int, int]:
    """A creditor whose May is closed, the account of a customer who owes 1000.00 at 9.25 % a year
    from 12 May, and the debt."""
    creditor = a_utility()
    party, account = a_customer(creditor, "K0000001")
    due = on("2026-05-11")
    debt = an_invoice(
        party, creditor, "FV/1", "1000.00", interest_kind="pl_statutory_delay", due_on=due,
        issued_on=due, booked_on=due, effective_on=due,
    )  # fmt: skip
    ledger.close_until(actor=SYSTEM, creditor_id=creditor, until=CLOSED)
    return creditor, account, debt


def both() -> tuple[object, ...]:
    """A line of the closed month and one of the open one."""
    return (
        a_line("400.00", "K0000001", day="2026-05-29"),
        a_line("50.00", "K0000001", day="2026-06-01"),
    )


def test_a_statement_with_a_closed_and_an_open_day_goes_in_whole() -> None:
    _creditor, account, debt = closed_books()
    [before] = books.balance_as_of(viewer=SYSTEM, account_id=account, day=CLOSED)
    found = taken(a_statement(*both()), settle_on=TODAY)
    assert (found.new_lines, found.matched.count, found.matched.moved) == (2, 2, ((OPEN, 1),))
    posted = Entry.objects.filter(kind="PAYMENT").order_by("amount")
    assert list(posted.values_list("amount", "paid_on", "issued_on", "effective_on")) == [
        (Decimal(50), None, OPEN, OPEN),
        (Decimal(400), PAID, PAID, OPEN),
    ]
    assert Line.objects.get(amount=400).booked_on == PAID
    [after] = books.balance_as_of(viewer=SYSTEM, account_id=account, day=CLOSED)
    assert after == before
    [told] = books.interest_to(viewer=SYSTEM, entry_ids=[debt], on=TODAY)
    # 1000.00 for 18 days to 29 May, 600.00 for 3 to 1 June, 550.00 for 9 to 10 June
    assert [(one.last, one.principal, one.amount) for one in told.periods] == [
        (PAID, 1000, Decimal("4.56")),
        (OPEN, 600, Decimal("0.46")),
        (TODAY, 550, Decimal("1.25")),
    ]
    assert books.prove(viewer=SYSTEM) == []


def test_a_line_that_waited_is_given_by_hand() -> None:
    _creditor, account, _debt = closed_books()
    taken(a_statement(a_line("7.00", "bez tytułu", day="2026-05-29")))
    line = Waiting.objects.get().line_id
    credit = operations.accept(actor=SYSTEM, line_id=line, account_id=account)
    assert Entry.objects.get(pk=credit).paid_on == PAID
    kept = queries.lines_of_return(viewer=SYSTEM, credit_id=credit)
    taken(a_statement(a_line("-7.00", "zwrot", day="2026-05-30"), number="2"), name="b.sta")
    told = queries.lines_of_return(viewer=SYSTEM, credit_id=credit)
    assert (len(kept), len(told)) == (0, 1), "a return between the bank's day and the books'"


def test_books_closed_under_a_batch_move_it(client: Client) -> None:
    creditor = a_utility()
    _party, _account = a_customer(creditor, "K0000001")
    draft = operations.BatchDraft(
        creditor_id=creditor, currency="PLN", name="poczta", via="POST", paid_on=PAID, count=1,
        sum=Decimal("10.00"),
    )  # fmt: skip
    made = operations.begin_batch(actor=SYSTEM, draft=draft, on=TODAY)
    items = [operations.ItemDraft("K0000001", Decimal("10.00"))]
    operations.write_batch(actor=SYSTEM, public_id=made, items=items)
    ledger.close_until(actor=SYSTEM, creditor_id=creditor, until=CLOSED)
    posted = operations.post_batch(actor=SYSTEM, public_id=made)
    assert (posted.count, posted.moved) == (1, ((OPEN, 1),))
    entry = Entry.objects.get(kind="PAYMENT")
    assert (entry.paid_on, entry.effective_on) == (PAID, OPEN)


def test_the_desk_says_how_many_and_when(client: Client) -> None:
    closed_books()
    client.force_login(build.a_user())
    a_customer(Entry.objects.get().account.creditor_id, "K0000002", "Jan Kot")
    taken(a_statement(a_line("7.00", "bez tytułu", day="2026-05-29")))
    line = Waiting.objects.get().line_id
    account = Entry.objects.get().account_id
    said = {"account": str(account), "entries": ""}
    page = client.post(reverse("payment_line", args=[line]), said, follow=True)
    sentence = "Booked. Paid on 29 May 2026, posted on 1 Jun 2026 because the books were closed."
    assert sentence in page.text.replace("\N{NO-BREAK SPACE}", " ")
    two = (a_line(amount, "K0000002", day="2026-05-29") for amount in ("1.00", "2.00"))
    found = taken(a_statement(*two, number="2"), name="b.sta")
    assert [one.replace("\N{NO-BREAK SPACE}", " ") for one in queries.moved_words(
        [*found.matched.moved, (TODAY, 1)]
    )] == [
        "2 payments of closed days, posted on 1 Jun 2026.",
        "1 payment of a closed day, posted on 10 Jun 2026.",
    ]  # fmt: skip


def test_what_was_settled_on_a_closed_day_says_why_it_stays() -> None:
    _creditor, account, _debt = closed_books()
    found = taken(a_statement(*both()), settle_on=TODAY)
    assert found.settled is not None
    credit = Entry.objects.get(amount=400).pk
    ledger.close_until(
        actor=SYSTEM, creditor_id=Entry.objects.get(pk=credit).account.creditor_id, until=TODAY
    )
    with pytest.raises(ledger.SettledBehind) as refused:
        operations.return_payment(actor=SYSTEM, credit_id=credit, on=TODAY, reason="zwrot")
    assert refused.value.code == "ledger.settled_behind"
    assert account
