"""Interest notes of everybody in the background: counted first, then made; safe to repeat."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.access import operations as access
from kartoteka.access import queries as access_queries
from kartoteka.billing.operations.interest import (
    NoteReport,
    NoteTerms,
    accounts_to_note,
    note_accounts,
    terms_of,
)
from kartoteka.kernel import jobs
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations as ledger

KIND = "billing.note_interest"
AT_ONCE = 20_000


class NotingRuns(Refusal):
    code = "billing.noting_runs"
    message = _("Interest is being noted right now. Wait until that is done.")


def note_later(*, actor: Actor, terms: NoteTerms, creditor_id: int | None, dry: bool) -> uuid.UUID:
    """Puts the notes of a creditor's customers (or of all) in the queue and returns the job to
    watch; `dry` only counts. One waits or runs at a time.

    Raises `NotAllowed`, `NotingRuns`, `InterestAhead`, `DueBeforeIssue`.
    """
    from kartoteka.billing import tasks

    if not actor.may(Role.CLERK):
        raise ledger.NotAllowed
    ledger.refuse_days(to=terms.to, issued_on=terms.issued_on, due_on=terms.due_on)
    asked = _asked(terms, creditor_id)
    with acting(actor):
        job = access.start_job(actor=actor, kind=KIND, report={"asked": asked, "dry": dry})
        queued = jobs.defer(
            tasks.note_interest,
            job=str(job),
            asked=asked,
            dry=dry,
            language=translation.get_language() or "pl",
            user_id=actor.user_id,
            user_name=actor.name,
            address=actor.address,
        )
        if queued is None or jobs.in_hand(tasks.note_interest):
            raise NotingRuns
    return job


def note_queued(*, actor: Actor, job: uuid.UUID, asked: dict[str, Any], dry: bool) -> None:
    """Carries out what `note_later` has queued, twenty thousand accounts in each transaction; a
    second start goes on behind the last that is done for good."""
    shown = access_queries.job(viewer=actor, public_id=job)
    if shown is None or shown.is_finished:
        return
    kept: dict[str, Any] = dict(shown.report)
    report = _report(kept.get("run", {}))
    terms = terms_of(asked)
    accounts, report.blocked = accounts_to_note(
        actor=actor, on=terms.issued_on, creditor_id=asked["creditor"]
    )
    ahead = [account for account in accounts if account > kept.get("last", 0)]
    for start in range(0, len(ahead), AT_ONCE):
        part = ahead[start : start + AT_ONCE]
        with acting(actor), transaction.atomic():
            note_accounts(actor=actor, account_ids=part, terms=terms, report=report, dry=dry)
            kept |= {"run": report.as_json(), "last": part[-1]}
            access.report_job(
                job,
                done=len(accounts) - len(ahead) + start + len(part),
                total=len(accounts),
                message=gettext("Noting interest"),
                report=kept,
            )
    access.finish_job(job, kept | {"run": report.as_json()})


def _asked(terms: NoteTerms, creditor_id: int | None) -> dict[str, Any]:
    return {
        "to": terms.to.isoformat(),
        "issued_on": terms.issued_on.isoformat(),
        "due_on": terms.due_on.isoformat(),
        "least": str(terms.least),
        "least_of_debt": str(terms.least_of_debt),
        "since": _iso(terms.since),
        "creditor": creditor_id,
    }


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _report(kept: dict[str, Any]) -> NoteReport:
    report = NoteReport()
    for name in ("notes", "debts", "small", "small_debts", "busy", "unknown"):
        setattr(report, name, kept.get(name, 0))
    report.first = list(kept.get("first", []))
    report.below = list(kept.get("below", []))
    for name in ("sums", "small_sums"):
        for currency, amount in kept.get(name, {}).items():
            getattr(report, name)[currency] = Decimal(amount)
    return report
