"""Groups of parties: which there are, who is in them, and what their conditions say."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.labels import said
from kartoteka.register.models import PartyGroup
from kartoteka.register.queries.versions import versioned

_HERE = "kartoteka.register"


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in the reader's language; `query` is the data of its conditions, None by hand."""

    id: int
    label: str
    labels: Mapping[str, str]
    colour: str
    note: str
    owner_id: int | None
    owner: str
    is_shared: bool
    is_retired: bool
    query: dict[str, Any] | None
    version: str

    @property
    def is_dynamic(self) -> bool:
        """Whether its members are found by conditions."""
        return self.query is not None


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A membership of a group; both days inclusive, `valid_to` None without end."""

    id: int
    group_id: int
    label: str
    colour: str
    valid_from: dt.date
    valid_to: dt.date | None

    def is_valid(self, on: dt.date) -> bool:
        """Whether the party is in the group on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


def groups(*, viewer: Actor, with_retired: bool = False) -> list[GroupLine]:
    """The groups that the viewer sees, by name: shared ones, his own; an administrator sees all."""
    rows = versioned(_seen(viewer).select_related("owner"))
    if not with_retired:
        rows = rows.filter(is_retired=False)
    return sorted((_line(row) for row in rows), key=lambda line: line.label.casefold())


def group(*, viewer: Actor, group_id: int) -> GroupLine | None:
    """One group, or None where there is none that the viewer sees."""
    row = versioned(_seen(viewer).select_related("owner")).filter(pk=group_id).first()
    return _line(row) if row is not None else None


def memberships(*, viewer: Actor, party_id: int, on: dt.date | None = None) -> list[MemberLine]:
    """The groups by hand that a party is or was in, of a day only those of that day."""
    if not viewer.may(Role.CLERK):
        return []
    asked = {
        "party": party_id,
        "day": on,
        "sees_all": viewer.may(Role.ADMINISTRATOR),
        "user": viewer.user_id or 0,
    }
    return [
        MemberLine(pk, group_id, said(json.loads(labels)), *rest)
        for pk, group_id, labels, *rest in sql.kept(_HERE, "memberships", asked)
    ]


def _seen(viewer: Actor) -> Any:
    if not viewer.may(Role.CLERK):
        return PartyGroup.objects.none()
    if viewer.may(Role.ADMINISTRATOR):
        return PartyGroup.objects.all()
    return PartyGroup.objects.filter(Q(is_shared=True) | Q(owner_id=viewer.user_id or 0))


def _line(row: Any) -> GroupLine:
    return GroupLine(
        id=row.pk,
        label=said(row.labels),
        labels=row.labels,
        colour=row.colour,
        note=row.note,
        owner_id=row.owner_id,
        owner=(row.owner.name or row.owner.login) if row.owner else "",
        is_shared=row.is_shared,
        is_retired=row.is_retired,
        query=row.query,
        version=row.version,
    )
