"""What happened to claims, recorded and never changed; each time the last day is counted anew."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kartoteka.access.operations.bulk import Outcome
from kartoteka.billing import law, limitation
from kartoteka.billing.models import Claim, ClaimRule, Limitation, LimitationEvent
from kartoteka.billing.queries import limits
from kartoteka.billing.queries.limits import BY_HAND, LASTING
from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger.models import Entry
from kartoteka.ledger.operations import NotAllowed

Kind = LimitationEvent.Kind


class NoReason(Refusal):
    code = "billing.limitation_reason"
    message = _("Say on what grounds: a court may ask.")
    field = "reason"


class NoClaim(Refusal):
    code = "billing.limitation_claim"
    message = _("Choose of what kind the claim is.")
    field = "claim"


class EndsBefore(Refusal):
    code = "billing.limitation_ends_before"
    message = _("It would end before it began.")
    field = "until"


class DoesNotLast(Refusal):
    code = "billing.limitation_does_not_last"
    message = _("This happens on one day. Leave the end empty.")
    field = "until"


class NoSuchEvent(Refusal):
    code = "billing.limitation_no_event"
    message = _("There is no such event, or it has been taken back or ended already.")


class NotOfADocument(Refusal):
    code = "billing.limitation_no_document"
    message = _("Only documents that customers owe become time-barred. Choose some.")


constraints.means("billing_limitationevent_in_order", EndsBefore)
constraints.means("billing_limitationevent_changed_once", NoSuchEvent)
# Whoever records something counts with all that others have recorded.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('billing.limitation'))"


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What happened, on which day or from which to which, and on what grounds it is recorded."""

    kind: str
    on: dt.date
    reason: str
    until: dt.date | None = None
    claim: str = ""


