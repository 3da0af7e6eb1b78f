"""Taking a long file in, in the background: queued by a person, carried out by the worker."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext

from kartoteka.access import operations as access
from kartoteka.access import queries as access_queries
from kartoteka.kernel import jobs
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import SYSTEM, Actor, Role
from kartoteka.ledger import operations as ledger
from kartoteka.payments.models import Held
from kartoteka.payments.operations.holding import BeingTakenIn, NotHeld
from kartoteka.payments.operations.rights import require
from kartoteka.payments.operations.taking_in import (
    Decided,
    TakenIn,
    ask,
    readable,
    take_in_and_match,
)


def take_in_later(
    *,
    actor: Actor,
    public_id: UUID,
    creditor_id: int | None = None,
    confirmed: frozenset[str] = frozenset(),
    settle_on: dt.date | None = None,
) -> UUID:
    """Puts taking a held file in into the queue and returns the job to watch.

    Asks and refuses at once what `take_in_held` would, as far as that is known beforehand. A file
    whose job is unfinished is not queued again: who started it gets that job, others
    `BeingTakenIn`. The file is held until it has come in, also when the job fails.
    """
    from kartoteka.payments import tasks

    require(actor, Role.CLERK)
    with acting(actor):
        # Looked at before it is locked: the job that takes it in holds the row to its end.
        found = Held.objects.filter(public_id=public_id)
        if (running := _running(actor, _there(found))) is not None:
            return running
        held = _there(found.select_for_update())
        if (running := _running(actor, held)) is not None:
            return running
        file = readable(bytes(held.data), held.name, held.mapping)
        parsed = file.parsed
        ask(actor, parsed, Decided(creditor_id, confirmed, stated=file.creditor_id))
        held.job = access.start_job(
            actor=actor,
            kind="payments.take_in",
            total=sum(len(each.lines) for each in parsed.statements if not each.is_interim),
            report={"file": held.name, "held": str(public_id)},
        )
        held.save(update_fields=["job"])
        jobs.defer(
            tasks.take_in,
            job=str(held.job),
            held=str(public_id),
            creditor_id=creditor_id,
            confirmed=sorted(confirmed),
            settle_on=settle_on.isoformat() if settle_on else None,
            language=translation.get_language() or "pl",
            user_id=actor.user_id,
            user_name=actor.name,
            address=actor.address,
        )
        return held.job


def take_in_queued(
    *,
    actor: Actor,
    job: UUID,
    public_id: UUID,
    creditor_id: int | None = None,
    confirmed: frozenset[str] = frozenset(),
    settle_on: dt.date | None = None,
) -> None:
    """Carries out what `take_in_later` has queued; raises what `take_in_held` does.

    Safe to repeat: lines, payments, the report and the end of holding are one transaction, and
    the report keeps which accounts are still to be settled. A finished job is left alone.
    """
    shown = access_queries.job(viewer=actor, public_id=job)
    if shown is None or shown.is_finished:
        return
    report = _take_in(_Queued(actor, job, public_id, creditor_id, confirmed))
    accounts = report.pop("to_settle", [])
    if settle_on and accounts:
        report["run"] = ledger.settle_in_job(
            actor=actor, job=job, on=settle_on, account_ids=accounts
        )
    access.finish_job(job, report)


@dataclass(frozen=True, slots=True)
class _Queued:
    actor: Actor
    job: UUID
    held: UUID
    creditor_id: int | None
    confirmed: frozenset[str]


def _take_in(queued: _Queued) -> dict[str, Any]:
    """The report of the job once the file is in, whether it came in here or in an earlier life."""

    def tell(done: int, total: int | None, message: str) -> None:
        access.report_job(queued.job, done=done, total=total, message=message)

    with jobs.Progress(tell) as progress, acting(queued.actor):
        # Waits for a worker that was only thought to be dead; the job tells what that one did.
        held = Held.objects.select_for_update().filter(public_id=queued.held).first()
        report = _report(queued)
        if "new" in report:
            return report
        if held is None:
            raise NotHeld
        progress.at(0, None, gettext("Reading the file"))
        decided = Decided(
            queued.creditor_id,
            queued.confirmed,
            patient=True,
            tell=lambda done, message: progress.at(done, None, message),
        )
        data = bytes(held.data)
        file = readable(data, held.name, held.mapping)
        decided = replace(decided, stated=file.creditor_id, read_by=file.read_by)
        taken = take_in_and_match(queued.actor, file.parsed, held.name, data, decided)
        report = {"file": held.name, **_figures(taken)}
        access.report_job(queued.job, done=report["new"] + report["known"], report=report)
        held.delete()
        return report


def _report(queued: _Queued) -> dict[str, Any]:
    shown = access_queries.job(viewer=queued.actor, public_id=queued.job)
    return dict(shown.report) if shown else {}


def _figures(taken: TakenIn) -> dict[str, Any]:
    made = [each.public_id for each in taken.statements if each.public_id]
    return {
        "new": taken.new_lines,
        "known": taken.known_lines,
        "matched": taken.matched.fresh,
        "earlier": taken.matched.earlier,
        "moved": [[day.isoformat(), count] for day, count in taken.matched.moved],
        "statement": made[0] if len(made) == 1 else None,
        "to_settle": list(taken.matched.account_ids),
    }


def _there(found: QuerySet[Held]) -> Held:
    held = found.first()
    if held is None:
        raise NotHeld
    return held


def _running(actor: Actor, held: Held) -> UUID | None:
    """The unfinished job of the file. Raises `BeingTakenIn` where the actor may not watch it."""
    shown = access_queries.job(viewer=SYSTEM, public_id=held.job) if held.job else None
    if shown is None or shown.is_finished:
        return None
    if access_queries.job(viewer=actor, public_id=shown.public_id) is None:
        raise BeingTakenIn
    return shown.public_id
