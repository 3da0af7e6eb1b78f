"""Instalments, write-offs and offsets as a clerk meets them: asked, refused, kept, taken back."""

from decimal import Decimal

import pytest
from django.test import Client

from kartoteka.billing.models import Offset, WriteOff
from kartoteka.kernel.actor import Role
from kartoteka.ledger.models import Account, Instalment, OpenAmount, Plan
from tests import build
from tests.ledger import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


@pytest.fixture
def owed() -> tuple[int, int, int]:
    """Two debts of 100.00 and 20.50 on one account: both, and the customer."""
    account = builders.an_account()
    debts = [
        builders.a_debit(account, amount, "2026-02-10", number=f"FV/{amount}")
        for amount in ("100.00", "20.50")
    ]
    return debts[0], debts[1], Account.objects.get(pk=account).party_id


def test_a_plan_of_equal_parts_takes_the_odd_grosz_last(
    desk: Client, owed: tuple[int, int, int]
) -> None:
    first, second, party = owed
    given = {
        "debts": [first, second],
        "agreed_on": "2026-06-01",
        "count": "7",
        "first_due": "2026-06-30",
        "months": "1",
        "own": "",
    }
    page = desk.post(f"/parties/{party}/plan/", given, follow=True)
    rows = Instalment.objects.order_by("due_on").values_list("due_on", "amount")
    assert [f"{day:%Y-%m-%d} {amount}" for day, amount in rows] == [
        *(f"2026-{month:02d}-30 17.21" for month in range(6, 12)),
        "2026-12-30 17.24",
    ]
    assert page.context["plan"].total == Decimal("120.50")

    end = f"/plans/{Plan.objects.get().public_id}/"
    assert desk.post(end, {"on": "2026-07-01", "reason": ""}).status_code == 422
    page = desk.post(end, {"on": "2026-07-01", "reason": "Not kept"}, follow=True)
    assert "ended on" in page.text
    assert "Not kept" in page.text


def test_own_instalments_are_kept_as_typed_when_they_do_not_fit(
    desk: Client, owed: tuple[int, int, int]
) -> None:
    first, _second, party = owed
    given = {
        "debts": [first],
        "agreed_on": "2026-06-01",
        "count": "3",
        "first_due": "2026-07-01",
        "months": "1",
        "own": "2026-07-01 60,00\n2026-08-01 39.99",
    }
    page = desk.post(f"/parties/{party}/plan/", given)
    assert page.status_code == 422
    assert "2026-08-01 39.99" in page.text
    assert not Plan.objects.exists()

    page = desk.post(f"/parties/{party}/plan/", {**given, "own": "soon 60"})
    assert "Line 1 is not a day and an amount: soon 60" in page.text
    desk.post(f"/parties/{party}/plan/", {**given, "own": "2026-07-01 60\n\n2026-08-01 40,00"})
    assert Instalment.objects.count() == 2


def test_a_request_waits_until_an_administrator_who_did_not_ask_approves(
    desk: Client, owed: tuple[int, int, int]
) -> None:
    first, _second, party = owed
    page = desk.post(
        f"/parties/{party}/write-off/",
        {"kind": "REMISSION", "on": "2026-03-01", "reason": "Fire", f"debit-{first}": "40"},
        follow=True,
    )
    assert "An administrator decides" in page.text
    public_id = WriteOff.objects.get().public_id
    assert desk.post(f"/write-offs/{public_id}/", {"approve": "1"}).status_code == 422

    chief = Client()
    chief.force_login(build.a_user("chief", role=Role.ADMINISTRATOR))
    assert str(public_id) in chief.get("/write-offs/").text
    page = chief.post(f"/write-offs/{public_id}/", {"approve": "1", "answer": "Yes"}, follow=True)
    assert page.context["request_"].state == "APPROVED"
    assert OpenAmount.objects.get(entry=first).amount == Decimal("60.00")
    page = chief.post(f"/write-offs/{public_id}/", {"cancel": "1"}, follow=True)
    assert page.context["request_"].state == "CANCELLED"
    assert OpenAmount.objects.get(entry=first).amount == Decimal("100.00")


def test_everything_open_is_asked_with_one_tick(desk: Client, owed: tuple[int, int, int]) -> None:
    _first, _second, party = owed
    desk.post(
        f"/parties/{party}/write-off/",
        {"kind": "WRITE_OFF", "on": "2026-03-01", "reason": "Old", "everything": "on"},
    )
    lines = WriteOff.objects.get().lines.order_by("debt")
    assert list(lines.values_list("amount", flat=True)) == [Decimal("100.00"), Decimal("20.50")]


def test_an_offset_is_made_printed_and_taken_back(desk: Client, owed: tuple[int, int, int]) -> None:
    first, _second, party = owed
    given = {
        "declared_on": "2026-03-01",
        "their_number": "F/1",
        "their_due_on": "2026-02-20",
        "their_amount": "50,00",
        f"debit-{first}": "60",
    }
    page = desk.post(f"/parties/{party}/offset/", given)
    assert page.status_code == 422
    assert "Their document is for 50.00 only" in page.text
    desk.post(f"/parties/{party}/offset/", {**given, f"debit-{first}": "50"})
    assert OpenAmount.objects.get(entry=first).amount == Decimal("50.00")

    address = f"/offsets/{Offset.objects.get().public_id}/"
    for language in ("pl", "sk", "en"):
        answer = desk.get(f"{address}print?language={language}")
        assert answer.content.startswith(b"%PDF")
    assert desk.post(address, {"reason": "Paid"}).status_code == 422
    chief = Client()
    chief.force_login(build.a_user("chief", role=Role.ADMINISTRATOR))
    assert "cancelled" in chief.post(address, {"reason": "Paid"}, follow=True).text
    assert OpenAmount.objects.get(entry=first).amount == Decimal("100.00")


def test_who_owes_nothing_is_told_so(desk: Client) -> None:
    party = Account.objects.get(pk=builders.an_account()).party_id
    for what in ("plan", "write-off", "offset"):
        assert "Nothing is open" in desk.get(f"/parties/{party}/{what}/").text
    assert desk.get("/parties/999999/plan/").status_code == 404


def test_a_credit_note_lessens_its_document_and_is_numbered(
    desk: Client, owed: tuple[int, int, int]
) -> None:
    first, second, party = owed
    account = Account.objects.get(party=party)
    given = {
        "account": f"{account.creditor_id}-PLN",
        "token": "one",
        "kind": "NOTE",
        "issued_on": "2026-03-01",
        "amount": "30,00",
        "number": "",
        "debt_id": second,
        "title": "Bonus",
    }
    for _twice in range(2):
        page = desk.post(f"/parties/{party}/credit/", given, follow=True)
    credit = page.context["credit"]
    assert (credit.number, credit.amount) == ("NU/2026/00001", Decimal("30.00"))
    assert credit.open_amount == Decimal("9.50")
    assert list(OpenAmount.objects.filter(side="DEBIT").values_list("entry", flat=True)) == [first]

    given |= {"token": "two", "kind": "OPENING", "debt_id": ""}
    page = desk.post(f"/parties/{party}/credit/", given, follow=True)
    assert (page.context["credit"].number, page.context["credit"].open_amount) == ("", 30)
    given |= {"token": "three", "account": f"{account.creditor_id}-EUR", "debt_id": first}
    page = desk.post(f"/parties/{party}/credit/", given)
    assert (page.status_code, "in another currency" in page.text) == (422, True)
