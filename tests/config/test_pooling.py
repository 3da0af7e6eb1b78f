"""A pooled connection is asked whether it lives, but not before every request."""

import psycopg
import pytest
from psycopg_pool import ConnectionPool

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


def test_after_a_restart_the_dead_cost_a_visitor_no_pauses(db: None) -> None:
    with ConnectionPool(
        database.dsn(env.where("portal")),
        connection_class=Connection,
        min_size=4,
        timeout=2,
        check=ConnectionPool.check_connection,
        kwargs={"autocommit": True},
    ) as pool:
        pool.wait()
        dead = list(pool._pool)
        for one in dead:
            one.close()
            one.answered_at = 0.0
        with pool.connection() as living:  # by the library's own pauses after seven seconds
            assert living not in dead
            assert living.execute("SELECT 1").fetchone() == (1,)
