"""The card: what a clerk sees of one customer, to the grosz, in few statements."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries
from kartoteka.register import operations as register
from kartoteka.register.operations import AddressDraft
from tests import build
from tests.ledger import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TODAY = dt.date(2026, 6, 30)
THIN = "\u202f"


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 6, 30, 10, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


@pytest.fixture
def anna() -> int:
    """Anna owes 1,210.00 of two invoices, one of them late; 90.00 has come and is unused."""
    party_id = build.a_party("Anna Owes", identifiers={"NIP": "5213017228"}, number="K-1")
    creditor_id = builders.a_creditor()
    account_id = ledger.open_account(
        actor=SYSTEM, party_id=party_id, creditor_id=creditor_id, currency="PLN"
    )
    builders.a_debit(account_id, "1000.00", "2026-05-31", number="FV/1")
    builders.a_debit(account_id, "300.00", "2026-07-14", number="FV/2")
    builders.a_payment(account_id, "90.00", "2026-06-10")
    return party_id


def test_the_card_answers_how_much_and_what_is_late(desk: Client, anna: int) -> None:
    page = desk.get(f"/parties/{anna}/").text
    assert "521-301-72-28" in page
    assert f'k-figure-value">PLN{THIN}1,300.00<' in page
    assert f'k-figure-value late">PLN{THIN}1,000.00<' in page
    assert f'k-figure-value">PLN{THIN}90.00<' in page
    assert "the oldest 30 days late" in page


def test_the_history_says_days_as_the_reader_does_and_not_whose_it_is(
    desk: Client, anna: int
) -> None:
    register.add_address(
        actor=SYSTEM,
        party_id=anna,
        draft=AddressDraft(city="Łódź", valid_from=dt.date(2026, 8, 1)),
    )
    page = desk.get(f"/parties/{anna}/history/").text
    assert "1\u00a0Aug\u00a02026" in page
    assert "Łódź" in page
    assert "Anna Owes" not in page[page.index("<tbody>") : page.index("city")]


def test_a_stranger_number_is_not_found(desk: Client) -> None:
    assert desk.get("/parties/999999/").status_code == 404


def test_the_card_takes_at_most_sixteen_statements(desk: Client, anna: int) -> None:
    desk.get(f"/parties/{anna}/")
    with CaptureQueriesContext(connection) as seen:
        desk.get(f"/parties/{anna}/")
    asked = [one["sql"] for one in seen if "SAVEPOINT" not in one["sql"]]
    assert len(asked) <= 16, asked


@pytest.mark.parametrize("tab", ["", "settlements/", "details/", "history/"])
def test_every_tab_opens(desk: Client, anna: int, tab: str) -> None:
    assert desk.get(f"/parties/{anna}/{tab}").status_code == 200


def test_settling_shows_the_plan_then_settles_then_withdraws(desk: Client, anna: int) -> None:
    credit = credits_of(anna)[0]
    page = desk.get(f"/credits/{credit}/settle/").text
    assert "art. 451 of the Polish Civil Code" in page
    assert open_of(anna) == Decimal("1300.00")
    desk.post(f"/credits/{credit}/settle/", {"how": "scheme", "on": TODAY, "settle": "1"})
    assert open_of(anna) == Decimal("1210.00")
    page = desk.get(f"/credits/{credit}/withdraw/").text
    assert "FV/1" in page
    answer = desk.post(f"/credits/{credit}/withdraw/", {"lines": [], "reason": ""})
    assert answer.status_code == 422
    desk.post(
        f"/credits/{credit}/withdraw/", {"lines": lines_of(credit), "reason": "wrong customer"}
    )
    assert open_of(anna) == Decimal("1300.00")


def test_a_chosen_amount_above_the_payment_is_refused_with_all_typed_kept(
    desk: Client, anna: int
) -> None:
    credit = credits_of(anna)[0]
    debit = debits_of(anna)[1]
    answer = desk.post(
        f"/credits/{credit}/settle/",
        {"how": "choice", "on": TODAY, f"debit-{debit}": "91.00", "settle": "1"},
    )
    assert answer.status_code == 422
    assert "That is more than is open." in answer.text
    assert 'value="91.00"' in answer.text
    assert open_of(anna) == Decimal("1300.00")


def open_of(party_id: int) -> Decimal:
    return sum(
        (row.due for row in queries.balance(viewer=SYSTEM, party_id=party_id, on=TODAY)),
        start=Decimal(0),
    )


def credits_of(party_id: int) -> list[int]:
    rows = queries.open_entries(viewer=SYSTEM, party_id=party_id, on=TODAY, side="CREDIT")
    return [row.entry_id for row in rows]


def debits_of(party_id: int) -> list[int]:
    rows = queries.open_entries(viewer=SYSTEM, party_id=party_id, on=TODAY)
    return [row.entry_id for row in rows]


def lines_of(credit_id: int) -> list[int]:
    return [row.settlement_id for row in queries.settlements_of(viewer=SYSTEM, credit_id=credit_id)]


def test_an_opened_card_stands_among_the_recent_ones(desk: Client, anna: int) -> None:
    desk.get(f"/parties/{anna}/")
    assert f'href="/parties/{anna}/">Anna Owes</a>' in desk.get("/").text
