"""A session that stands is written in one statement; one that has ended is not brought back."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kartoteka.access.sessions import SessionStore

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
