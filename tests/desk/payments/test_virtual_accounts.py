"""Virtual accounts on screen: seen on the card by all, added and closed by administrators."""

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM, Role
from kartoteka.payments import operations, queries
from kartoteka.payments.models import VirtualAccount
from kartoteka.register.models import BankAccount
from tests import build
from tests.ledger.builders import on
from tests.payments.builders import OWN, PAYER, a_customer, a_utility

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "PL65124000007777000000001234", "PL16124000007777000000009876"


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(build.a_user("adam", role=Role.ADMINISTRATOR))
    return client


def a_page() -> tuple[str, int]:
    party_id, account_id = a_customer(a_utility(), "K1")
    return f"/parties/{party_id}/virtual-accounts/", account_id


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        "65 1240 0000 7777 0000 0000 1234",
        "pl65-1240-0000-7777-0000-0000-1234",
        " 65124000007777000000001234\t",
        "PL 65\u00a01240\u00a00000\u00a07777\u00a00000\u00a00000\u00a01234",
    ],
)
def test_a_number_in_any_grouping_is_added_and_stands_on_the_card(
    administrator: Client, typed: str
) -> None:
    page, account_id = a_page()
    answer = administrator.post(page, {"account": account_id, "iban": typed}, follow=True)
    assert "The virtual account is added." in answer.text
    assert queries.virtual_account(SYSTEM, account_id) == NUMBER
    card = administrator.get(page.replace("virtual-accounts", "details")).text
    assert "PL65 1240 0000 7777 0000 0000 1234" in card.replace("\u00a0", " ")
    assert f'href="{page}"' in card


@pytest.mark.parametrize(
    "typed", ["", "65 1240 0000 7777 0000 0000 1243", "1240 0000 7777 0000 0000 1234", "x" * 81]
)
def test_what_is_no_whole_number_is_refused_and_stays_typed(
    administrator: Client, typed: str
) -> None:
    page, account_id = a_page()
    answer = administrator.post(page, {"account": account_id, "iban": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text or not typed
    assert VirtualAccount.objects.count() == 0


def test_a_number_of_somebody_else_is_never_given_again(administrator: Client) -> None:
    page, account_id = a_page()
    creditor_id = a_utility(PAYER)
    _party, other = a_customer(creditor_id, "K2")
    give = operations.assign_virtual_account
    give(actor=SYSTEM, account_id=other, iban=NUMBER, on=on("2026-01-01"))
    operations.close_virtual_account(actor=SYSTEM, account_id=other, on=on("2026-02-01"))
    answer = administrator.post(page, {"account": account_id, "iban": NUMBER})
    assert answer.status_code == 422
    assert (
        "was closed on 1\u00a0Feb\u00a02026, and a virtual account is never given again"
        in answer.text
    )
    answer = administrator.post(page, {"account": account_id, "iban": OWN})
    assert answer.status_code == 422
    assert "This is a bank account of Wodociągi" in answer.text
    assert BankAccount.objects.filter(iban=OWN).exists()
    assert administrator.post(page, {"account": other, "iban": OTHER}).status_code == 422
    assert queries.virtual_account(SYSTEM, account_id) is None


def test_one_is_closed_before_another_is_added(administrator: Client) -> None:
    page, account_id = a_page()
    administrator.post(page, {"account": account_id, "iban": NUMBER})
    answer = administrator.post(page, {"account": account_id, "iban": OTHER})
    assert answer.status_code == 422
    assert "has a virtual account already. Close it first." in answer.text
    assert f'value="{OTHER}"' in answer.text
    close = f"{page}{account_id}/{NUMBER}/close/"
    assert close in answer.text
    answer = administrator.post(close, follow=True)
    assert "The virtual account is closed." in answer.text
    assert administrator.post(page, {"account": account_id, "iban": OTHER}).status_code == 302
    administrator.post(close)
    assert queries.virtual_account(SYSTEM, account_id) == OTHER
    rows = queries.virtual_accounts_of(viewer=SYSTEM, party_id=int(page.split("/")[2]))
    assert [(row.iban, row.closed_on is None) for row in rows] == [(OTHER, True), (NUMBER, False)]
    assert close not in administrator.get(page).text


def test_a_clerk_sees_them_and_changes_nothing(client: Client) -> None:
    page, account_id = a_page()
    operations.assign_virtual_account(
        actor=SYSTEM, account_id=account_id, iban=NUMBER, on=on("2026-01-01")
    )
    client.force_login(build.a_user())
    card = client.get(page.replace("virtual-accounts", "details")).text
    assert "PL65 1240 0000 7777 0000 0000 1234" in card.replace("\u00a0", " ")
    assert page not in card
    assert client.get(page).status_code == 403
    assert client.post(f"{page}{account_id}/{NUMBER}/close/").status_code == 403
    assert queries.virtual_account(SYSTEM, account_id) == NUMBER


def test_another_customers_account_is_not_closed_here(administrator: Client) -> None:
    page, _account = a_page()
    _party, other = a_customer(a_utility(PAYER), "K2")
    operations.assign_virtual_account(
        actor=SYSTEM, account_id=other, iban=NUMBER, on=on("2026-01-01")
    )
    assert administrator.post(f"{page}{other}/{NUMBER}/close/").status_code == 404
    assert administrator.get("/parties/999999/virtual-accounts/").status_code == 404
    assert queries.virtual_account(SYSTEM, other) == NUMBER


def test_a_customer_without_an_account_is_told_how_it_is_opened(administrator: Client) -> None:
    party_id = a_utility()
    page = administrator.get(f"/parties/{party_id}/virtual-accounts/").text
    assert "It is opened by the first receivable." in page
    assert 'name="iban"' not in page
