"""Calls for payment ask consumers for nothing that is time-barred (art. 117 § 2¹ KC)."""

import datetime as dt
from decimal import Decimal

import pytest

from kartoteka.billing.operations import limitation
from kartoteka.correspondence.models import Letter
from kartoteka.documents import queries as documents
from kartoteka.insight.models import Mailed
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account
from kartoteka.register.models import BankAccount, Party
from tests.insight.test_mailings import ON, Office, a_customer, a_mailing, copies, made, words
from tests.ledger.builders import a_creditor, a_debit, a_payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    creditor_id = a_creditor()
    Party.objects.filter(pk=creditor_id).update(is_creditor=True)
    BankAccount.objects.create(
        party_id=creditor_id, iban="PL61109010140000071219812874", currency="PLN"
    )
    names = ("Anna", "Bela", "Zofia")
    return Office(
        creditor_id, {name: a_customer(creditor_id, name, "90-562", "2") for name in names}
    )


def an_old_debt(office: Office, name: str, due: str = "2023-05-11") -> int:
    account = Account.objects.get(party_id=office.parties[name])
    return a_debit(account.pk, "500.00", due, number=f"OLD/{name}")


def test_a_call_asks_consumers_for_nothing_that_is_time_barred(office: Office) -> None:
    Party.objects.filter(name="Bela").update(kind="COMPANY")
    Party.objects.filter(name="Anna").update(kind="HOUSEHOLD")
    for name in ("Anna", "Bela", "Zofia"):  # of supply: barred since the end of 2025
        an_old_debt(office, name)
    recognition = limitation.EventDraft("RECOGNITION", dt.date(2025, 2, 3), "letter")
    claim = Account.objects.get(party_id=office.parties["Zofia"]).entries.get(number="OLD/Zofia")
    limitation.record_event(actor=SYSTEM, entry_ids=[claim.pk], draft=recognition)
    made(a_mailing(office, "CALL", least=None))
    kept = copies()
    assert {name: "OLD/" in kept[name] for name in ("Anna", "Bela", "Zofia")} == {
        "Anna": False, "Bela": True, "Zofia": True,
    }  # fmt: skip
    assert "70,00" in kept["Anna"]
    # A confirmation of the balance tells all that stands in the books.
    made(a_mailing(office, "BALANCE"))
    told = Letter.objects.get(party__name="Anna", kind="BALANCE")
    text = " ".join(words(documents.read(viewer=SYSTEM, content_id=told.content_id)))
    assert "OLD/Anna" in text


def test_whoever_owes_only_what_is_time_barred_is_left_out_with_the_reason(office: Office) -> None:
    anna = Account.objects.get(party_id=office.parties["Anna"])
    an_old_debt(office, "Anna")
    a_payment(anna.pk, "70.00", "2026-11-19")
    (open_debt,) = anna.entries.filter(number="FV/Anna")
    credit = anna.entries.filter(kind="PAYMENT").latest("pk")
    choices = {open_debt.pk: Decimal("70.00")}
    ledger.settle(actor=SYSTEM, credit_id=credit.pk, on=ON, choices=choices)
    mailing = a_mailing(office, "CALL", least=None)
    made(mailing)
    assert Mailed.objects.get(mailing__public_id=mailing, party__name="Anna").reason == "BARRED"
    assert not Letter.objects.filter(party__name="Anna").exists()
