"""A customer whose portal is blocked: what was open closes at once, and the door stays shut."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from kartoteka.access.models import User
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from kartoteka.register.operations import BlockDraft
from kartoteka.register.queries import blocks
from tests.build import PASSWORD
from tests.portal.conftest import Cast

pytestmark = pytest.mark.django_db


def block(party_id: int) -> int:
    draft = BlockDraft(("PORTAL",), "Fraud", dt.date(2026, 1, 1))
    register.set_blocks(actor=SYSTEM, party_ids=[party_id], draft=draft)
    return blocks.blocks_of(viewer=SYSTEM, party_id=party_id)[0].id


def test_an_open_session_sees_nothing_of_a_blocked_party(
    cast: Cast, portal: Callable[[User | None], Client]
) -> None:
    client = portal(cast.anna.user)
    assert client.get("/").status_code == 200

    block_id = block(cast.anna.party.pk)
    assert client.get("/").status_code == 404
    register.lift_block(actor=SYSTEM, block_id=block_id, reason="Mistake", on=dt.date(2026, 1, 2))
    assert client.get("/").status_code == 200


def test_a_login_all_of_whose_parties_are_blocked_does_not_sign_in(
    cast: Cast, portal: Callable[[User | None], Client]
) -> None:
    for one in (cast.anna, cast.bartek):
        one.user.set_password(PASSWORD)
        one.user.save(update_fields=["password"])
    block(cast.anna.party.pk)
    client = portal(None)

    told = client.post(
        "/account/login/", {"login": "anna@example.org", "password": PASSWORD}, follow=True
    )
    assert "Your access is blocked. Call our office." in told.text
    assert client.get("/").status_code == 302
    other = portal(None)
    other.post("/account/login/", {"login": "bartek@example.org", "password": PASSWORD})
    assert other.get("/").status_code == 200


def test_a_login_that_holds_another_party_still_signs_in(cast: Cast, as_door: None) -> None:
    assert blocks.portal_closed(user_id=cast.anna.user.pk) is False
