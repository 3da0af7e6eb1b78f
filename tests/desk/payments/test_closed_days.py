"""Payments of a closed day on the desk's pages: when they came, and when they were posted."""

import re
import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, Entry
from kartoteka.payments import operations
from kartoteka.payments.models import Batch, CashDocument, Waiting
from tests import build
from tests.ledger.builders import a_debit, on
from tests.payments.builders import a_customer, a_line, a_statement, a_utility, taken

pytestmark = pytest.mark.django_db
BOTH = "Paid on 29 May 2026, posted on 1 Jun 2026 because the books were closed"


@pytest.fixture
def account() -> Account:
    """Of a creditor whose May is closed; the customer owes 10.00."""
    creditor = a_utility()
    _party, account = a_customer(creditor, "K0000001")
    a_debit(account, "10.00", "2026-05-11", number="FV/1")
    ledger.close_until(actor=SYSTEM, creditor_id=creditor, until=on("2026-05-31"))
    return Account.objects.get(pk=account)


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(build.an_administrator())
    return client


def read(client: Client, url: str) -> str:
    text = re.sub(r"<[^>]+>", " ", client.get(url).text)
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def test_both_days_stand_wherever_the_payment_is_shown(account: Account, clerk: Client) -> None:
    taken(a_statement(a_line("10.00", "K0000001", day="2026-05-29")))
    credit = Entry.objects.get(kind="PAYMENT")
    line = int(credit.source_ref)
    ledger.settle(actor=SYSTEM, credit_id=credit.pk, on=on("2026-06-10"))
    debt = Entry.objects.get(kind="INVOICE").pk
    card = f"/parties/{account.party_id}/"
    pages = [
        card, f"{card}settlements/", f"{card}timeline/", reverse("withdraw", args=[credit.pk]),
        reverse("payment_line", args=[line]), reverse("receivable", args=[debt]),
    ]  # fmt: skip
    for url in pages:
        assert BOTH in read(clerk, url), url


def test_what_waits_says_when_it_will_be_posted(account: Account, clerk: Client) -> None:
    taken(
        a_statement(
            a_line("7.00", "bez tytułu", day="2026-05-29"),
            a_line("8.00", "bez tytułu", day="2026-06-01"),
        )
    )
    closed, still_open = Waiting.objects.order_by("line_id").values_list("line_id", flat=True)
    told = (
        "The books of 29 May 2026 are closed: it will be posted on 1 Jun 2026, and interest stops "
        "on 29 May 2026."
    )
    assert told in read(clerk, reverse("payment_line", args=[closed]))
    assert "are closed" not in read(clerk, reverse("payment_line", args=[still_open]))
    assert account.creditor_id
    for answer, seen in (("yes", [True, False]), ("no", [False, True])):
        where = f'{{"all":[{{"field":"is_of_closed_day","op":"{answer}"}}]}}'
        listed = clerk.get(reverse("waiting_payments"), {"where": where}).text
        assert [amount in listed for amount in ("7.00", "8.00")] == seen


def test_a_closed_day_that_is_typed_is_asked_about_and_then_taken(
    account: Account, clerk: Client
) -> None:
    creditor = account.creditor_id
    desk = operations.add_cash_desk(
        actor=SYSTEM, code="K1", name="Kasa", creditor_id=creditor, currency="PLN"
    )
    cash = {
        "kind": "KP", "desk": desk, "account": account.pk, "amount": "3,00", "payer": "Anna",
        "paid_on": "2026-05-29", "token": "t1",
    }  # fmt: skip
    batch = {
        "name": "Poczta", "creditor": creditor, "currency": "PLN", "via": "POST", "count": "1",
        "paid_on": "2026-05-29", "total": "5,00", "token": str(uuid.uuid4()),
    }  # fmt: skip
    sure = {"confirm": operations.OfClosedDay.code}
    for url, said in (
        (reverse("add_cash", args=[account.party_id]), cash),
        (reverse("begin_batch"), batch),
    ):
        asked = clerk.post(url, said)
        assert asked.status_code == 422
        assert "has closed its books to 31" in asked.text
        assert clerk.post(url, said | sure).status_code == 302
    receipt = CashDocument.objects.get()
    assert receipt.amount == Decimal("3.00")
    assert BOTH in read(clerk, reverse("cash_document", args=[receipt.public_id]))
    assert Batch.objects.get().paid_on == on("2026-05-29")
    assert Entry.objects.get(kind="PAYMENT").paid_on == on("2026-05-29")
