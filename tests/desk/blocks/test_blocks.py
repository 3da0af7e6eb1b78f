"""Blocks at the desk: set, seen on the card and in the list, lifted; refused with words kept."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from kartoteka.register.operations import BlockDraft
from kartoteka.register.queries import blocks
from tests.build import a_party, a_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 26)
NEW = {"what": ["SALES", "CONTACT"], "reason": "Wyrok sądu", "valid_from": "2026-11-26"}


@pytest.fixture
def desk(client: Client) -> Client:
    with time_machine.travel(dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC), tick=False):
        client.force_login(a_user())
        yield client


def a_block(party_id: int, **said: object) -> int:
    draft = BlockDraft(("SALES",), **{"reason": "Wyrok sądu", "valid_from": DAY} | said)  # type: ignore[arg-type]
    register.set_blocks(actor=SYSTEM, party_ids=[party_id], draft=draft)
    return blocks.blocks_of(viewer=SYSTEM, party_id=party_id)[0].id


def test_a_block_is_set_and_stands_on_the_card_in_red(desk: Client) -> None:
    party_id = a_party()

    answer = desk.post(f"/parties/{party_id}/blocks/add/", NEW)
    assert answer["Location"] == f"/parties/{party_id}/profile/"
    lines = blocks.blocks_of(viewer=SYSTEM, party_id=party_id)
    assert [(line.what, line.reason, line.set_by) for line in lines] == [
        ("SALES", "Wyrok sądu", "Anna"),
        ("CONTACT", "Wyrok sądu", "Anna"),
    ]
    card = desk.get(f"/parties/{party_id}/").text
    assert card.count("k-badge is-late") == 2
    assert "blocked: sales" in card


@pytest.mark.parametrize(
    ("said", "marked"),
    [({"what": []}, "what"), ({"reason": ""}, "reason"), ({"valid_to": "2026-11-25"}, "valid_to")],
)
def test_a_refused_block_keeps_what_was_typed(
    desk: Client, said: dict[str, object], marked: str
) -> None:
    party_id = a_party()

    answer = desk.post(f"/parties/{party_id}/blocks/add/", NEW | said)
    assert answer.status_code == 422
    assert f'id="id_{marked}_error"' in answer.text
    assert 'value="2026-11-26"' in answer.text
    assert blocks.blocks_of(viewer=SYSTEM, party_id=party_id) == []


def test_a_block_is_lifted_by_an_administrator_and_by_nobody_elses_clerk(desk: Client) -> None:
    party_id = a_party()
    pk = a_block(party_id)
    page = f"/blocks/{pk}/"

    refused = desk.post(page, {"reason": "Zapłacono"})
    assert refused.status_code == 422
    assert "Only they or an administrator may lift it." in refused.text
    desk.force_login(a_user("adam", role="ADMINISTRATOR"))  # type: ignore[arg-type]
    assert desk.post(page, {"reason": "Zapłacono"}).status_code == 302
    assert "Zapłacono" in desk.get(page).text
    assert blocks.blocked(viewer=SYSTEM, party_ids=[party_id], what="SALES", on=DAY) == {}


def test_the_list_shows_what_is_in_force_or_all(desk: Client) -> None:
    a_block(a_party("Anna Owes"))
    a_block(a_party("Bartek Past"), valid_from=dt.date(2025, 1, 1), valid_to=dt.date(2025, 2, 1))

    now = desk.get("/blocks/").text
    assert "Anna Owes" in now
    assert "Bartek Past" not in now
    assert "Bartek Past" in desk.get("/blocks/?where=").text


def test_a_block_that_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get("/blocks/1/").status_code == 404


def test_strangers_are_sent_to_the_sign_in(client: Client) -> None:
    party_id = a_party()

    for page in ("/blocks/", f"/parties/{party_id}/blocks/add/", f"/parties/{party_id}/profile/"):
        assert client.get(page).status_code == 302