def record_event(*, actor: Actor, entry_ids: Sequence[int], draft: EventDraft) -> int:
    """Records what happened to the claims of documents, and counts their last days anew.

    Returns how many documents it is new for: where the very same is recorded already, nothing
    changes. Raises NotAllowed, NoReason, NoClaim, EndsBefore, DoesNotLast, NotOfADocument.
    """
    if not actor.may(Role.CLERK):
        raise NotAllowed
    fault = limitation_fault(draft)
    if fault is not None:
        raise fault
    said = {
        "kind": draft.kind,
        "on": draft.on,
        "until": draft.until,
        "claim": draft.claim if draft.kind == Kind.CLAIM else "",
        "reason": draft.reason.strip(),
    }
    with acting(actor), constraints.spoken():
        _alone()
        found = list(
            Entry.objects.filter(pk__in=entry_ids, side="DEBIT", debt__isnull=True)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if not found:
            raise NotOfADocument
        known = LimitationEvent.objects.filter(entry_id__in=found, **said).exclude(
            changed_by__kind=Kind.TAKE_BACK
        )
        told = set(known.values_list("entry_id", flat=True))
        found = [entry_id for entry_id in found if entry_id not in told]
        LimitationEvent.objects.bulk_create(
            LimitationEvent(entry_id=entry_id, actor=actor.user_id, **said) for entry_id in found
        )
        _count(actor, found)
    return len(found)


def record_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """`record_event` for the rows chosen in a list; those that are no documents are passed over."""
    draft = EventDraft(
        kind=str(options["kind"]),
        on=dt.date.fromisoformat(str(options["on"])),
        until=dt.date.fromisoformat(str(options["until"])) if options.get("until") else None,
        claim=str(options.get("claim") or ""),
        reason=str(options["reason"]),
    )
    done = record_event(actor=actor, entry_ids=ids, draft=draft)
    return Outcome(done=done, same=len(ids) - done)


def end_event(*, actor: Actor, event_id: int, on: dt.date, reason: str) -> None:
    """Says on which day a lasting event ended. Raises NotAllowed, NoSuchEvent, EndsBefore,
    NoReason."""
    _change(actor, event_id, Kind.END, on, reason)


def take_back(*, actor: Actor, event_id: int, on: dt.date, reason: str) -> None:
    """Takes an event back as if it had never been. Raises NotAllowed, NoSuchEvent, NoReason."""
    _change(actor, event_id, Kind.TAKE_BACK, on, reason)


def set_rule(
    *,
    actor: Actor,
    country: str,
    creditor_id: int | None,
    entry_kind: str,
    debtor: str,
    claim: str,
) -> None:
    """Says of what kind the claims of documents are; the most particular rule counts.

    An administrator's. Last days that were counted for what happened to claims are counted anew.
    Raises NotAllowed, NoClaim.
    """
    if not actor.may(Role.ADMINISTRATOR):
        raise NotAllowed
    if claim not in Claim.values:
        raise NoClaim
    with acting(actor):
        _alone()
        ClaimRule.objects.update_or_create(
            country=country,
            creditor_id=creditor_id,
            entry_kind=entry_kind,
            debtor=debtor,
            defaults={"claim": claim},
        )
        _count(actor, list(Limitation.objects.values_list("pk", flat=True)))


def count_anew(*, actor: Actor) -> None:
    """Counts the last days of all documents to which something happened by the rule of today."""
    with acting(actor):
        _count(actor, list(Limitation.objects.values_list("pk", flat=True)))


def _change(actor: Actor, event_id: int, kind: str, on: dt.date, reason: str) -> None:
    if not actor.may(Role.CLERK):
        raise NotAllowed
    if not reason.strip():
        raise NoReason
    with acting(actor), constraints.spoken():
        _alone()
        event = LimitationEvent.objects.filter(pk=event_id).first()
        changed = {one.kind for one in event.changed_by.all()} if event else {Kind.TAKE_BACK}
        if event is None or event.kind in {Kind.END, Kind.TAKE_BACK} or kind in changed:
            raise NoSuchEvent
        if Kind.TAKE_BACK in changed or (kind == Kind.END and event.until is not None):
            raise NoSuchEvent
        if kind == Kind.END and (event.kind not in LASTING or on < event.on):
            raise EndsBefore(field="on")
        LimitationEvent.objects.create(
            entry_id=event.entry_id,
            kind=kind,
            on=on,
            of=event,
            reason=reason.strip(),
            actor=actor.user_id,
        )
        _count(actor, [event.entry_id])


def limitation_fault(draft: EventDraft) -> Refusal | None:
    """What is wrong with an event as it is told, if anything."""
    if draft.kind not in BY_HAND or (draft.kind == Kind.CLAIM and draft.claim not in Claim.values):
        return NoClaim()
    if not draft.reason.strip():
        return NoReason()
    if draft.until is not None and draft.kind not in LASTING:
        return DoesNotLast()
    if draft.until is not None and draft.until < draft.on:
        return EndsBefore()
    return None


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)


def _count(actor: Actor, entry_ids: Sequence[int]) -> None:
    """The last days of documents to which something happened, by the rule and the law."""
    in_force = law.in_force()
    rows = []
    for facts in limits.facts_of(viewer=actor, entry_ids=entry_ids):
        counted = limitation.limit(
            country=facts.country,
            claim=facts.claim,
            due_on=facts.due_on,
            events=facts.events,
            law=in_force,
        )
        if counted.is_known:
            rows.append(
                Limitation(
                    entry_id=facts.entry_id,
                    claim=counted.claim,
                    last_on=counted.last_on,
                    basis=counted.basis,
                    own_claim=facts.claim,
                    runs=_told(
                        limitation.interest_runs(
                            country=facts.country,
                            claim=facts.claim,
                            events=facts.events,
                            law=in_force,
                        )
                    ),
                )
            )
    Limitation.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=["claim", "last_on", "basis", "own_claim", "runs"],
        batch_size=1000,
    )


def _told(runs: Sequence[limitation.Run]) -> list[dict[str, str | None]]:
    def day(one: dt.date | None) -> str | None:
        return one.isoformat() if one else None

    return [
        {"first": day(run.first), "until": day(run.until), "last_on": day(run.last_on)}
        for run in runs
    ]
