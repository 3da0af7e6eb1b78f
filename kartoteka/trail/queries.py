"""What may be asked of the history: who changed what, when, from what to what, in words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import User
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.folding import fold
from kartoteka.trail import words
from kartoteka.trail.as_of import (
    FieldThen,
    RowThen,
    begins,
    days_of_change,
    ends,
    rows_as_of,
)
from kartoteka.trail.restoring import RESTORERS

INSERTED, UPDATED, DELETED, TRUNCATED, REVEALED = "I", "U", "D", "T", "R"
__all__ = [
    "ALL",
    "Change",
    "FieldChange",
    "FieldThen",
    "Offered",
    "RowThen",
    "Which",
    "change",
    "changes_of",
    "changes_of_row",
    "days_of_change",
    "ends",
    "offered",
    "rows_as_of",
]
DOTS = "•••"  # what history keeps of a sensitive value
_HERE = "kartoteka.trail"
_PART, _MOST_PARTS = 500, 40  # of a history that is searched


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
    """One column of a changed row, worded: `old` and `new` are "" where there was nothing.

    `can_restore` says whether the old value can be set back (operations.restore_value).
    """

    label: str
    old: str
    new: str
    column: str = ""
    can_restore: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One changed row. `who` is a name, "the program", or the role that bypassed it.

    `can_restore` says whether the row, removed here, can be added again (operations.restore_row).
    """

    id: int
    at: dt.datetime
    who: str
    in_name_of: str
    address: str
    bypassed: bool
    what: str
    op: str
    fields: tuple[FieldChange, ...]
    can_restore: bool = False

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


@dataclass(frozen=True, slots=True)
class Which:
    """What of a history is asked for; empty fields ask nothing.

    `user_id` 0 is the program itself; `since` and `until` are days of the office, both included;
    `text` is looked for in what the reader sees: names of fields, values, people. `earlier_than` is
    the moment and id of a change that may have been of another party.
    """

    table: str = ""
    column: str = ""
    op: str = ""
    user_id: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    text: str = ""
    earlier_than: tuple[dt.datetime, int] | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """What a filter over a party's history can choose from, as keys and words."""

    tables: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    people: tuple[tuple[int, str], ...]


ALL = Which()


def changes_of(
    *,
    viewer: Actor,
    party_id: int,
    former: Sequence[int] = (),
    before: int | None = None,
    limit: int = 50,
    which: Which = ALL,
    brief: int | None = None,
) -> list[Change]:
    """The history of a party and all its rows, newest first; `before` is the last id shown.

    `brief` words only so many fields of each change, for where no more are shown.

    `former` are parties that were merged into it: their history is shown with its own. Sensitive
    values come as dots. Staff only: others get nothing.
    """
    if not viewer.may(Role.CLERK):
        return []
    parties = [party_id, *former]
    parameters = _parameters(parties, which)
    if not (which.text or which.column):
        found = sql.kept(
            _HERE, "changes_of_party", {**parameters, "before": before, "limit": limit}
        )
        return _worded(found, viewer, parties, brief=brief)
    told: list[Change] = []
    for _part in range(_MOST_PARTS):
        window = {"before": before, "limit": _PART}
        found = sql.kept(_HERE, "changes_of_party", {**parameters, **window})
        told += filter(
            None, (_fitting(change, which) for change in _worded(found, viewer, parties))
        )
        if len(found) < _PART or len(told) >= limit:
            break
        before = found[-1][0]
    return told[:limit]


def change(*, viewer: Actor, party_id: int, change_id: int) -> Change | None:
    """One change of a party's history; None where there is none, or for others than staff."""
    if not viewer.may(Role.CLERK):
        return None
    one = {**_parameters([party_id], ALL), "id": change_id, "before": None, "limit": 1}
    return next(iter(_worded(sql.kept(_HERE, "changes_of_party", one), viewer, [party_id])), None)


