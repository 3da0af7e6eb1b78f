"""Who is due for erasure by a policy, and who was erased."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kartoteka.access import queries as access
from kartoteka.kernel import days, sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.personal import Held
from kartoteka.privacy.models import Erasure, Policy, Purpose
from kartoteka.privacy.queries.holds import events, holds
from kartoteka.register.queries import choices

_HERE = "kartoteka.privacy"
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """A policy; `kinds` in words."""

    id: int
    name: str
    kind_codes: tuple[str, ...]
    kinds: tuple[str, ...]
    idle_months: int
    only_archived: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A party that a policy names: nothing new since `last_on`, which was `last`. It is due only
    where nothing holds it."""

    party_id: int
    number: str
    name: str
    last_on: dt.date
    last: str
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """A part of a dry run: those due and those held, `candidates` looked at; `next_after` goes on
    where there are more to look at."""

    due: tuple[Due, ...]
    held: tuple[Due, ...]
    candidates: int
    next_after: int | None


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """Proof of an erasure: when, by whom, why, and how many rows of which table."""

    public_id: uuid.UUID
    party_id: int
    at: dt.datetime
    who: str
    ground: str
    reason: str
    policy: str
    rows: int
    digest: str


def policies(*, viewer: Actor) -> list[PolicyLine]:
    """All policies, those in use first. Superadministrators only."""
    if not viewer.may(Role.SUPERADMINISTRATOR):
        return []
    return [_policy(row) for row in Policy.objects.order_by("-is_active", "name")]


def policy(*, viewer: Actor, policy_id: int) -> PolicyLine | None:
    """One policy. Superadministrators only."""
    if not viewer.may(Role.SUPERADMINISTRATOR):
        return None
    row = Policy.objects.filter(pk=policy_id).first()
    return _policy(row) if row else None


def look(*, viewer: Actor, policy_id: int, on: dt.date, after: int = 0, most: int = CHUNK) -> Look:
    """A dry run over at most `most` candidates from the one after `after`. Erases nothing."""
    row = Policy.objects.filter(pk=policy_id, is_active=True).first()
    if row is None or not viewer.may(Role.SUPERADMINISTRATOR):
        return Look((), (), 0, None)
    candidates = sql.rows(
        _HERE,
        "candidates",
        {
            "kinds": row.kinds,
            "only_archived": row.only_archived,
            "added_before": days.months_later(on, -row.idle_months),
            "after": after,
            "limit": most,
        },
    )
    ids = [party for party, *_rest in candidates]
    last: dict[int, tuple[dt.date, str]] = {}
    for event in events(viewer=viewer, parties=ids):
        last[event.party_id] = max(
            last.get(event.party_id, (dt.date.min, "")), (event.day, event.kind)
        )
    idle = [
        Due(party, number, name, day, str(Purpose.After(kind).label))
        for party, number, name in candidates
        for day, kind in [last[party]]
        if days.months_later(day, row.idle_months) < on
    ]
    against: dict[int, tuple[Held, ...]] = {}
    for one in holds(viewer=viewer, parties=[due.party_id for due in idle], on=on):
        against[one.party_id] = (*against.get(one.party_id, ()), one)
    return Look(
        due=tuple(one for one in idle if one.party_id not in against),
        held=tuple(
            Due(one.party_id, one.number, one.name, one.last_on, one.last, against[one.party_id])
            for one in idle
            if one.party_id in against
        ),
        candidates=len(candidates),
        next_after=ids[-1] if len(candidates) == most else None,
    )


def erasures(*, viewer: Actor, limit: int = 200) -> list[ErasureLine]:
    """Erasures, newest first. Administrators only."""
    if not viewer.may(Role.ADMINISTRATOR):
        return []
    rows = Erasure.objects.select_related("policy").order_by("-at", "-id")[:limit]
    return _lines(viewer, list(rows))


def erasure_of(*, viewer: Actor, party_id: int) -> ErasureLine | None:
    """The proof that a party was erased. Staff only."""
    if not viewer.may(Role.CLERK):
        return None
    rows = Erasure.objects.select_related("policy").filter(party_id=party_id)
    return next(iter(_lines(viewer, list(rows))), None)


def _lines(viewer: Actor, rows: list[Erasure]) -> list[ErasureLine]:
    names = access.names(viewer=viewer, user_ids=[row.actor for row in rows if row.actor])
    return [
        ErasureLine(
            public_id=row.public_id,
            party_id=row.party_id,
            at=row.at,
            who=names.get(row.actor, f"#{row.actor}") if row.actor else _("the program"),
            ground=str(Erasure.Ground(row.ground).label),
            reason=row.reason,
            policy=row.policy.name if row.policy else "",
            rows=sum(row.places.values()),
            digest=row.digest,
        )
        for row in rows
    ]


def _policy(row: Policy) -> PolicyLine:
    words = dict(choices.PARTY_KINDS)
    return PolicyLine(
        id=row.pk,
        name=row.name,
        kind_codes=tuple(row.kinds),
        kinds=tuple(str(words.get(kind, kind)) for kind in row.kinds),
        idle_months=row.idle_months,
        only_archived=row.only_archived,
        is_active=row.is_active,
    )
