"""The history of a customer at the desk: narrowed, who looked, earlier values restored."""

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from kartoteka.register import queries
from kartoteka.register.operations import AccountDraft, ContactDraft, PartyDraft
from kartoteka.trail import queries as trail
from tests.build import a_customer, a_party, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user())
    return client


@pytest.fixture
def anna() -> int:
    """Anna was renamed, and lost a phone number."""
    party_id = a_party("Anna Dawna", number="N-1", contacts=(ContactDraft("PHONE", "601200300"),))
    draft = PartyDraft(kind="COMPANY", name="Anna Nowa", number="N-2")
    register.change_party(actor=SYSTEM, party_id=party_id, draft=draft)
    contact_id = card(party_id).contacts[0].id
    register.remove_contact(actor=SYSTEM, contact_id=contact_id)
    return party_id


def card(party_id: int) -> queries.PartyCard:
    found = queries.party(viewer=SYSTEM, party_id=party_id)
    assert found is not None
    return found


def change_of(party_id: int, op: str) -> int:
    which = trail.Which(op=op)
    return trail.changes_of(viewer=SYSTEM, party_id=party_id, which=which)[0].id


def test_the_history_is_narrowed(desk: Client, anna: int) -> None:
    page = desk.get(f"/parties/{anna}/history/")
    assert "Anna Dawna" in page.text
    assert "601200300" in page.text
    narrowed = desk.get(f"/parties/{anna}/history/?table=register_contact").text
    assert "Anna Dawna" not in narrowed
    assert "601200300" in narrowed
    assert 'name="column"' in narrowed
    searched = desk.get(f"/parties/{anna}/history/?q=dawna").text
    assert "<del>Anna Dawna</del>" in searched
    assert "601200300" not in searched
    assert "No change fits." in desk.get(f"/parties/{anna}/history/?q=nikt").text
    odd = "?table=x%00&column=1&who=a&since=2026&until=never&before=9" + "9" * 30
    assert desk.get(f"/parties/{anna}/history/{odd}").status_code == 200


def test_htmx_gets_the_changes_alone(desk: Client, anna: int) -> None:
    answer = desk.get(f"/parties/{anna}/history/?q=dawna", headers={"hx-request": "true"})
    assert "<html" not in answer.text
    assert "<del>Anna Dawna</del>" in answer.text


def test_a_field_is_restored(desk: Client, anna: int) -> None:
    url = f"/parties/{anna}/history/{change_of(anna, 'U')}/restore/?field=name"
    assert url in desk.get(f"/parties/{anna}/history/").text
    assert "<strong>Anna Dawna</strong>" in desk.get(url).text
    assert card(anna).name == "Anna Nowa"
    assert desk.post(url)["Location"] == f"/parties/{anna}/history/"
    assert (card(anna).name, card(anna).number) == ("Anna Dawna", "N-2")


def test_what_cannot_be_restored_says_why_or_is_not_there(desk: Client, anna: int) -> None:
    a_party("Bartek", number="N-1")
    url = f"/parties/{anna}/history/{change_of(anna, 'U')}/restore/"
    refused = desk.post(f"{url}?field=number")
    assert refused.status_code == 422
    assert "Another party has this number." in refused.text
    assert card(anna).number == "N-2"
    assert desk.get(f"{url}?field=note").status_code == 404
    assert desk.get(url).status_code == 404
    assert desk.get(f"/parties/{a_party('Cezary')}/history/1/restore/").status_code == 404


def test_a_removed_row_is_added_again_after_a_question(desk: Client, anna: int) -> None:
    a_party("Bartek", contacts=(ContactDraft("PHONE", "601200300"),))
    url = f"/parties/{anna}/history/{change_of(anna, 'D')}/restore/"
    assert url in desk.get(f"/parties/{anna}/history/").text
    asked = desk.post(url)
    assert asked.status_code == 422
    assert 'value="register.same_contact"' in asked.text
    desk.post(url, {"confirm": "register.same_contact"})
    assert [line.value for line in card(anna).contacts] == ["+48601200300"]


def test_who_looked_and_why(desk: Client) -> None:
    party_id = a_party(accounts=(AccountDraft("PL61109010140000071219812874"),))
    page = f"/parties/{party_id}/history/looks/"
    assert "Nobody has looked yet." in desk.get(page).text
    pk = card(party_id).accounts[0].id
    desk.post(f"/parties/{party_id}/accounts/{pk}/reveal/", {"reason": "zwrot nadpłaty"})
    told = desk.get(page).text
    assert "zwrot nadpłaty" in told
    assert "Anna" in told


@pytest.mark.parametrize("page", ["", "looks/", "1/restore/"])
def test_history_is_for_staff(client: Client, page: str, anna: int) -> None:
    url = f"/parties/{anna}/history/{page}"
    assert client.get(url)["Location"].startswith("/account/login/")
    client.force_login(a_customer())
    assert client.get(url).status_code in {302, 403}
