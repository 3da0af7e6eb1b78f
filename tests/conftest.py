"""One throw-away PostgreSQL per test session, migrated once; clones of it for workers and homes."""

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql

from kartoteka.config import database, env
from kartoteka.config.database import cluster, programs, roles
from kartoteka.config.develop import suite
from kartoteka.config.home import CHECKOUT, Home
from kartoteka.config.launch import parts
from kartoteka.config.launch.parts import Part

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# How long an example takes depends on what else the machine does: no test fails for that.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

CLUSTER, DATABASE = "KARTOTEKA_TEST_CLUSTER", "KARTOTEKA_TEST_DATABASE"
TEMPLATE = env.DATABASE_NAME
AT_REST = "at-rest"
MOST_KEPT = 12
NO_SAMPLES = "no ../shared/data/samples here"


class _Session:
    """The cluster that this process started, to be stopped at its end."""

    running: cluster.Cluster | None = None
    skipped: ClassVar[list[str]] = []


def pytest_configure(config: pytest.Config) -> None:
    """With parallel workers the controller starts the cluster, before they are spawned.

    Who forbids Python to keep what it compiles has some hundred processes compile it all again:
    a third of the time that each takes to start.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    distributed = getattr(config.option, "numprocesses", None)
    if distributed and not hasattr(config, "workerinput"):
        _cluster_url()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts whole programs takes longest and comes first: nobody waits for it at the end."""
    long = ("browser", "config", "bench")
    items.sort(key=lambda item: item.path.parent.name not in long)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster and leave nothing behind."""
    if _Session.running is not None:
        _Session.running.stop()
        shutil.rmtree(_Session.running.home.path, ignore_errors=True)
        _Session.running = None


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what was skipped, and why."""
    if report.skipped and isinstance(report.longrepr, tuple):
        _Session.skipped.append(report.longrepr[2].removeprefix("Skipped: "))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under CI=true only tests that read the samples may be skipped, and only for want of them."""
    strange = sorted({why for why in _Session.skipped if why != NO_SAMPLES})
    if strange and env.under_ci() and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        sys.stderr.write(f"\nUnder CI nothing may be skipped, but these were: {strange}\n")


def _cluster_url() -> str:
    if CLUSTER not in os.environ:
        home = Home(Path(tempfile.mkdtemp(prefix="kartoteka-tests-"))).make()
        provider = programs.choose(named=env.pg_bin())
        kept = _kept(provider)
        if not kept.is_dir():
            _Session.running = cluster.start(home, fast=True, provider=provider)
            roles.prepare(_Session.running.superuser_dsn, TEMPLATE, roles.passwords(home))
            _migrate(home)
            replace(_Session.running, fast=False).stop()  # in order, so that its files are whole
            _keep(home, kept)
        else:
            _bring_back(kept, home)
        (home.path / AT_REST).symlink_to(kept)
        _Session.running = cluster.start(home, fast=True, provider=provider)
        os.environ[CLUSTER] = _Session.running.superuser_dsn
    return os.environ[CLUSTER]


def _migrate(home: Home) -> None:
    """As a person does it: the one migration from nothing that most tests stand on."""
    strange = ("KARTOTEKA_", "DATABASE_", "DJANGO_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
    subprocess.run(
        [sys.executable, "-m", "kartoteka.config.cli", "migrate"],
        env={**clean, "KARTOTEKA_HOME": str(home.path), "PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _kept(provider: programs.Programs) -> Path:
    """Where a cluster at rest is kept that this very version migrated on this very PostgreSQL.

    Migrating from nothing takes longer than most of what is tried by hand.
    """
    version = hashlib.sha256(database.version_of_program().encode())
    for module in sorted(Path(database.__file__).parent.glob("*.py")):
        version.update(module.read_bytes())
    version.update(str(provider.bin).encode())
    shelf = Path(tempfile.gettempdir()) / f"kartoteka-migrated-{os.getuid()}"
    shelf.mkdir(mode=0o700, exist_ok=True)
    if shelf.stat().st_uid != os.getuid():
        raise RuntimeError(f"{shelf} belongs to somebody else")
    return shelf / version.hexdigest()[:16]


def _keep(home: Home, kept: Path) -> None:
    """Puts it there whole or not at all, and clears what has not been asked for of late."""
    making = Path(tempfile.mkdtemp(dir=kept.parent))
    shutil.copytree(home.vault, making / "secrets")
    _copy(home.data, making / "postgres")
    try:
        making.rename(kept)
    except OSError:  # somebody was quicker
        shutil.rmtree(making)
    others = sorted(kept.parent.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in others[MOST_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _bring_back(kept: Path, home: Home) -> None:
    for secret in (kept / "secrets").iterdir():
        shutil.copy2(secret, home.vault)
    _copy(kept / "postgres", home.data)
    kept.touch()


def _copy(data: Path, to: Path) -> None:
    """Owners are kept: PostgreSQL may be another user than we are."""
    subprocess.run(["cp", "-a", str(data), str(to)], check=True)


def a_migrated_home(path: Path) -> Home:
    """What `kartoteka migrate` leaves in an empty home: another home's, copied while it rested."""
    host = psycopg.conninfo.conninfo_to_dict(_cluster_url())["host"]
    kept = Path(str(host)).parent / AT_REST
    home = Home(path).make()
    _bring_back(kept, home)
    return home


