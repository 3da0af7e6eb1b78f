"""Forms that ask for creditor and currency: nobody is meant until somebody is chosen."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from kartoteka.access.models import User
from kartoteka.kernel.actor import SYSTEM, Role
from kartoteka.ledger import operations as ledger
from kartoteka.payments.models import Batch, CashDesk, Mask
from kartoteka.register.models import Party
from tests import build
from tests.ledger.builders import a_creditor

pytestmark = pytest.mark.django_db
PAGES = (
    "masks",
    "cash_desks",
    "begin_batch",
    "advance_plan_add",
    "price_list_add",
    "mailing_add",
    "schemes",
)
WITH_CURRENCY = PAGES[:5]


@pytest.fixture
def office(client: Client) -> Client:
    user = build.a_user()
    User.everyone.filter(pk=user.pk).update(role=Role.ADMINISTRATOR)
    client.force_login(User.everyone.get(pk=user.pk))
    return client


def a_slovak_creditor() -> int:
    creditor_id = a_creditor("SK_BUSINESS")
    Party.objects.filter(pk=creditor_id).update(country="SK", name="Vodárne")
    return creditor_id


def chosen(office: Client, address: str, name: str) -> list[str]:
    """The values of a select that stand chosen, or its first, as a browser does it."""
    page = office.get(address).content.decode()
    (select,) = re.findall(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    marked = re.findall(r'<option value="([^"]*)" selected', select)
    return marked or re.findall(r'<option value="([^"]*)"', select)[:1]


def creditor_of(page: str) -> str:
    return "creditor_id" if page == "schemes" else "creditor"


@pytest.mark.parametrize("page", PAGES)
def test_the_only_creditor_stands_there_with_its_currency(office: Client, page: str) -> None:
    only = a_slovak_creditor()
    assert chosen(office, reverse(page), creditor_of(page)) == [str(only)]
    if page in WITH_CURRENCY:
        assert chosen(office, reverse(page), "currency") == ["EUR"]


@pytest.mark.parametrize("page", PAGES)
def test_of_several_none_is_chosen(office: Client, page: str) -> None:
    a_creditor()
    a_slovak_creditor()
    assert chosen(office, reverse(page), creditor_of(page)) == [""]
    if page in WITH_CURRENCY:
        assert chosen(office, reverse(page), "currency") == [""]


MASK = {"country": "SK", "beginning": "0900000000", "digits": "10"}
BATCH = {"name": "x", "via": "POST", "paid_on": "2026-09-01", "count": "1", "total": "5"}


def test_who_is_not_chosen_is_asked_for(office: Client) -> None:
    a_creditor()
    a_slovak_creditor()
    for page, said in (("masks", MASK), ("cash_desks", {"code": "K1", "name": "x"})):
        answer = office.post(reverse(page), said)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["creditor"]
    assert not Mask.objects.exists()
    assert not CashDesk.objects.exists()


def test_the_currency_is_the_creditors_unless_another_is_said(office: Client) -> None:
    polish, slovak = a_creditor(), a_slovak_creditor()
    office.post(reverse("masks"), {**MASK, "creditor": slovak})
    assert Mask.objects.get().currency == "EUR"
    for creditor_id, currency in ((polish, ""), (slovak, ""), (slovak, "CZK")):
        said = {**BATCH, "creditor": creditor_id, "currency": currency, "token": uuid.uuid4()}
        assert office.post(reverse("begin_batch"), said).status_code == 302
    assert list(Batch.objects.order_by("pk").values_list("currency", flat=True)) == [
        "PLN",
        "EUR",
        "CZK",
    ]


def test_the_creditor_of_the_customers_account_stands_there(office: Client) -> None:
    a_creditor()
    slovak = a_slovak_creditor()
    party_id = build.a_party("Anna")
    receivable = f"{reverse('receivable_add')}?party={party_id}"
    agreement = reverse("agreement_add", args=[party_id])
    credit = reverse("credit_add", args=[party_id])
    fields = ((receivable, "creditor"), (agreement, "creditor"), (credit, "account"))
    for address, field in fields:
        assert chosen(office, address, field) == [""]
    ledger.open_account(actor=SYSTEM, party_id=party_id, creditor_id=slovak, currency="EUR")
    for address, field in fields[:2]:
        assert chosen(office, address, field) == [str(slovak)]
    assert chosen(office, receivable, "currency") == ["EUR"]
    assert chosen(office, credit, "account") == [f"{slovak}-EUR"]
