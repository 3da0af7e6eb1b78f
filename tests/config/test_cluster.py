"""The own PostgreSQL: starts, is adopted, survives kill -9, and keeps its roles apart."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kartoteka.config import env
from kartoteka.config.database import cluster, programs, roles
from kartoteka.config.env import CannotStart
from kartoteka.config.home import CHECKOUT, Home

PROGRAMS = programs.all_found(env.pg_bin())


EACH = pytest.mark.parametrize(
    "running",
    PROGRAMS,
    ids=lambda here: f"{here.source}{here.major}",
    indirect=True,
    scope="module",
)


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest) -> Iterator[cluster.Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="kt-"))
    folder.chmod(0o755)
    home = Home(folder / "home").make()
    started = cluster.start(home, provider=request.param)
    roles.prepare(started.superuser_dsn, "kartoteka", roles.passwords(home))
    yield started
    started.stop()
    shutil.rmtree(folder)


def _as(started: cluster.Cluster, role: env.Role) -> psycopg.Connection[tuple[object, ...]]:
    password = started.home.secret(f"database-{role}")
    return psycopg.connect(started.url(env.LOGIN_OF[role], password, "kartoteka"))


@EACH
def test_sorts_case_of_polish_and_slovak_letters(running: cluster.Cluster) -> None:
    with _as(running, "desk") as desk:
        row = desk.execute("SELECT lower('ŻÓŁĆ ĽŠČŤŽÝÁÍÉ'), unaccent('Łódź')").fetchone()
    assert row == ("żółć ľščťžýáíé", "Lodz")


@EACH
def test_preparing_twice_changes_nothing(running: cluster.Cluster) -> None:
    with _as(running, "owner") as owner:
        owner.execute("CREATE TABLE kept (id int)")
    given = roles.passwords(running.home)
    roles.prepare(running.superuser_dsn, "kartoteka", given)
    with _as(running, "owner") as owner:
        assert owner.execute("SELECT count(*) FROM kept").fetchone() == (0,)


@EACH
@pytest.mark.parametrize("role", ["door", "portal"])
def test_the_portals_two_roles_become_nobody_else(running: cluster.Cluster, role: env.Role) -> None:
    with _as(running, role) as customer:
        for other in {*env.LOGIN_OF.values(), "postgres"} - {env.LOGIN_OF[role]}:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                customer.execute(f"SET ROLE {other}")
            customer.rollback()


@EACH
def test_a_wrong_password_opens_nothing(running: cluster.Cluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(running.url("kartoteka_desk", "guess", "kartoteka"))


def test_committed_rows_survive_kill_9(short_path: Path) -> None:
    home = Home(short_path / "home")
    first = cluster.start(home)
    superuser = first.superuser_dsn
    with psycopg.connect(superuser) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id")
    os.kill(first.pid, signal.SIGKILL)
    time.sleep(0.2)  # not reaped by us: stays a zombie, as under a lazy PID 1
    again = cluster.start(home)
    try:
        with psycopg.connect(superuser) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
    finally:
        again.stop()


@EACH
def test_a_second_start_adopts_and_does_not_stop_it(running: cluster.Cluster) -> None:
    adopted = cluster.adopt_or_start(running.home)
    assert (adopted.pid, adopted.process) == (running.pid, None)
    adopted.stop()
    assert running.is_alive()


@EACH
def test_secrets_and_data_are_closed_to_others(running: cluster.Cluster) -> None:
    for place in [*running.home.vault.iterdir()]:
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
    for place in (running.home.vault, running.home.data, running.home.sockets):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_the_cluster_dies_with_the_process_that_started_it(short_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from kartoteka.config import home; "
        "from kartoteka.config.database import cluster;"
        "print(cluster.start(home.Home(Path(sys.argv[1]))).pid, flush=True); time.sleep(60)"
    )
    home = Home(short_path / "home")
    starter = subprocess.Popen(
        [sys.executable, "-c", script, home.path], cwd=CHECKOUT, stdout=subprocess.PIPE
    )
    assert starter.stdout
    assert int(starter.stdout.readline()) > 0
    assert cluster.is_running(home)
    starter.kill()
    starter.wait()
    starter.stdout.close()
    until = time.monotonic() + 20
    while cluster.is_running(home) and time.monotonic() < until:
        time.sleep(0.05)
    assert not cluster.is_running(home)


def test_data_of_another_version_is_told_with_what_to_do() -> None:
    with pytest.raises(CannotStart, match="made by PostgreSQL 12, but only version"):
        programs.choose(major=12)
