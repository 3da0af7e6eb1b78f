"""Dry run and real run: put in the queue by a person, executed by the worker."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kartoteka.access import operations as access
from kartoteka.exchange import engine, files, kinds, plans
from kartoteka.exchange.models import Run, RunRow
from kartoteka.exchange.operations import queue
from kartoteka.exchange.operations.preparing import StartedAlready
from kartoteka.exchange.operations.rights import require
from kartoteka.kernel import jobs
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.kernel.errors import Refusal

_UNFINISHED = (Run.State.CHECKING, Run.State.RUNNING)


class NotChecked(Refusal):
    code = "exchange.not_checked"
    message = _("Do the dry run first and look at what it found.")


def check(*, actor: Actor, run: uuid.UUID, on: dt.date) -> None:
    """Puts the dry run in the queue. Raises NotAllowed, StartedAlready, NothingMapped."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        row = Run.objects.select_for_update(of=("self",)).get(public_id=run)
        if row.state not in (Run.State.DRAFT, Run.State.CHECKED, Run.State.FAILED):
            raise StartedAlready
        engine.check_mapped(kinds.whole(row.kind), plans.columns(row.plan))
        queue.enqueue(actor, row, on, dry=True)


def carry_out(*, actor: Actor, run: uuid.UUID, on: dt.date) -> None:
    """Puts the real run in the queue. Raises NotAllowed, NotChecked."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        row = Run.objects.select_for_update(of=("self",)).get(public_id=run)
        if row.state != Run.State.CHECKED:
            raise NotChecked
        queue.enqueue(actor, row, on, dry=False)


def execute(*, actor: Actor, run_id: int, dry: bool, on: dt.date) -> engine.Report:
    """Runs an import whose turn has come and keeps its report. Safe to repeat: a finished run is
    left alone, and rows that came in are known by their external ids."""
    row = Run.objects.select_related("source").get(pk=run_id)
    if row.state not in _UNFINISHED:
        return engine.Report()
    job = row.job

    def tell(done: int, total: int | None, message: str) -> None:
        if job is not None:
            access.report_job(job, done=done, total=total, message=message)

    with (
        jobs.Progress(tell) as progress,
        plans.work(row, kinds.whole(row.kind), on) as work,
        transaction.atomic(),
    ):
        report = engine.run(
            work,
            actor=actor,
            dry=dry,
            expected="" if dry else row.digest,
            tell=lambda done, message: progress.at(done, None, message),
        )
        _keep(actor, row, report, dry=dry)
    if job is not None:
        access.finish_job(job, {"counts": report.counts})
    return report


def _keep(actor: Actor, run: Run, report: engine.Report, *, dry: bool) -> None:
    with acting(actor):
        RunRow.objects.filter(run=run).delete()
        RunRow.objects.bulk_create(
            (
                RunRow(
                    run=run,
                    number=told.number,
                    outcome=told.outcome,
                    field=told.field,
                    code=told.code,
                    facts=dict(told.facts),
                    what=told.what,
                )
                for told in report.rows
            ),
            batch_size=2000,
        )
        run.counts = report.counts
        run.digest = report.digest
        run.state = Run.State.CHECKED if dry else Run.State.DONE
        if not dry:
            run.finished_at = Now()
        run.save()
        if not dry:
            transaction.on_commit(lambda: files.forget(run.file))


def keep_report(*, actor: Actor, work: engine.Work, report: engine.Report, shown: str) -> None:
    """Puts an import that the command line has carried out on the list of imports."""
    require(actor, Role.ADMINISTRATOR)
    plan = {
        "table": work.table,
        "query": work.query,
        "columns": plans.kept_columns(work.columns),
        "system": work.settings.system,
    }
    with acting(actor):
        run = Run.objects.create(
            kind=work.kind.code, file_name=shown[:200], plan=plan, started_by=actor.user_id
        )
        _keep(actor, run, report, dry=False)


def give_up(*, run_id: int, reason: str) -> None:
    """Says that a run failed, and why; what was chosen stays and can be tried again."""
    actor = Actor(user_id=None, realm=Realm.DESK, role=Role.SUPERADMINISTRATOR, name="worker")
    with acting(actor):
        run = Run.objects.select_for_update(of=("self",)).get(pk=run_id)
        if run.state in _UNFINISHED:
            run.state = Run.State.FAILED
            run.message = reason
            run.save()
            if run.job is not None:
                access.fail_job(run.job, reason)


def forget_old() -> int:
    """Throws away files and told rows of imports older than 30 days; counts and who stay."""
    before = timezone.now() - dt.timedelta(days=files.KEPT_DAYS)
    old: Any = Run.objects.filter(created_at__lt=before).exclude(state__in=_UNFINISHED)
    count = 0
    for run in old.exclude(file="").iterator():
        files.forget(run.file)
        count += 1
    old.exclude(file="").update(file="")
    RunRow.objects.filter(run__in=old).delete()
    return count
