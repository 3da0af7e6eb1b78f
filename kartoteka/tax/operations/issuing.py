"""Issuing informations and their corrections, and saying what became of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kartoteka.access.operations.bulk import Outcome
from kartoteka.documents import operations as documents
from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.tax import queries, rules
from kartoteka.tax.models import Event, Information
from kartoteka.tax.operations.rights import require

_HERE = "kartoteka.tax"


class NothingToTell(Refusal):
    code = "tax.nothing_to_tell"
    message = _("There is nothing to tell of this person.")


class SomethingMissing(Refusal):
    code = "tax.something_missing"
    message = _("Missing: %(what)s.")


class BelowZero(Refusal):
    code = "tax.below_zero"
    message = _("The sum is below zero: more debts came back than were forgiven.")


class CorrectionReasonMissing(Refusal):
    code = "tax.correction_reason_missing"
    message = _("Say why the information is corrected.")
    field = "reason"


class NothingToCorrect(Refusal):
    code = "tax.nothing_to_correct"
    message = _("Nothing has been issued yet that could be corrected.")


class NoSuchInformation(Refusal):
    code = "tax.no_such_information"
    message = _("There is no such tax information.")


class EventUnknown(Refusal):
    code = "tax.event_unknown"
    message = _("Say what became of the information.")
    field = "kind"


class ReceiptNumberMissing(Refusal):
    code = "tax.receipt_number_missing"
    message = _("Give the number of the receipt (UPO).")
    field = "number"


class BeforeIssued(Refusal):
    code = "tax.before_issued"
    message = _("That day lies before the day of issue, %(issued_on)s.")
    field = "on"


class IssuedTooEarly(Refusal):
    code = "tax.issued_too_early"
    message = _("Income of %(year)s can be told when the year is over.")
    field = "issued_on"


def issue(*, actor: Actor, ids: Sequence[int], issued_on: dt.date) -> Outcome:
    """Issue an information for each of these taxpayers whose rows are not told yet.

    Where a former one told something else, a correction that names it is issued. Says of every
    other why not: what is missing, a sum below zero, a year that is not over. Raises NotAllowed.
    """
    require(actor)
    return _issue(actor, ids, issued_on, reason="", again=False)


def issue_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """`issue` as an act on a list; `options` has `issued_on`, an ISO day."""
    return issue(actor=actor, ids=ids, issued_on=dt.date.fromisoformat(options["issued_on"]))


def issue_one(*, actor: Actor, taxpayer_id: int, issued_on: dt.date) -> None:
    """As `issue`, of one taxpayer. Raises what keeps it from being issued, NothingToTell."""
    require(actor)
    _refuse_early(actor, taxpayer_id, issued_on)
    outcome = _issue(actor, [taxpayer_id], issued_on, reason="", again=False)
    if not outcome.done:
        raise _why(actor, taxpayer_id)


def correct(*, actor: Actor, taxpayer_id: int, issued_on: dt.date, reason: str) -> None:
    """Issue a correction of the newest information: of changed rows, or of a changed identity.

    Raises NotAllowed, CorrectionReasonMissing, NothingToCorrect, and what `issue_one` does.
    """
    require(actor)
    if not reason.strip():
        raise CorrectionReasonMissing
    if not Information.objects.filter(taxpayer_id=taxpayer_id).exists():
        raise NothingToCorrect
    _refuse_early(actor, taxpayer_id, issued_on)
    outcome = _issue(actor, [taxpayer_id], issued_on, reason=reason.strip()[:500], again=True)
    if not outcome.done:
        raise _why(actor, taxpayer_id)


def note_event(
    *,
    actor: Actor,
    public_id: UUID,
    kind: str,
    on: dt.date,
    number: str = "",
    note: str = "",
    receipt: tuple[str, bytes] | None = None,
) -> None:
    """Say what became of an information: sent, accepted (with the number of its UPO, and its file
    as `receipt`: name and bytes), rejected, given to the customer.

    Raises NotAllowed, NoSuchInformation, EventUnknown, ReceiptNumberMissing, BeforeIssued, and what
    documents.keep does.
    """
    require(actor)
    if kind not in Event.Kind.values:
        raise EventUnknown
    if kind == Event.Kind.ACCEPTED and not number.strip():
        raise ReceiptNumberMissing
    told = Information.objects.filter(public_id=public_id).first()
    if told is None:
        raise NoSuchInformation
    if on < told.issued_on:
        raise BeforeIssued(issued_on=told.issued_on.isoformat())
    with acting(actor), constraints.spoken():
        content = _receipt(actor, *receipt) if receipt is not None else None
        Event.objects.create(
            information=told,
            kind=kind,
            on=on,
            number=number.strip()[:100],
            note=note.strip()[:250],
            content_id=content,
            actor=actor.user_id,
        )


def mark_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """Say of the newest information of each of these taxpayers that it was sent or given; `options`
    has `kind` (SENT or GIVEN) and `on`, an ISO day. Raises NotAllowed."""
    require(actor)
    outcome = Outcome()
    on, kind = dt.date.fromisoformat(options["on"]), str(options["kind"])
    rows = queries.worksheet_rows(viewer=actor, ids=ids)
    fresh = []
    for row in rows:
        said = row.sent_on if kind == Event.Kind.SENT else row.given_on
        if row.information_id is None or row.issued_on is None or row.issued_on > on:
            outcome.refused.append((row.id, row.name, NothingToCorrect().sentence()))
        elif said is not None:
            outcome.same += 1
        else:
            fresh.append(row.information_id)
    with acting(actor), constraints.spoken():
        Event.objects.bulk_create(
            Event(information_id=one, kind=kind, on=on, actor=actor.user_id) for one in fresh
        )
    outcome.done = len(fresh)
    return outcome


def _issue(
    actor: Actor, ids: Sequence[int], issued_on: dt.date, *, reason: str, again: bool
) -> Outcome:
    with acting(actor), constraints.spoken():
        sql.rows(_HERE, "lock", {"ids": list(ids)})
        before = {row.id: row for row in queries.worksheet_rows(viewer=actor, ids=ids)}
        ripe = [pk for pk, row in before.items() if row.year < issued_on.year]
        said = {
            "ids": ripe,
            "issued_on": issued_on,
            "reason": reason,
            "again": again,
            "actor": actor.user_id,
        }
        done = {row[0] for row in sql.rows(_HERE, "issue", said)}
    outcome = Outcome(done=len(done))
    for pk, row in before.items():
        if pk in done:
            continue
        if row.state in {"ISSUED", "NOTHING"}:
            outcome.same += 1
        elif row.year >= issued_on.year:
            outcome.refused.append((pk, row.name, IssuedTooEarly(year=row.year).sentence()))
        else:
            outcome.refused.append((pk, row.name, _refusal(row).sentence()))
    return outcome


def _refusal(row: queries.WorksheetRow) -> Refusal:
    if row.missing:
        return SomethingMissing(what=", ".join(str(rules.MISSING[code]) for code in row.missing))
    return BelowZero() if row.total < 0 else NothingToTell()


def _why(actor: Actor, taxpayer_id: int) -> Refusal:
    rows = queries.worksheet_rows(viewer=actor, ids=[taxpayer_id])
    return _refusal(rows[0]) if rows else NothingToTell()


def _refuse_early(actor: Actor, taxpayer_id: int, issued_on: dt.date) -> None:
    for row in queries.worksheet_rows(viewer=actor, ids=[taxpayer_id]):
        if row.year >= issued_on.year:
            raise IssuedTooEarly(year=row.year)


def _receipt(actor: Actor, name: str, data: bytes) -> int:
    kind = "application/pdf" if data.startswith(b"%PDF-") else "application/xml"
    return documents.keep(actor=actor, data=data, name=name, media_type=kind)
