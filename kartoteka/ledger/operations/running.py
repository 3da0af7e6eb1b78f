"""Settling in the background: put in the queue by a person, carried out by the worker."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.access import operations as access
from kartoteka.access import queries as access_queries
from kartoteka.kernel import jobs
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger.models import Account
from kartoteka.ledger.operations.rights import require
from kartoteka.ledger.operations.settling import RunReport, settle_all

_ADD_UP = ("settled", "lines")
_MOST_NAMED = 50


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
) -> dict[str, Any]:
    """As `settle_all`, told to the job as it goes; returns what is to be kept as `report["run"]`:
    its counts, and in `to_look_at` the customers who were not settled, fifty at most, with why.

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

    done = settle_all(actor=actor, on=on, account_ids=account_ids, tell=tell)
    left = _to_look_at(done)
    return so_far(done) | ({"to_look_at": left} if left else {})


def _to_look_at(report: RunReport) -> list[dict[str, Any]]:
    why = (
        dict.fromkeys(report.skipped_accounts, "skipped")
        | dict.fromkeys(report.refused_accounts, "refused")
        | dict.fromkeys(report.late_accounts, "late")
    )
    named = Account.objects.filter(pk__in=sorted(why)[:_MOST_NAMED]).order_by("party__name", "pk")
    return [
        {"party": party, "name": name, "why": why[account]}
        for account, party, name in named.values_list("pk", "party", "party__name")
    ]
