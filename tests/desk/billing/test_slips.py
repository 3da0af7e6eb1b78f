"""Slips at the desk: singly, on a form with the printer's offset, four to a page."""

import io

import pypdf
import pytest
from django.test import Client

from kartoteka.insight import queries
from tests import build
from tests.portal.conftest import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(client: Client, *, administrator: bool = False) -> Client:
    client.force_login(build.an_administrator() if administrator else build.a_user())
    return client


def test_a_slip_for_each_document(client: Client, cast: Cast) -> None:
    desk = signed_in(client)
    party = cast.anna.party.pk
    assert "four to a page" in desk.get(f"/parties/{party}/slip/").text
    paper = desk.get(f"/parties/{party}/slips.pdf?currency=PLN")
    words = pypdf.PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    assert [f"FV/{party}/{n}" in words for n in (1, 2, 3)] == [True, True, False]
    nothing = desk.get(f"/parties/{cast.bartek.party.pk}/slips.pdf", follow=True)
    assert "No document with a number stands open." in nothing.text


def test_the_offset_is_ones_own_or_the_offices(client: Client, cast: Cast) -> None:
    boss = signed_in(client, administrator=True)
    boss.post("/slips/offset/", {"right": "1.5", "down": "-2", "of_office": "on"})
    assert "whole office" in boss.get("/slips/offset/").text
    clerk = Client()
    clerk.force_login(build.a_user())
    assert 'value="1.5"' in clerk.get("/slips/offset/").text
    assert clerk.post("/slips/offset/", {"right": "31", "down": "0"}).status_code == 422
    assert clerk.post("/slips/offset/", {"right": "0.5", "down": "1"}).status_code == 302
    assert "your own figures" in clerk.get("/slips/offset/").text
    moved = queries.offset(viewer=build.a_user("zofia").as_actor())
    assert (float(moved.right), float(moved.down), moved.is_own) == (1.5, -2.0, False)
    place = f"/parties/{cast.anna.party.pk}/slip.pdf?currency=PLN&amount=1&blank=1"
    assert clerk.get(place).content[:5] == b"%PDF-"
