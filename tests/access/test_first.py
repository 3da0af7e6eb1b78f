"""The one-time link that makes the first superadministrator of an empty program."""

import pytest
import time_machine
from django.test import Client

from kartoteka.access import operations
from kartoteka.access.models import User
from tests import build

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Sara Boss",
    "login": "sara",
    "password": build.PASSWORD,
    "again": build.PASSWORD,
    "language": "en",
}


def test_whoever_opens_the_link_first_becomes_it(client: Client) -> None:
    token = operations.invite_first_superadministrator()
    assert client.get(f"/first/{token}").status_code == 200
    answer = client.post(f"/first/{token}", FORM)
    assert answer.headers["Location"] == "/account/login/"
    user = User.objects.get()
    assert (user.login, user.role) == ("sara", "SUPERADMINISTRATOR")
    assert not user.must_change_password
    assert client.post(f"/first/{token}", {**FORM, "login": "other"}).status_code == 409
    assert User.objects.count() == 1


def test_the_link_is_good_for_a_day() -> None:
    with time_machine.travel("2026-11-20 12:00", tick=False):
        token = operations.invite_first_superadministrator()
    with time_machine.travel("2026-11-21 11:59", tick=False):
        operations.check_invitation(token)
    with (
        time_machine.travel("2026-11-21 12:01", tick=False),
        pytest.raises(operations.InvitationSpent),
    ):
        operations.check_invitation(token)


def test_a_made_up_token_opens_nothing(client: Client) -> None:
    answer = client.post("/first/abc:def:ghi", FORM)
    assert answer.status_code == 409
    assert User.objects.count() == 0


def test_there_is_no_invitation_once_somebody_may_do_everything() -> None:
    build.a_superadministrator()
    with pytest.raises(operations.InvitationSpent):
        operations.invite_first_superadministrator()


def test_a_weak_password_is_refused_and_the_rest_kept(client: Client) -> None:
    token = operations.invite_first_superadministrator()
    answer = client.post(f"/first/{token}", {**FORM, "password": "sara", "again": "sara"})
    assert answer.status_code == 422
    assert "Sara Boss" in answer.text
    assert 'id="id_password_error"' in answer.text
    assert User.objects.count() == 0
