"""Settling everybody in the background: once at a time, told as it goes, safe to repeat."""

import uuid
from decimal import Decimal

import pytest
from django.db import connection

from kartoteka.access import queries as access_queries
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import SYSTEM, Actor, Realm
from kartoteka.ledger import operations, tasks
from kartoteka.ledger.models import Settlement
from tests import build
from tests.kernel import background
from tests.ledger.builders import a_debit, a_payment, an_account, on

DAY = on("2026-06-02")
NOTHING = {"settled": 0, "lines": 0, "skipped": 0, "late": 0, "refused": 0}


def an_account_to_settle() -> int:
    account = an_account()
    a_debit(account, "50", "2026-05-11")
    a_debit(account, "50", "2026-05-20")
    a_payment(account, "70", "2026-06-02")
    return account


def shown(job: uuid.UUID) -> access_queries.Job:
    found = access_queries.job(viewer=SYSTEM, public_id=job)
    assert found
    return found


@pytest.mark.django_db(transaction=True)
def test_the_worker_settles_everybody_and_keeps_the_report() -> None:
    actor = build.a_user().as_actor()
    for _twice in range(2):
        an_account_to_settle()
    job = operations.settle_all_later(actor=actor, on=DAY)
    assert shown(job).state == "WAITING"
    assert Settlement.objects.count() == 0
    background.work_off()
    done = shown(job)
    assert (done.state, done.done, done.total) == ("DONE", 2, 2)
    assert done.report == {"run": {**NOTHING, "settled": 2, "lines": 4}}
    assert {s.actor for s in Settlement.objects.all()} == {actor.user_id}


@pytest.mark.django_db
def test_only_one_waits_or_runs() -> None:
    operations.settle_all_later(actor=SYSTEM, on=DAY)
    with pytest.raises(operations.SettlingRuns):
        operations.settle_all_later(actor=SYSTEM, on=DAY)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    with pytest.raises(operations.SettlingRuns):
        operations.settle_all_later(actor=SYSTEM, on=DAY)
    assert len(access_queries.latest_jobs(viewer=SYSTEM)) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone()[0] == 1
        cursor.execute("DELETE FROM procrastinate_jobs")
    operations.settle_all_later(actor=SYSTEM, on=DAY)


@pytest.mark.django_db
def test_a_second_life_of_the_job_reports_what_both_did() -> None:
    first, second = an_account_to_settle(), an_account_to_settle()
    job = operations.settle_all_later(actor=SYSTEM, on=DAY)
    operations.settle_in_job(actor=SYSTEM, job=job, on=DAY, account_ids=[first])
    assert shown(job).report["run"] == {**NOTHING, "settled": 1, "lines": 2}
    operations.settle_all_queued(actor=SYSTEM, job=job, on=DAY)
    assert shown(job).report["run"] == {**NOTHING, "settled": 2, "lines": 4}
    a_payment(second, "5", "2026-06-02")
    operations.settle_all_queued(actor=SYSTEM, job=job, on=DAY)
    assert Settlement.objects.count() == 4, "a finished job is left alone"


@pytest.mark.django_db
def test_a_job_that_is_given_up_says_that_what_it_did_stays() -> None:
    account = an_account_to_settle()
    job = operations.settle_all_later(actor=SYSTEM, on=DAY)
    operations.settle_in_job(actor=SYSTEM, job=job, on=DAY, account_ids=[account])
    arguments = {"job": str(job), "language": "en"}
    assert tasks.settle_all.given_up
    tasks.settle_all.given_up(arguments, jobs.WorkerDied())
    failed = shown(job)
    assert (failed.state, failed.message) == (
        "FAILED",
        "The job was stopped in the middle, several times. What was settled until then stays. "
        "Start it again for the rest.",
    )
    assert failed.report["run"]["lines"] == 2


@pytest.mark.django_db
def test_progress_is_told_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kartoteka.ledger.operations.settling._AT_MOST", 1)
    for _twice in range(3):
        an_account_to_settle()
    heard: list[tuple[int, int, int]] = []

    def tell(report: operations.RunReport, done: int, total: int) -> None:
        heard.append((report.lines, done, total))

    report = operations.settle_all(actor=SYSTEM, on=DAY, tell=tell)
    assert heard == [(0, 0, 3), (2, 1, 3), (4, 2, 3), (6, 3, 3)]
    assert report.counts == {**NOTHING, "settled": 3, "lines": 6}
    assert sum(s.amount for s in Settlement.objects.all()) == Decimal(210)


@pytest.mark.django_db
def test_who_may_not_settle_may_not_queue_it() -> None:
    customer = Actor(user_id=None, realm=Realm.PORTAL)
    with pytest.raises(operations.NotAllowed):
        operations.settle_all_later(actor=customer, on=DAY)
    assert access_queries.latest_jobs(viewer=SYSTEM) == []
