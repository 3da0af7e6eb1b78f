"""Background work: the only module that knows the queue (procrastinate).

A room declares its entries in `tasks.py` with `@jobs.task(name="room.verb")` and puts work in the
queue with `jobs.defer(task, …)` inside its operation's transaction: a job whose transaction rolls
back never existed. Arguments are JSON (numbers, text, lists, None): ids, never rows or secrets.

Every job may run more than once (a worker can be killed at any moment), so a task is one operation
that is safe to repeat. A job whose worker died, or the database under it, is started again, and
after `deaths` deaths given up; whoever waits for it is told through the task's `given_up`.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, ParamSpec, cast

import psycopg
from asgiref.sync import sync_to_async
from django.db import Error, connection, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate import exceptions, retry
from procrastinate import jobs as queue_jobs
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job

from kartoteka.kernel import sql
from kartoteka.kernel.errors import Refusal

P = ParamSpec("P")
GivenUp = Callable[[dict[str, Any], Exception], None]

HEARTBEAT = 5.0
DEAD_AFTER = 20.0
BACK_WITHIN, LOOK_EVERY = 60.0, 0.2  # the database, after it went away
_GONE = ("08", "57P")  # classes of SQLSTATE; a connection that breaks has none
BROKE = _("The job failed because of an error in the program; it is in the log.")
log = logging.getLogger("kartoteka.jobs")


class WorkerDied(Refusal):
    code = "kernel.worker_died"
    message = _("The job was stopped in the middle, several times. Nothing of it was kept.")


@dataclass(frozen=True, slots=True)
class Task(Generic[P]):
    """A background entry. Called directly it simply runs, here and now."""

    name: str
    function: Callable[P, None]
    queued: Any
    given_up: GivenUp | None
    deaths: int

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self.function(*args, **kwargs)


_TASKS: dict[str, Task[Any]] = {}


class _Again(retry.BaseRetryStrategy):
    """Tries again after growing pauses; a Refusal is an answer and is never tried again. Whom the
    database left is as a worker that died, and begins again as often."""

    def __init__(self, attempts: int, deaths: int) -> None:
        self.attempts, self.deaths = attempts, deaths

    def get_retry_decision(
        self, *, exception: BaseException, job: Job
    ) -> retry.RetryDecision | None:
        if _is_cut_off(exception) and job.attempts < self.deaths:
            return retry.RetryDecision(retry_in={"seconds": 1})
        if isinstance(exception, Refusal) or job.attempts >= self.attempts:
            return None
        return retry.RetryDecision(retry_in={"seconds": 4 ** (job.attempts + 1)})


def task(
    *,
    name: str,
    attempts_again: int = 0,
    deaths: int = 2,
    lock: str | None = None,
    queueing_lock: str | None = None,
    given_up: GivenUp | None = None,
) -> Callable[[Callable[P, None]], Task[P]]:
    """Declares a background entry.

    `attempts_again`: how often an exception is tried again, after 4, 16, 64 … seconds. `deaths`:
    how often the job is started again after its worker or the database died. `lock`: no two jobs
    of this lock run at once. `queueing_lock`: no two of it wait at once. `given_up(arguments,
    error)` is called once when the job will not be tried again; `reason_of` words the error for
    people.
    """

    def declare(function: Callable[P, None]) -> Task[P]:
        again = _Again(attempts_again, deaths)

        work: Callable[..., None] = function

        @wraps(work)
        def run(context: Any, **arguments: Any) -> None:
            try:
                work(**arguments)
            except Exception as error:
                if _is_cut_off(error):
                    _wait_for_database()
                if again.get_retry_decision(exception=error, job=context.job) is None:
                    _give_up(name, arguments, error)
                raise

        entry = queue.task(
            name=name, retry=again, lock=lock, queueing_lock=queueing_lock, pass_context=True
        )
        queued: Any = entry(cast("Callable[..., None]", run))
        declared = Task(name, function, queued, given_up, deaths)
        _TASKS[name] = declared
        return declared

    return declare


def periodic(cron: str, *, name: str) -> Callable[[Callable[[], None]], Task[[]]]:
    """Declares an entry that the worker starts by itself, as `cron` (five fields, UTC) says."""

    def declare(function: Callable[[], None]) -> Task[[]]:
        def run(timestamp: int) -> None:
            function()

        declared: Task[Any] = task(name=name, queueing_lock=name, lock=name)(run)
        queue.periodic(cron=cron, periodic_id=name)(declared.queued)
        return Task(name, function, declared.queued, None, declared.deaths)

    return declare


def defer(
    entry: Task[Any],
    /,
    *,
    lock: str | None = None,
    queueing_lock: str | None = None,
    in_seconds: int = 0,
    **arguments: Any,
) -> int | None:
    """Puts a job in the queue within the caller's transaction and returns its number.

    `lock` and `queueing_lock` override those of the task (one per row instead of one per task).
    None when a job of the same `queueing_lock` is already waiting: there is nothing to add.
    """
    options: dict[str, Any] = {"lock": lock} if lock else {}
    if queueing_lock:
        options["queueing_lock"] = queueing_lock
    if in_seconds:
        options["schedule_in"] = {"seconds": in_seconds}
    try:
        with transaction.atomic():
            return int(entry.queued.configure(**options).defer(**arguments))
    except exceptions.AlreadyEnqueued:
        return None


def in_hand(entry: Task[Any]) -> bool:
    """Whether a worker has a job of this entry in hand, or died with one not yet taken away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_jobs"
            " WHERE task_name = %s AND status = 'doing')",
            [entry.name],
        )
        return bool(cursor.fetchone()[0])