def _point_django_at(database: str) -> None:
    """Make this process and its children use that database of the test cluster."""
    from django.conf import settings
    from django.db import connection

    os.environ[DATABASE] = os.environ[CLUSTER].replace("/postgres?", f"/{database}?")
    connection.close()
    fresh = env.database("owner")
    settings.DATABASES["default"].update(fresh)
    connection.settings_dict.update(fresh)


def _clone_template(database: str) -> None:
    with psycopg.connect(os.environ[CLUSTER], autocommit=True) as superuser:
        name = sql.Identifier(database)
        superuser.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        roles.create_database(superuser, database, template=TEMPLATE)
        roles.grant_database(superuser, database)


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureDef[object]
) -> Iterator[None]:
    """Give this worker a database of its own, cloned from the migrated template."""
    from django.test import TransactionTestCase

    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    database = f"kartoteka_{worker}"
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _cluster_url()
        _clone_template(database)
        _point_django_at(database)

    def clone_again(self: TransactionTestCase) -> None:
        """After a test that commits: append-only tables cannot be emptied, so start afresh."""
        _close_connections()
        _clone_template(database)

    ordinary = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = clone_again  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = ordinary  # type: ignore[method-assign]
    _close_connections()


@pytest.fixture
def as_desk(db: None) -> Iterator[None]:
    """Everything on Django's connection runs as the desk's database role."""
    yield from _acting_as(env.LOGIN_OF["desk"])


@pytest.fixture
def as_door(db: None) -> Iterator[None]:
    """Everything on Django's connection runs as the role of the portal's sign-in."""
    yield from _acting_as(env.LOGIN_OF["door"])


def _acting_as(role: str) -> Iterator[None]:
    from django.db import connection, transaction

    savepoint = transaction.savepoint() if connection.in_atomic_block else None
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION AUTHORIZATION {role}")
    yield
    if savepoint:  # also ends a statement that was refused, and takes the role back
        connection.needs_rollback = False
        transaction.savepoint_rollback(savepoint)
    else:
        connection.close()


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real bank files, codes and examples that is handed to developers."""
    checkout = Path(__file__).resolve().parents[1]
    named = os.environ.get("KARTOTEKA_SAMPLES")
    beside = [parent / "shared" / "data" / "samples" for parent in list(checkout.parents)[:2]]
    for folder in [Path(named)] if named else beside:
        if folder.is_dir():
            return folder
    pytest.skip(NO_SAMPLES)


@dataclass(frozen=True, slots=True)
class Office:
    """Desk and portal running as they do for people: two processes, each with its own role."""

    desk: str
    portal: str
    parts: tuple[Part, ...]


def gather_static(home: Home) -> None:
    """What pages of a real desk or portal need, once in a session."""
    with home.stamps.joinpath("static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home.path / "static").exists():
            gather = [sys.executable, "-m", "django", "collectstatic", "--noinput"]
            subprocess.run(
                gather, check=True, stdout=subprocess.DEVNULL, env=parts.variables("desk")
            )


@pytest.fixture(scope="session")
def _running_office(django_db_setup: None) -> Iterator[Office]:
    """Both processes on this worker's database, each on a port of its own."""
    home = Home(Path(env.where("owner").host).parent)
    ports = {"DESK_PORT": free_port(), "PORTAL_PORT": free_port()}
    more = {"KARTOTEKA_HOME": str(home.path), **{name: str(port) for name, port in ports.items()}}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in more.items():
            patch.setenv(name, value)
        gather_static(home)
        both = [Part(name, home.logs / f"{name}{free_port()}.log") for name in ("desk", "portal")]
        try:
            for part in both:
                part.start()
            parts.wait_until_ready(both, seconds=60, tick=lambda: None)
            said = parts.addresses()
            yield Office(said["desk"], said["portal"], tuple(both))
        finally:
            for part in both:
                part.ask_to_end()
            for part in both:
                part.end(time.monotonic() + 5)


@pytest.fixture
def office(transactional_db: None, _running_office: Office) -> Office:
    """The running desk and portal, for one test; what it writes is gone afterwards.

    The database is another one after every test, and each part has two processes that must have
    noticed: so often asked, both of them have answered.
    """
    for _again in range(10):
        parts.wait_until_ready(list(_running_office.parts), seconds=60, tick=lambda: None)
    return _running_office


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """A real Chromium. Without one the test is skipped, and under CI=true it fails."""
    found = suite.chromium()
    if found is None:
        if env.under_ci():
            pytest.fail(
                "There is no Chromium, and under CI=true a browser test may not be skipped."
            )
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread; Django would refuse to work beside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            running = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
            yield running
            running.close()


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def short_path() -> Iterator[Path]:
    yield from a_short_path()


def a_short_path() -> Iterator[Path]:
    """A folder with a short path that every user of the system can reach: sockets need both."""
    folder = Path(tempfile.mkdtemp(prefix="kt-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
