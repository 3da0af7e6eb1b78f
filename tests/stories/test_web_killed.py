"""The desk is killed -9 in the middle of requests: what they were doing is done whole or not at
all, and the same pages, sent again, do it once.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from django.test import Client
from pytest_django.fixtures import Settings

from kartoteka.config import env
from kartoteka.config.home import Home
from kartoteka.config.launch import parts
from kartoteka.config.launch.parts import Part
from kartoteka.insight.models import Mailing
from kartoteka.ledger.models import Settlement
from kartoteka.payments.models import Held, Line
from tests import build
from tests.conftest import free_port, gather_static
from tests.kernel import background
from tests.stories.mid_work import (
    PORTIONS,
    SHARED,
    Office,
    Printing,
    SettlingAll,
    TakingIn,
    held,
    who_waits,
)

pytestmark = pytest.mark.django_db(transaction=True)


class Desk:
    """The desk as people have it, on this test's database; `visit` is somebody signed in there."""

    def __init__(self, log: Path) -> None:
        self.part = Part("desk", log)
        self.part.start()
        parts.wait_until_ready([self.part], seconds=120, tick=lambda: None)
        self.address = f"http://127.0.0.1:{env.desk_port()}"

    def visit(self, login: str) -> requests.Session:
        person = requests.Session()
        person.get(f"{self.address}/account/login/", timeout=60)
        typed = {"login": login, "password": build.PASSWORD}
        answer = self.post(person, "/account/login/", typed)
        assert answer.url == f"{self.address}/"
        return person

    def post(self, person: requests.Session, path: str, typed: dict[str, str]) -> Any:
        token = person.cookies["kartoteka_desk_csrf"]
        given = {"csrfmiddlewaretoken": token, **typed}
        return person.post(self.address + path, given, timeout=60)

    def kill(self) -> None:
        assert self.part.process is not None
        os.killpg(self.part.process.pid, signal.SIGKILL)
        self.part.process.wait()


@pytest.fixture
def desks(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> Iterator[Callable[[], Desk]]:
    """Starts a desk, and another where the last was killed."""
    home = Home(Path(env.where("owner").host).parent)
    monkeypatch.setenv("KARTOTEKA_HOME", str(home.path))
    monkeypatch.setenv("DESK_PORT", str(free_port()))
    monkeypatch.setenv("PORTAL_PORT", str(free_port()))
    monkeypatch.setattr("os.sched_getaffinity", lambda _pid: {0})  # one web process is enough
    gather_static(home)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    started: list[Desk] = []

    def start() -> Desk:
        started.append(Desk(tmp_path / "desk.log"))
        return started[-1]

    yield start
    for one in started:
        one.part.ask_to_end()
        one.part.end(time.monotonic() + 5)


def test_what_a_killed_desk_was_doing_is_done_once(
    desks: Callable[[], Desk],
    client: Client,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.CONTENT_STORE = SHARED["CONTENT_STORE"]
    monkeypatch.setattr(
        "kartoteka.insight.operations.mailing.VOLUME",
        PORTIONS["kartoteka.insight.operations.mailing.VOLUME"],
    )
    office = Office()
    user = build.a_user()
    settling, printing, taking = SettlingAll(office), Printing(office), TakingIn(office)
    mailing = Mailing.objects.get()
    credit, debit = settling.one()
    settled = Settlement.objects.count()
    asked = [
        (f"/credits/{credit}/settle/", {
            "on": "2026-09-03", "how": "choice", "settle": "1", f"debit-{debit}": "10,00",
        }, ("ledger_open", debit)),
        (f"/mailings/{mailing.public_id}/make/", {}, ("insight_mailing", mailing.pk)),
        (f"/payments/take-in/{taking.held}/", {"settle": "on"}, taking.at),
    ]  # fmt: skip
    for at_once in (asked[:2], asked[2:]):  # taking in would wait for the settling
        desk = desks()
        person = desk.visit(user.login)
        with ExitStack() as stack, ThreadPoolExecutor(len(asked)) as people:
            for path, typed, row in at_once:
                holder = stack.enter_context(held(row))
                people.submit(desk.post, person, path, typed)
                who_waits(holder)
            desk.kill()

    assert Line.objects.count() == taking.before
    assert Held.objects.filter(public_id=taking.held).exists()
    assert Settlement.objects.count() == settled
    mailing.refresh_from_db()
    assert mailing.job is None

    client.force_login(user)
    assert [client.post(path, typed).status_code for path, typed, _row in asked] == [302] * 3
    background.work_off()
    taking.proved()
    printing.proved()
    settling.begin()
    background.work_off()
    settling.proved()
