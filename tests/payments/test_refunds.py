"""Refunds: prepared, approved by another, written and posted once, confirmed; returned payments."""

import uuid
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client

from kartoteka.formats import elixir0
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as ledger_queries
from kartoteka.ledger.models import Entry, OpenAmount
from kartoteka.payments import operations, queries
from kartoteka.payments.models import Refund, RefundFile
from kartoteka.payments.operations.refunds import approve_many
from kartoteka.register.models import BankAccount
from tests import build
from tests.ledger.builders import on
from tests.payments.builders import (
    OWN,
    PAYER,
    a_customer,
    a_line,
    a_statement,
    a_utility,
    an_invoice,
    taken,
)

pytestmark = pytest.mark.django_db
TODAY = on("2026-09-02")
ADAM = Actor(user_id=1, realm=Realm.DESK, role=Role.ADMINISTRATOR)
SARA = Actor(user_id=2, realm=Realm.DESK, role=Role.ADMINISTRATOR)
CLERK = Actor(user_id=3, realm=Realm.DESK, role=Role.CLERK)


def an_overpaid(creditor: int, number: str = "K0000001", currency: str = "PLN") -> tuple[int, int]:
    """A customer with 30.00 that nothing has used, and the ledger account."""
    party, account = a_customer(creditor, number, "Żaneta Gęśla", currency=currency)
    draft = operations.PaymentDraft(account, Decimal(30), TODAY, "nadpłata", f"t{number}")
    operations.add_payment(actor=SYSTEM, draft=draft, on=TODAY)
    return party, account


def prepared(account: int, amount: str = "30.00", actor: Actor = CLERK) -> UUID:
    draft = operations.RefundDraft(account, Decimal(amount), PAYER, "Żaneta Gęśla", "Zwrot")
    return operations.prepare_refund(actor=actor, draft=draft, on=TODAY)


def test_whoever_prepares_does_not_approve_and_clerks_never_do() -> None:
    _party, account = an_overpaid(a_utility())
    refund = prepared(account, actor=ADAM)
    with pytest.raises(operations.AnotherPerson):
        operations.approve_refund(actor=ADAM, public_id=refund, on=TODAY)
    with pytest.raises(operations.NotAllowed):
        operations.approve_refund(actor=CLERK, public_id=refund, on=TODAY)
    assert Entry.objects.filter(kind="REFUND").count() == 0
    operations.approve_refund(actor=SARA, public_id=refund, on=TODAY)
    debit = Entry.objects.get(kind="REFUND")
    assert (debit.amount, debit.side, debit.source) == (Decimal(30), "DEBIT", "payments.refund")
    assert OpenAmount.objects.count() == 0, "the refund has used the credit"
    with pytest.raises(operations.RefundStands):
        operations.approve_refund(actor=SARA, public_id=refund, on=TODAY)
    assert ledger_queries.prove(viewer=SYSTEM) == []


def test_the_same_money_is_never_given_back_twice() -> None:
    _party, account = an_overpaid(a_utility())
    first, second = prepared(account), prepared(account, "10.00")
    with pytest.raises(operations.NotSoMuchLeft):
        prepared(account, "30.01")
    with pytest.raises(operations.NotAnAccountNumber):
        operations.prepare_refund(
            actor=CLERK, draft=operations.RefundDraft(account, Decimal(1), "12", "x"), on=TODAY
        )
    operations.approve_refund(actor=SARA, public_id=first, on=TODAY)
    with pytest.raises(operations.NotSoMuchLeft):
        operations.approve_refund(actor=SARA, public_id=second, on=TODAY)
    operations.cancel_refund(actor=CLERK, public_id=second, on=TODAY)
    with pytest.raises(operations.RefundStands):
        operations.cancel_refund(actor=CLERK, public_id=second, on=TODAY)
    assert Entry.objects.filter(kind="REFUND").count() == 1