def reason_of(error: BaseException) -> str:
    """Why a job stopped, as a sentence for people: a Refusal's own words, else that it broke."""
    return error.sentence() if isinstance(error, Refusal) else str(BROKE)


def run_worker(
    *, concurrency: int = 2, until_empty: bool = False, install_signal_handlers: bool = True
) -> None:
    """Works until told to stop (SIGTERM, SIGINT: jobs in hand are finished first).

    `until_empty` returns when no job is ready. Several workers share the queue.
    """
    asyncio.run(_work(concurrency, until_empty, install_signal_handlers))


async def _work(concurrency: int, until_empty: bool, install_signal_handlers: bool) -> None:
    for_workers = cast("DjangoConnector", queue.connector).get_worker_connector()
    with queue.replace_connector(for_workers) as working:
        async with working.open_async():
            await _rescue(working)
            rescuer = asyncio.create_task(_rescue_for_ever(working))
            try:
                await working.run_worker_async(
                    concurrency=concurrency,
                    wait=not until_empty,
                    delete_jobs=queue_jobs.DeleteJobCondition.SUCCESSFUL.value,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=DEAD_AFTER,
                    install_signal_handlers=install_signal_handlers,
                    listen_notify=not until_empty,
                )
            finally:
                rescuer.cancel()


async def _rescue_for_ever(working: Any) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT)
        try:
            await _rescue(working)
        except Exception:
            log.exception("looking for jobs of dead workers failed; it is tried again")


async def _rescue(working: Any) -> None:
    """Starts the jobs of dead workers again, or gives them up after too many deaths."""
    for job in await working.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
        entry = _TASKS.get(job.task_name)
        again = entry is not None and job.attempts < entry.deaths
        if again and await _take_away(working, job, "todo"):
            log.warning("job %s (%s) is started again", job.id, job.task_name)
        elif await _take_away(working, job, "failed"):
            log.error("job %s (%s) is given up: its worker died", job.id, job.task_name)
            give_up = sync_to_async(_give_up_and_close, thread_sensitive=False)
            await give_up(job.task_name, dict(job.task_kwargs), WorkerDied())


async def _take_away(working: Any, job: Job, status: str) -> bool:
    """False when another worker was quicker, or when an equal job (queueing lock) waits already."""
    try:
        taken = await working.connector.execute_query_all_async(
            query=sql.text("kartoteka.kernel", "rescue_job"),
            job=job.id,
            worker=job.worker_id,
            status=status,
        )
    except exceptions.UniqueViolation:
        return False
    return bool(taken)


def _is_cut_off(error: BaseException | None) -> bool:
    """Whether the database went away: what was done is known to nobody who could be told now."""
    while error is not None:
        cause = error.__cause__ if isinstance(error, Error) else error
        if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
            return cause.sqlstate is None or cause.sqlstate.startswith(_GONE)
        error = error.__cause__ or error.__context__
    return False


def _wait_for_database() -> None:
    """Until it answers, or for a minute: then the job is one of a worker that died."""
    until = time.monotonic() + BACK_WITHIN
    while time.monotonic() < until:
        connection.close()
        try:
            connection.ensure_connection()
        except Error:
            time.sleep(LOOK_EVERY)
        else:
            return


def _give_up_and_close(name: str, arguments: dict[str, Any], error: Exception) -> None:
    try:
        _give_up(name, arguments, error)
    finally:
        connection.close()


def _give_up(name: str, arguments: dict[str, Any], error: Exception) -> None:
    entry = _TASKS.get(name)
    if entry is None or entry.given_up is None:
        return
    try:
        entry.given_up(arguments, error)
    except Exception:
        log.exception("telling that %s was given up failed", name)


class Progress:
    """Tells how far a job is while its transaction is still open.

    `tell(done, total, message)` runs in a thread with a database connection of its own, at most
    every `pause` seconds, and never makes the work wait or fail.
    """

    def __init__(self, tell: Callable[[int, int | None, str], None], *, pause: float = 0.4) -> None:
        self._tell = tell
        self._pause = pause
        self._told_at = 0.0
        self._message = ""
        self._running: Future[None] | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="progress")

    def at(self, done: int, total: int | None = None, message: str = "") -> None:
        """Says that `done` of `total` is done; a new `message` is told at once."""
        moment = time.monotonic()
        busy = self._running is not None and not self._running.done()
        if busy or (message == self._message and moment - self._told_at < self._pause):
            return
        self._told_at, self._message = moment, message
        self._running = self._thread.submit(self._say, done, total, message)

    def _say(self, done: int, total: int | None, message: str) -> None:
        try:
            self._tell(done, total, message)
        except Exception:
            log.exception("progress could not be told")

    def close(self) -> None:
        """Waits for what is being told and lets the connection go."""
        self._thread.submit(connection.close)
        self._thread.shutdown()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
