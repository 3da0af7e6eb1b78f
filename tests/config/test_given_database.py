"""DATABASE_URL: somebody else's PostgreSQL, where the URL's user is the owner."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kartoteka.config import env
from kartoteka.config.database import cluster, programs, roles
from kartoteka.config.home import Home
from tests.config.test_supervise import Program

OLDEST = min(programs.all_found(env.pg_bin()), key=lambda programs: programs.major)


@pytest.fixture
def server(short_path: Path) -> Iterator[cluster.Cluster]:
    """A strange server of the oldest version here, with one empty database and two users."""
    started = cluster.start(Home(short_path / "server"), fast=True, provider=OLDEST)
    with psycopg.connect(started.superuser_dsn, autocommit=True) as connection:
        connection.execute("CREATE ROLE boss LOGIN CREATEROLE PASSWORD 'boss'")
        connection.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
        connection.execute("CREATE DATABASE office OWNER boss ENCODING 'UTF8' TEMPLATE template0")
        connection.execute("CREATE DATABASE closed OWNER guest ENCODING 'UTF8' TEMPLATE template0")
    yield started
    started.stop()


def _run(program: Program, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kartoteka.config.cli", *words],
        env=program.variables(DATABASE_URL=url),
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_empty_given_database_gets_roles_tables_and_one_link(
    server: cluster.Cluster, short_path: Path
) -> None:
    program = Program(short_path / "home")
    url = server.url("boss", "boss", "office")
    done = _run(program, url, "migrate")
    assert done.returncode == 0, done.stderr
    done = _run(program, url, "user", "invite-first")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("/first/")
    assert not program.home.data.exists()
    desk = server.url("kartoteka_desk", program.home.secret("database-desk"), "office")
    with psycopg.connect(desk) as connection:
        assert connection.execute("SELECT count(*) FROM access_user").fetchone() == (0,)
    # Again, now that the roles exist: nothing is refused and the passwords still fit.
    roles.prepare_given(url, program.home)
    psycopg.connect(desk).close()


def test_a_user_without_the_right_is_told_what_to_run(
    server: cluster.Cluster, short_path: Path
) -> None:
    program = Program(short_path / "home")
    done = _run(program, server.url("guest", "guest", "closed"), "migrate")
    assert done.returncode == 1
    assert "ALTER ROLE guest CREATEROLE;" in done.stderr
    assert "CREATE ROLE kartoteka_desk LOGIN;" in done.stderr