def offered(*, viewer: Actor, party_id: int, table: str = "") -> Offered:
    """What can be asked of a party's history; columns are those of `table`. Staff only."""
    if not viewer.may(Role.CLERK):
        return Offered((), (), ())
    pairs = sql.kept(_HERE, "told_of_party", {"party": party_id})
    names = _names_of({user for _table, user in pairs if user})
    people = sorted(
        ((user, names.get(user, f"#{user}")) for user in {user for _t, user in pairs if user}),
        key=lambda person: fold(person[1]),
    )
    if any(user == 0 for _table, user in pairs):
        people.append((0, str(_("the program"))))
    tables = sorted(
        {(name, words.table(name)) for name, _user in pairs}, key=lambda one: fold(one[1])
    )
    return Offered(tuple(tables), tuple(words.columns(table)), tuple(people))


def _parameters(parties: Sequence[int], which: Which) -> dict[str, Any]:
    return {
        "parties": list(parties),
        "id": None,
        "at": which.earlier_than[0] if which.earlier_than else None,
        "at_id": which.earlier_than[1] if which.earlier_than else None,
        "table": which.table or None,
        "op": which.op or None,
        "column": which.column or None,
        "user": which.user_id,
        "since": begins(which.since) if which.since else None,
        "until": ends(which.until) if which.until else None,
    }


def _fitting(change: Change, which: Which) -> Change | None:
    """The change with the fields asked for, None where it says nothing of what is asked."""
    fields = change.fields
    if which.column:
        fields = tuple(field for field in fields if field.column == which.column)
        if not fields:
            return None
    if which.text:
        said = [change.what, change.who, change.in_name_of, change.address]
        said += [part for field in fields for part in (field.label, field.old, field.new)]
        words_said = fold(" ".join(said))
        if not all(word in words_said for word in fold(which.text).split()):
            return None
    return replace(change, fields=fields)


def changes_of_row(
    *, viewer: Actor, table: str, row_id: int, before: int | None = None, limit: int = 50
) -> list[Change]:
    """The history of one row of a table that belongs to no party, such as a user or a unit."""
    if not viewer.may(Role.CLERK):
        return []
    parameters = {"table": table, "row": row_id, "before": before, "limit": limit}
    return _worded(sql.kept(_HERE, "changes_of_row", parameters), viewer)


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
    return _worded(sql.rows(_HERE, "reveals_of_party", {"party": party_id, "limit": limit}), viewer)


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


def _worded(
    found: list[tuple[Any, ...]],
    viewer: Actor,
    parties: Sequence[int] = (),
    *,
    brief: int | None = None,
) -> list[Change]:
    rows = [_Row(*row) for row in found]
    born = _values_when_inserted([row for row in rows if row.op == INSERTED], parties)
    people = _names(rows)
    spelled = words.spellers(viewer, {row.table for row in rows})
    pairs = [
        (
            row,
            row.old or {},
            born.get((row.table, row.row), {}) if row.op == INSERTED else row.new or {},
        )
        for row in rows
    ]
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
                FieldChange(label, was, now, column, _can_set_back(row, column))
                for column, label, was, now in islice(
                    words.fields(row.table, old, new, referred, row.party, spelled=spelled), brief
                )
            ),
            can_restore=_can_bring_back(row),
        )
        for row, old, new in pairs
    ]


def _who(row: _Row, people: dict[int, str]) -> str:
    if row.db_role is not None:
        return row.db_role
    user = row.real_actor or row.actor
    return people.get(user, f"#{user}") if user else str(_("the program"))


def _can_set_back(row: _Row, column: str) -> bool:
    restorer = RESTORERS.get(row.table)
    old = row.old or {}
    is_kept = column in old and old[column] != DOTS
    return row.op == UPDATED and is_kept and restorer is not None and column in restorer.columns


def _can_bring_back(row: _Row) -> bool:
    restorer = RESTORERS.get(row.table)
    is_kept = DOTS not in (row.old or {}).values()
    return row.op == DELETED and is_kept and restorer is not None and bool(restorer.bring_back)


def _names(rows: Iterable[_Row]) -> dict[int, str]:
    return _names_of({user for row in rows for user in (row.actor, row.real_actor) if user})


def _names_of(ids: set[int]) -> dict[int, str]:
    return dict(sql.kept(_HERE, "names_of_users", {"users": list(ids)})) if ids else {}


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
