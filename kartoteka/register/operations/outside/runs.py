"""Asking about many parties: put in the queue by a person, carried out over days by the worker."""

import datetime as dt
import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.access import operations as access
from kartoteka.access.operations.bulk import Outcome
from kartoteka.gateways import bir, white_list
from kartoteka.kernel import allowance, constraints, jobs, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import SYSTEM, Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register.models import Enquiry, OutsideRun
from kartoteka.register.operations.editing import NotThere
from kartoteka.register.operations.outside import steps as outside_steps
from kartoteka.register.operations.outside.steps import Pause

_HERE = "kartoteka.register"
_UNFINISHED = ("WORKING", "PAUSED")
# Calls a day that a comparison may be planned with; GUS allows far more, people ask it too.
_SLOVAK_A_DAY = 40_000


class NotYours(Refusal):
    """Many parties at once are an administrator's business."""

    code = "register.outside_not_yours"
    message = _("Only an administrator may ask about all customers at once.")


class RunGoesOn(Refusal):
    """One run of a kind at a time: they share one limit."""

    code = "register.outside_run_goes_on"
    message = _("Such a run is already going on. Wait for its end, or stop it.")


class NobodyToAskAbout(Refusal):
    """No active party has a number to ask about."""

    code = "register.outside_nobody"
    message = _("No active customer has a number to ask about.")


constraints.means("register_outsiderun_one_at_a_time", RunGoesOn)


def start_outside_run(
    *,
    actor: Actor,
    kind: str,
    on: dt.date,
    at: dt.datetime,
    party_ids: Sequence[int] | None = None,
) -> uuid.UUID:
    """Puts a run of `kind` (VAT or REFRESH) over all active parties, or over `party_ids`, into the
    queue; returns its public id. `on` is today, `at` the moment.

    Raises NotYours, RunGoesOn, NobodyToAskAbout.
    """
    if not actor.may(Role.ADMINISTRATOR):
        raise NotYours
    with acting(actor), constraints.spoken():
        job = access.start_job(actor=actor, kind="register.outside_run")
        run = OutsideRun.objects.create(kind=kind, started_on=on, started_by=actor.user_id, job=job)
        run.refresh_from_db(fields=["public_id"])
        if not _ask_about(run, actor, party_ids):
            raise NobodyToAskAbout
        run.planned_on = planned_end(run.pk, on=on, at=at)
        run.save(update_fields=["planned_on"])
        _queue(run)
    return run.public_id


def check_vat_of_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """Puts the parties into the run of VAT checks that goes on, or into a new one: an act of
    lists. `options` says nothing. Raises NotYours."""
    del options
    if not actor.may(Role.ADMINISTRATOR):
        raise NotYours
    at = timezone.now()
    on = outside_steps.day_of(at)
    with acting(actor), constraints.spoken():
        run = OutsideRun.objects.select_for_update().filter(kind="VAT", state__in=_UNFINISHED)
        present = run.first()
        if present is None:
            try:
                start_outside_run(actor=actor, kind="VAT", on=on, at=at, party_ids=ids)
            except NobodyToAskAbout:
                return Outcome(done=0, same=len(ids))
            return Outcome(done=len(ids))
        asked = set(Enquiry.objects.filter(run=present).values_list("party_id", flat=True))
        fresh = [pk for pk in ids if pk not in asked]
        _ask_about(present, actor, fresh)
        present.planned_on = planned_end(present.pk, on=on, at=at)
        present.save(update_fields=["planned_on"])
    return Outcome(done=len(fresh), same=len(ids) - len(fresh))


def stop_outside_run(*, actor: Actor, public_id: uuid.UUID, at: dt.datetime) -> None:
    """Ends a run where it is; what was answered stays. Raises NotYours, NotThere."""
    if not actor.may(Role.ADMINISTRATOR):
        raise NotYours
    with acting(actor):
        run = OutsideRun.objects.select_for_update().filter(public_id=public_id).first()
        if run is None:
            raise NotThere
        if run.state in _UNFINISHED:
            run.state, run.finished_at = OutsideRun.State.STOPPED, at
            run.save(update_fields=["state", "finished_at"])
            Enquiry.objects.filter(run=run, state="WAITING").delete()
            access.finish_job(run.job, {"run": str(run.public_id), "stopped": True})


