"""Twins at the desk: the queue, side by side, merging with a preview, undoing, exceptions."""

import re

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.register import operations, queries
from kartoteka.register.models import IdentifierException, Merge, Party, Twin
from kartoteka.register.operations import AddressDraft, ContactDraft
from tests.build import a_party, a_user, an_administrator
from tests.register.fields.making import a_field, a_tab, put

pytestmark = pytest.mark.django_db
ADMIN = Actor(user_id=None, realm=Realm.DESK, role=Role.ADMINISTRATOR)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(an_administrator())
    return client


def two() -> tuple[int, int]:
    place = AddressDraft(street="Polna", building="3", city="Łódź")
    return (
        a_party("Hydro-Bud Sp. z o.o.", addresses=(place,), identifiers={"NIP": "5213017228"}),
        a_party("Bud Hydro", addresses=(place,), contacts=(ContactDraft("PHONE", "601 200 300"),)),
    )


def test_the_queue_shows_pairs_with_reasons_and_remembers_a_decision(desk: Client) -> None:
    two()
    assert operations.find_twins(actor=ADMIN).new == 1
    page = desk.get("/twins/").content.decode()
    assert "Hydro-Bud Sp. z o.o." in page
    assert "same address" in page
    assert 'title="name alike' in page
    pair = Twin.objects.get()
    assert "<mark>" in desk.get(f"/twins/{pair.pk}/").content.decode()
    answer = desk.post(f"/twins/{pair.pk}/decide/")
    assert answer.headers["Location"] == "/twins/"
    assert Twin.objects.get().state == "DISTINCT"
    assert "Hydro-Bud" not in desk.get("/twins/").content.decode()
    distinct = '{"all":[{"field":"state","op":"one_of","value":["DISTINCT"]}]}'
    assert "Hydro-Bud" in desk.get("/twins/", {"where": distinct}).content.decode()
    desk.post(f"/twins/{pair.pk}/decide/", {"again": "1"})
    assert Twin.objects.get().state == "OPEN"


def test_merging_shows_what_moves_asks_whose_value_stays_and_can_be_undone(desk: Client) -> None:
    one, other = two()
    page = desk.get(f"/merge/{one}/{other}/").content.decode()
    assert "phones and e-mails" in page
    assert Merge.objects.count() == 0
    answer = desk.post(f"/merge/{one}/{other}/", {"name": "loser", "reason": "two papers"})
    done = Merge.objects.get()
    assert answer.headers["Location"] == f"/merges/{done.public_id}/"
    assert Party.objects.get(pk=one).name == "Bud Hydro"
    old = desk.get(f"/parties/{other}/details/", follow=True)
    assert old.redirect_chain == [(f"/parties/{one}/details/", 302)]
    assert "was merged into this customer" in old.content.decode()
    assert "formerly also Bud Hydro" in old.content.decode()
    listed = re.search(r'href="(/merges/[^"]+)"', old.content.decode())
    assert listed is not None
    assert "two papers" in desk.get(listed[1]).content.decode()
    elsewhere = listed[1].replace(f"%5B{one}%5D", "%5B987654%5D")
    assert "two papers" not in desk.get(elsewhere).content.decode()
    assert "two papers" in desk.get(f"/merges/{done.public_id}/").content.decode()
    assert "goes back" in desk.get(f"/merges/{done.public_id}/undo/").content.decode().lower()
    desk.post(f"/merges/{done.public_id}/undo/")
    assert Party.objects.get(pk=one).name == "Hydro-Bud Sp. z o.o."
    assert Party.objects.get(pk=other).merged_into_id is None
    assert desk.get(f"/parties/{other}/").status_code == 200


def test_a_card_that_somebody_changed_meanwhile_asks_before_it_is_merged(desk: Client) -> None:
    one, other = two()
    card = queries.party(viewer=SYSTEM, party_id=other)
    assert card is not None
    operations.change_party(
        actor=SYSTEM, party_id=other, draft=operations.PartyDraft(kind="COMPANY", name="Inna")
    )
    answer = desk.post(f"/merge/{one}/{other}/", {"loser_version": card.version})
    assert answer.status_code == 422
    assert Merge.objects.count() == 0
    again = {"loser_version": card.version, "confirm": "register.changed_meanwhile"}
    assert desk.post(f"/merge/{one}/{other}/", again).status_code == 302


