"""A session that stands is written in one statement; one that has ended is not brought back."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kartoteka.access.models import DeskSession, User
from kartoteka.access.sessions import USER_COLUMNS, SessionStore
from tests import build

pytestmark = pytest.mark.django_db


def _stored() -> SessionStore:
    store = SessionStore()
    store["seen"] = "first"
    store.save(must_create=True)
    return store


def test_writes_a_known_session_in_one_statement() -> None:
    store = _stored()
    store["seen"] = "second"
    with CaptureQueriesContext(connection) as asked:
        store._write_known()
    assert len(asked) == 1
    assert SessionStore(store.session_key)["seen"] == "second"


def test_does_not_bring_back_a_session_that_has_ended() -> None:
    store = _stored()
    SessionStore(store.session_key).delete()
    with pytest.raises(UpdateError):
        store._write_known()
    assert not store.exists(store.session_key)


def test_brings_its_user_along_whole_in_one_statement() -> None:
    user = build.a_user("anna")
    client = Client()
    client.force_login(user)
    with CaptureQueriesContext(connection) as asked:
        store = SessionStore(client.session.session_key)
        assert store["_auth_user_id"] == str(user.pk)
    assert len(asked) == 1
    assert store.signed_in == user
    assert tuple(field.attname for field in User._meta.concrete_fields) == USER_COLUMNS
    assert [getattr(store.signed_in, name) for name in USER_COLUMNS] == [
        getattr(User.objects.get(pk=user.pk), name) for name in USER_COLUMNS
    ]


def test_a_session_that_ran_out_has_nobody() -> None:
    store = _stored()
    DeskSession.objects.filter(pk=store.session_key).update(expire_date=timezone.now())
    late = SessionStore(store.session_key)
    assert (late.load(), late.session_key, late.signed_in) == ({}, None, None)
