"""Adding and changing customers at the desk: saved, refused with everything typed still there."""

import datetime as dt
import re

import pytest
from django.test import Client

from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.listing import Which
from kartoteka.register import operations as register
from kartoteka.register import queries
from kartoteka.register.criteria.parties import PARTIES
from kartoteka.register.operations import AccountDraft, AddressDraft, ContactDraft, PartyDraft
from kartoteka.register.operations.parties import OwnFirmsAreGiven
from kartoteka.trail import queries as trail
from tests.build import a_party, a_user, an_administrator

pytestmark = pytest.mark.django_db
NEW = {
    "kind": "COMPANY",
    "name": "Piekarnia „Żytnia”",
    "country": "PL",
    "language": "pl",
    "nip": "521-301-72-28",
    "street": "Polna",
    "building": "3",
    "city": "Łódź",
    "email": "biuro@zytnia.example",
    "phone": "601 200 300",
    "iban": "61 1090 1014 0000 0712 1981 2874",
    "place": "HEAD",
}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(a_user())
    return client


def card(party_id: int) -> queries.PartyCard:
    found = queries.party(viewer=SYSTEM, party_id=party_id)
    assert found is not None
    return found


def party_ids() -> list[int]:
    which = Which(SYSTEM, dt.date(2026, 11, 25))
    return [pk for pk, _values in listing.page(PARTIES, which, [], []).rows]


def only_party() -> queries.PartyCard:
    (pk,) = party_ids()
    return card(pk)


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_a_new_customer_is_added_with_everything(desk: Client) -> None:
    answer = desk.post("/parties/add/", NEW)

    party = only_party()
    assert answer["Location"] == f"/parties/{party.id}/"
    assert party.identifiers[0].value == "5213017228"
    assert party.addresses[0].line == "Polna 3, Łódź"
    assert {line.value for line in party.contacts} == {"biuro@zytnia.example", "+48601200300"}
    assert [line.shown for line in party.accounts] == ["PL •••• 2874"]


@pytest.mark.parametrize(
    ("field", "value", "marked"),
    [
        ("nip", "521-301-72-29", "nip"),
        ("email", "nobody", "email"),
        ("phone", "12", "phone"),
        ("iban", "61 1090 1014 0000 0712 1981 2875", "iban"),
        ("city", "", "city"),
        ("parent", "NOBODY", "parent"),
        ("name", " ", "name"),
    ],
)
def test_a_refused_form_keeps_all_that_was_typed(
    desk: Client, field: str, value: str, marked: str
) -> None:
    answer = desk.post("/parties/add/", NEW | {field: value})

    assert answer.status_code == 422
    assert f'id="id_{marked}_error"' in answer.text
    for name, typed in (NEW | {field: value}).items():
        if name not in {"kind", "country", "language", "place"} and typed.strip():
            assert f'value="{typed}"' in answer.text
    assert party_ids() == []


def test_all_that_is_misshapen_is_told_at_once(desk: Client) -> None:
    answer = desk.post("/parties/add/", NEW | {"nip": "1", "ico": "2", "phone": "3", "iban": "4"})

    assert answer.status_code == 422
    told = set(re.findall(r'id="id_(\w+)_error"', answer.text))
    assert told == {"nip", "ico", "phone", "iban"}
    assert "1 is no valid NIP: check its digits." in answer.text


def test_a_taken_nip_is_refused_with_a_link_to_the_other_card(desk: Client) -> None:
    other = a_party("Gmina", identifiers={"NIP": "5213017228"})

    answer = desk.post("/parties/add/", NEW)
    assert answer.status_code == 422
    assert f'href="/parties/{other}/"' in answer.text
    assert "Gmina" in answer.text


