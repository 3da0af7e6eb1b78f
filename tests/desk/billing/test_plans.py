"""Calendars of advances at the desk."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from kartoteka.billing.models import Advance, AdvancePlan
from kartoteka.ledger.models import Entry
from tests import build
from tests.billing.test_plans import an_agreement
from tests.ledger.builders import a_creditor, on

pytestmark = pytest.mark.django_db
PLACE = "/advances/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 1, 20, 9, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


def said(creditor: int, **more: object) -> dict[str, object]:
    return {
        "creditor": creditor, "currency": "PLN", "first_due": "2026-01-31", "count": 3,
        "months": 1, "days": 14, "amount": "50", "title": "Woda", "agreements": "",
    } | more  # fmt: skip


def test_calendars_are_made_posted_changed_and_ended(desk: Client) -> None:
    works = a_creditor()
    an_agreement(works, "U/1")
    an_agreement(works, "U/2", valid_from=on("2026-02-01"))
    done = desk.post(f"{PLACE}add/", said(works), follow=True)
    assert "1 calendar has been made." in done.text
    assert "U/1" in done.text
    posted = desk.post(f"{PLACE}post", follow=True)
    assert "1 advance has been posted." in posted.text
    plan = AdvancePlan.objects.get()
    place = f"{PLACE}{plan.public_id}/"
    page = desk.get(place).text
    assert Entry.objects.get().number in page
    second = Advance.objects.get(ordinal=2)
    change = {"issued_on": "2026-02-10", "due_on": "2026-02-20", "amount": "55,50"}
    assert desk.post(f"{place}{second.pk}/", change).status_code == 302
    assert Advance.objects.get(ordinal=2).amount == Decimal("55.50")
    wrong = desk.post(f"{place}{second.pk}/", change | {"due_on": "2026-02-09"})
    assert wrong.status_code == 422
    first = Advance.objects.get(ordinal=1)
    assert "The advance has been posted." in desk.post(f"{place}{first.pk}/", change).text
    ended = desk.post(place, {"on": "2026-02-28"}, follow=True)
    assert "will not be posted" in ended.text
    assert desk.get(f"{PLACE}{build.a_user('other').public_id}/").status_code == 404


def test_agreements_can_have_amounts_of_their_own(desk: Client) -> None:
    works = a_creditor()
    an_agreement(works, "U/1")
    an_agreement(works, "U/2")
    lines = "U/1; 70,50\nU/2\n"
    desk.post(f"{PLACE}add/", said(works, agreements=lines))
    found = Advance.objects.filter(ordinal=1).order_by("plan__agreement__number")
    assert [one.amount for one in found] == [Decimal("70.50"), Decimal("50.00")]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"agreements": "U/9"}, "The creditor has no agreement U/9."),
        ({"agreements": "U/1; x"}, "U/1: Give an amount from 0.01"),
        ({"amount": ""}, "Give an amount, or one for each agreement."),
        ({"amount": "", "agreements": "U/1"}, "Give an amount, or one for each agreement."),
        ({"first_due": "2024-01-31"}, "No calendar was made"),
    ],
)
def test_refuses_with_what_was_typed(desk: Client, more: dict[str, object], sentence: str) -> None:
    works = a_creditor()
    an_agreement(works, "U/1")
    answer = desk.post(f"{PLACE}add/", said(works, **more))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Woda"' in answer.text
    assert AdvancePlan.objects.count() == 0
