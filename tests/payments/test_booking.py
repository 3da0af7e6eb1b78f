"""Booking by hand: a waiting line is given to its customer, once."""

import threading
import time
from decimal import Decimal

import pytest
from django.db import connection, transaction

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger.models import Entry
from kartoteka.payments import operations, queries
from kartoteka.payments.models import Payment, Waiting
from tests.ledger.builders import on
from tests.payments.builders import (
    PAYER,
    a_customer,
    a_line,
    a_statement,
    a_utility,
    an_invoice,
    taken,
)

pytestmark = pytest.mark.django_db


def a_waiting_line(**more: object) -> int:
    taken(a_statement(a_line("50.00", "bez opisu", counterparty_account=PAYER, **more)))
    (line,) = queries.waiting(viewer=SYSTEM)
    return line.line_id


def test_accepting_books_the_line_and_remembers_the_payer() -> None:
    creditor_id = a_utility()
    party_id, account_id = a_customer(creditor_id, "K1")
    debt = an_invoice(party_id, creditor_id, "FV/1", "80.00")
    line_id = a_waiting_line()
    entry_id = operations.accept(
        actor=SYSTEM, line_id=line_id, account_id=account_id, entry_ids=(debt,)
    )
    entry = Entry.objects.get(pk=entry_id)
    assert (entry.account_id, entry.amount, entry.designated) == (account_id, Decimal(50), [debt])
    assert Payment.objects.get().rule == "HAND"
    assert Waiting.objects.count() == 0
    assert queries.account_of_payer(viewer=SYSTEM, bank_account=PAYER) == account_id
    assert (
        taken(
            a_statement(a_line("51.00", "znów", counterparty_account=PAYER, day="2026-09-03"))
        ).matched.by_rule
        == {}
    ), "learned, and not certain after one payment"
    (again,) = queries.waiting(viewer=SYSTEM)
    operations.accept(actor=SYSTEM, line_id=again.line_id, account_id=account_id)
    assert taken(
        a_statement(a_line("52.00", "znów", counterparty_account=PAYER, day="2026-09-04"))
    ).matched.by_rule == {"PAYER": 1}


@pytest.mark.django_db(transaction=True)
def test_each_operation_stands_in_a_transaction_of_its_own() -> None:
    creditor_id = a_utility()
    _party, account_id = a_customer(creditor_id, "K1")
    line_id = a_waiting_line()
    queries.suggestions(viewer=SYSTEM, line_id=line_id)
    assert operations.match(actor=SYSTEM).count == 0
    operations.accept(actor=SYSTEM, line_id=line_id, account_id=account_id)
    assert queries.waiting_count(viewer=SYSTEM) == 0


def test_a_line_is_booked_once() -> None:
    creditor_id = a_utility()
    _party, account_id = a_customer(creditor_id, "K1")
    line_id = a_waiting_line()
    operations.accept(actor=SYSTEM, line_id=line_id, account_id=account_id)
    with pytest.raises(operations.AlreadyBooked):
        operations.accept(actor=SYSTEM, line_id=line_id, account_id=account_id)
    with pytest.raises(operations.NoSuchLine):
        operations.accept(actor=SYSTEM, line_id=line_id + 999, account_id=account_id)
    assert Entry.objects.filter(kind="PAYMENT").count() == 1


def test_an_account_of_another_creditor_or_currency_is_refused() -> None:
    creditor_id, other = a_utility(), a_utility("PL39105000990000000000000002")
    _party, elsewhere = a_customer(other, "K1")
    _party, in_euro = a_customer(creditor_id, "K2", currency="EUR")
    line_id = a_waiting_line()
    for account_id in (elsewhere, in_euro, 999_999):
        with pytest.raises(operations.NoSuchAccount):
            operations.accept(actor=SYSTEM, line_id=line_id, account_id=account_id)
    assert Waiting.objects.count() == 1


def test_debits_of_others_cannot_be_designated() -> None:
    creditor_id = a_utility()
    _party, anna = a_customer(creditor_id, "K1")
    celina, _account = a_customer(creditor_id, "K2")
    debt = an_invoice(celina, creditor_id, "FV/1", "80.00")
    with pytest.raises(operations.NotADebitOfTheirs):
        operations.accept(
            actor=SYSTEM, line_id=a_waiting_line(), account_id=anna, entry_ids=(debt,)
        )


def test_money_at_the_till_is_posted_once() -> None:
    creditor_id = a_utility()
    _party, account_id = a_customer(creditor_id, "K1")
    draft = operations.PaymentDraft(account_id, Decimal(30), on("2026-09-01"), "kasa", "T1")
    first = operations.add_payment(actor=SYSTEM, draft=draft, on=on("2026-09-02"))
    assert operations.add_payment(actor=SYSTEM, draft=draft, on=on("2026-09-02")) == first
    entry = Entry.objects.get(pk=first)
    assert (entry.effective_on, entry.title, entry.kind) == (on("2026-09-01"), "kasa", "PAYMENT")
    with pytest.raises(operations.FutureDay):
        operations.add_payment(actor=SYSTEM, draft=draft, on=on("2026-08-31"))


@pytest.mark.django_db(transaction=True)
def test_the_same_money_sent_twice_at_once_is_one_payment() -> None:
    creditor_id = a_utility()
    _party, account_id = a_customer(creditor_id, "K1")
    draft = operations.PaymentDraft(account_id, Decimal(30), on("2026-09-01"), "kasa", "T1")
    said: list[int] = []

    def again() -> None:
        said.append(operations.add_payment(actor=SYSTEM, draft=draft, on=on("2026-09-02")))
        connection.close()

    with transaction.atomic():
        first = operations.add_payment(actor=SYSTEM, draft=draft, on=on("2026-09-02"))
        other = threading.Thread(target=again)
        other.start()
        with connection.cursor() as cursor:
            for _each in range(500):
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0]:
                    break
                time.sleep(0.01)
    other.join()
    assert said == [first]
    assert Entry.objects.count() == 1


def test_virtual_accounts_are_given_once_and_for_good() -> None:
    creditor_id = a_utility()
    _party, anna = a_customer(creditor_id, "K1")
    _party, celina = a_customer(creditor_id, "K2")
    number = "65 1240 0000 7777 0000 0000 1234"
    give = operations.assign_virtual_account
    give(actor=SYSTEM, account_id=anna, iban=number, on=on("2026-01-01"))
    give(actor=SYSTEM, account_id=anna, iban=number, on=on("2026-02-01"))
    assert queries.virtual_account(SYSTEM, anna) == "PL65124000007777000000001234"
    with pytest.raises(operations.NumberTaken):
        give(actor=SYSTEM, account_id=celina, iban=number, on=on("2026-01-01"))
    with pytest.raises(operations.OneOpenAlready):
        give(actor=SYSTEM, account_id=anna, iban=PAYER, on=on("2026-01-01"))
    with pytest.raises(operations.NotAnAccountNumber):
        give(actor=SYSTEM, account_id=celina, iban="12", on=on("2026-01-01"))
    operations.close_virtual_account(actor=SYSTEM, account_id=anna, on=on("2026-03-01"))
    assert queries.virtual_account(SYSTEM, anna) is None
    for account_id in (celina, anna):
        with pytest.raises(operations.ClosedForGood) as refused:
            give(actor=SYSTEM, account_id=account_id, iban=number, on=on("2026-04-01"))
        assert refused.value.sentence() == (
            "This virtual account was closed on 1\u00a0Mar\u00a02026, and a virtual account is "
            "never given again. Choose a new one."
        )
