"""Background entries of the tests, importable by a worker in a process of its own."""

import os
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.db import connection

from kartoteka.kernel import jobs
from kartoteka.kernel.errors import Refusal


class NotToday(Refusal):
    code = "tests.not_today"
    message = "Not on a %(day)s."


def _told(arguments: dict[str, object], error: Exception) -> None:
    folder = arguments["folder"]
    with Path(str(folder), "given_up").open("a") as notes:
        notes.write(jobs.reason_of(error) + "\n")


@jobs.task(name="tests.note")
def note(*, folder: str, text: str) -> None:
    with Path(folder, "notes").open("a") as notes:
        notes.write(text + "\n")


@jobs.task(name="tests.refuse", attempts_again=3, given_up=_told)
def refuse(*, folder: str) -> None:
    raise NotToday(day="Sunday")


@jobs.task(name="tests.break", attempts_again=1, given_up=_told)
def break_down(*, folder: str) -> None:
    note(folder=folder, text="tried")
    raise ZeroDivisionError


@jobs.task(name="tests.last", deaths=1, given_up=_told)
def hang(*, folder: str) -> None:
    note(folder=folder, text="began")
    if not Path(folder, "go").exists():
        time.sleep(60)


@jobs.task(name="tests.lose", deaths=1, given_up=_told)
def lose(*, folder: str) -> None:
    """The line to the database breaks, as when that is killed."""
    note(folder=folder, text="began")
    with connection.cursor() as cursor:
        with socket.socket(fileno=os.dup(connection.connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
        cursor.execute("SELECT 1")


def work_off() -> None:
    """Does what waits in the queue, here and now, as a worker of its own does it.

    In a thread, because a browser test before may have left its event loop in this one.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        done = thread.submit(jobs.run_worker, until_empty=True, install_signal_handlers=False)
        done.result()
