"""Requests of persons and restrictions of processing."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from kartoteka.access import queries as access
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.privacy import rules
from kartoteka.privacy.models import Channel, Request, Restriction
from kartoteka.privacy.queries.subjects import names_of

_HERE = "kartoteka.privacy"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request about personal data, as lists and its page show it."""

    id: int
    public_id: uuid.UUID
    party_id: int
    party_name: str
    party_number: str
    kind: str
    kind_label: str
    received_on: dt.date
    channel: str
    text: str
    identity_note: str
    due_on: dt.date
    longest_on: dt.date
    prolonged_because: str
    state: str
    state_label: str
    answered_on: dt.date | None
    answer: str
    created_by: str
    answered_by: str

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == Request.State.OPEN


@dataclass(frozen=True, slots=True)
class RestrictionLine:
    """A restriction of processing, both days inclusive, None without end."""

    began_on: dt.date
    ended_on: dt.date | None
    reason: str
    request: uuid.UUID | None


def requests(
    *, viewer: Actor, state: str = "OPEN", kind: str = "", limit: int = 200
) -> list[RequestLine]:
    """Requests of that state ("" means all), open ones by their day, others newest first."""
    if not viewer.may(Role.CLERK):
        return []
    rows = Request.objects.all()
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    order = ("due_on", "id") if state == Request.State.OPEN else ("-received_on", "-id")
    return _lines(viewer, rows.order_by(*order)[:limit])


def requests_of(*, viewer: Actor, party_id: int) -> list[RequestLine]:
    """All requests of a party, newest first. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    names = names_of(viewer=viewer, party_id=party_id)
    return _lines(viewer, Request.objects.filter(party__in=names).order_by("-received_on", "-id"))


def request(*, viewer: Actor, public_id: uuid.UUID) -> RequestLine | None:
    """One request. Staff only."""
    if not viewer.may(Role.CLERK):
        return None
    return next(iter(_lines(viewer, Request.objects.filter(public_id=public_id))), None)


def waiting_count(*, viewer: Actor) -> int:
    """How many requests wait for an answer."""
    if not viewer.may(Role.CLERK):
        return 0
    return Request.objects.filter(state=Request.State.OPEN).count()


def restricted(*, viewer: Actor, parties: Collection[int]) -> frozenset[int]:
    """Those of the parties whose data may now only be stored, not used (art. 18(2) GDPR).

    Whoever is about to use data of many asks once; the program itself may ask for everybody.
    """
    if not viewer.may(Role.CLERK):
        return frozenset()
    found = sql.kept(_HERE, "restricted", {"parties": list(parties)})
    return frozenset(party for (party,) in found)


def restrictions_of(*, viewer: Actor, party_id: int) -> list[RestrictionLine]:
    """Restrictions of a party, the present one first. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    names = names_of(viewer=viewer, party_id=party_id)
    rows = Restriction.objects.filter(party__in=names).order_by("-began_on", "-id")
    found = rows.values_list("began_on", "ended_on", "reason", "request__public_id")
    return [RestrictionLine(*row) for row in found]


def _lines(viewer: Actor, found: Any) -> list[RequestLine]:
    rows = list(found.select_related("party"))
    people = {user for row in rows for user in (row.created_by, row.answered_by) if user}
    names = access.names(viewer=viewer, user_ids=people)
    return [
        RequestLine(
            id=row.pk,
            public_id=row.public_id,
            party_id=row.party_id,
            party_name=row.party.name,
            party_number=row.party.number,
            kind=row.kind,
            kind_label=str(Request.Kind(row.kind).label),
            received_on=row.received_on,
            channel=str(Channel(row.channel).label),
            text=row.text,
            identity_note=row.identity_note,
            due_on=row.due_on,
            longest_on=rules.due_on(row.received_on, row.party.country, prolonged=True),
            prolonged_because=row.prolonged_because,
            state=row.state,
            state_label=str(Request.State(row.state).label),
            answered_on=row.answered_on,
            answer=row.answer,
            created_by=names.get(row.created_by, ""),
            answered_by=names.get(row.answered_by, ""),
        )
        for row in rows
    ]
