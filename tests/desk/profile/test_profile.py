"""The Profile at the desk: roles, segments, industry, terms, groups; the address by country."""

import datetime as dt
import re

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from kartoteka.register import queries
from kartoteka.register.models import Choice
from kartoteka.register.operations import GroupDraft
from kartoteka.register.queries import groups, segments, terms
from tests.build import a_party, a_user
from tests.ledger.builders import a_creditor

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user())
    return client


@pytest.fixture
def party_id() -> int:
    return a_party()


def choice(of: str, code: str) -> int:
    return Choice.objects.get(list=of, code=code).pk


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\d*)"', page)
    assert found is not None
    return found[1]


def test_a_role_is_given_changed_and_removed(desk: Client, party_id: int) -> None:
    role, url = choice("ROLE", "DEBTOR"), f"/parties/{party_id}/roles/"

    assert desk.post(f"{url}add/", {"role": role, "valid_from": "2026-01-01"}).status_code == 302
    again = desk.post(f"{url}add/", {"role": role, "valid_to": "2026-06-30"})
    assert again.status_code == 422
    assert 'value="2026-06-30"' in again.text
    (line,) = segments.roles_of(viewer=SYSTEM, party_id=party_id)
    said = {"valid_from": "2026-01-01", "valid_to": "2026-10-31", "version": line.version}
    assert desk.post(f"{url}{line.id}/", said).status_code == 302
    (line,) = segments.roles_of(viewer=SYSTEM, party_id=party_id)
    assert line.valid_to == dt.date(2026, 10, 31)
    assert "debtor" in desk.get(f"/parties/{party_id}/profile/").text
    desk.post(f"{url}{line.id}/", {"remove": "1"})
    assert segments.roles_of(viewer=SYSTEM, party_id=party_id) == []
    assert desk.get(f"/parties/{a_party('B')}/roles/{line.id}/").status_code == 404


def test_the_segmentation_is_said_and_an_edit_in_between_is_told(
    desk: Client, party_id: int
) -> None:
    url, high = f"/parties/{party_id}/segmentation/", choice("PRIORITY", "HIGH")
    assert desk.post(url, {"priority": high}).status_code == 302
    seen = version_in(desk.get(url).text)
    register.set_segment(
        actor=SYSTEM, party_id=party_id, priority_id=None, classification_id=None, source_id=None
    )

    told = desk.post(url, {"priority": high, "version": seen})
    assert told.status_code == 422
    assert 'value="register.changed_meanwhile"' in told.text
    said = {"priority": high, "version": seen, "confirm": "register.changed_meanwhile"}
    assert desk.post(url, said).status_code == 302
    segment = segments.segment_of(viewer=SYSTEM, party_id=party_id)
    assert segment.priority is not None
    assert segment.priority.code == "HIGH"


def test_a_retired_entry_stays_where_it_is_and_is_not_offered(desk: Client, party_id: int) -> None:
    high = choice("PRIORITY", "HIGH")
    desk.post(f"/parties/{party_id}/segmentation/", {"priority": high})
    Choice.objects.filter(pk=high).update(is_retired=True)

    assert f'value="{high}" selected' in desk.get(f"/parties/{party_id}/segmentation/").text
    other = desk.get(f"/parties/{a_party('B')}/segmentation/").text
    assert f'value="{high}"' not in other


def test_an_activity_is_found_chosen_made_main_and_removed(desk: Client, party_id: int) -> None:
    url = f"/parties/{party_id}/activities/"
    page = desk.get(f"{url}add/?scheme=PKD2025&q=wody", headers={"HX-Request": "true"}).text
    assert "<html" not in page
    assert "36" in page
    for code in ("36", "35"):
        (found,) = segments.find_activities(viewer=SYSTEM, scheme="PKD2025", text=code)
        assert desk.post(f"{url}add/", {"activity": found.id}).status_code == 302
    again = desk.post(f"{url}add/", {"activity": found.id})
    assert "The customer has this activity already." in again.text

    first, second = segments.activities_of(viewer=SYSTEM, party_id=party_id)
    desk.post(f"{url}{second.id}/")
    now = segments.activities_of(viewer=SYSTEM, party_id=party_id)
    assert [line.activity.code for line in now] == ["35", "36"]
    desk.post(f"{url}{first.id}/", {"remove": "1"})
    assert len(segments.activities_of(viewer=SYSTEM, party_id=party_id)) == 1
    assert desk.get(f"{url}add/?q=nonsense").text.count("No activity fits.") == 1
    assert desk.post(f"{url}add/", {"activity": "0"}).status_code == 200


