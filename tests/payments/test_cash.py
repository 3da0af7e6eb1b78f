"""Cash documents without gaps, and batches with control totals."""

import threading
import uuid
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import translation

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as ledger_queries
from kartoteka.ledger.models import Entry, OpenAmount
from kartoteka.payments import cash_paper, operations, queries
from kartoteka.payments.models import Batch, CashDocument, CashSeries
from tests import build
from tests.ledger.builders import a_creditor, on
from tests.payments.builders import a_customer, a_utility, an_invoice

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=5, realm=Realm.DESK, role=Role.CLERK)
TODAY = on("2026-09-02")


def a_desk(creditor: int, code: str = "K1") -> int:
    return operations.add_cash_desk(
        actor=SYSTEM, code=code, name="Kasa główna", creditor_id=creditor, currency="PLN"
    )


def cash(desk: int, account: int, amount: str, token: str, kind: str = "KP") -> UUID:
    draft = operations.CashDraft(
        desk, kind, account, Decimal(amount), TODAY, "Anna Nowak", "czynsz", token
    )
    return operations.add_cash(actor=CLERK, draft=draft, on=TODAY)


def numbers() -> list[str]:
    return list(CashDocument.objects.order_by("pk").values_list("number", flat=True))


def test_numbers_go_on_by_one_for_each_desk_and_kind_and_a_refusal_leaves_no_gap() -> None:
    creditor = a_utility()
    _party, account = a_customer(creditor, "K1")
    first, second = a_desk(creditor), a_desk(creditor, "K2")
    made = cash(first, account, "10.00", "a")
    assert cash(first, account, "10.00", "a") == made, "the same one again"
    with pytest.raises(operations.NotSoMuchLeft):
        cash(first, account, "10.01", "b", kind="KW")
    with pytest.raises(ledger.NotAnAmount):
        cash(first, account, "0.00", "c")
    cash(first, account, "5.00", "d")
    cash(second, account, "5.00", "e")
    cash(first, account, "4.00", "f", kind="KW")
    assert numbers() == [
        "KP/K1/2026/00001", "KP/K1/2026/00002", "KP/K2/2026/00001", "KW/K1/2026/00001",
    ]  # fmt: skip
    left = OpenAmount.objects.filter(account_id=account, side="CREDIT")
    assert sum(left.values_list("amount", flat=True)) == Decimal(16)
    assert ledger_queries.prove(viewer=SYSTEM) == []


def test_a_void_keeps_its_number_and_opens_again_what_it_settled() -> None:
    creditor = a_utility()
    party, account = a_customer(creditor, "K1")
    debt = an_invoice(party, creditor, "FV/1", "10.00")
    desk = a_desk(creditor)
    made = cash(desk, account, "10.00", "a")
    ledger.settle_all(actor=SYSTEM, on=TODAY)
    assert not OpenAmount.objects.filter(entry_id=debt).exists()
    with pytest.raises(operations.NotAllowed):
        operations.void_cash(actor=CLERK, public_id=made, reason="x", on=TODAY)
    with pytest.raises(operations.VoidReasonMissing):
        operations.void_cash(actor=SYSTEM, public_id=made, reason=" ", on=TODAY)
    operations.void_cash(actor=SYSTEM, public_id=made, reason="pomyłka", on=TODAY)
    assert OpenAmount.objects.get(entry_id=debt).amount == Decimal(10)
    assert OpenAmount.objects.count() == 1, "what was paid and taken back met"
    shown = queries.cash_document(viewer=SYSTEM, public_id=made)
    assert shown is not None
    assert (shown.number, shown.void_reason) == ("KP/K1/2026/00001", "pomyłka")
    with pytest.raises(operations.VoidedAlready):
        operations.void_cash(actor=SYSTEM, public_id=made, reason="x", on=TODAY)
    cash(desk, account, "1.00", "b")
    assert numbers()[-1] == "KP/K1/2026/00002"
    assert ledger_queries.prove(viewer=SYSTEM) == []


def test_money_paid_out_can_be_voided_too() -> None:
    creditor = a_utility()
    _party, account = a_customer(creditor, "K1")
    desk = a_desk(creditor)
    cash(desk, account, "10.00", "a")
    out = cash(desk, account, "10.00", "b", kind="KW")
    assert OpenAmount.objects.count() == 0
    operations.void_cash(actor=SYSTEM, public_id=out, reason="nie odebrał", on=TODAY)
    assert OpenAmount.objects.get().amount == Decimal(10)
    assert ledger_queries.prove(viewer=SYSTEM) == []


