"""The database is killed in the middle of work in bulk: nothing is lost, nothing is there twice.

`kill -9` of its main process, which somebody has to start again, and of the one process that does
the work, after which PostgreSQL ends all others and recovers by itself. `./run test --soak` does
each of the deeds under both, five times over.
"""

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from kartoteka.access import queries as access
from kartoteka.config import env
from kartoteka.config.database import cluster
from kartoteka.kernel.actor import SYSTEM
from tests.conftest import DATABASE, TEMPLATE, a_migrated_home
from tests.stories.mid_work import (
    DEEDS,
    PORTIONS,
    SHARED,
    Deed,
    Office,
    Printing,
    SettlingAll,
    TakingIn,
    held,
    is_working,
    who_waits,
)
from tests.stories.nursery import Child, Nursery, wait_for

SOAK = pytest.mark.soak


@dataclass
class Own:
    """A cluster that may be killed: nobody else's tests are on it."""

    running: cluster.Cluster
    nursery: Nursery
    worker: Child | None = None

    def answers(self) -> bool:
        try:
            with psycopg.connect(os.environ[DATABASE]) as asked:
                return asked.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def kill(self, what: str, backend: int, witness: psycopg.Connection) -> None:
        """Returns once the database answers again, started by us where it cannot by itself.

        When it ends all others because one process died, it still answers for a moment: only a
        `witness` whose connection has broken tells that it went down.
        """
        os.kill(backend if what == "backend" else self.running.pid, signal.SIGKILL)
        connection.close()
        wait_for(lambda: _is_cut_off(witness), "the database goes down")
        if what == "postmaster":
            assert self.running.process is not None
            self.running.process.wait()
            self.running = cluster.start(self.running.home)
        wait_for(self.answers, "the database answers again")

    def rest(self) -> None:
        """Nobody works, and nothing is left to do again: a job whose database died may be done
        and yet stand in the queue, and would find the money of the next deed."""

        def is_idle() -> bool:
            self.work()
            return not is_working(or_will=True)

        if self.worker is not None:
            wait_for(is_idle, "nothing is left in the queue")
            self.worker.kill()

    def work(self) -> None:
        """As the program does: a worker that has ended is started again."""
        if self.worker is None or not self.worker.is_alive():
            self.worker = self.nursery.worker(settings=SHARED, constants=PORTIONS)


def _is_cut_off(asked: psycopg.Connection) -> bool:
    try:
        asked.execute("SELECT 1")
    except psycopg.OperationalError:
        return True
    return False


@pytest.fixture
def own(
    short_path: Path,
    django_db_setup: None,
    django_db_blocker: Any,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> Iterator[Own]:
    settings.CONTENT_STORE = SHARED["CONTENT_STORE"]
    running = cluster.start(a_migrated_home(short_path / "home"))
    before = dict(connection.settings_dict)
    connection.close()
    monkeypatch.setenv(DATABASE, running.superuser_dsn.replace("/postgres?", f"/{TEMPLATE}?"))
    connection.settings_dict.update(env.database("owner"))
    nursery = Nursery()
    with django_db_blocker.unblock():
        yield (own := Own(running, nursery))
        nursery.close()
        connection.close()
    own.running.stop()
    connection.settings_dict.update(before)


@pytest.mark.parametrize(
    ("deeds", "victims", "rounds"),
    [
        pytest.param(
            (TakingIn, SettlingAll, Printing), ("postmaster", "backend", "postmaster"), 1, id="once"
        ),
        pytest.param(DEEDS, ("postmaster",) * 4, 5, id="often", marks=SOAK),
        pytest.param(DEEDS, ("backend",) * 4, 5, id="often-one-process", marks=SOAK),
    ],
)
def test_the_database_dies_in_the_middle(
    own: Own, deeds: tuple[type[Deed], ...], victims: tuple[str, ...], rounds: int
) -> None:
    office = Office()
    for _round in range(rounds):
        for deed, victim in zip(deeds, victims, strict=True):
            own.rest()
            doing = deed(office)
            job = doing.begin()
            with held(doing.middles(job)[0]) as holder:
                own.kill(victim, who_waits(holder, own.work), holder)

            def ended(job: Any = job) -> bool:
                own.work()
                shown = access.job(viewer=SYSTEM, public_id=job)
                return shown is not None and shown.is_finished

            wait_for(ended, f"{deed.__name__} ends after its {victim} was killed")
            shown = access.job(viewer=SYSTEM, public_id=job)
            assert shown is not None
            assert shown.state == "DONE"
            doing.proved()