def test_a_likely_duplicate_is_asked_about_and_then_added(desk: Client) -> None:
    a_party("Ta sama", contacts=(ContactDraft("EMAIL", "biuro@zytnia.example"),))

    asked = desk.post("/parties/add/", NEW)
    assert asked.status_code == 422
    assert 'value="register.same_contact"' in asked.text
    assert desk.post("/parties/add/", NEW | {"confirm": "register.same_contact"}).status_code == 302


def test_a_branch_is_added_from_the_card_of_its_head(desk: Client) -> None:
    head = a_party("Gmina", number="G-1", identifiers={"NIP": "5213017228"})

    page = desk.get(f"/parties/add/?parent={head}").text
    assert 'value="G-1"' in page
    desk.post("/parties/add/", NEW | {"parent": "G-1", "place": "BRANCH"})
    (unit,) = queries.tree(viewer=SYSTEM, party_id=head)
    assert unit.name == "Piekarnia „Żytnia”"


@pytest.mark.parametrize("parent", ["x", "-1", "9" * 40, "123456"])
def test_a_senseless_parent_in_the_address_is_passed_over(desk: Client, parent: str) -> None:
    assert desk.get(f"/parties/add/?parent={parent}").status_code == 200


def identity(party_id: int, **changed: str) -> dict[str, str]:
    party = card(party_id)
    said = {
        "kind": party.kind, "number": party.number, "name": party.name, "country": party.country,
        "language": party.language, "version": party.version,
    }  # fmt: skip
    return said | changed


def test_the_identity_is_changed(desk: Client) -> None:
    party_id = a_party("Stara")

    answer = desk.post(
        f"/parties/{party_id}/change/", identity(party_id, name="Nowa", note="uwaga")
    )
    assert answer.status_code == 302
    assert (card(party_id).name, card(party_id).note) == ("Nowa", "uwaga")


def test_an_edit_in_between_is_told_with_its_author(desk: Client) -> None:
    party_id = a_party("Stara")
    mine = identity(party_id, name="Moja")
    ewa = a_user("ewa", name="Ewa Wrona").as_actor()
    register.change_party(actor=ewa, party_id=party_id, draft=PartyDraft("COMPANY", "Jej"))

    told = desk.post(f"/parties/{party_id}/change/", mine)
    assert told.status_code == 422
    assert "Ewa Wrona" in told.text
    assert 'value="Moja"' in told.text
    assert card(party_id).name == "Jej"
    desk.post(f"/parties/{party_id}/change/", mine | {"confirm": "register.changed_meanwhile"})
    assert card(party_id).name == "Moja"


def test_identifiers_are_added_changed_and_removed(desk: Client) -> None:
    party_id = a_party()

    url = f"/parties/{party_id}/identifiers/"
    bad = desk.post(f"{url}add/", {"kind": "NIP", "value": "5213017229"})
    assert bad.status_code == 422
    assert 'id="id_value_error"' in bad.text
    assert desk.post(f"{url}add/", {"kind": "NIP", "value": "521-301-72-28"}).status_code == 302
    (line,) = card(party_id).identifiers
    assert "NIP" not in re.findall(r'<option value="(\w+)"', desk.get(f"{url}add/").text)
    desk.post(f"{url}{line.id}/", {"value": "526-025-02-74", "version": line.version})
    assert card(party_id).identifiers[0].value == "5260250274"
    desk.post(f"{url}{line.id}/", {"remove": "1"})
    assert card(party_id).identifiers == ()


def test_a_pesel_is_never_in_a_page_but_for_a_reason(desk: Client) -> None:
    party_id = a_party("Anna", kind="PERSON", identifiers={"PESEL": "44051401359"})
    (line,) = card(party_id).identifiers

    reveal = f"/parties/{party_id}/identifiers/{line.id}/reveal/"
    for page in (
        f"/parties/{party_id}/change/",
        f"/parties/{party_id}/identifiers/{line.id}/",
        "/parties/?q=anna",
        reveal,
    ):
        assert "44051401359" not in desk.get(page).text
    assert desk.post(reveal, {"reason": " "}).status_code == 422
    shown = desk.post(reveal, {"reason": "pismo z sądu"})
    assert "44051401359" in shown.text
    assert "no-store" in shown["Cache-Control"]
    kept = trail.changes_of(viewer=SYSTEM, party_id=party_id, limit=1)
    assert [field.new for change in kept for field in change.fields] == ["pismo z sądu"]


