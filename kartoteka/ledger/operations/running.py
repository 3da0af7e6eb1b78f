"""Settling in the background: put in the queue by a person, carried out by the worker."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.access import operations as access
from kartoteka.access import queries as access_queries
from kartoteka.kernel import jobs
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger.operations.rights import require
from kartoteka.ledger.operations.settling import RunReport, settle_all

_ADD_UP = ("settled", "lines")


class SettlingRuns(Refusal):
    code = "ledger.settling_runs"
    message = _("All payments are being settled right now. Wait until that is done.")


def settle_all_later(*, actor: Actor, on: dt.date) -> uuid.UUID:
    """Puts `settle_all` in the queue and returns the job to watch; one waits or runs at a time.

    Raises `NotAllowed`, `SettlingRuns`.
    """
    from kartoteka.ledger import tasks

    require(actor, Role.CLERK)
    with acting(actor):
        job = access.start_job(actor=actor, kind="ledger.settle_all")
        queued = jobs.defer(
            tasks.settle_all,
            job=str(job),
            on=on.isoformat(),
            language=translation.get_language() or "pl",
            user_id=actor.user_id,
            user_name=actor.name,
            address=actor.address,
        )
        # Asked after the job stands in the queue: nobody's can have slipped in between.
        if queued is None or jobs.in_hand(tasks.settle_all):
            raise SettlingRuns
    return job


def settle_all_queued(*, actor: Actor, job: uuid.UUID, on: dt.date) -> None:
    """Carries out what `settle_all_later` has queued. Safe to repeat: what is settled is not open
    any more, and a finished job is left alone."""
    shown = access_queries.job(viewer=actor, public_id=job)
    if shown is not None and not shown.is_finished:
        access.finish_job(job, {"run": settle_in_job(actor=actor, job=job, on=on)})


def settle_in_job(
    *, actor: Actor, job: uuid.UUID, on: dt.date, account_ids: Sequence[int] | None = None
) -> dict[str, int]:
    """As `settle_all`, told to the job as it goes; returns what is to be kept as `report["run"]`.

    Accounts and lines are kept in the transaction that settles them, so that a job whose worker
    died reports what both its lives did.
    """
    shown = access_queries.job(viewer=actor, public_id=job)
    report = dict(shown.report) if shown else {}
    before: dict[str, int] = report.get("run", {})

    def so_far(now: RunReport) -> dict[str, int]:
        return now.counts | {key: now.counts[key] + before.get(key, 0) for key in _ADD_UP}

    def tell(now: RunReport, done: int, total: int) -> None:
        access.report_job(
            job,
            done=done,
            total=total,
            message=gettext("Settling accounts"),
            report={**report, "run": so_far(now)},
        )

    return so_far(settle_all(actor=actor, on=on, account_ids=account_ids, tell=tell))
