"""Limitation at the desk: on the document, as a list, recorded singly and for many."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from kartoteka.access.models import User
from kartoteka.access.operations.bulk import act_of
from kartoteka.billing.models import ClaimRule, LimitationEvent
from kartoteka.desk.billing.lists import LIMITATIONS_LIST
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger.models import Entry
from tests import build
from tests.ledger.builders import a_creditor, a_debit, an_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2024, 11, 20, 9, tzinfo=dt.UTC), tick=True):
        yield


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    return signed_in(client, build.a_user())


@pytest.fixture
def debit() -> int:
    return a_debit(an_account(), "10.00", "2022-03-15", number="FV/1")


def test_the_document_says_its_last_day_and_why(desk: Client, debit: int) -> None:
    page = desk.get(f"/receivables/{debit}/").text
    assert "31 Dec 2024" in page.replace("\xa0", " ")
    assert "art. 554, 555, 118 KC" in page


def test_an_event_is_recorded_ended_and_taken_back(desk: Client, debit: int) -> None:
    place = f"/receivables/{debit}/limitation/"
    said = {"kind": "SUIT", "on": "2024-05-01", "reason": "I C 12/24"}
    page = desk.post(place, said, follow=True).text
    assert "does not run for now" in page
    event = LimitationEvent.objects.get()
    assert "I C 12/24" in page
    ended = desk.post(f"{place}{event.pk}/end/", {"on": "2024-06-01", "reason": "x"}, follow=True)
    assert "31 Dec 2026" in ended.text.replace("\xa0", " ")
    early = desk.post(f"{place}{event.pk}/end/", {"on": "2024-04-01", "reason": "x"})
    assert early.status_code == 422
    back = desk.post(f"{place}{event.pk}/back/", {"reason": "another case"}, follow=True)
    assert "taken back" in back.text
    assert desk.get(f"{place}{event.pk}/other/").status_code == 404


def test_what_is_refused_keeps_what_was_typed(desk: Client, debit: int) -> None:
    said = {
        "kind": "RECOGNITION", "on": "2024-05-01", "until": "2024-06-01", "reason": "letter 7",
    }  # fmt: skip
    answer = desk.post(f"/receivables/{debit}/limitation/", said)
    assert answer.status_code == 422
    assert "This happens on one day. Leave the end empty." in answer.text
    assert 'value="letter 7"' in answer.text


def test_the_list_shows_what_is_near(desk: Client, debit: int) -> None:
    a_debit(an_account(), "10.00", "2023-03-15", number="FV/FAR")
    page = desk.get("/limitation/").text
    assert "FV/1" in page
    assert "within 3 months" in page
    assert "FV/FAR" not in page
    assert LIMITATIONS_LIST.subject.key == "limitations"


def test_many_are_recorded_at_once(desk: Client, debit: int) -> None:
    other = a_debit(an_account(), "10.00", "2022-03-15", number="FV/2")
    act = act_of(actor=SYSTEM, subject="limitations", key="limitation")
    options = {"kind": "SUIT", "on": "2024-05-01", "until": None, "claim": "", "reason": "EPU"}
    done = act.run(actor=SYSTEM, ids=[debit, other], options=options)
    assert (done.done, done.same) == (2, 0)
    again = act.run(actor=SYSTEM, ids=[debit, other], options=options)
    assert (again.done, again.same) == (0, 2)
    assert LimitationEvent.objects.count() == 2


def test_rules_are_an_administrators(client: Client) -> None:
    works = a_creditor()
    signed_in(client, build.a_user())
    assert client.get("/limitation/rules/").status_code == 403
    signed_in(client, build.an_administrator())
    page = client.get("/limitation/rules/").text
    assert "§ 397 ObchZ" in page
    said = {"creditor": str(works), "entry_kind": "", "debtor": "", "claim": "BUSINESS"}
    assert client.post("/limitation/rules/", said).status_code == 302
    rule = ClaimRule.objects.get(creditor=works)
    assert (rule.country, rule.claim) == ("PL", "BUSINESS")
    for_all = said | {"creditor": "SK", "debtor": "CONSUMER", "claim": "SALE"}
    assert client.post("/limitation/rules/", for_all).status_code == 302
    assert ClaimRule.objects.get(country="SK", debtor="CONSUMER").claim == "SALE"


def test_the_desk_says_how_many_are_near(desk: Client, debit: int) -> None:
    words = "Claims time-barred within a month</span><strong>"
    assert f"{words}0<" in desk.get("/").text
    with time_machine.travel(dt.datetime(2024, 12, 20, 9, tzinfo=dt.UTC)):
        signed_in(desk, User.everyone.get())
        assert f"{words}1<" in desk.get("/").text


def test_the_card_names_the_first_document(desk: Client, debit: int) -> None:
    party = Entry.objects.get(pk=debit).account.party_id
    page = desk.get(f"/parties/{party}/settlements/").text.replace("\xa0", " ")
    assert "Becomes time-barred first" in page
    assert "FV/1, 31 Dec 2024" in page
