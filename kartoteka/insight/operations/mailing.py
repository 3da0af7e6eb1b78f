"""Documents in bulk: planned for customers, made by the worker five hundred at a time.

Each five hundred are one transaction: the kept copies, the letters at the printer, the e-mails in
the outbox, and what became of each customer. A job that dies goes on with those who still wait, so
that nobody gets a second letter.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.access import operations as access
from kartoteka.access import queries as access_queries
from kartoteka.access.operations.bulk import Outcome
from kartoteka.correspondence.models import PrintRun
from kartoteka.insight.models import Mailed, MailedNote, Mailing, Volume
from kartoteka.insight.operations import making
from kartoteka.kernel import jobs, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal

_HERE = "kartoteka.insight"
VOLUME = 500
_IDS = psql.SQL("SELECT unnest(%(mail_ids)s::bigint[])")
_EVERYBODY = psql.SQL("SELECT account.party_id")


class NobodyToWriteTo(Refusal):
    code = "insight.nobody_to_write_to"
    message = _("None of these customers has an account with this creditor. Choose others.")


class MailingRuns(Refusal):
    code = "insight.mailing_runs"
    message = _("These documents are being made, or were. Plan new ones.")


@dataclass(frozen=True, slots=True)
class MailingDraft:
    """What is to be made. `token` makes a form that is sent twice plan once."""

    kind: str
    creditor_id: int
    on: dt.date
    token: uuid.UUID
    first: dt.date | None = None
    pay_by: dt.date | None = None
    least: Decimal | None = None
    by_email: bool = True


def plan(*, actor: Actor, draft: MailingDraft) -> uuid.UUID:
    """A mailing without anybody yet; the same again for the same token."""
    with acting(actor):
        made, _is_new = Mailing.objects.get_or_create(
            public_id=draft.token,
            defaults={
                "kind": draft.kind,
                "creditor_id": draft.creditor_id,
                "on": draft.on,
                "first": draft.first,
                "pay_by": draft.pay_by,
                "least": draft.least,
                "by_email": draft.by_email,
                "made_by": actor.user_id,
            },
        )
    return made.public_id


def plan_for(*, actor: Actor, draft: MailingDraft, parties: Collection[int] | None) -> uuid.UUID:
    """`plan` and `take` in one: nothing is planned for nobody. Raises as `take`."""
    with acting(actor):
        mailing = plan(actor=actor, draft=draft)
        take(actor=actor, mailing=mailing, parties=parties)
    return mailing


def drop(*, actor: Actor, mailing: uuid.UUID) -> None:
    """What was planned is not made. Raises MailingRuns once it is."""
    with acting(actor):
        gone, _what = Mailing.objects.filter(public_id=mailing, job__isnull=True).delete()
        if not gone:
            raise MailingRuns


def take(*, actor: Actor, mailing: uuid.UUID, parties: Collection[int] | None) -> int:
    """Those of the parties (None: of all) who have an account with the creditor come into the
    mailing, once each; returns how many came. Raises MailingRuns, and NobodyToWriteTo where the
    mailing stays empty."""
    statement = _EVERYBODY if parties is None else _IDS
    with acting(actor):
        found = Mailing.objects.select_for_update().get(public_id=mailing)
        if found.job is not None:
            raise MailingRuns
        values: dict[str, Any] = {
            "mail_mailing": found.pk,
            "mail_creditor": found.creditor_id,
            "mail_ids": list(parties or ()),
        }
        with connection.cursor() as cursor:
            cursor.execute(psql.SQL(sql.text(_HERE, "mail_parties")).format(statement), values)
            count = int(cursor.rowcount)
        if not found.parties.exists():
            raise NobodyToWriteTo
    return count


def take_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """The act of the list of customers: these come into the mailing that the form describes."""
    draft = MailingDraft(
        kind=options["kind"],
        creditor_id=int(options["creditor"]),
        on=dt.date.fromisoformat(options["on"]),
        token=uuid.UUID(options["token"]),
        first=_day(options.get("first")),
        pay_by=_day(options.get("pay_by")),
        least=Decimal(options["least"]) if options.get("least") else None,
        by_email=bool(options.get("by_email", True)),
    )
    with acting(actor):
        mailing = plan(actor=actor, draft=draft)
        try:
            done = take(actor=actor, mailing=mailing, parties=ids)
        except NobodyToWriteTo:
            done = 0
    return Outcome(done=done, same=len(ids) - done)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def make_later(*, actor: Actor, mailing: uuid.UUID, on: dt.date) -> uuid.UUID:
    """Put the making in the queue and return the job to watch; `on` is the day on the letters.

    Raises MailingRuns where it was asked for already.
    """
    from kartoteka.insight import tasks

    with acting(actor):
        found = Mailing.objects.select_for_update().get(public_id=mailing)
        if found.job is not None:
            raise MailingRuns
        job = access.start_job(
            actor=actor, kind="insight.mailing", report={"mailing": str(mailing)}
        )
        Mailing.objects.filter(pk=found.pk).update(job=job)
        jobs.defer(
            tasks.make_mailing,
            lock=f"mailing-{found.pk}",
            job=str(job),
            mailing=str(mailing),
            on=on.isoformat(),
            language=translation.get_language() or "pl",
            user_id=actor.user_id,
            user_name=actor.name,
            address=actor.address,
        )
    return job


def make(*, actor: Actor, job: uuid.UUID, mailing: uuid.UUID, on: dt.date) -> None:
    """Carries out what `make_later` has queued. Safe to repeat: who has a letter does not wait."""
    shown = access_queries.job(viewer=actor, public_id=job)
    if shown is not None and shown.is_finished:
        return
    found = Mailing.objects.get(public_id=mailing)
    if found.parties.filter(state="WAITING", place__isnull=True).exists():
        with acting(actor):
            sql.run(_HERE, "mail_places", {"mailing": found.pk, "on": on})
    shared = making.shared(actor=actor, mailing=found, on=on)
    total = found.parties.count()
    while _portion(actor, found, shared, job, total):
        pass
    with acting(actor):
        Mailing.objects.filter(pk=found.pk).update(finished_at=Now())
        access.finish_job(job, _report(found))


def _portion(
    actor: Actor, mailing: Mailing, shared: making.Shared, job: uuid.UUID, total: int
) -> bool:
    """The next five hundred customers; False when none waits any more."""
    with acting(actor):
        asked = {"mailing": mailing.pk, "most": VOLUME}
        rows = sql.rows(_HERE, "mail_take", asked)
        if not rows:
            return False
        run, done = making.make(actor=actor, shared=shared, rows=rows)
        sql.run(_HERE, "mail_done", done.columns())
        MailedNote.objects.bulk_create(
            MailedNote(mailed_id=row, note_id=note) for row, note in done.notes
        )
        if run is not None:
            ordinal = mailing.volumes.count() + 1
            Volume.objects.create(
                mailing=mailing, ordinal=ordinal, run=PrintRun.objects.get(public_id=run)
            )
        waiting = mailing.parties.filter(state="WAITING").count()
        access.report_job(
            job,
            done=total - waiting,
            total=total,
            message=gettext("Making the documents"),
            report=_report(mailing),
        )
    return True


def _report(mailing: Mailing) -> dict[str, Any]:
    counts = dict.fromkeys(("LETTER", "EMAIL", "LEFT_OUT"), 0)
    for state in Mailed.objects.filter(mailing=mailing).values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    return {"mailing": str(mailing.public_id), "volumes": mailing.volumes.count(), **counts}


def give_up(*, job: uuid.UUID, mailing: uuid.UUID, reason: str) -> None:
    """The job will not be tried again: what was made stays, the rest may be asked for anew."""
    from kartoteka.kernel.actor import SYSTEM

    with acting(SYSTEM):
        Mailing.objects.filter(public_id=mailing, finished_at__isnull=True).update(job=None)
        access.fail_job(job, reason)