def test_history_of_who_went_is_on_the_card_of_who_stays(desk: Client) -> None:
    one, other = two()
    operations.change_party(
        actor=SYSTEM, party_id=other, draft=operations.PartyDraft(kind="COMPANY", name="Dawna")
    )
    operations.merge(actor=ADMIN, survivor_id=one, loser_id=other)
    assert "Dawna" in desk.get(f"/parties/{one}/history/").content.decode()


def test_while_typing_the_likely_ones_stand_beside_the_form(desk: Client) -> None:
    one, other = two()
    typed = {"kind": "COMPANY", "name": "bud hydro", "phone": "601200300", "pesel": "4"}
    listed = desk.post("/twins/likely/", typed, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in listed
    assert f"/parties/{other}/" in listed
    assert "same phone +25" in listed
    same = {"name": "Hydro-Bud Sp. z o.o.", "party": str(one)}
    listed = desk.post("/twins/likely/", same, headers={"HX-Request": "true"}).content.decode()
    assert f"/parties/{other}/" not in listed
    assert "hx-post" in desk.get("/parties/add/").content.decode()
    assert f'{{"party": "{one}"}}' in desk.get(f"/parties/{one}/change/").content.decode()


def test_hostile_typing_breaks_nothing(desk: Client) -> None:
    for name in ("%_\\", "'; DROP TABLE register_party", "\u202e" * 40, "x" * 100_000, "a\x00b"):
        typed = {"name": name, "birth_date": "yesterday", "party": "9" * 30, "nip": "x" * 999}
        assert desk.post("/twins/likely/", typed).status_code == 200


def test_an_exception_is_allowed_for_a_reason_and_taken_back(desk: Client) -> None:
    one, other = two()
    answer = desk.post(f"/parties/{other}/identifiers/add/", {"kind": "NIP", "value": "5213017228"})
    assert f"/parties/{other}/identifiers/share/" in answer.content.decode()
    share = {"kind": "NIP", "value": "5213017228", "reason": "one gmina"}
    assert desk.post(f"/parties/{other}/identifiers/share/", share).status_code == 302
    assert IdentifierException.objects.get().reason == "one gmina"
    assert "one gmina" in desk.get(f"/parties/{other}/change/").content.decode()
    desk.post(f"/parties/{other}/identifiers/NIP/alone/")
    assert IdentifierException.objects.get().ended_at is None
    operations.remove_identifier(actor=SYSTEM, party_id=one, kind="NIP")
    assert IdentifierException.objects.get().ended_at is not None


def test_two_are_chosen_by_number(desk: Client) -> None:
    one, other = two()
    number = Party.objects.get(pk=other).number
    assert "Bud Hydro" in desk.get(f"/parties/{one}/merge/").content.decode()
    answer = desk.post(f"/parties/{one}/merge/", {"number": number})
    assert answer.headers["Location"] == f"/compare/{one}/{other}/"
    assert desk.get(f"/compare/{one}/{other}/").status_code == 200
    assert desk.post(f"/parties/{one}/merge/", {"number": "nobody's"}).status_code == 422


def test_custom_fields_stand_side_by_side(desk: Client) -> None:
    one, other = two()
    tab = a_tab()
    for key in ("meter", "sewer", "valve"):
        a_field(tab, key)
    put(one, meter="M-1")
    put(other, meter="M-2", sewer="common")
    page = desk.get(f"/compare/{one}/{other}/").text
    assert [shown in page for shown in ("Meter", "M-1", "M-2", "Sewer", "common", "Valve")] == [
        True, True, True, True, True, False,
    ]  # fmt: skip


def test_a_clerk_compares_but_does_not_merge(client: Client) -> None:
    one, other = two()
    done = operations.merge(actor=ADMIN, survivor_id=one, loser_id=a_party("Trzeci"))
    client.force_login(a_user())
    assert client.get(f"/compare/{one}/{other}/").status_code == 200
    assert client.get(f"/merges/{done.public_id}/").status_code == 200
    for path in (
        "/twins/", f"/merge/{one}/{other}/", f"/parties/{one}/merge/",
        f"/merges/{done.public_id}/undo/", f"/parties/{one}/identifiers/share/",
    ):  # fmt: skip
        assert client.get(path).status_code == 403, path
    for path in ("/twins/find/", "/twins/1/decide/", f"/parties/{one}/identifiers/NIP/alone/"):
        assert client.post(path).status_code == 403, path
