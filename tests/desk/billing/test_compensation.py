"""Compensation at the desk: for one document, for many, and the rates that it takes."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kartoteka.billing.models import ExchangeRate
from kartoteka.billing.operations import by_hand, compensation
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry
from tests import build
from tests.formats.test_nbp import JSON
from tests.ledger.builders import a_creditor, a_debit, on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 3, 10, 9, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


@pytest.fixture
def debit() -> int:
    account = ledger.open_account(
        actor=SYSTEM, party_id=build.a_party("Mill"), creditor_id=a_creditor(), currency="PLN"
    )
    more = {"interest_kind": "pl_commercial_delay", "number": "FV/1"}
    return a_debit(account, "6000.00", "2026-02-10", **more)


def a_rate() -> None:
    compensation.set_rate(
        actor=SYSTEM, currency="EUR", day=on("2026-01-30"), rate=Decimal("4.2131"), table="21"
    )


def test_says_why_not_and_then_posts(desk: Client, debit: int) -> None:
    place = f"/receivables/{debit}/compensation/"
    assert "The NBP rate of the euro is missing for that day." in desk.get(place).text
    refused = desk.post(place)
    assert refused.status_code == 422
    assert Entry.objects.count() == 1
    a_rate()
    page = desk.get(place).text
    assert "4.2131" in page
    assert "294.92" in page
    done = desk.post(place, follow=True)
    assert "The compensation has been posted." in done.text
    assert Entry.objects.get(kind="COST").amount == Decimal("294.92")
    assert "has been claimed for this document already" in desk.get(place).text


def test_a_correction_leads_to_the_document_that_carries_it(desk: Client, debit: int) -> None:
    a_rate()
    up = by_hand.correct_upwards(
        actor=SYSTEM, entry_id=debit, amount=Decimal("44000.00"), on=on("2026-02-20"),
        due_on=on("2026-03-20"), reason="read anew", token="up",
    )  # fmt: skip
    page = desk.get(f"/receivables/{up}/compensation/").text
    assert "belongs to the document that it corrects" in page
    assert f'href="/receivables/{debit}/compensation/"' in page
    shown = desk.get(f"/receivables/{debit}/compensation/").text
    assert "Amount that counts" in shown
    assert "421.31" in shown
    desk.post(f"/receivables/{debit}/compensation/")
    assert Entry.objects.get(kind="COST").amount == Decimal("421.31")


def test_many_are_looked_at_first(desk: Client, debit: int) -> None:
    place = "/receivables/compensation/"
    assert "The NBP rate of the euro is missing for that day." in desk.get(place).text
    a_rate()
    assert "Post 1 compensation" in desk.get(place).text
    assert "Post 1 compensation" not in desk.get(f"{place}?days_late=60").text
    late = desk.post(place, {"creditor": "", "days_late": "60"})
    assert late.status_code == 422
    assert "No document gives a right to compensation today." in late.text
    done = desk.post(place, {"creditor": "", "days_late": "0"}, follow=True)
    assert "1 compensation has been posted." in done.text
    assert Entry.objects.filter(kind="COST").count() == 1


def test_rates_are_an_administrators(client: Client) -> None:
    place = "/receivables/rates/"
    client.force_login(build.a_user())
    assert client.get(place).status_code == 403
    client.force_login(build.an_administrator())
    file = SimpleUploadedFile("a.json", JSON.encode())
    done = client.post(place, {"file": file}, follow=True)
    assert "1 rate taken over." in done.text
    assert "021/A/NBP/2026" in done.text
    typed = {"currency": "EUR", "day": "2026-02-27", "rate": "4,2", "table": "41/A"}
    assert client.post(place, typed).status_code == 302
    assert ExchangeRate.objects.get(day=on("2026-02-27")).rate == Decimal("4.2")
    wrong = client.post(place, typed | {"rate": "0"})
    assert wrong.status_code == 422
    assert 'value="41/A"' in wrong.text
    spoilt = client.post(place, {"file": SimpleUploadedFile("a.json", b"nothing")})
    assert "The file holds no rates of table A." in spoilt.text
