"""The register's dictionaries at the desk: administrators only, refused with words kept."""

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.models import Choice
from kartoteka.register.queries import segments
from tests.build import a_user, an_administrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(an_administrator())
    return client


def labels() -> list[str]:
    return [line.label for line in segments.entries(viewer=SYSTEM, of="PRIORITY")]


def test_an_entry_is_added_moved_changed_and_removed(desk: Client) -> None:
    assert desk.post("/choices/PRIORITY/add/", {"en": "urgent", "colour": "red"}).status_code == 302
    entry = Choice.objects.get(code="URGENT")
    desk.post(f"/choices/{entry.pk}/move/", {"up": "1"})
    assert labels() == ["high", "normal", "urgent", "low"]
    shown = segments.entry(viewer=SYSTEM, entry_id=entry.pk)
    assert shown is not None

    said = {"en": "now", "pl": "zaraz", "version": shown.version}
    assert desk.post(f"/choices/{entry.pk}/", said).status_code == 302
    assert labels() == ["high", "normal", "now", "low"]
    assert "now" in desk.get("/choices/").text
    assert desk.post(f"/choices/{entry.pk}/", {"remove": "1"}).status_code == 302
    assert labels() == ["high", "normal", "low"]


def test_a_nameless_entry_is_refused(desk: Client) -> None:
    refused = desk.post("/choices/PRIORITY/add/", {"colour": "red"})

    assert refused.status_code == 422
    assert 'id="id_pl_error"' in refused.text
    assert desk.get("/choices/NONSENSE/add/").status_code == 404
    assert desk.get("/choices/0/").status_code == 404


def test_a_clerk_has_no_business_there(client: Client) -> None:
    client.force_login(a_user())

    for page in ("/choices/", "/choices/ROLE/add/"):
        assert client.get(page).status_code == 403
