"""Two people at one form: nothing is overwritten unseen, nothing typed is lost."""

import html
import re

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM, Role
from kartoteka.register import operations as register
from kartoteka.register import queries
from kartoteka.register.operations import AddressDraft, PartyDraft
from tests.build import a_party, a_user, an_administrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(an_administrator("anna"))
    return client


def card(party_id: int) -> queries.PartyCard:
    found = queries.party(viewer=SYSTEM, party_id=party_id)
    assert found is not None
    return found


def typed_in(page: str) -> dict[str, str]:
    """What a browser would send of the page's form, untouched."""
    form = page[page.index('<form class="k-form"') :]
    form = form[: form.index("</form>")]
    said: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf' {part}="([^"]*)"', tag) for part in ("name", "value"))
        kind = re.search(r' type="(\w+)"', tag)
        is_off = kind and kind[1] in {"checkbox", "radio"} and " checked" not in tag
        if name and not is_off:
            said[name[1]] = html.unescape(value[1]) if value else ""
    for name, inside in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        said[name] = chosen[1] if chosen else ""
    for name, text in re.findall(
        r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL
    ):
        said[name] = html.unescape(text)
    said.pop("csrfmiddlewaretoken", None)
    return said


@pytest.fixture
def both(desk: Client) -> tuple[int, dict[str, str]]:
    """Anna opened the form; then Ewa changed name, note and language. Returns what Anna has."""
    party_id = a_party("Stara", note="pierwsza\ndruga", number="N-1", language="pl")
    mine = typed_in(desk.get(f"/parties/{party_id}/change/").text)
    ewa = a_user("ewa", role=Role.ADMINISTRATOR, name="Ewa Wrona").as_actor()
    draft = PartyDraft("COMPANY", "Jej", note="jej", language="sk", is_creditor=True)
    register.change_party(actor=ewa, party_id=party_id, draft=draft)
    return party_id, mine


def test_what_differs_stands_side_by_side(desk: Client, both: tuple[int, dict[str, str]]) -> None:
    party_id, mine = both
    told = desk.post(f"/parties/{party_id}/change/", mine | {"name": "Moja", "first_name": "Jan"})

    assert told.status_code == 422
    assert "Ewa Wrona changed this while you were writing." in told.text
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>.*?</tr>', told.text, re.DOTALL)
    assert rows == [
        "Name",
        "First name",
        "Language of letters",
        "One of the office&#x27;s own firms, to which customers owe",
        "Note",
    ]
    table = told.text[told.text.index("k-meanwhile") :]
    assert 'name="pick-name" value="yours" checked' in table
    assert 'name="pick-note" value="theirs" checked' in table
    assert 'name="pick-first_name" value="yours" checked' in table
    assert "Slovenčina" in table
    assert 'name="confirm"' not in told.text
    assert card(party_id).name == "Jej"


def test_each_field_is_as_it_was_chosen(desk: Client, both: tuple[int, dict[str, str]]) -> None:
    party_id, mine = both
    url = f"/parties/{party_id}/change/"
    told = desk.post(url, mine | {"name": "Moja", "first_name": "Jan"})
    answer = desk.post(url, typed_in(told.text))

    assert answer.status_code == 302
    party = card(party_id)
    assert (party.name, party.first_name, party.note) == ("Moja", "Jan", "jej")
    assert (party.language, party.is_creditor, party.number) == ("sk", True, "N-1")


def test_the_other_choice_is_mine_too(desk: Client, both: tuple[int, dict[str, str]]) -> None:
    party_id, mine = both
    url = f"/parties/{party_id}/change/"
    again = typed_in(desk.post(url, mine | {"name": "Moja"}).text)
    desk.post(
        url, again | {"pick-name": "theirs", "pick-note": "yours", "pick-is_creditor": "yours"}
    )

    party = card(party_id)
    assert (party.name, party.is_creditor) == ("Jej", False)
    assert party.note.replace("\r", "") == "pierwsza\ndruga"


def test_a_third_edit_in_between_is_told_again(
    desk: Client, both: tuple[int, dict[str, str]]
) -> None:
    party_id, mine = both
    url = f"/parties/{party_id}/change/"
    again = typed_in(desk.post(url, mine | {"name": "Moja"}).text)
    register.change_party(actor=SYSTEM, party_id=party_id, draft=PartyDraft("COMPANY", "Trzecia"))
    told = desk.post(url, again)

    assert told.status_code == 422
    assert "Trzecia" in told.text[told.text.index("k-meanwhile") :]
    assert card(party_id).name == "Trzecia"


def test_nobody_in_between_asks_nothing(desk: Client) -> None:
    party_id = a_party("Stara")
    mine = typed_in(desk.get(f"/parties/{party_id}/change/").text)

    assert desk.post(f"/parties/{party_id}/change/", mine | {"name": "Nowa"}).status_code == 302
    assert card(party_id).name == "Nowa"


def test_days_of_an_address_are_compared_as_days(desk: Client) -> None:
    party_id = a_party(addresses=(AddressDraft(city="Łódź"),))
    (line,) = card(party_id).addresses
    url = f"/parties/{party_id}/addresses/{line.id}/"
    mine = typed_in(desk.get(url).text)
    register.change_address(actor=SYSTEM, address_id=line.id, draft=AddressDraft(city="Kraków"))
    told = desk.post(url, mine | {"valid_to": "2026-08-01"})

    table = told.text[told.text.index("k-meanwhile") : told.text.index("</table>")]
    assert "Kraków" in table
    assert "1\u00a0Aug\u00a02026" in table
    desk.post(url, typed_in(told.text))
    (after,) = card(party_id).addresses
    assert (after.city, str(after.valid_to)) == ("Kraków", "2026-08-01")


@pytest.mark.parametrize(
    "seen", ["", "{", "[1]", '"x"', "null", "{" * 60_000, '{"name": {"a": 1}}']
)
def test_a_tampered_form_is_only_told_less(
    desk: Client, both: tuple[int, dict[str, str]], seen: str
) -> None:
    party_id, mine = both
    told = desk.post(f"/parties/{party_id}/change/", mine | {"name": "Moja", "seen": seen})
    assert told.status_code == 422
    assert "k-meanwhile" in told.text
