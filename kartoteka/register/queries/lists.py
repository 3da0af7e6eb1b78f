"""Lists of parties: filtered, sorted by the reader's alphabet, page after page."""

import base64
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql as psql

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.register import rules
from kartoteka.register.models import Party
from kartoteka.register.queries.search import text_parameters

_HERE = "kartoteka.register"
SORTS = {"name": None, "number": 'p.number COLLATE "C"', "added": "p.id"}


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party as a list shows it."""

    id: int
    public_id: uuid.UUID
    number: str
    name: str
    kind: str
    kind_label: str
    is_archived: bool
    is_creditor: bool
    head_name: str
    identifier_kind: str
    identifier: str
    address: str
    email: str
    phone: str

    @property
    def shown_phone(self) -> str:
        """The number in groups, as people read it."""
        return rules.shown_phone(self.phone)


@dataclass(frozen=True, slots=True)
class PartyPage:
    """A page of a list; `after` and `before` lead to its neighbours, "" where there is none."""

    lines: tuple[PartyLine, ...]
    after: str
    before: str


def parties(
    *,
    viewer: Actor,
    text: str = "",
    kind: str = "",
    state: str = "ACTIVE",
    sort: str = "name",
    language: str = "pl",
    after: str = "",
    before: str = "",
    limit: int = 50,
) -> PartyPage:
    """A page of the parties that fit, staff only.

    `text` is what the search box takes (all words, any part); `state` "" means all; `sort` is one
    of SORTS, with "-" in front downwards; `language` says whose alphabet. `after` and `before` are
    marks that an earlier page gave; a mark that fits nothing begins anew.
    """
    if not viewer.may(Role.CLERK):
        return PartyPage((), "", "")
    key, downwards = _sort_key(sort, language)
    mark = _read_mark(after or before)
    backwards = bool(before) and mark is not None
    up = downwards == backwards
    conditions, values = _conditions(text, kind, state)
    if mark is not None:
        sign = psql.SQL(">" if up else "<")
        conditions.append(psql.SQL("({}, p.id) {} (%(mark)s, %(mark_id)s)").format(key, sign))
        values |= {"mark": mark[0], "mark_id": mark[1]}
    direction = psql.SQL("ASC" if up else "DESC")
    rows = _rows(key, conditions, direction, {**values, "limit": limit + 1})
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    has_before, has_after = (more, True) if backwards else (mark is not None, more)
    return PartyPage(
        lines=tuple(_line(row) for row in rows),
        after=_mark(rows[-1]) if rows and has_after else "",
        before=_mark(rows[0]) if rows and has_before else "",
    )


def all_parties(*, viewer: Actor, **which: Any) -> Iterator[PartyLine]:
    """All lines of a list in its order, page by page: for an export. Takes what parties takes."""
    after = ""
    while True:
        page = parties(viewer=viewer, after=after, limit=2000, **which)
        yield from page.lines
        if not page.after:
            return
        after = page.after


def selected(
    *, viewer: Actor, text: str = "", kind: str = "", state: str = "ACTIVE", **_order: Any
) -> tuple[psql.Composable, dict[str, Any]]:
    """The ids of a list's parties as a statement with its named parameters, for who works on all of
    them at once. Takes what parties takes; whoever is not staff selects nobody."""
    conditions, values = _conditions(text, kind, state)
    if not viewer.may(Role.CLERK):
        conditions = [psql.SQL("false")]
    where = psql.SQL(" AND ").join(conditions) if conditions else psql.SQL("true")
    return psql.SQL("SELECT p.id FROM register_party p WHERE {}").format(where), values


def party_ids_by_number(*, viewer: Actor, numbers: Iterable[str]) -> dict[str, int]:
    """The ids of the parties with these numbers; numbers that nobody has are absent. Staff only."""
    if not viewer.may(Role.CLERK):
        return {}
    found = sql.rows(_HERE, "ids_by_number", {"numbers": list(numbers)})
    return dict(found)


def _sort_key(sort: str, language: str) -> tuple[psql.Composable, bool]:
    downwards, name = sort.startswith("-"), sort.removeprefix("-")
    fixed = SORTS.get(name)
    if fixed is None:
        fixed = "p.sort_sk" if language == "sk" else "p.sort_pl"
    return psql.SQL(fixed), downwards


def _conditions(text: str, kind: str, state: str) -> tuple[list[psql.Composable], dict[str, Any]]:
    conditions: list[psql.Composable] = []
    values: dict[str, Any] = {}
    if kind:
        conditions.append(psql.SQL("p.kind = %(kind)s"))
        values["kind"] = kind
    if state:
        conditions.append(psql.SQL("p.state = %(state)s"))
        values["state"] = state
    if patterns := text_parameters(text):
        fits = [
            psql.SQL("s.body LIKE {}").format(psql.Placeholder(f"pattern_{place}"))
            for place in range(len(patterns))
        ]
        # Each half can be read off the index whose condition it names.
        halves = [
            psql.SQL("SELECT s.party_id FROM register_search s WHERE {} AND {}").format(
                psql.SQL(half), psql.SQL(" AND ").join(fits)
            )
            for half, wanted in (("NOT s.is_archived", "ACTIVE"), ("s.is_archived", "ARCHIVED"))
            if state in {"", wanted}
        ]
        conditions.append(psql.SQL("p.id IN ({})").format(psql.SQL(" UNION ALL ").join(halves)))
        values |= {f"pattern_{place}": pattern for place, pattern in enumerate(patterns)}
    return conditions, values


def _rows(
    key: psql.Composable,
    conditions: list[psql.Composable],
    direction: psql.Composable,
    values: dict[str, Any],
) -> list[tuple[Any, ...]]:
    where = psql.SQL(" AND ").join(conditions) if conditions else psql.SQL("true")
    statement = psql.SQL(sql.text(_HERE, "parties_page")).format(
        key=key, where=where, direction=direction
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _mark(row: tuple[Any, ...]) -> str:
    """A row's place in the order, opaque for the address bar."""
    return base64.urlsafe_b64encode(json.dumps([row[0], row[1]]).encode()).decode().rstrip("=")


def _read_mark(mark: str) -> tuple[Any, int] | None:
    if not mark:
        return None
    try:
        key, party_id = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (ValueError, TypeError):
        return None
    if not isinstance(party_id, int) or not isinstance(key, str | int):
        return None
    return key, party_id


def _line(row: tuple[Any, ...]) -> PartyLine:
    (_key, party_id, public_id, number, name, kind, archived, creditor, head, id_kind, value,
     street, house, code, city, email, phone) = row  # fmt: skip
    place = f"{code or ''} {city or ''}".strip()
    return PartyLine(
        id=party_id,
        public_id=public_id,
        number=number,
        name=name,
        kind=kind,
        kind_label=str(Party.Kind(kind).label),
        is_archived=archived,
        is_creditor=creditor,
        head_name=head or "",
        identifier_kind=id_kind or "",
        identifier=rules.shown(id_kind, value) if id_kind else "",
        address=", ".join(filter(None, [f"{street or ''} {house or ''}".strip(), place])),
        email=email or "",
        phone=phone or "",
    )
