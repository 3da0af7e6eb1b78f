"""The card as it stood on an earlier day, reached by a date and a slider."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.privacy.models import Consent, Purpose
from kartoteka.register import operations as register
from kartoteka.register.operations import AddressDraft, PartyDraft
from kartoteka.trail import queries as trail
from kartoteka.ui import figures
from tests.build import a_customer, a_party, a_user
from tests.ledger import builders
from tests.register.test_as_of import Calendar

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
THEN = TODAY - dt.timedelta(days=60)
LATER = TODAY - dt.timedelta(days=30)
NOW, MINUTE = timezone.now(), dt.timedelta(minutes=1)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user())
    return client


@pytest.fixture
def anna() -> int:
    """Anna came, was renamed a month later, and got an invoice for the time between."""
    calendar = Calendar()
    party_id = a_party("Anna Dawna", number="A-1", addresses=(AddressDraft(city="Łódź"),))
    calendar.was(THEN)
    draft = PartyDraft(kind="COMPANY", name="Anna Nowa", number="A-1")
    register.change_party(actor=SYSTEM, party_id=party_id, draft=draft)
    calendar.was(LATER)
    account_id = ledger.open_account(
        actor=SYSTEM, party_id=party_id, creditor_id=builders.a_creditor(), currency="PLN"
    )
    builders.a_debit(account_id, "1000.00", str(THEN), number="FV/1", issued_on=THEN)
    return party_id


def test_the_card_of_an_earlier_day_marks_what_differs(desk: Client, anna: int) -> None:
    page = desk.get(f"/parties/{anna}/?as_of={THEN}").text
    assert "The card as it stood on" in page
    assert "Anna Dawna<small>today: Anna Nowa" in page
    assert "<h1>Anna Dawna" in page
    assert '<dd class="k-then">Łódź' not in page
    assert "Anna Dawna" not in desk.get(f"/parties/{anna}/?as_of={LATER}").text


def test_consents_stand_as_they_were_known_that_day(desk: Client, anna: int) -> None:
    marketing = Purpose.objects.get(code="MARKETING")
    given = {"party_id": anna, "purpose": marketing, "is_given": True, "how": "OFFICE"}
    Consent.objects.create(
        **given, channel="EMAIL", happened_on=THEN, recorded_at=trail.ends(THEN) - 5 * MINUTE
    )
    Consent.objects.create(**given, channel="SMS", happened_on=THEN)  # entered today only
    Consent.objects.create(
        **(given | {"is_given": False}), channel="EMAIL", happened_on=TODAY, recorded_at=NOW
    )
    page = desk.get(f"/parties/{anna}/?as_of={LATER}").text
    assert "Marketing, e-mail</dt>" in page
    assert "Marketing, SMS" not in page
    assert f'given<br><small class="k-muted">from {figures.day(THEN, "en")}</small>' in page
    assert "<small>today: withdrawn</small>" in page
    before = THEN - dt.timedelta(days=1)
    assert "Marketing, e-mail" not in desk.get(f"/parties/{anna}/?as_of={before}").text


def test_both_balances_are_told(desk: Client, anna: int) -> None:
    page = desk.get(f"/parties/{anna}/?as_of={LATER}").text
    assert '1,000.00</span><span class="k-figure-note">by effective days' in page
    assert '0.00</span><span class="k-figure-note">by what had been recorded' in page


def test_the_slider_has_the_days_of_changes_and_today(desk: Client, anna: int) -> None:
    page = desk.get(f"/parties/{anna}/?as_of={LATER + dt.timedelta(days=3)}").text
    assert f'data-days="{THEN} {LATER} {TODAY}"' in page
    assert 'max="2" value="1"' in page
    now = desk.get(f"/parties/{anna}/details/").text
    assert 'max="2" value="2"' in now
    assert f'name="as_of" value="{TODAY}"' in now


def test_before_the_customer_came_there_is_no_card(desk: Client, anna: int) -> None:
    answer = desk.get(f"/parties/{anna}/?as_of={THEN - dt.timedelta(days=1)}")
    assert answer.status_code == 200
    assert "The customer was not in the register yet." in answer.text


@pytest.mark.parametrize("day", ["", "yesterday", "2026-02-30", "9999-12-31", str(TODAY)])
def test_today_the_future_and_nonsense_show_the_card_of_today(
    desk: Client, anna: int, day: str
) -> None:
    page = desk.get(f"/parties/{anna}/", {"as_of": day}).text
    assert "The card as it stood on" not in page
    assert "Anna Nowa" in page


def test_a_stranger_is_not_found_on_any_day(desk: Client) -> None:
    assert desk.get(f"/parties/999999/?as_of={THEN}").status_code == 404


def test_an_earlier_card_is_for_staff(client: Client, anna: int) -> None:
    url = f"/parties/{anna}/?as_of={THEN}"
    assert client.get(url)["Location"].startswith("/account/login/")
    client.force_login(a_customer())
    assert client.get(url).status_code in {302, 403}


def test_the_first_day_of_all_time_breaks_nothing(desk: Client, anna: int) -> None:
    assert desk.get(f"/parties/{anna}/?as_of=0001-01-01").status_code == 200
