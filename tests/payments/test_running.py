"""Long bank files, taken in in the background: asked before, done once, nothing lost."""

import json
import threading
import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from kartoteka.access import queries as access
from kartoteka.kernel import jobs
from kartoteka.kernel.actor import SYSTEM, Actor
from kartoteka.ledger.models import Entry, Settlement
from kartoteka.payments import operations, queries, tasks
from kartoteka.payments.models import Held, Line
from kartoteka.payments.operations import running
from tests import build
from tests.kernel import background
from tests.ledger.builders import on
from tests.payments.builders import (
    OWN,
    a_customer,
    a_line,
    a_long_file,
    a_statement,
    a_utility,
    an_invoice,
    taken,
)

DAY = on("2026-09-03")


def held(data: bytes | None = None, actor: Actor = SYSTEM) -> uuid.UUID:
    return operations.hold(actor=actor, data=data or a_long_file("FV/1001"), name="wyciag.sta")


def queued(file: uuid.UUID, actor: Actor = SYSTEM, **more: Any) -> uuid.UUID:
    return operations.take_in_later(actor=actor, public_id=file, settle_on=DAY, **more)


def shown(job: uuid.UUID) -> access.Job:
    found = access.job(viewer=SYSTEM, public_id=job)
    assert found
    return found


def waiting() -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs ORDER BY id")
        return [json.loads(row[0]) for row in cursor.fetchall()]


def an_owing_customer() -> int:
    creditor_id = a_utility()
    party_id, account_id = a_customer(creditor_id, "K1")
    an_invoice(party_id, creditor_id, "FV/1001", "10.00")
    return account_id


@pytest.mark.django_db(transaction=True)
def test_the_worker_takes_in_matches_and_settles() -> None:
    an_owing_customer()
    actor = build.a_user().as_actor()
    job = queued(held(actor=actor), actor)
    assert (shown(job).state, shown(job).total, Line.objects.count()) == ("WAITING", 2001, 0)
    background.work_off()
    done = shown(job)
    assert (done.state, done.report["file"]) == ("DONE", "wyciag.sta")
    assert {key: done.report[key] for key in ("new", "known", "matched", "earlier")} == {
        "new": 2001,
        "known": 0,
        "matched": 1,
        "earlier": 0,
    }
    assert (done.report["run"]["settled"], done.report["run"]["lines"]) == (1, 1)
    assert "to_settle" not in done.report
    assert queries.statement(viewer=SYSTEM, public_id=uuid.UUID(done.report["statement"]))
    assert Held.objects.count() == 0
    assert Settlement.objects.get().actor == actor.user_id


@pytest.mark.django_db
def test_a_second_click_gets_the_same_job_and_another_person_is_told() -> None:
    a_utility()
    actor = build.a_user().as_actor()
    file = held(actor=actor)
    job = queued(file, actor)
    assert queued(file, actor) == job
    assert len(waiting()) == 1
    stranger = build.a_user("bartek").as_actor()
    with pytest.raises(operations.BeingTakenIn):
        queued(file, stranger)
    with pytest.raises(operations.BeingTakenIn):
        operations.let_go(actor=actor, public_id=file)
    assert queries.taking_in(viewer=actor, public_id=file) == job
    assert queries.taking_in(viewer=stranger, public_id=file) is None


@pytest.mark.django_db
def test_a_file_that_waits_for_the_worker_is_not_cleared_away() -> None:
    a_utility()
    waits, forgotten = held(), held(a_long_file("inny"))
    queued(waits)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE payments_held SET held_at = now() - interval '3 days'")
    fresh = held()
    assert set(Held.objects.values_list("public_id", flat=True)) == {waits, fresh}
    assert forgotten != waits


@pytest.mark.django_db
def test_what_is_doubtful_is_asked_before_the_job() -> None:
    with pytest.raises(operations.WhoseAccount):
        queued(held())
    creditor_id = a_utility()
    taken(a_statement(a_line("7.00", "inny opis"), opening="1", format="CAMT053"))
    broken = a_long_file().replace(b":61:2609020902C10,00", b":61:26090209XX", 1)
    with pytest.raises(operations.BrokenLines):
        queued(held(broken))
    with pytest.raises(operations.SameDaysTold):
        queued(held())
    assert waiting() == []
    assert access.latest_jobs(viewer=SYSTEM) == []
    job = queued(
        held(), creditor_id=creditor_id, confirmed=frozenset({operations.SameDaysTold.code})
    )
    (arguments,) = waiting()
    tasks.take_in(**arguments)
    assert (shown(job).state, Line.objects.count()) == ("DONE", 2002)