def test_addresses_are_added_changed_ended_and_removed(desk: Client) -> None:
    party_id = a_party(addresses=(AddressDraft(street="Polna", building="3", city="Łódź"),))
    new = {"kind": "REGISTERED", "country": "PL", "city": "Kraków", "valid_from": "2026-07-01"}

    url = f"/parties/{party_id}/addresses/"
    asked = desk.post(f"{url}add/", new)
    assert asked.status_code == 422
    assert 'value="Kraków"' in asked.text
    desk.post(f"{url}add/", new | {"confirm": "register.address_replaces"})
    krakow, lodz = card(party_id).addresses
    assert str(lodz.valid_to) == "2026-06-30"
    overlap = desk.post(
        f"{url}{lodz.id}/",
        {"kind": "REGISTERED", "country": "PL", "city": "Łódź", "version": lodz.version},
    )
    assert overlap.status_code == 422
    assert 'id="id_valid_from_error"' in overlap.text
    desk.post(f"{url}{krakow.id}/", {"remove": "1"})
    assert [line.city for line in card(party_id).addresses] == ["Łódź"]


def test_contacts_are_added_changed_and_removed(desk: Client) -> None:
    party_id = a_party()

    url = f"/parties/{party_id}/contacts/"
    assert desk.post(f"{url}add/", {"kind": "PHONE", "value": "12"}).status_code == 422
    desk.post(f"{url}add/", {"kind": "PHONE", "value": "601200300", "label": "dom"})
    (line,) = card(party_id).contacts
    assert (line.value, line.note) == ("+48601200300", "dom")
    changed = {"kind": "EMAIL", "value": "A@B.pl", "is_preferred": "on", "version": line.version}
    desk.post(f"{url}{line.id}/", changed)
    assert card(party_id).contacts[0].value == "a@b.pl"
    desk.post(f"{url}{line.id}/", {"remove": "1"})
    assert card(party_id).contacts == ()


def test_accounts_are_added_changed_and_removed(desk: Client) -> None:
    party_id = a_party(accounts=(AccountDraft("PL61109010140000071219812874"),))

    url = f"/parties/{party_id}/accounts/"
    twice = desk.post(f"{url}add/", {"iban": "61 1090 1014 0000 0712 1981 2874"})
    assert twice.status_code == 422
    (line,) = card(party_id).accounts
    desk.post(f"{url}{line.id}/", {"iban": "", "label": "firma", "version": line.version})
    (line,) = card(party_id).accounts
    assert (line.label, line.shown) == ("firma", "PL •••• 2874")
    desk.post(f"{url}{line.id}/", {"remove": "1"})
    assert card(party_id).accounts == ()


def test_an_account_is_shown_whole_only_for_a_reason(desk: Client) -> None:
    party_id = a_party(accounts=(AccountDraft("PL61109010140000071219812874"),))
    (line,) = card(party_id).accounts
    reveal = f"/parties/{party_id}/accounts/{line.id}/reveal/"

    for address in ("", "details/", "change/", "history/", f"accounts/{line.id}/"):
        page = desk.get(f"/parties/{party_id}/{address}").text
        assert "07121981" not in page.replace(" ", "").replace("\u00a0", ""), address
    assert "PL •••• 2874" in desk.get(reveal).text
    assert desk.post(reveal, {"reason": ""}).status_code == 422
    shown = desk.post(reveal, {"reason": "zwrot nadpłaty"})
    assert "PL61109010140000071219812874" in shown.text.replace("\u00a0", "")
    assert "no-store" in shown["Cache-Control"]
    assert "zwrot nadpłaty" in desk.get(f"/parties/{party_id}/history/").text