def test_terms_are_agreed_and_the_receivable_follows_them(desk: Client, party_id: int) -> None:
    a_creditor()
    url = f"/parties/{party_id}/terms/"
    said = {
        "valid_from": "2026-01-01", "payment_days": "30", "discount": "2.5",
        "credit_limit": "1 000,00", "currency": "PLN", "is_dunned": "on",
        "interest_kind": "pl_commercial_delay",
    }  # fmt: skip

    assert desk.post(f"{url}add/", said).status_code == 302
    asked = desk.post(f"{url}add/", said | {"valid_from": "2026-06-01", "payment_days": "7"})
    assert asked.status_code == 422
    assert 'value="register.terms_replace"' in asked.text
    (line,) = terms.terms_of(viewer=SYSTEM, party_id=party_id)
    page = desk.get(f"/parties/{party_id}/profile/").text
    assert "30 days to pay" in page
    assert "limit" in page
    form = desk.get(f"/receivables/add/?party={party_id}").context["form"]
    assert (form.initial["due_on"] - form.initial["issued_on"]).days == 30
    assert form.initial["interest_kind"] == "pl_commercial_delay"
    bad = desk.post(f"{url}{line.id}/", said | {"discount": "101", "version": line.version})
    assert 'id="id_discount_error"' in bad.text
    desk.post(f"{url}{line.id}/", {"remove": "1"})
    assert terms.terms_of(viewer=SYSTEM, party_id=party_id) == []


def test_a_customer_is_put_into_a_group_and_taken_out(desk: Client, party_id: int) -> None:
    group = register.add_group(actor=SYSTEM, draft=GroupDraft({"en": "Key customers"}, "red"))
    url = f"/parties/{party_id}/groups/"

    assert desk.post(url, {"group": group, "on": "2026-01-01"}).status_code == 302
    assert "Key customers" in desk.get(f"/parties/{party_id}/").text
    assert desk.post(url, {"group": group, "remove": "1"}).status_code == 302
    today = groups.memberships(viewer=SYSTEM, party_id=party_id)
    assert [line.valid_to is None for line in today] == [False]
    assert desk.post(url, {"group": group, "remove": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("country", "there", "not_there"),
    [
        ("PL", ["place_symbol", "street_symbol", "commune"], ["registration_number"]),
        ("SK", ["registration_number", "county", "place_symbol"], ["street_symbol", "commune"]),
        ("DE", ["street", "building"], ["registration_number", "county", "post_office"]),
    ],
)
def test_an_address_has_the_fields_of_its_country(
    desk: Client, party_id: int, country: str, there: list[str], not_there: list[str]
) -> None:
    address = f"/parties/{party_id}/addresses/add/?country={country}&city=Here&street=Typed"
    page = desk.get(address, headers={"HX-Request": "true"}).text

    assert "<html" not in page
    assert 'value="Typed"' in page
    names = set(re.findall(r'name="(\w+)"', page))
    assert {*there} <= names
    assert not {*not_there} & names


def test_a_slovak_address_is_kept_with_its_register_number(desk: Client, party_id: int) -> None:
    said = {
        "kind": "REGISTERED", "country": "SK", "street": "Hlavná", "registration_number": "123",
        "building": "5", "postal_code": "81101", "city": "Bratislava", "county": "Bratislava I",
    }  # fmt: skip

    assert desk.post(f"/parties/{party_id}/addresses/add/", said).status_code == 302
    party = queries.party(viewer=SYSTEM, party_id=party_id)
    assert party is not None
    assert party.addresses[0].line == "Hlavná 123/5, 811 01 Bratislava"
    wrong = said | {"kind": "DELIVERY", "place_symbol": "12"}
    refused = desk.post(f"/parties/{party_id}/addresses/add/", wrong)
    assert 'id="id_place_symbol_error"' in refused.text


def test_a_contact_says_for_what_it_is_used(desk: Client, party_id: int) -> None:
    said = {"kind": "EMAIL", "value": "a@example.org", "for_MARKETING": "REFUSED"}

    assert desk.post(f"/parties/{party_id}/contacts/add/", said).status_code == 302
    page = desk.get(f"/parties/{party_id}/details/").text
    assert "not for marketing" in page