@pytest.mark.django_db
def test_a_refusal_in_the_job_is_told_and_the_file_stays() -> None:
    a_utility()
    file = held()
    job = queued(file)
    taken(a_statement(a_line("7.00", "inny opis"), opening="1", format="CAMT053"))
    (arguments,) = waiting()
    with pytest.raises(operations.SameDaysTold) as refused:
        tasks.take_in(**arguments)
    assert tasks.take_in.given_up
    tasks.take_in.given_up(arguments, refused.value)
    assert (shown(job).state, shown(job).message) == ("FAILED", refused.value.sentence())
    assert shown(job).report == {"file": "wyciag.sta", "held": str(file)}
    assert Line.objects.count() == 1
    again = queued(file, confirmed=frozenset({operations.SameDaysTold.code}))
    assert again != job
    tasks.take_in(**waiting()[-1])
    assert (shown(again).state, Line.objects.count()) == ("DONE", 2002)


@pytest.mark.django_db
def test_a_worker_that_died_before_settling_lets_the_next_one_settle() -> None:
    an_owing_customer()
    file = held()
    job = queued(file)
    running._take_in(running._Queued(SYSTEM, job, file, None, frozenset()))
    assert (Line.objects.count(), Held.objects.count(), Settlement.objects.count()) == (2001, 0, 0)
    (arguments,) = waiting()
    tasks.take_in(**arguments)
    assert shown(job).report["new"] == 2001
    assert shown(job).report["run"]["lines"] == 1
    tasks.take_in(**arguments)
    assert (Line.objects.count(), Entry.objects.filter(kind="PAYMENT").count()) == (2001, 1)
    assert Settlement.objects.count() == 1


@pytest.mark.django_db
def test_a_job_given_up_after_the_file_came_in_says_so() -> None:
    an_owing_customer()
    file = held()
    job = queued(file)
    running._take_in(running._Queued(SYSTEM, job, file, None, frozenset()))
    assert tasks.take_in.given_up
    tasks.take_in.given_up(waiting()[0], jobs.WorkerDied())
    assert shown(job).message == (
        "The file has come in, but its payments could not all be settled. Settle all payments "
        "to use the rest."
    )


@pytest.mark.django_db(transaction=True)
def test_matching_by_others_is_asked_before_and_waited_for_in_the_job() -> None:
    an_owing_customer()
    file = held()
    job = queued(file)
    other = held(a_long_file("inny"))
    go, holds = threading.Event(), threading.Event()

    def somebody_books() -> None:
        with transaction.atomic():
            operations.matching.alone()
            holds.set()
            go.wait(30)
        connection.close()

    thread = threading.Thread(target=somebody_books)
    thread.start()
    holds.wait(30)
    with pytest.raises(operations.MatchingRuns):
        queued(other)
    threading.Timer(1.5, go.set).start()
    tasks.take_in(**waiting()[0])
    thread.join()
    assert shown(job).state == "DONE"
    with pytest.raises(operations.SameDaysTold):
        queued(other)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_worker_that_has_the_file_in_hand() -> None:
    a_utility()
    file = held()
    job = queued(file)
    go, holds = threading.Event(), threading.Event()

    def the_worker() -> None:
        with transaction.atomic():
            Held.objects.select_for_update().get(public_id=file)
            holds.set()
            go.wait(30)
        connection.close()

    thread = threading.Thread(target=the_worker)
    thread.start()
    holds.wait(30)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
        assert queued(file) == job
        with pytest.raises(operations.BeingTakenIn):
            operations.let_go(actor=SYSTEM, public_id=file)
    finally:
        go.set()
        thread.join()


@pytest.mark.django_db
def test_a_file_that_is_gone_is_refused() -> None:
    with pytest.raises(operations.NotHeld):
        queued(uuid.uuid4())


@pytest.mark.django_db
def test_only_files_of_more_than_two_thousand_lines_are_long() -> None:
    a_utility()
    for lines, is_long in ((2000, False), (2001, True)):
        file = queries.held(viewer=SYSTEM, public_id=held(a_long_file(lines=lines)))
        assert file
        assert file.is_long is is_long
        assert file.statements[0].bank_account == OWN
