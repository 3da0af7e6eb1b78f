"""Single fields changed on the card: saved by the same operations, undone, refused beside it."""

import html
import re

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from kartoteka.register import queries
from kartoteka.register.operations import ContactDraft, PartyDraft
from tests.build import a_customer, a_party, a_user

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user())
    return client


def card(party_id: int) -> queries.PartyCard:
    found = queries.party(viewer=SYSTEM, party_id=party_id)
    assert found is not None
    return found


def hidden_in(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def opened(desk: Client, url: str) -> dict[str, str]:
    return hidden_in(desk.get(url, headers=HTMX).text)


def test_a_field_is_opened_saved_and_undone(desk: Client) -> None:
    party_id = a_party("Stara", note="zostaje", number="N-1")
    url = f"/parties/{party_id}/inline/name/"
    assert f'hx-get="{url}"' in desk.get(f"/parties/{party_id}/details/").text
    saved = desk.post(url, opened(desk, url) | {"name": "Nowa"}, headers=HTMX)

    assert saved.status_code == 200
    assert saved.text.count("<dd") == 1
    assert "Nowa" in saved.text
    party = card(party_id)
    assert (party.name, party.note, party.number) == ("Nowa", "zostaje", "N-1")
    undone = desk.post(url, hidden_in(saved.text), headers=HTMX)
    assert undone.status_code == 200
    assert card(party_id).name == "Stara"


def test_a_refusal_stands_beside_the_field_with_what_was_typed(desk: Client) -> None:
    a_party("Inna", number="N-2")
    party_id = a_party("Stara", number="N-1")
    url = f"/parties/{party_id}/inline/number/"
    refused = desk.post(url, opened(desk, url) | {"number": "N-2"}, headers=HTMX)

    assert refused.status_code == 422
    assert "Another party has this number." in refused.text
    assert 'value="N-2"' in refused.text
    assert card(party_id).number == "N-1"


def test_leaving_shows_the_value_as_it_is(desk: Client) -> None:
    party_id = a_party("Stara")
    left = desk.get(f"/parties/{party_id}/inline/name/?leave=1", headers=HTMX)
    assert "Stara" in left.text
    assert "<form" not in left.text


def test_another_field_changed_meanwhile_hinders_nobody(desk: Client) -> None:
    party_id = a_party("Stara", note="stara")
    url = f"/parties/{party_id}/inline/name/"
    mine = opened(desk, url)
    draft = PartyDraft("COMPANY", "Stara", note="nowa")
    register.change_party(actor=SYSTEM, party_id=party_id, draft=draft)

    assert desk.post(url, mine | {"name": "Nowa"}, headers=HTMX).status_code == 200
    assert (card(party_id).name, card(party_id).note) == ("Nowa", "nowa")


def test_the_same_field_changed_meanwhile_is_told_and_chosen(desk: Client) -> None:
    party_id = a_party("Stara")
    url = f"/parties/{party_id}/inline/name/"
    mine = opened(desk, url)
    ewa = a_user("ewa", name="Ewa Wrona").as_actor()
    register.change_party(actor=ewa, party_id=party_id, draft=PartyDraft("COMPANY", "Jej"))
    told = desk.post(url, mine | {"name": "Moja"}, headers=HTMX)

    assert told.status_code == 422
    assert "Ewa Wrona changed this" in told.text
    assert card(party_id).name == "Jej"
    again = hidden_in(told.text) | {"name": "Moja"}
    desk.post(url, again | {"pick-name": "theirs"}, headers=HTMX)
    assert card(party_id).name == "Jej"
    desk.post(url, again | {"pick-name": "yours"}, headers=HTMX)
    assert card(party_id).name == "Moja"


def test_an_undo_does_not_overwrite_another_s_change(desk: Client) -> None:
    party_id = a_party("Stara")
    url = f"/parties/{party_id}/inline/name/"
    saved = desk.post(url, opened(desk, url) | {"name": "Nowa"}, headers=HTMX)
    register.change_party(actor=SYSTEM, party_id=party_id, draft=PartyDraft("COMPANY", "Jej"))

    assert desk.post(url, hidden_in(saved.text), headers=HTMX).status_code == 422
    assert card(party_id).name == "Jej"


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("birth_date", "1980-02-03", "3\u00a0Feb\u00a01980"),
        ("country", "SK", "Slovakia"),
        ("language", "sk", "Slovak"),
        ("note", "dwa\nwiersze", "dwa<br>wiersze"),
    ],
)
def test_values_are_shown_as_people_read_them(
    desk: Client, field: str, value: str, shown: str
) -> None:
    party_id = a_party("Anna", kind="PERSON")
    url = f"/parties/{party_id}/inline/{field}/"
    saved = desk.post(url, opened(desk, url) | {field: value}, headers=HTMX)
    assert shown in saved.text
    assert desk.post(url, hidden_in(saved.text), headers=HTMX).status_code == 200


def test_a_contact_is_changed_where_it_stands(desk: Client) -> None:
    party_id = a_party(contacts=(ContactDraft("PHONE", "601200300", label="dom"),))
    (line,) = card(party_id).contacts
    url = f"/parties/{party_id}/contacts/{line.id}/inline/value/"
    assert desk.post(url, opened(desk, url) | {"value": "12"}, headers=HTMX).status_code == 422
    saved = desk.post(url, opened(desk, url) | {"value": "601200301"}, headers=HTMX)
    assert "601\u00a0200\u00a0301" in saved.text
    (after,) = card(party_id).contacts
    assert (after.value, after.note) == ("+48601200301", "dom")
    a_party("Inna", contacts=(ContactDraft("PHONE", "601200302"),))
    asked = desk.post(url, opened(desk, url) | {"value": "601200302"}, headers=HTMX)
    assert 'value="register.same_contact"' in asked.text
    again = desk.post(url, {"value": "601200302", "confirm": "register.x"}, headers=HTMX)
    assert '<input type="hidden" name="confirm" value="register.x">' in again.text


@pytest.mark.parametrize("field", ["kind", "is_creditor", "parent_id", "public_id", "version", "x"])
def test_other_fields_have_no_place(desk: Client, field: str) -> None:
    assert desk.get(f"/parties/{a_party()}/inline/{field}/").status_code == 404


def test_another_party_s_contact_is_not_found(desk: Client) -> None:
    other = a_party("Cudza", contacts=(ContactDraft("PHONE", "601200300"),))
    (line,) = card(other).contacts
    mine = a_party("Moja")
    assert desk.get(f"/parties/{mine}/contacts/{line.id}/inline/value/").status_code == 404
    assert desk.get(f"/parties/{other}/contacts/{line.id}/inline/label/").status_code == 404
    assert desk.get("/parties/999999/inline/name/").status_code == 404


def test_fields_are_for_staff(client: Client) -> None:
    url = f"/parties/{a_party()}/inline/name/"
    assert client.get(url)["Location"].startswith("/account/login/")
    client.force_login(a_customer())
    assert client.get(url).status_code in {302, 403}
