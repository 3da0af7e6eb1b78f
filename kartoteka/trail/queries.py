"""What may be asked of the history: who changed what, when, from what to what, in words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import User
from kartoteka.kernel.actor import Actor, Role
from kartoteka.trail import words
from kartoteka.trail.models import Change as Row

INSERTED, UPDATED, DELETED, TRUNCATED, REVEALED = "I", "U", "D", "T", "R"
_NOW = "SELECT %s::text, row_id, row_values::text::json FROM trail_rows_now(%s, %s::bigint[])"


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
    *, viewer: Actor, party_id: int, before: int | None = None, limit: int = 50
) -> list[Change]:
    """The history of a party and all its rows, newest first; `before` is the last id shown.

    Sensitive values come as dots. Staff only: others get nothing.
    """
    return _page(viewer, Q(party=party_id), before, limit)


def changes_of_row(
    *, viewer: Actor, table: str, row_id: int, before: int | None = None, limit: int = 50
) -> list[Change]:
    """The history of one row of a table that belongs to no party, such as a user or a unit."""
    return _page(viewer, Q(party=None, table=table, row=row_id), before, limit)


def _page(viewer: Actor, which: Q, before: int | None, limit: int) -> list[Change]:
    if not viewer.may(Role.CLERK):
        return []
    rows = Row.objects.filter(which).order_by("-at", "-id")
    if before is not None:
        last = Row.objects.filter(which, pk=before).values_list("at", flat=True).first()
        if last is None:
            return []
        rows = rows.filter(Q(at__lt=last) | Q(at=last, pk__lt=before))
    return _worded(list(rows[:limit]))


def _worded(rows: list[Row]) -> list[Change]:
    born = _values_when_inserted([row for row in rows if row.op == INSERTED])
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


def _who(row: Row, people: dict[int, str]) -> str:
    if row.db_role is not None:
        return row.db_role
    user = row.real_actor or row.actor
    return people.get(user, f"#{user}") if user else str(_("the program"))


def _names(rows: Iterable[Row]) -> dict[int, str]:
    ids = {user for row in rows for user in (row.actor, row.real_actor) if user}
    users = User.everyone.filter(pk__in=ids).values_list("pk", "name", "login")
    return {pk: name or login for pk, name, login in users}


def _values_when_inserted(rows: list[Row]) -> dict[tuple[str, int | None], dict[str, Any]]:
    """What the rows said when they came: what they say now, with later changes taken back."""
    if not rows:
        return {}
    values = _values_now(rows)
    later = Row.objects.filter(
        party__in={row.party for row in rows if row.party is not None},
        op__in=[UPDATED, DELETED],
        row__in={row.row for row in rows},
        pk__gt=min(row.pk for row in rows),
    ) | Row.objects.filter(
        party=None,
        table__in={row.table for row in rows if row.party is None},
        op__in=[UPDATED, DELETED],
        row__in={row.row for row in rows if row.party is None},
        pk__gt=min(row.pk for row in rows),
    )
    for change in later.order_by("-at", "-pk"):
        values.setdefault((change.table, change.row), {}).update(change.old or {})
    return values


def _values_now(rows: list[Row]) -> dict[tuple[str, int | None], dict[str, Any]]:
    wanted: dict[str, list[int | None]] = {}
    for row in rows:
        wanted.setdefault(row.table, []).append(row.row)
    asked = [value for table, ids in wanted.items() for value in (table, table, ids)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([_NOW] * len(wanted)), asked)
        return {(table, key): dict(values) for table, key, values in cursor.fetchall()}