def test_a_customer_is_moved_in_the_tree(desk: Client) -> None:
    head, unit = a_party("Gmina", number="G"), a_party("Szkoła", number="S")

    url = f"/parties/{unit}/place/"
    desk.post(url, {"parent": "G", "place": "BRANCH", "version": card(unit).version})
    assert card(unit).parent_id == head
    ring = desk.post(f"/parties/{head}/place/", {"parent": "S", "place": "BRANCH"})
    assert ring.status_code == 422
    assert 'id="id_parent_error"' in ring.text
    assert desk.post(url, {"parent": "nobody", "place": "BRANCH"}).status_code == 422


def test_archiving_and_restoring(desk: Client) -> None:
    head = a_party("Gmina")
    unit = a_party("Szkoła", parent_id=head, place="BRANCH")

    desk.post(f"/parties/{head}/archive/")
    assert not card(head).is_archived
    assert "Szkoła" in desk.get(f"/parties/{head}/change/").text
    desk.post(f"/parties/{unit}/archive/")
    desk.post(f"/parties/{head}/archive/")
    assert card(head).is_archived
    desk.post(f"/parties/{head}/restore/")
    assert not card(head).is_archived
    assert desk.get(f"/parties/{head}/archive/").status_code == 405


@pytest.mark.parametrize(
    "address",
    ["change/", "place/", "identifiers/add/", "addresses/1/", "contacts/1/", "accounts/1/"],
)
def test_what_is_not_there_is_not_found(desk: Client, address: str) -> None:
    assert desk.get(f"/parties/999999/{address}").status_code == 404


def test_another_party_s_rows_are_not_found_under_this_one(desk: Client) -> None:
    mine, other = a_party("Moja"), a_party("Cudza", addresses=(AddressDraft(city="Łódź"),))
    (line,) = card(other).addresses

    assert desk.post(f"/parties/{mine}/addresses/{line.id}/", {"remove": "1"}).status_code == 404
    assert len(card(other).addresses) == 1


def test_a_clerk_makes_no_firm_the_office_s_own(desk: Client) -> None:
    """Its accounts would be open to everybody, and its parties could not be merged."""
    said = {name: value for name, value in NEW.items() if name != "iban"}
    assert desk.post("/parties/add/", said | {"is_creditor": "on"}).status_code == 302
    party_id = listing.page(PARTIES, Which(SYSTEM, dt.date(2026, 11, 26)), [], []).rows[0][0]
    assert not card(party_id).is_creditor
    page = desk.get(f"/parties/{party_id}/change/").text
    assert re.search(r'name="is_creditor"[^>]* disabled', page)
    changed = {"kind": "COMPANY", "name": "Inna", "country": "PL", "language": "pl"}
    desk.post(f"/parties/{party_id}/change/", changed | {"is_creditor": "on"})
    assert (card(party_id).name, card(party_id).is_creditor) == ("Inna", False)

    clerk, adam = a_user("ewa").as_actor(), an_administrator().as_actor()
    own = PartyDraft("COMPANY", "Inna", is_creditor=True)
    for refused in (
        lambda: register.change_party(actor=clerk, party_id=party_id, draft=own),
        lambda: register.add_party(actor=clerk, draft=own),
    ):
        with pytest.raises(OwnFirmsAreGiven):
            refused()
    register.change_party(actor=adam, party_id=party_id, draft=own)
    desk.post(f"/parties/{party_id}/change/", changed | {"name": "Nasza"})
    assert (card(party_id).name, card(party_id).is_creditor) == ("Nasza", True)
    with pytest.raises(OwnFirmsAreGiven):
        register.change_party(actor=clerk, party_id=party_id, draft=PartyDraft("COMPANY", "Inna"))
