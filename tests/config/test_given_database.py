"""DATABASE_URL: somebody else's PostgreSQL, where the URL's user is the owner."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import requests

from kartoteka.config import env
from kartoteka.config.database import cluster, programs, roles
from kartoteka.config.home import Home
from tests.config.test_supervise import Program, wait_for

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


def _run(program: Program, url: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kartoteka.config.cli", *words],
        env=program.variables(DATABASE_URL=url, **more),
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

    # A demo is known by the database, so that no other home shows it to the world.
    assert _run(program, url, "user", "add", "anna", "--name", "Anna").returncode == 0
    with psycopg.connect(server.url("boss", "boss", "office")) as connection:
        connection.execute("UPDATE access_user SET is_demo = true")
    other = Program(short_path / "other")
    open_doors = {"LISTEN": "0.0.0.0", "BEHIND_TLS_PROXY": "1"}  # noqa: S104
    done = _run(other, url, "serve", "desk", **open_doors)
    assert (done.returncode, "There are demo sign-ins" in done.stderr) == (1, True), done.stderr


def test_healthz_says_what_is_missing(server: cluster.Cluster, short_path: Path) -> None:
    program = Program(short_path / "home")
    url = server.url("boss", "boss", "office")
    roles.prepare_given(url, program.home.make())
    desk = subprocess.Popen(
        [sys.executable, "-m", "kartoteka.config.cli", "serve", "desk"],
        env=program.variables(DATABASE_URL=url),
        stderr=subprocess.DEVNULL,
    )

    def healthz() -> tuple[int, dict[str, object]]:
        try:
            answer = requests.get(
                f"http://127.0.0.1:{program.ports['DESK_PORT']}/healthz", timeout=9
            )
        except requests.ConnectionError:
            return 0, {}
        return answer.status_code, answer.json()

    try:
        wait_for(lambda: healthz()[0] > 0, "an answer")
        assert healthz() == (503, {"ready": False, "reason": "migrations"})
        assert _run(program, url, "migrate").returncode == 0
        assert healthz() == (200, {"ready": True})
        server.stop()
        assert healthz() == (503, {"ready": False, "reason": "database"})  # within its time-out
        again = cluster.start(server.home, fast=True, provider=OLDEST)
        server.process = again.process
        wait_for(lambda: healthz() == (200, {"ready": True}), "ready after the outage", within=9)
    finally:
        desk.terminate()
        desk.wait()


def test_what_a_missing_table_or_server_means_is_said(
    server: cluster.Cluster, short_path: Path
) -> None:
    program = Program(short_path / "home")
    url = server.url("boss", "boss", "office")
    roles.prepare_given(url, program.home.make())
    for words in (["prove-ledger"], ["demo", "--customers", "3"]):
        done = _run(program, url, *words)
        assert (done.returncode, done.stdout, done.stderr) == (
            1,
            "",
            "The database is not at this version yet: run  ./run kartoteka migrate  first.\n",
        )
    server.stop()
    # A part does not look after the database first: it finds out by itself.
    done = _run(program, url, "worker", KARTOTEKA_PART="worker")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert done.stderr.startswith("The database does not answer: ")


def test_a_user_without_the_right_is_told_what_to_run(
    server: cluster.Cluster, short_path: Path
) -> None:
    program = Program(short_path / "home")
    done = _run(program, server.url("guest", "guest", "closed"), "migrate")
    assert done.returncode == 1
    assert "ALTER ROLE guest CREATEROLE;" in done.stderr
    assert "CREATE ROLE kartoteka_desk LOGIN;" in done.stderr
