"""A pooled connection is asked whether it lives, but not before every request."""

import psycopg
import pytest

from kartoteka.config import database, env
from kartoteka.config.database.pooling import Connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection(db: None):  # type: ignore[no-untyped-def]
    with Connection.connect(database.dsn(env.where("portal")), autocommit=True) as opened:
        yield opened


def test_an_answer_holds_for_two_seconds(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert connection.execute("") is not None or connection.answered_at > 0
    connection.close()
    connection.execute("")
    connection.answered_at -= 3
    with pytest.raises(psycopg.OperationalError):
        connection.execute("")


def test_other_queries_are_never_left_out(connection: Connection) -> None:
    connection.execute("")
    assert connection.execute("SELECT 1").fetchone() == (1,)
