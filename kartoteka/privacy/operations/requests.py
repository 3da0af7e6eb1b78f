"""Requests of persons: taken down with their term, prolonged once, answered."""

import datetime as dt
import uuid

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.privacy import rules
from kartoteka.privacy.models import Request
from kartoteka.privacy.operations.consents import NotInFuture, known
from kartoteka.privacy.operations.rights import require

State = Request.State


class NoSuchRequest(Refusal):
    code = "privacy.no_such_request"
    message = _("There is no such request, or it was answered already.")


class ReasonMissing(Refusal):
    """A longer term and a refusal must be explained to the person (art. 12(3) and (4) GDPR)."""

    code = "privacy.reason_missing"
    message = _("Give the reason: the person has a right to be told it.")
    field = "reason"


class ProlongedAlready(Refusal):
    code = "privacy.prolonged_already"
    message = _("The term was prolonged already. It can be done once, by two months.")


class TooLateToProlong(Refusal):
    """The person is told of it within the first month (art. 12(3) GDPR)."""

    code = "privacy.too_late_to_prolong"
    message = _("The month to answer is over. It could be prolonged only within it.")


class AnswerMissing(Refusal):
    code = "privacy.answer_missing"
    message = _("Write what the person was answered; of a refusal with its reason.")
    field = "answer"


class AnsweredBeforeItCame(Refusal):
    code = "privacy.answered_before_it_came"
    message = _("The answer cannot be older than the request. Correct the day.")
    field = "on"


constraints.means("privacy_request_answered_after_it_came", AnsweredBeforeItCame)


def take_down(
    *,
    actor: Actor,
    party_id: int,
    kind: str,
    received_on: dt.date,
    channel: str,
    text: str = "",
    identity_note: str = "",
    today: dt.date,
) -> uuid.UUID:
    """Take a request down; it is to be answered within a month. Returns its name.

    Raises NoSuchParty, NotInFuture.
    """
    require(actor, Role.CLERK)
    if received_on > today:
        raise NotInFuture(field="received_on")
    party = known(actor, party_id)
    with acting(actor):
        made = Request.objects.create(
            party_id=party_id,
            kind=Request.Kind(kind),
            received_on=received_on,
            channel=channel,
            text=text.strip(),
            identity_note=identity_note.strip(),
            due_on=rules.due_on(received_on, party.country),
            created_by=actor.user_id,
        )
    return made.public_id


def prolong(*, actor: Actor, request: uuid.UUID, reason: str, today: dt.date) -> None:
    """Give the answer two months more, once, for a reason that the person is told in time.

    Raises NoSuchRequest, ReasonMissing, ProlongedAlready, TooLateToProlong.
    """
    require(actor, Role.CLERK)
    if not reason.strip():
        raise ReasonMissing
    with acting(actor):
        row = _open(request)
        if row.prolonged_because:
            raise ProlongedAlready
        if today > row.due_on:
            raise TooLateToProlong
        row.prolonged_because = reason.strip()
        row.due_on = rules.due_on(row.received_on, row.party.country, prolonged=True)
        row.save(update_fields=["prolonged_because", "due_on"])


def answer(
    *, actor: Actor, request: uuid.UUID, state: str, text: str, on: dt.date, today: dt.date
) -> None:
    """Close a request on the day `on`: granted, refused or withdrawn by the person.

    Raises NoSuchRequest, AnswerMissing, NotInFuture, AnsweredBeforeItCame.
    """
    require(actor, Role.CLERK)
    if on > today:
        raise NotInFuture
    if state != State.WITHDRAWN and not text.strip():
        raise AnswerMissing
    with acting(actor), constraints.spoken():
        row = _open(request)
        row.state = State(state)
        row.answer, row.answered_on, row.answered_by = text.strip(), on, actor.user_id
        row.save(update_fields=["state", "answer", "answered_on", "answered_by"])


def _open(request: uuid.UUID) -> Request:
    found = (
        Request.objects.select_for_update(of=("self",))
        .select_related("party")
        .filter(public_id=request, state=State.OPEN)
        .first()
    )
    if found is None:
        raise NoSuchRequest
    return found
