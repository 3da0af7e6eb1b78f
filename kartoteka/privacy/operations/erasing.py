"""Erasing: across all rooms at once, only where nothing holds, with proof left behind."""

import datetime as dt
import hashlib
import hmac
import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.personal import Held, Subjects
from kartoteka.privacy.models import Erasure, Request
from kartoteka.privacy.operations.requests import NoSuchRequest, ReasonMissing
from kartoteka.privacy.operations.rights import require
from kartoteka.privacy.queries.holds import holds
from kartoteka.privacy.queries.report import held_of
from kartoteka.privacy.queries.subjects import subjects_of
from kartoteka.privacy.rooms import ROOMS
from kartoteka.register import operations as register
from kartoteka.register import queries as register_queries


class StillHeld(Refusal):
    """Something forbids to erase; `facts["holds"]` are all of them, `first` is one in words."""

    code = "privacy.still_held"
    message = _("It cannot be erased yet. %(reasons)s")


class ErasedAlready(Refusal):
    code = "privacy.erased_already"
    message = _("There is no such customer, or their data was erased already.")


@dataclass(frozen=True, slots=True)
class Erased:
    """Who was erased, and who was not, with everything that holds them."""

    done: tuple[int, ...]
    held: Mapping[int, tuple[Held, ...]]


def erase(
    *,
    actor: Actor,
    party_id: int,
    ground: str,
    reason: str,
    on: dt.date,
    request: uuid.UUID | None = None,
) -> None:
    """Erase a party's data in every room, for good. Superadministrators only.

    `reason` stays as proof and must not name the person. `request` is the erasure request that
    this grants. Raises NotAllowed, ReasonMissing, StillHeld naming every hold, ErasedAlready,
    NoSuchRequest.
    """
    require(actor, Role.SUPERADMINISTRATOR)
    if not reason.strip():
        raise ReasonMissing
    with acting(actor):
        granted = _grant(actor, party_id, request, on) if request else None
        erased = erase_many(
            actor=actor, parties=[party_id], ground=ground, reason=reason, on=on, request_id=granted
        )
        if held := erased.held.get(party_id):
            raise StillHeld(reasons=" ".join(one.sentence for one in held), holds=held)
        if not erased.done:
            raise ErasedAlready


def erase_many(
    *,
    actor: Actor,
    parties: Collection[int],
    ground: str,
    reason: str,
    on: dt.date,
    request_id: int | None = None,
    policy_id: int | None = None,
) -> Erased:
    """Erase those of the parties that nothing holds, in one transaction; tells who is held.

    Parties and their accounts are locked first, so that nothing can be posted between the question
    and the deed. Rooms are asked from the top down, the history comes last. Raises NotAllowed.
    """
    require(actor, Role.SUPERADMINISTRATOR)
    with acting(actor):
        asked = register.lock_for_erasing(actor=actor, parties=parties)
        for room in ROOMS:
            if room.lock:
                room.lock(actor=actor, subjects=Subjects(asked))
        held: dict[int, tuple[Held, ...]] = {}
        for one in holds(viewer=actor, parties=asked, on=on):
            held[one.party_id] = (*held.get(one.party_id, ()), one)
        for loser, survivor in register_queries.merged_into(
            viewer=actor, parties=list(asked)
        ).items():  # one person: they go together or not at all
            if loser in held or survivor in held:
                held[loser] = held[survivor] = held.get(survivor, ()) + held.get(loser, ())
        free = tuple(party for party in asked if party not in held)
        if not free:
            return Erased((), held)
        digests = {party: _digest(actor, party) for party in free}
        counts = _erase_everywhere(actor, subjects_of(viewer=actor, parties=free))
        Erasure.objects.bulk_create(
            Erasure(
                party_id=party,
                actor=actor.user_id,
                ground=Erasure.Ground(ground),
                reason=reason.strip(),
                request_id=request_id,
                policy_id=policy_id,
                places=counts,
                digest=digests[party],
            )
            for party in free
        )
        return Erased(free, held)


def _erase_everywhere(actor: Actor, subjects: Subjects) -> dict[str, int]:
    """Rows touched by table, over all subjects together."""
    counts = {"register_party": register.mark_erased(actor=actor, subjects=subjects)}
    for room in reversed(ROOMS):
        if room.erase:
            for table, touched in room.erase(actor=actor, subjects=subjects).items():
                counts[table] = counts.get(table, 0) + touched
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privacy_blank_history(%s, %s)", [list(subjects.parties), list(subjects.logins)]
        )
        (counts["trail_change"],) = cursor.fetchone()
    return {table: touched for table, touched in counts.items() if touched}


def _digest(actor: Actor, party_id: int) -> str:
    """A keyed hash of what was held: proof for who has the same data and the key, and for nobody
    else. Without the key short texts could be guessed from a plain hash."""
    held = held_of(viewer=actor, subjects=subjects_of(viewer=actor, parties=[party_id]))
    text = json.dumps(held, ensure_ascii=False, sort_keys=True)
    key = str(settings.IDENTIFIER_KEY).encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _grant(actor: Actor, party_id: int, request: uuid.UUID, on: dt.date) -> int:
    found = (
        Request.objects.select_for_update()
        .filter(
            public_id=request,
            party_id=party_id,
            kind=Request.Kind.ERASURE,
            state=Request.State.OPEN,
        )
        .first()
    )
    if found is None:
        raise NoSuchRequest
    found.state, found.answered_on = Request.State.GRANTED, on
    found.answered_by = actor.user_id
    found.save(update_fields=["state", "answered_on", "answered_by"])
    return found.pk
