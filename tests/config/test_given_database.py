"""DATABASE_URL: somebody else's PostgreSQL, where the URL's user is the owner."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import requests

from kartoteka.config import env
from kartoteka.config.database import cluster, programs, roles
from kartoteka.config.home import Home
from tests.config.test_supervise import Program, wait_for
from tests.conftest import a_short_path

OLDEST = min(programs.all_found(env.pg_bin()), key=lambda programs: programs.major)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    yield from a_short_path()


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[cluster.Cluster]:
    """A strange server of the oldest version here, with empty databases and two users."""
    started = cluster.start(Home(folder / "server"), fast=True, provider=OLDEST)
    with psycopg.connect(started.superuser_dsn, autocommit=True) as connection:
        connection.execute("CREATE ROLE boss LOGIN CREATEROLE PASSWORD 'boss'")
        connection.execute("CREATE ROLE guest LOGIN PASSWORD 'guest'")
        for name, owner in (("office", "boss"), ("empty", "boss"), ("closed", "guest")):
            connection.execute(
                f"CREATE DATABASE {name} OWNER {owner} ENCODING 'UTF8' TEMPLATE template0"
            )
    yield started
    started.stop()


@dataclass(frozen=True, slots=True)
class Begun:
    """The first `migrate` of an empty database, on a server that knew none of our roles."""

    program: Program
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def begun(server: cluster.Cluster, folder: Path) -> Begun:
    program = Program(folder / "home")
    return Begun(program, _run(program, server.url("boss", "boss", "office"), "migrate"))


def _run(program: Program, url: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kartoteka.config.cli", *words],
        env=program.variables(DATABASE_URL=url, **more),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_user_without_the_right_is_told_what_to_run(
    server: cluster.Cluster, short_path: Path
) -> None:
    program = Program(short_path / "home")
    done = _run(program, server.url("guest", "guest", "closed"), "migrate")
    assert done.returncode == 1
    assert "ALTER ROLE guest CREATEROLE;" in done.stderr
    assert "CREATE ROLE kartoteka_desk LOGIN;" in done.stderr


def test_an_empty_given_database_gets_roles_tables_and_one_link(
    server: cluster.Cluster, begun: Begun, short_path: Path
) -> None:
    program = begun.program
    url = server.url("boss", "boss", "office")
    assert begun.done.returncode == 0, begun.done.stderr
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


def test_healthz_says_what_is_missing(server: cluster.Cluster, begun: Begun) -> None:
    program = begun.program
    url = server.url("boss", "boss", "empty")
    roles.prepare_given(url, program.home)
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
        _put_in_place_of_the_empty_one(server, "office")
        assert healthz() == (200, {"ready": True})
        server.stop()
        assert healthz() == (503, {"ready": False, "reason": "database"})  # within its time-out
        _start_again(server)
        wait_for(lambda: healthz() == (200, {"ready": True}), "ready after the outage")
    finally:
        desk.terminate()
        desk.wait()


def _put_in_place_of_the_empty_one(server: cluster.Cluster, migrated: str) -> None:
    with psycopg.connect(server.superuser_dsn, autocommit=True) as connection:
        # The cluster of tests ends by a crash, and by itself keeps no commit of the last moment.
        connection.execute("SET synchronous_commit = on")
        connection.execute("DROP DATABASE empty WITH (FORCE)")
        connection.execute(f"CREATE DATABASE empty OWNER boss TEMPLATE {migrated}")
        roles.grant_database(connection, "empty")


def _start_again(server: cluster.Cluster) -> None:
    server.process = cluster.start(server.home, fast=True, provider=OLDEST).process


def test_what_a_missing_table_or_server_means_is_said(
    server: cluster.Cluster, short_path: Path
) -> None:
    program = Program(short_path / "home")
    with psycopg.connect(server.superuser_dsn, autocommit=True) as connection:
        connection.execute("CREATE DATABASE bare OWNER boss ENCODING 'UTF8' TEMPLATE template0")
    url = server.url("boss", "boss", "bare")
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
    _start_again(server)
