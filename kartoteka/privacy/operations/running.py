"""Erasing by a policy in the background: queued by a person, carried out by the worker."""

import datetime as dt
import uuid

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.access import operations as access
from kartoteka.access import queries as access_queries
from kartoteka.kernel import jobs
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.privacy.models import Erasure, Policy
from kartoteka.privacy.operations.erasing import erase_many
from kartoteka.privacy.operations.policies import NoSuchPolicy
from kartoteka.privacy.operations.requests import ReasonMissing
from kartoteka.privacy.operations.rights import require
from kartoteka.privacy.queries.erasing import look

AT_ONCE = 100


class ErasingRuns(Refusal):
    code = "privacy.erasing_runs"
    message = _("Customers are being erased right now. Wait until that is done.")


def erase_due_later(*, actor: Actor, policy_id: int, reason: str, on: dt.date) -> uuid.UUID:
    """Put the erasing of everybody whom the policy finds due on the day `on` into the queue;
    returns the job to watch. Superadministrators only; one runs at a time.

    Raises NotAllowed, NoSuchPolicy, ReasonMissing, ErasingRuns.
    """
    from kartoteka.privacy import tasks

    require(actor, Role.SUPERADMINISTRATOR)
    if not reason.strip():
        raise ReasonMissing
    if not Policy.objects.filter(pk=policy_id, is_active=True).exists():
        raise NoSuchPolicy
    with acting(actor):
        job = access.start_job(actor=actor, kind="privacy.erase_due")
        queued = jobs.defer(
            tasks.erase_due,
            job=str(job),
            policy_id=policy_id,
            reason=reason.strip(),
            on=on.isoformat(),
            language=translation.get_language() or "pl",
            user_id=actor.user_id,
            user_name=actor.name,
            address=actor.address,
        )
        if queued is None or jobs.in_hand(tasks.erase_due):
            raise ErasingRuns
    return job


def erase_due_queued(
    *, actor: Actor, job: uuid.UUID, policy_id: int, reason: str, on: dt.date
) -> None:
    """Carry out what erase_due_later has queued, some at a time. Safe to repeat: who is erased is
    no candidate any more, and a finished job is left alone."""
    shown = access_queries.job(viewer=actor, public_id=job)
    if shown is None or shown.is_finished:
        return
    report = {"erased": 0, "held": 0} | {key: int(shown.report.get(key, 0)) for key in ("erased",)}
    after: int | None = 0
    while after is not None:
        found = look(viewer=actor, policy_id=policy_id, on=on, after=after)
        report["held"] += len(found.held)
        ids = [one.party_id for one in found.due]
        for place in range(0, len(ids), AT_ONCE):
            with acting(actor):
                done = erase_many(
                    actor=actor,
                    parties=ids[place : place + AT_ONCE],
                    ground=Erasure.Ground.RETENTION,
                    reason=reason,
                    on=on,
                    policy_id=policy_id,
                )
                report["erased"] += len(done.done)
                report["held"] += len(done.held)
                access.report_job(
                    job, done=report["erased"], message=gettext("Erasing customers"), report=report
                )
        after = found.next_after
    access.finish_job(job, report)
