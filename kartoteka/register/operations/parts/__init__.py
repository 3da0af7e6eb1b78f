"""What hangs on many parties at once, as another program says it: a few statements a table."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql as psql

from kartoteka.kernel import constraints, sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.register.operations.parts.declared import PARTS, Part

_HERE = "kartoteka.register"
Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PartOutcome:
    """How one row came out: `row` counts from 0, `outcome` is NEW, CHANGED, SAME or REJECTED.

    `changes` are [was, becomes] by column; `code` says why a row is refused: `missing`, `twice`
    (facts: row), `two_first` (row), `overlaps`, `overlaps_row` (row), `ends_before`,
    `limit_without_currency`, `oneself`, `no_person`.
    """

    row: int
    outcome: str
    field: str = ""
    code: str = ""
    facts: Mapping[str, Any] | None = None
    changes: Mapping[str, tuple[str | None, str | None]] | None = None


def bring_parts(
    *,
    actor: Actor,
    part: str,
    rows: Iterable[tuple[int, Said]],
    on: dt.date,
    fill_only: bool = False,
) -> Iterator[PartOutcome]:
    """Lay what is said over a table of parties (a key of PARTS): rows of party and values by
    column, normalised, as text. A row known again is changed, another is added; a column that is
    not said stays. With `fill_only` only what was empty is filled.

    Addresses that are one at a time and trade terms follow the present ones, which end the day
    before; any other row that would stand beside one valid on the same day is refused. Each row is
    taken whole or not at all. `on` is the day of what says none. `rows` is read once and not kept.
    """
    declared = PARTS[part]
    given = {"on": on, "actor": actor.user_id, "fill": fill_only}
    with acting(actor), constraints.spoken():
        count = _stage(declared, rows)
        if count:
            _bring(declared, given)
        told = sql.rows(_HERE, "parts_outcomes")
    return _outcomes(count, told)


def _bring(part: Part, given: Mapping[str, Any]) -> None:
    if part.before:
        _run(psql.SQL(part.before), given)
    _run(_text("parts_find", part), given)
    _run(_text("parts_lay", part), given)
    for column in part.required:
        condition = psql.SQL("coalesce(s.{}::text, '') = ''").format(psql.Identifier(column))
        _refuse(condition, "missing", column)
    if part.defaults:
        _run(_defaults(part), given)
    for check in part.checks:
        _refuse(psql.SQL(check.condition), check.code, check.field)
    _run(_text("parts_repeated", part), given)
    if part.slot:
        _run(_text("parts_overlap", part), given)
    _run(_text("parts_take", part), given)


def _stage(part: Part, rows: Iterable[tuple[int, Said]]) -> int:
    kept = {**part.columns, **part.beside}
    columns = psql.SQL(", ").join(
        psql.SQL("{} {}").format(psql.Identifier(name), psql.SQL(kind))
        for name, kind in kept.items()
    )
    _run(psql.SQL("DROP TABLE IF EXISTS pg_temp.register_part"), {})
    _run(
        psql.SQL(
            "CREATE TEMPORARY TABLE register_part (n bigint NOT NULL, party_id bigint NOT NULL, {},"
            " target bigint, outcome text NOT NULL DEFAULT 'NEW', field text, code text,"
            " facts jsonb, changes jsonb) ON COMMIT DROP"
        ).format(columns),
        {},
    )
    names = tuple(kept)
    told = ((n, party_id, *map(said.get, names)) for n, (party_id, said) in enumerate(rows))
    count = staging.fill("register_part", ("n", "party_id", *names), told)
    _run(psql.SQL("ANALYZE register_part"), {})
    return count


def _text(name: str, part: Part) -> psql.Composable:
    """The statement of that name for the part."""
    names = list(part.columns)
    pieces = {
        "table": psql.Identifier(part.table),
        "key": psql.Identifier(part.key),
        "same": psql.SQL(part.same),
        "order": psql.SQL(part.order),
        "slot": psql.SQL(part.slot or "''"),
        "follows": psql.SQL(part.follows),
        "flag": psql.SQL(part.flag or "false"),
        "flag_group": psql.SQL(part.flag_group),
        "unflagged": psql.SQL(part.unflagged or f"{names[0]} = {names[0]}"),
        "during": psql.SQL(
            "daterange(x.valid_from, x.valid_to, '[]')"
            if part.is_in_time
            else "daterange(NULL, NULL)"
        ),
        "columns": _listed("{0}", names),
        "later": _listed("later.{0}", names),
        "earlier": _listed("earlier.{0}", names),
        "identity": _listed("{0}", list(part.identity)),
        "assigned": _listed("{0} = s.{0}", names),
        "compared": _listed("('{1}', t.{0}::text, s.{0}::text)", names),
        "laid": _listed(
            "{0} = CASE WHEN %(fill)s AND coalesce(t.{0}::text, '') <> '' THEN t.{0}"
            " ELSE coalesce(s.{0}, t.{0}) END",
            names,
        ),
    }
    return psql.SQL(sql.text(_HERE, name)).format(**pieces)


def _defaults(part: Part) -> psql.Composable:
    """New rows get what they do not say."""
    given = psql.SQL(", ").join(
        psql.SQL("{0} = coalesce(s.{0}, {1})").format(psql.Identifier(name), psql.SQL(value))
        for name, value in part.defaults.items()
    )
    return psql.SQL("UPDATE register_part AS s SET {} WHERE s.target IS NULL").format(given)


def _refuse(condition: psql.Composable, code: str, field: str) -> None:
    statement = psql.SQL(sql.text(_HERE, "parts_refuse")).format(condition=condition)
    _run(statement, {"code": code, "field": field})


def _run(statement: psql.Composable, given: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(given))


def _listed(pattern: str, names: list[str]) -> psql.Composable:
    """The pattern for each column, {0} quoted and {1} bare, with commas between."""
    return psql.SQL(", ").join(
        psql.SQL(pattern).format(psql.Identifier(name), psql.SQL(name)) for name in names
    )


def _outcomes(count: int, told: list[tuple[Any, ...]]) -> Iterator[PartOutcome]:
    said = {row[0]: row for row in told}
    for n in range(count):
        if n not in said:
            yield PartOutcome(n, "NEW")
            continue
        _n, outcome, field, code, facts, changes = said[n]
        yield PartOutcome(n, outcome, field, code, _read(facts), _read(changes))


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