def work_on(*, run_id: int, now: Callable[[], dt.datetime]) -> None:
    """Carries a run on until it is done or has to wait. Safe to repeat, and after a death: every
    step is kept by itself, and asks only what is not answered yet. `now` tells the moment."""
    while True:
        at = now()
        run = OutsideRun.objects.filter(pk=run_id).first()
        if run is None or run.state not in _UNFINISHED:
            return
        if run.next_at is not None and run.next_at > at:
            _queue(run, wait=(run.next_at - at).total_seconds())
            return
        if run.state == OutsideRun.State.PAUSED:
            with acting(SYSTEM):
                OutsideRun.objects.filter(pk=run_id, state="PAUSED").update(
                    state="WORKING", next_at=None, why=""
                )
        step = outside_steps.next_step(run)
        if step is None:
            _finish(run, at)
            return
        pause = step(run, at)
        outside_steps.tell(run)
        if pause is not None:
            _pause(run, pause, at)
            return


def go_on_with_runs(*, at: dt.datetime) -> int:
    """Puts every unfinished run whose time has come into the queue again, where it is not there
    any more; returns how many there were. For the clock, hourly."""
    due = OutsideRun.objects.filter(Q(next_at=None) | Q(next_at__lte=at), state__in=_UNFINISHED)
    runs = list(due)
    for run in runs:
        _queue(run)
    return len(runs)


def forget_enquiries(*, before: dt.datetime) -> int:
    """Deletes what was found about firms that never became customers, asked before that moment;
    returns how many. The proof of the calls stays."""
    with acting(SYSTEM):
        gone, _by_model = Enquiry.objects.filter(party=None, run=None, asked_at__lt=before).delete()
    return gone


def planned_end(run_id: int, *, on: dt.date, at: dt.datetime) -> dt.date:
    """The day on which the run will be done by what is known now: searches at 30 numbers a call
    and as many calls a day as are left beside people's own."""
    waiting = dict(
        Enquiry.objects.filter(run=run_id, state="WAITING")
        .values_list("way")
        .annotate(n=Count("number", distinct=True))
    )
    a_day = white_list.SEARCH_LIMITS["day"] - outside_steps.SPARE
    today = allowance.left_today(white_list.SEARCH, white_list.SEARCH_LIMITS, at=at)
    calls = math.ceil(waiting.get("SEARCH", 0) / white_list.MOST_AT_ONCE)
    over = max(0, calls - max(0, today - outside_steps.SPARE))
    searching = math.ceil(over / a_day)
    comparing = waiting.get("BIR", 0) // (bir.client.limits()["hour"] * 20)
    slowly = (waiting.get("VIES", 0) + waiting.get("RPO", 0)) // _SLOVAK_A_DAY
    return on + dt.timedelta(days=max(searching, comparing, slowly))


def _ask_about(run: OutsideRun, actor: Actor, party_ids: Sequence[int] | None) -> int:
    """Puts the questions about the parties (None: all) into the run; how many there were."""
    parties = list(party_ids) if party_ids is not None else None
    asked = {"run": run.pk, "kind": run.kind, "parties": parties, "by": actor.user_id}
    return sql.run(_HERE, "outside_items", asked)


def _queue(run: OutsideRun, wait: float = 0) -> None:
    from kartoteka.register import tasks

    name = f"register.outside_run {run.pk}"
    jobs.defer(
        tasks.outside_run,
        run_id=run.pk,
        language=translation.get_language() or "pl",
        lock=name,
        queueing_lock=name,
        in_seconds=math.ceil(wait),
    )


def _pause(run: OutsideRun, pause: Pause, at: dt.datetime) -> None:
    until = at + dt.timedelta(seconds=pause.seconds)
    with acting(SYSTEM):
        changed = OutsideRun.objects.filter(pk=run.pk, state__in=_UNFINISHED).update(
            state="PAUSED",
            next_at=until,
            why=pause.why,
            planned_on=planned_end(run.pk, on=outside_steps.day_of(at), at=at),
        )
        if changed:
            access.report_job(
                run.job,
                done=_done(run),
                message=gettext("Goes on when the registers may be asked again"),
            )
            _queue(run, wait=pause.seconds)


def _finish(run: OutsideRun, at: dt.datetime) -> None:
    with acting(SYSTEM):
        finished = OutsideRun.objects.filter(pk=run.pk, state__in=_UNFINISHED).update(
            state="DONE", finished_at=at, next_at=None, why=""
        )
        if finished:
            access.finish_job(run.job, {"run": str(run.public_id)})


def _done(run: OutsideRun) -> int:
    return Enquiry.objects.filter(run=run).exclude(state="WAITING").count()