def test_an_approved_refund_is_given_up_until_it_is_written() -> None:
    _party, account = an_overpaid(a_utility())
    refund = prepared(account)
    operations.approve_refund(actor=SARA, public_id=refund, on=TODAY)
    with pytest.raises(operations.NotAllowed):
        operations.cancel_refund(actor=CLERK, public_id=refund, on=TODAY)
    operations.cancel_refund(actor=ADAM, public_id=refund, on=on("2026-09-05"))
    assert Refund.objects.get().state == "CANCELLED"
    back = Entry.objects.get(kind="REFUND", side="CREDIT")
    assert (back.amount, back.effective_on) == (Decimal(30), on("2026-09-05"))
    (left,) = OpenAmount.objects.all()
    assert (left.side, left.amount) == ("CREDIT", Decimal(30)), "the customer's again"
    assert left.entry_id != back.pk
    written = {"bank_account": OWN, "currency": "PLN", "paid_on": TODAY}
    with pytest.raises(operations.NothingToSend):
        operations.write_refunds(actor=SARA, **written)  # type: ignore[arg-type]
    again = prepared(account)
    operations.approve_refund(actor=SARA, public_id=again, on=on("2026-09-05"))
    operations.write_refunds(actor=SARA, **written)  # type: ignore[arg-type]
    with pytest.raises(operations.RefundStands):
        operations.cancel_refund(actor=ADAM, public_id=again, on=on("2026-09-06"))
    assert ledger_queries.prove(viewer=SYSTEM) == []


def test_many_are_approved_at_once_and_who_cannot_be_is_named() -> None:
    creditor = a_utility()
    refunds = [prepared(an_overpaid(creditor, f"K{n}")[1], actor=actor)
               for n, actor in enumerate((CLERK, SARA))]  # fmt: skip
    ids = list(Refund.objects.filter(public_id__in=refunds).values_list("pk", flat=True))
    outcome = approve_many(actor=SARA, ids=ids, options={"on": "2026-09-02"})
    assert (outcome.done, len(outcome.refused)) == (1, 1)
    assert "Ask a colleague." in outcome.refused[0][2]


def test_approved_refunds_are_written_once_and_confirmed_by_the_statement() -> None:
    creditor = a_utility()
    _party, account = an_overpaid(creditor)
    refund = prepared(account)
    written = {"bank_account": OWN, "currency": "PLN", "paid_on": TODAY}
    with pytest.raises(operations.NothingToSend):
        operations.write_refunds(actor=SARA, **written)  # type: ignore[arg-type]
    operations.approve_refund(actor=SARA, public_id=refund, on=TODAY)
    made = operations.write_refunds(actor=SARA, **written)  # type: ignore[arg-type]
    with pytest.raises(operations.NothingToSend):
        operations.write_refunds(actor=SARA, **written)  # type: ignore[arg-type]
    file = RefundFile.objects.get()
    assert (file.format, file.count, file.sum) == ("ELIXIR0", 1, Decimal(30))
    name, data = queries.refund_file(viewer=SYSTEM, public_id=made) or ("", b"")
    assert name == f"ZWR-20260902-{Refund.objects.get().pk}.txt"
    assert "Żaneta Gęśla" in data.decode("cp1250")
    assert PAYER[2:] in data.decode("cp1250")
    assert elixir0.recognises(data)
    shown = queries.refund(viewer=SYSTEM, public_id=refund)
    assert shown is not None
    assert shown.state == "SENT"
    taken(a_statement(a_line("-30.00", "Zwrot inny", day="2026-09-03"), number="7"))
    assert Refund.objects.get().state == "SENT"
    told = a_line("-30.00", f"Zwrot {shown.reference[:6]} {shown.reference[6:]}", day="2026-09-03")
    taken(a_statement(told, number="8", opening="1"), confirmed=frozenset(
        {operations.SameDaysTold.code}))  # fmt: skip
    kept = Refund.objects.get()
    assert (kept.state, kept.line is not None) == ("CONFIRMED", True)


def test_refunds_in_euro_are_pain_001() -> None:
    creditor = a_utility()
    _party, account = an_overpaid(creditor, currency="EUR")
    operations.approve_refund(actor=SARA, public_id=prepared(account), on=TODAY)
    with pytest.raises(operations.NotOurAccount):
        operations.write_refunds(actor=SARA, bank_account=PAYER, currency="EUR", paid_on=TODAY)
    made = operations.write_refunds(actor=SARA, bank_account=OWN, currency="EUR", paid_on=TODAY)
    name, data = queries.refund_file(viewer=SYSTEM, public_id=made) or ("", b"")
    assert name.endswith(".xml")
    assert b"<CtrlSum>30.00</CtrlSum>" in data
    assert b"<EndToEndId>ZWR" in data