def test_a_cash_document_cannot_be_changed_or_taken_away() -> None:
    creditor = a_utility()
    _party, account = a_customer(creditor, "K1")
    cash(a_desk(creditor), account, "10.00", "a")
    for wrong in (
        "UPDATE payments_cashdocument SET amount = 1",
        "DELETE FROM payments_cashdocument",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(wrong)


@pytest.mark.parametrize(
    ("language", "words"),
    [("pl", "dziesięć złotych"), ("sk", "desať"), ("en", "ten")],
)
def test_it_is_printed_with_the_amount_in_words(language: str, words: str) -> None:
    creditor = a_utility()
    _party, account = a_customer(creditor, "K1")
    made = cash(a_desk(creditor), account, "10.00", "a")
    shown = queries.cash_document(viewer=SYSTEM, public_id=made)
    assert shown is not None
    with translation.override(language):
        assert words in str(cash_paper._data(shown, language)["in_words"])
    assert cash_paper.printed(shown, language=language).startswith(b"%PDF")


@pytest.mark.django_db(transaction=True)
def test_two_cashiers_at_once_get_numbers_one_after_the_other() -> None:
    creditor = a_utility()
    accounts = [a_customer(creditor, f"K{n}")[1] for n in range(4)]
    desk = a_desk(creditor)
    barrier = threading.Barrier(4)

    def cashier(place: int) -> None:
        try:
            barrier.wait(10)
            for turn in range(5):
                try:
                    cash(desk, accounts[place], "1.00", f"{place}-{turn}")
                    cash(desk, accounts[place], "0.00", f"{place}-{turn}-x")
                except ledger.NotAnAmount:
                    pass
        finally:
            connection.close()

    threads = [threading.Thread(target=cashier, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    found = sorted(CashDocument.objects.values_list("seq", flat=True))
    assert found == list(range(1, 21))
    assert CashSeries.objects.get().last == 20


def test_a_batch_is_posted_only_when_it_makes_what_was_declared(client: Client) -> None:
    creditor = a_utility()
    _anna, one = a_customer(creditor, "K1", "Anna Nowak")
    _bartek, two = a_customer(creditor, "K2", "Bartek Lis")
    client.force_login(build.a_user())
    said = {
        "name": "Poczta", "creditor": creditor, "currency": "PLN", "via": "POST",
        "paid_on": "2026-09-02", "count": "2", "total": "30,50", "token": str(uuid.uuid4()),
    }  # fmt: skip
    page = client.post("/payments/batches/new/", said)
    batch = Batch.objects.get()
    # Sent once more, as by a second click, it leads to the same batch.
    assert client.post("/payments/batches/new/", said).headers["Location"] == page["Location"]
    assert Batch.objects.get() == batch
    assert page.headers["Location"] == f"/payments/batches/{batch.public_id}/"
    typed = {
        "count": "2", "total": "30,50", "rows": "3", "post": "1",
        "number_1": "K1", "amount_1": "10,50", "title_1": "czynsz",
        "number_2": "K9", "amount_2": "19,00",
    }  # fmt: skip
    refused = client.post(page.headers["Location"], typed)
    assert refused.status_code == 422
    assert "Difference: 0 payments, \u22121.00." in refused.text
    assert 'value="19,00"' in refused.text
    typed["amount_2"] = "20"
    assert "has the number of row 2" in client.post(page.headers["Location"], typed).text
    assert Entry.objects.filter(kind="PAYMENT").count() == 0
    typed["number_2"] = "K2"
    done = client.post(page.headers["Location"], typed, follow=True)
    assert "2 payments booked." in done.text
    booked = Entry.objects.filter(kind="PAYMENT").order_by("pk")
    assert list(booked.values_list("account_id", "amount", "via", "title")) == [
        (one, Decimal("10.50"), "POST", "czynsz"), (two, Decimal(20), "POST", "Poczta"),
    ]  # fmt: skip
    again = client.post(page.headers["Location"], typed)
    assert "posted" in again.text
    with pytest.raises(operations.NoSuchBatch):
        operations.post_batch(actor=CLERK, public_id=batch.public_id)
    assert Entry.objects.filter(kind="PAYMENT").count() == 2


def test_the_screens_of_the_cash_desk(client: Client) -> None:
    creditor = a_utility()
    party, account = a_customer(creditor, "K1", "Anna Nowak")
    client.force_login(build.an_administrator())
    operations.add_cash_desk(
        actor=SYSTEM, code="A1", name="Inna", creditor_id=a_creditor(), currency="PLN"
    )
    words = "No cash desk is open for this customer's creditor and currency."
    assert words in client.get(f"/parties/{party}/cash/").text
    opened = {"code": "k1", "name": "Kasa", "creditor": creditor, "currency": "PLN"}
    assert (
        "The cash desk is open." in client.post("/payments/cash/desks/", opened, follow=True).text
    )
    assert client.post("/payments/cash/desks/", opened).status_code == 422
    desk = queries.cash_desks(viewer=SYSTEM)[1].desk_id
    form = client.get(f"/parties/{party}/cash/").context["form"]
    assert [value for value, _words in form.fields["desk"].choices] == [desk]
    typed = {
        "kind": "KP", "desk": desk, "account": account, "amount": "12,30",
        "paid_on": "2026-09-02", "payer": "Anna", "title": "czynsz", "token": "x",
    }  # fmt: skip
    page = client.post(f"/parties/{party}/cash/", typed)
    document = page.headers["Location"]
    shown = client.get(document).text
    assert "KP/K1/2026/00001" in shown
    paper = client.get(f"{document}pdf?language=sk")
    assert paper["Content-Type"] == "application/pdf"
    assert client.post(document, {"reason": ""}).status_code == 422
    assert "voided" in client.post(document, {"reason": "pomyłka"}, follow=True).text
