"""Workers that are killed in the middle: nothing is lost, nothing is there twice.

`./run test --soak` does each twenty times, what is done in bulk five.
"""

import random
import socket
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from kartoteka.access import queries as access
from kartoteka.correspondence.models import Email
from kartoteka.correspondence.operations import emails
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import queries as ledger
from kartoteka.ledger.models import Entry, OpenAmount, Settlement
from kartoteka.payments import operations as payments
from kartoteka.payments.models import Line, Payment
from tests.kernel import background
from tests.ledger.builders import on
from tests.payments.builders import a_customer, a_long_file, a_utility, an_invoice
from tests.stories.mid_work import (
    DEEDS,
    PORTIONS,
    SHARED,
    Deed,
    Office,
    held,
    is_working,
    who_waits,
)
from tests.stories.nursery import Child, Nursery, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = [pytest.param(3, id="thrice"), pytest.param(20, id="often", marks=pytest.mark.soak)]
LINES = 2001


@pytest.fixture(scope="module")
def nursery(django_db_setup: None) -> Iterator[Nursery]:
    loaded = Nursery()
    yield loaded
    loaded.close()


def killed(worker: Child) -> None:
    """Killed by -9, and dead for so long that its jobs are taken away from it."""
    worker.kill()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
        )


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_file_is_in_once_and_settled_whoever_dies_meanwhile(
    nursery: Nursery, rounds: int
) -> None:
    creditor = a_utility()
    party, account = a_customer(creditor, "K1")
    an_invoice(party, creditor, "FV/1001", "10.00")
    chance = random.Random(4)  # noqa: S311  (when to kill, not whom to trust)
    for round_ in range(1, rounds // 2 + 2):
        file = a_long_file("FV/1001", lines=LINES, amount=f"{9 + round_},00")
        held = payments.hold(actor=SYSTEM, data=file, name=f"wyciag{round_}.sta")
        job = payments.take_in_later(actor=SYSTEM, public_id=held, settle_on=on("2026-09-03"))
        for _death in range(2):  # a third one, and a job is given up and told
            worker = nursery.worker()
            wait_for(is_working, "a worker begins")
            time.sleep(chance.random() * 0.8)
            killed(worker)
        background.work_off()

        shown = access.job(viewer=SYSTEM, public_id=job)
        assert shown is not None
        assert shown.state == "DONE"
        assert Line.objects.count() == LINES * round_
        assert Line.objects.values("fingerprint").distinct().count() == LINES * round_
        assert Payment.objects.count() == Entry.objects.filter(kind="PAYMENT").count()
        assert ledger.prove(viewer=SYSTEM) == []
    assert not OpenAmount.objects.filter(account=account, side="DEBIT").exists()
    used = Settlement.objects.filter(debit__number="FV/1001").values_list("amount", flat=True)
    assert sum(used) == Decimal("10.00")


@pytest.mark.parametrize("rounds", [1, pytest.param(5, id="often", marks=pytest.mark.soak)])
@pytest.mark.parametrize("deed", DEEDS)
def test_what_is_done_in_bulk_is_done_once_whoever_dies_in_the_middle(
    nursery: Nursery, deed: type[Deed], rounds: int, settings: Any
) -> None:
    settings.CONTENT_STORE = SHARED["CONTENT_STORE"]
    office = Office()
    for _round in range(rounds):
        doing = deed(office)
        job = doing.begin()
        for middle in doing.middles(job):
            with held(middle) as holder:
                worker = nursery.worker(settings=SHARED, constants=PORTIONS)
                who_waits(holder)
                killed(worker)
        background.work_off()
        shown = access.job(viewer=SYSTEM, public_id=job)
        assert shown is not None
        assert shown.state == "DONE"
        doing.proved()


class Taker:
    """A mail server that takes every message, remembers it, and never says so to the first."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.answers = False
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            there, _address = self.socket.accept()
            threading.Thread(target=self._talk, args=[there], daemon=True).start()

    def _talk(self, there: socket.socket) -> None:
        with there, there.makefile("rwb", buffering=0) as line:
            line.write(b"220 here\r\n")
            for said in iter(line.readline, b""):
                if said[:4].upper() != b"DATA":
                    line.write(b"250 fine\r\n")
                    continue
                line.write(b"354 go on\r\n")
                self.messages.append("".join(_lines(line)))
                if self.answers:
                    line.write(b"250 taken\r\n")


def _lines(line: Any) -> Iterator[str]:
    while (said := line.readline().decode()) not in {".\r\n", ""}:
        yield said


def _ids(messages: list[str]) -> list[str]:
    heads = [one for message in messages for one in message.splitlines() if ":" in one]
    return [one.split(": ", 1)[1] for one in heads if one.startswith("Message-ID:")]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_an_email_whose_sending_was_cut_is_sent_again_by_a_person_only(
    nursery: Nursery, rounds: int, settings: Any
) -> None:
    server = Taker()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    settings.EMAIL_PORT = int(server.url.rpartition(":")[2])
    sends = {
        name: getattr(settings, name)
        for name in ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS")
    }
    for round_ in range(rounds):
        server.messages.clear()
        server.answers = False
        given = {"to": "anna@example.org", "subject": f"No. {round_}", "text": "Good day"}
        email = Email.objects.get(pk=emails.send_email(actor=SYSTEM, **given))
        worker = nursery.worker(settings=sends)
        wait_for(lambda: len(server.messages) == 1, "the server has the message")
        killed(worker)

        server.answers = True
        background.work_off()
        email.refresh_from_db()
        assert (email.state, len(server.messages)) == ("UNCERTAIN", 1)
        assert email.problem.endswith(_ids(server.messages)[0])
        background.work_off()
        assert len(server.messages) == 1

        emails.send_again(actor=SYSTEM, email=email.public_id)
        background.work_off()
        email.refresh_from_db()
        assert email.state == "SENT"
        first, second = _ids(server.messages)
        assert first == second