def test_a_returned_payment_shows_what_reopens_and_is_taken_back_once() -> None:
    creditor = a_utility()
    party, account = a_customer(creditor, "K0000001")
    debt = an_invoice(party, creditor, "FV/1001", "50.00")
    taken(a_statement(a_line("50.00", "FV/1001")), settle_on=TODAY)
    credit = Entry.objects.get(kind="PAYMENT")
    planned = operations.preview_return(viewer=CLERK, credit_id=credit.pk)
    assert {(one.entry_id, one.today, one.then) for one in planned.changes} >= {
        (debt, Decimal(0), Decimal(50))
    }
    assert not OpenAmount.objects.filter(entry_id=debt).exists(), "only shown"
    taken(a_statement(a_line("-50.00", "zwrot", day="2026-09-03"), number="2", opening="50"))
    ((line, _words),) = queries.lines_of_return(viewer=SYSTEM, credit_id=credit.pk)
    with pytest.raises(operations.ReturnReasonMissing):
        operations.return_payment(actor=CLERK, credit_id=credit.pk, on=TODAY, reason="")
    back = {"credit_id": credit.pk, "on": on("2026-09-03"), "reason": "brak środków"}
    operations.return_payment(actor=CLERK, line_id=line, **back)  # type: ignore[arg-type]
    assert OpenAmount.objects.get().entry_id == debt
    assert OpenAmount.objects.get().amount == Decimal(50)
    with pytest.raises(operations.ReturnedAlready):
        operations.return_payment(actor=CLERK, **back)  # type: ignore[arg-type]
    with pytest.raises(operations.NotAPayment):
        operations.return_payment(actor=CLERK, credit_id=debt, on=TODAY, reason="x")
    ledger.settle_all(actor=SYSTEM, on=on("2026-09-04"))
    assert OpenAmount.objects.get().amount == Decimal(50)
    assert ledger_queries.prove(viewer=SYSTEM) == []
    assert account == credit.account_id


def test_the_screens_prepare_approve_write_and_return(client: Client) -> None:
    creditor = a_utility()
    party, account = an_overpaid(creditor)
    BankAccount.objects.create(party_id=party, iban=PAYER)
    client.force_login(build.an_administrator())
    page = f"/parties/{party}/refund/"
    assert "PL •••• 0101" in client.get(page).text
    (key, _masked), *_rest = queries.accounts_to_refund(viewer=SYSTEM, party_id=party)
    typed = {"account": account, "amount": "99", "name": "Żaneta", "to": "", "iban": ""}
    typed["token"] = str(uuid.uuid4())
    assert client.post(page, typed).status_code == 422
    typed["to"] = key
    assert "that is not used" in client.post(page, typed).text
    typed["amount"] = "30,00"
    made = client.post(page, typed).headers["Location"]
    # Sent once more, as by a second click, it leads to the same refund.
    assert client.post(page, typed).headers["Location"] == made
    assert Refund.objects.count() == 1
    assert "An administrator who has not prepared it approves it." in client.get(made).text
    client.force_login(build.an_administrator("barbara"))
    assert "Approved and posted." in client.post(made, {"approve": "1"}, follow=True).text
    form = {"account": f"{OWN} PLN", "paid_on": "2026-09-02"}
    written = client.post("/payments/refunds/files/", form, follow=True).text
    assert "The file is written." in written
    file = RefundFile.objects.get()
    assert file.sha256 in written
    sent = client.get(f"/payments/refunds/files/{file.public_id}")
    assert sent["Content-Disposition"].startswith("attachment")
    assert client.get("/payments/refunds/").status_code == 200
    draft = operations.PaymentDraft(account, Decimal(5), TODAY, "x", "tx")
    credit = operations.add_payment(actor=SYSTEM, draft=draft, on=TODAY)
    page = f"/credits/{credit}/returned/"
    assert "Nothing of this payment is settled." in client.get(page).text
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "brak środków"}).status_code == 302
    assert "has been returned already" in client.get(page).text
