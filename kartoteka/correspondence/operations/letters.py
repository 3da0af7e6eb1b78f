"""The print queue: letters are queued, go to the printer in runs, and are printed or come back."""

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pypdf
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.access.operations.bulk import Outcome
from kartoteka.correspondence import sealing, stopping
from kartoteka.correspondence.models import Letter, PrintRun, Sealed
from kartoteka.correspondence.rules import Recipient
from kartoteka.documents import queries as documents
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal

State = Letter.State
LARGEST_RUN = 1000


class NothingWaits(Refusal):
    code = "correspondence.nothing_waits"
    message = _("None of these letters waits for the printer any more.")


class RunIsOver(Refusal):
    code = "correspondence.run_is_over"
    message = _("These letters are no longer at the printer.")


class CodeIsGone(Refusal):
    code = "correspondence.code_is_gone"
    message = _(
        "The code of this letter was destroyed when it was printed. "
        "Invite the customer again: a new letter with a new code comes into the queue."
    )


class CannotWithdraw(Refusal):
    code = "correspondence.cannot_withdraw"
    message = _("The letter is at the printer or printed already.")


def queue_letter(
    *,
    actor: Actor,
    party_id: int,
    kind: str,
    title: str,
    content_id: int,
    recipient: Recipient,
    language: str,
    with_secret: bytes | None = None,
) -> int:
    """Put a kept PDF into the print queue and return the letter's id.

    `with_secret` is the same letter with its secret readable: it is printed instead, kept
    encrypted until then, and destroyed when the letter is told to be printed. Raises Blocked for a
    customer who must not be contacted today, ProcessingRestricted where data may only be stored and
    no Act demands the letter (`stopping.BY_LAW`).
    """
    stopping.refuse_stopped(actor=actor, party_id=party_id, kind=kind)
    pdf = with_secret or documents.read(viewer=actor, content_id=content_id)
    with acting(actor):
        letter = Letter.objects.create(
            party_id=party_id,
            kind=kind,
            title=title,
            language=language,
            recipient=list(recipient.lines),
            country=recipient.country,
            postal_code=recipient.postal_code,
            content_id=content_id,
            pages=len(pypdf.PdfReader(io.BytesIO(pdf)).pages),
            queued_by=actor.user_id,
        )
        if with_secret is not None:
            Sealed.objects.create(letter=letter, data=sealing.seal(with_secret))
    return letter.pk


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter whose kept copy is there already."""

    party_id: int
    kind: str
    title: str
    content_id: int
    pages: int
    recipient: Recipient
    language: str


def queue_run(*, actor: Actor, drafts: Sequence[LetterDraft]) -> tuple[UUID, list[int]]:
    """Letters that were made together go to the printer as one run, in the order given; returns the
    run and the letters' ids.

    Raises Blocked or ProcessingRestricted where any of the customers must not be written to today:
    the caller leaves these out before it makes anything.
    """
    if not drafts:
        raise NothingWaits
    asked = [(place, one.party_id, one.kind) for place, one in enumerate(drafts)]
    for refusal in stopping.stopped_letters(viewer=actor, letters=asked).values():
        raise refusal
    with acting(actor):
        run = PrintRun.objects.create(made_by=actor.user_id)
        made = Letter.objects.bulk_create(
            Letter(
                party_id=one.party_id,
                kind=one.kind,
                title=one.title,
                language=one.language,
                recipient=list(one.recipient.lines),
                country=one.recipient.country,
                postal_code=one.recipient.postal_code,
                content_id=one.content_id,
                pages=one.pages,
                state=State.PRINTING,
                run=run,
                queued_by=actor.user_id,
            )
            for one in drafts
        )
    return run.public_id, [letter.pk for letter in made]


def start_run(*, actor: Actor, letters: Collection[UUID] | None = None) -> UUID:
    """Take waiting letters (all of them, or the named ones) to the printer as one run.

    At most a thousand at a time; letters to customers who must not be contacted today, or whose
    data may only be stored, stay where they are. Raises NothingWaits where none of them waits.
    """
    with acting(actor):
        waiting = Letter.objects.filter(state=State.WAITING)
        if letters is not None:
            waiting = waiting.filter(public_id__in=letters)
        waiting_rows = list(
            waiting.order_by("country", "postal_code", "id")
            .select_for_update(skip_locked=True)
            .values_list("id", "party_id", "kind")[:LARGEST_RUN]
        )
        stopped = stopping.stopped_letters(viewer=actor, letters=waiting_rows)
        taken = [letter_id for letter_id, *_of in waiting_rows if letter_id not in stopped]
        if not taken:
            raise NothingWaits
        run = PrintRun.objects.create(made_by=actor.user_id)
        Letter.objects.filter(pk__in=taken).update(state=State.PRINTING, run=run)
    return run.public_id


def mark_printed(*, actor: Actor, run: UUID) -> int:
    """All letters of the run came out well; secrets are destroyed. Returns how many there were.

    Raises RunIsOver where none of the run is at the printer.
    """
    with acting(actor):
        letters = Letter.objects.filter(run__public_id=run, state=State.PRINTING)
        Sealed.objects.filter(letter__in=letters.values("id")).delete()
        printed = letters.update(
            state=State.PRINTED, printed_at=Now(), times_printed=F("times_printed") + 1
        )
        if not printed:
            raise RunIsOver
        PrintRun.objects.filter(public_id=run).update(printed_at=Now())
    return printed


def put_back(*, actor: Actor, run: UUID) -> int:
    """The printer failed: the letters of the run wait again. Raises RunIsOver."""
    with acting(actor):
        back = Letter.objects.filter(run__public_id=run, state=State.PRINTING).update(
            state=State.WAITING, run=None
        )
        if not back:
            raise RunIsOver
    return back


def reprint(*, actor: Actor, letter: UUID) -> None:
    """A printed letter waits for the printer once more. Raises CodeIsGone for one with a secret."""
    with acting(actor):
        found = Letter.objects.select_for_update().get(public_id=letter)
        if found.kind == Letter.Kind.ACTIVATION:
            raise CodeIsGone
        if found.state == State.PRINTED:
            Letter.objects.filter(pk=found.pk).update(state=State.WAITING, run=None)


def withdraw(*, actor: Actor, letter: UUID) -> None:
    """A waiting letter will not be printed; its secret is destroyed. Raises CannotWithdraw."""
    with acting(actor):
        found = Letter.objects.filter(public_id=letter, state=State.WAITING)
        Sealed.objects.filter(letter__in=found.values("id")).delete()
        if not found.update(state=State.WITHDRAWN):
            raise CannotWithdraw


def withdraw_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """The act of the list of letters: waiting ones will not be printed, their secrets are
    destroyed; the others are left out with the reason."""
    del options
    with acting(actor):
        rows = Letter.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        found = {row.pk: row for row in rows}
        waiting = [pk for pk, row in found.items() if row.state == State.WAITING]
        same = sum(row.state == State.WITHDRAWN for row in found.values())
        Sealed.objects.filter(letter__in=waiting).delete()
        Letter.objects.filter(pk__in=waiting).update(state=State.WITHDRAWN)
    why = CannotWithdraw().sentence()
    left = [
        (pk, row.title, why)
        for pk, row in found.items()
        if row.state not in {State.WAITING, State.WITHDRAWN}
    ]
    return Outcome(done=len(waiting), same=same, refused=left)
