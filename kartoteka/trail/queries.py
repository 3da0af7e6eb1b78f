"""What may be asked of the history: who changed what, when, from what to what, in words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import User
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.trail import words

INSERTED, UPDATED, DELETED, TRUNCATED, REVEALED = "I", "U", "D", "T", "R"
_HERE = "kartoteka.trail"


class _Row(NamedTuple):
    """A row of trail_change: only the columns that changed, old and new, or thin for an insert."""

    pk: int
    at: dt.datetime
    actor: int | None
    real_actor: int | None
    address: str
    db_role: str | None
    table: str
    row: int | None
    party: int | None
    op: str
    old: dict[str, Any] | None
    new: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column of a changed row, worded: `old` and `new` are "" where there was nothing."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """One changed row. `who` is a name, "the program", or the role that bypassed it."""

    id: int
    at: dt.datetime
    who: str
    in_name_of: str
    address: str
    bypassed: bool
    what: str
    op: str
    fields: tuple[FieldChange, ...]

    @property
    def action(self) -> str | Promise:
        """The change as one word for a badge."""
        return {
            INSERTED: _("added"),
            UPDATED: _("changed"),
            DELETED: _("removed"),
            TRUNCATED: _("emptied"),
            REVEALED: _("revealed"),
        }[self.op]


def changes_of(
    *,
    viewer: Actor,
    party_id: int,
    former: Sequence[int] = (),
    before: int | None = None,
    limit: int = 50,
) -> list[Change]:
    """The history of a party and all its rows, newest first; `before` is the last id shown.

    `former` are parties that were merged into it: their history is shown with its own. Sensitive
    values come as dots. Staff only: others get nothing.
    """
    if not viewer.may(Role.CLERK):
        return []
    parties = [party_id, *former]
    parameters = {"parties": parties, "before": before, "limit": limit}
    return _worded(sql.kept(_HERE, "changes_of_party", parameters), parties)


def changes_of_row(
    *, viewer: Actor, table: str, row_id: int, before: int | None = None, limit: int = 50
) -> list[Change]:
    """The history of one row of a table that belongs to no party, such as a user or a unit."""
    if not viewer.may(Role.CLERK):
        return []
    parameters = {"table": table, "row": row_id, "before": before, "limit": limit}
    return _worded(sql.kept(_HERE, "changes_of_row", parameters))


@dataclass(frozen=True, slots=True)
class Arrival:
    """Rows of a party that were added by one person on one day: where its data came from."""

    day: dt.date
    who: str
    what: str
    count: int


def reveals_of(*, viewer: Actor, party_id: int, limit: int = 200) -> list[Change]:
    """Who was shown a sensitive value of a party, when and why, newest first. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    return _worded(sql.rows(_HERE, "reveals_of_party", {"party": party_id, "limit": limit}))


def arrivals_of(*, viewer: Actor, party_id: int) -> list[Arrival]:
    """By whom and when a party and its rows were added, oldest first. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    found = sql.rows(_HERE, "arrivals_of_party", {"party": party_id})
    known = User.everyone.filter(pk__in=[user for _day, user, *_ in found if user])
    names = {pk: name or login for pk, name, login in known.values_list("pk", "name", "login")}
    return [
        Arrival(
            day,
            role or (names.get(user, f"#{user}") if user else str(_("the program"))),
            words.table(table),
            count,
        )
        for day, user, role, table, count in found
    ]


def _worded(found: list[tuple[Any, ...]], parties: Sequence[int] = ()) -> list[Change]:
    rows = [_Row(*row) for row in found]
    born = _values_when_inserted([row for row in rows if row.op == INSERTED], parties)
    people = _names(rows)
    pairs = [(row, row.old or {}, row.new or born.get((row.table, row.row), {})) for row in rows]
    referred = words.referred((row.table, values) for row, *both in pairs for values in both)
    return [
        Change(
            id=row.pk,
            at=row.at,
            who=_who(row, people),
            in_name_of=people.get(row.actor or 0, "") if row.real_actor else "",
            address=row.address,
            bypassed=row.db_role is not None,
            what=words.table(row.table),
            op=row.op,
            fields=tuple(
                FieldChange(label=label, old=was, new=now)
                for label, was, now in words.fields(row.table, old, new, referred, row.party)
            ),
        )
        for row, old, new in pairs
    ]


def _who(row: _Row, people: dict[int, str]) -> str:
    if row.db_role is not None:
        return row.db_role
    user = row.real_actor or row.actor
    return people.get(user, f"#{user}") if user else str(_("the program"))


def _names(rows: Iterable[_Row]) -> dict[int, str]:
    ids = {user for row in rows for user in (row.actor, row.real_actor) if user}
    users = User.everyone.filter(pk__in=ids).values_list("pk", "name", "login")
    return {pk: name or login for pk, name, login in users}


def _values_when_inserted(
    rows: list[_Row], parties: Sequence[int]
) -> dict[tuple[str, int | None], dict[str, Any]]:
    """What the rows said when they came: what they say now, with later changes taken back.

    Later changes are looked for among those of `parties`: a merge moves rows from one to another.
    """
    values: dict[tuple[str, int | None], dict[str, Any]] = {}
    if rows:
        parameters = {
            "tables": [row.table for row in rows],
            "rows": [row.row for row in rows],
            "parties": [row.party for row in rows],
            "all_parties": list(parties),
            "first": min(row.pk for row in rows),
        }
        for table, key, known in sql.kept(_HERE, "values_when_inserted", parameters):
            values.setdefault((table, key), {}).update(known or {})
    return values
