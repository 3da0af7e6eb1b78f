"""One act on many rows: over a selection or over all that a list's query finds, as a job."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connection
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.access import queries
from kartoteka.access.operations.users import finish_job, report_job, start_job
from kartoteka.kernel import jobs, listing
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.criteria import Subject, as_json, read
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.listing import Which

AT_ONCE, MOST_NAMED = 500, 200


@dataclass(slots=True)
class Outcome:
    """What became of some rows: how many were done, how many were so already, and who was refused
    (row, its name, the reason as a sentence)."""

    done: int = 0
    same: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


class Run(Protocol):
    """What an Act does with some of its rows."""

    def __call__(
        self, *, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]
    ) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done to many rows of a subject.

    `run(actor, ids, options)` works on some hundred rows at a time in one transaction, set-based,
    and is safe to repeat. `options` are what its form asked, as JSON. `role` is asked again when
    the job runs.
    """

    subject: Subject
    key: str
    label: str | Promise
    run: Run
    role: Role = Role.CLERK
    icon: str = "list-checks"


# Filled in config/wiring.py.
ACTS: list[Act] = []


class NoSuchAct(Refusal):
    code = "access.no_such_act"
    message = _("This cannot be done with these rows, or your role does not include it.")


class NothingSelected(Refusal):
    code = "access.nothing_selected"
    message = _("No row is selected. Select some, or take all that the list finds.")


def act_of(*, actor: Actor, subject: str, key: str) -> Act:
    """The act called `key`. Raises NoSuchAct where there is none or the actor may not."""
    for act in ACTS:
        if (act.subject.key, act.key) == (subject, key) and actor.may(act.role):
            return act
    raise NoSuchAct


def start_bulk(
    *,
    actor: Actor,
    subject: str,
    key: str,
    which: Which,
    ids: Sequence[int] | None,
    options: Mapping[str, Any],
) -> uuid.UUID:
    """Put the act in the queue, over `ids` or (None) over all that `which` finds when the job
    begins; returns the job to watch. Raises NoSuchAct, NothingSelected."""
    from kartoteka.access import tasks

    act = act_of(actor=actor, subject=subject, key=key)
    if ids is not None and not ids:
        raise NothingSelected
    with acting(actor):
        title = {"subject": subject, "act": key}
        job = start_job(actor=actor, kind="access.bulk", report=title)
        jobs.defer(
            tasks.bulk,
            job=str(job),
            subject=subject,
            key=act.key,
            ids=None if ids is None else list(ids),
            query=as_json(which.query),
            text=which.text,
            today=which.today.isoformat(),
            options=json.loads(json.dumps(dict(options), default=str)),
            language=translation.get_language() or "pl",
            user_id=actor.user_id,
            role=str(actor.role or ""),
            user_name=actor.name,
            address=actor.address,
        )
    return job


def run_bulk(
    *,
    actor: Actor,
    job: uuid.UUID,
    subject: str,
    key: str,
    ids: Sequence[int] | None,
    query: str,
    text: str,
    today: dt.date,
    options: Mapping[str, Any],
) -> None:
    """Carries out what start_bulk has queued, some hundred rows in each transaction, and reports.

    A second start goes on behind the last row that was done for good. Raises NoSuchAct.
    """
    shown = queries.job(viewer=actor, public_id=job)
    if shown is None or shown.is_finished:
        return
    act = act_of(actor=actor, subject=subject, key=key)
    report: dict[str, Any] = {"subject": subject, "act": key, "done": 0, "same": 0, "refused": []}
    report |= shown.report
    if ids is None:
        fields = act.subject.fields(actor)
        which = Which(actor, today, query=read(query, fields), text=text)
        ids = _all_ids(act.subject, which)
    rows = sorted(set(ids))
    ahead = [row for row in rows if row > report.get("last", 0)]
    for start in range(0, len(ahead), AT_ONCE):
        part = ahead[start : start + AT_ONCE]
        with acting(actor):
            outcome = act.run(actor=actor, ids=part, options=options)
            report = _added(report, outcome, part[-1])
            report_job(
                job,
                done=len(rows) - len(ahead) + start + len(part),
                total=len(rows),
                message=gettext("Working on the rows"),
                report=report,
            )
    finish_job(job, report)


def _all_ids(subject: Subject, which: Which) -> list[int]:
    asked = listing.ids(subject, which)
    with connection.cursor() as cursor:
        cursor.execute(asked.sql, asked.values)
        return [row[0] for row in cursor.fetchall()]


def _added(report: dict[str, Any], outcome: Outcome, last: int) -> dict[str, Any]:
    named = [*report["refused"], *([*one] for one in outcome.refused)]
    return report | {
        "done": report["done"] + outcome.done,
        "same": report["same"] + outcome.same,
        "refused_count": report.get("refused_count", 0) + len(outcome.refused),
        "refused": named[:MOST_NAMED],
        "last": last,
    }
