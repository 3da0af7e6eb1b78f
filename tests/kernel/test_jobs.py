"""The queue: in the transaction or not at all, and never lost when a worker dies."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from kartoteka.kernel import jobs
from tests.kernel import background

WORKER = """
import django; django.setup()
from tests.kernel import background
from kartoteka.kernel import jobs
jobs.run_worker()
"""


def _rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _statuses() -> list[tuple[object, ...]]:
    return _rows(
        "SELECT task_name, status::text, attempts FROM procrastinate_jobs"
        " WHERE task_name LIKE 'tests.%' ORDER BY id"
    )


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


@pytest.mark.django_db
def test_a_job_of_a_transaction_that_rolls_back_never_existed(tmp_path: Path) -> None:
    with transaction.atomic():
        jobs.defer(background.note, folder=str(tmp_path), text="lost")
        assert _statuses() == [("tests.note", "todo", 0)]
        transaction.set_rollback(True)
    assert _statuses() == []


@pytest.mark.django_db(transaction=True)
def test_a_committed_job_runs_once_and_leaves_no_row(tmp_path: Path) -> None:
    with transaction.atomic():
        jobs.defer(background.note, folder=str(tmp_path), text="Zażółć")
    background.work_off()
    assert _lines(tmp_path / "notes") == ["Zażółć"]
    assert _statuses() == []


@pytest.mark.django_db
def test_two_jobs_of_one_queueing_lock_do_not_wait_together(tmp_path: Path) -> None:
    def put(text: str) -> int | None:
        return jobs.defer(background.note, queueing_lock="one", folder=str(tmp_path), text=text)

    assert put("a") is not None
    assert put("b") is None
    assert len(_statuses()) == 1


def test_a_task_called_directly_simply_runs(tmp_path: Path) -> None:
    background.note(folder=str(tmp_path), text="here")
    assert _lines(tmp_path / "notes") == ["here"]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_the_database_left_begins_again_and_is_then_given_up(tmp_path: Path) -> None:
    jobs.defer(background.lose, folder=str(tmp_path))
    background.work_off()
    assert _statuses() == [("tests.lose", "todo", 1)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
    background.work_off()
    assert _statuses() == [("tests.lose", "failed", 2)]
    assert _lines(tmp_path / "notes") == ["began", "began"]
    assert _lines(tmp_path / "given_up") == [str(jobs.BROKE)]


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_not_tried_again_and_is_told_in_its_words(tmp_path: Path) -> None:
    jobs.defer(background.refuse, folder=str(tmp_path))
    background.work_off()
    assert _statuses() == [("tests.refuse", "failed", 1)]
    assert _lines(tmp_path / "given_up") == ["Not on a Sunday."]


@pytest.mark.django_db(transaction=True)
def test_an_error_is_tried_again_before_it_is_given_up(tmp_path: Path) -> None:
    jobs.defer(background.break_down, folder=str(tmp_path))
    background.work_off()
    assert _statuses() == [("tests.break", "todo", 1)]
    assert _lines(tmp_path / "given_up") == []
    _rows("UPDATE procrastinate_jobs SET scheduled_at = now() RETURNING 1")
    background.work_off()
    assert _statuses() == [("tests.break", "failed", 2)]
    assert _lines(tmp_path / "notes") == ["tried", "tried"]
    assert _lines(tmp_path / "given_up") == [str(jobs.BROKE)]


def _worker(program: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "kartoteka.config.tests"},
        cwd=Path(__file__).resolve().parents[2],
        stderr=subprocess.DEVNULL,
    )


def _wait_for(path: Path, lines: int) -> None:
    deadline = time.monotonic() + 40
    while len(_lines(path)) < lines and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(_lines(path)) == lines


def _kill_a_worker_in_the_middle(folder: Path, begun: int) -> None:
    worker = _worker(WORKER)
    try:
        _wait_for(folder / "notes", lines=begun)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    _rows(
        "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute' RETURNING 1"
    )


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_was_killed_runs_again(tmp_path: Path) -> None:
    jobs.defer(background.hang, folder=str(tmp_path))
    _kill_a_worker_in_the_middle(tmp_path, begun=1)
    assert _statuses() == [("tests.last", "doing", 0)]
    (tmp_path / "go").touch()
    background.work_off()
    assert _lines(tmp_path / "notes") == ["began", "began"]
    assert _statuses() == []


@pytest.mark.django_db(transaction=True)
def test_a_job_that_kills_its_workers_is_given_up_and_told(tmp_path: Path) -> None:
    jobs.defer(background.hang, folder=str(tmp_path))
    _kill_a_worker_in_the_middle(tmp_path, begun=1)
    _kill_a_worker_in_the_middle(tmp_path, begun=2)
    background.work_off()
    assert _statuses() == [("tests.last", "failed", 2)]
    assert _lines(tmp_path / "given_up") == [jobs.WorkerDied().sentence()]


@pytest.mark.django_db(transaction=True)
def test_a_periodic_entry_is_started_by_the_worker_itself(tmp_path: Path) -> None:
    declared = f"""
@jobs.periodic("* * * * *", name="tests.every_minute")
def every_minute():
    background.note(folder={str(tmp_path)!r}, text="ran")
jobs.run_worker()
"""
    worker = _worker(WORKER.replace("jobs.run_worker()\n", declared))
    try:
        _wait_for(tmp_path / "notes", lines=1)
    finally:
        worker.kill()
        worker.wait()
    assert _lines(tmp_path / "notes")[0] == "ran"


def test_progress_tells_the_latest_without_making_the_work_wait() -> None:
    told: list[tuple[int, int | None, str]] = []
    go = threading.Event()

    def tell(done: int, total: int | None, message: str) -> None:
        go.wait(5)
        told.append((done, total, message))

    with jobs.Progress(tell, pause=0) as progress:
        progress.at(1, 10, "reading")
        for done in range(2, 10):
            progress.at(done, 10, "reading")
        go.set()
    assert told == [(1, 10, "reading")]


def test_progress_that_cannot_be_told_does_not_stop_the_work() -> None:
    def tell(done: int, total: int | None, message: str) -> None:
        raise ConnectionError

    with jobs.Progress(tell) as progress:
        progress.at(1)
