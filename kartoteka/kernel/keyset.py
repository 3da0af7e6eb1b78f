"""The places of rows in an order: what is sorted by, and what lies behind a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql as psql

from kartoteka.kernel.criteria import Asked, Subject, Type


@dataclass(frozen=True, slots=True)
class Key:
    """What is sorted by."""

    sql: psql.Composable
    downwards: bool
    never_null: bool
    join: str
    shape: str


def ordering(
    keys: Sequence[Key], names: Sequence[psql.Composable], row: psql.Composable, backwards: bool
) -> psql.Composable:
    """What stands behind ORDER BY: `names` of the keys, then the row, all turned if `backwards`."""
    ways = [key.downwards != backwards for key in keys]
    ways.append((keys[0].downwards if keys else False) != backwards)
    return psql.SQL(", ").join(
        psql.SQL("{} {}").format(name, psql.SQL("DESC" if down else "ASC"))
        for name, down in zip([*names, row], ways, strict=True)
    )


def beyond(
    subject: Subject, keys: Sequence[Key], mark: list[Any], asked: Asked, *, backwards: bool
) -> list[psql.Composable]:
    """The rows behind the marked one, in the direction of reading."""
    row = psql.SQL(subject.row)
    last_down = keys[0].downwards if keys else False
    places = [*keys, Key(row, last_down, True, "", Type.NUMBER)]
    names = [f"mark_{n}" for n in range(len(mark))]
    asked.values |= dict(zip(names, mark, strict=True))
    held = [psql.Placeholder(name) for name in names]
    ways = {key.downwards for key in places}
    if len(ways) == 1 and all(key.never_null for key in places):
        sign = psql.SQL("<" if ways.pop() != backwards else ">")
        left = psql.SQL(", ").join(key.sql for key in places)
        return [psql.SQL("({}) {} ({})").format(left, sign, psql.SQL(", ").join(held))]
    choices: list[psql.Composable] = []
    equal: list[psql.Composable] = []
    for key, value, place in zip(places, mark, held, strict=True):
        is_beyond = _is_beyond(key, value, place, down=key.downwards != backwards)
        choices.append(psql.SQL(" AND ").join([*equal, is_beyond]))
        same = psql.SQL("{} IS NULL") if value is None else psql.SQL("{} = {}")
        equal.append(same.format(key.sql) if value is None else same.format(key.sql, place))
    found: list[psql.Composable] = [
        psql.SQL(" OR ").join(psql.SQL("({})").format(one) for one in choices)
    ]
    if places[0].never_null:  # so that an index leads to the place
        sign = psql.SQL("<=" if places[0].downwards != backwards else ">=")
        found.append(psql.SQL("{} {} {}").format(places[0].sql, sign, held[0]))
    return found


def _is_beyond(key: Key, value: Any, place: psql.Composable, *, down: bool) -> psql.Composable:
    if value is None:
        return psql.SQL("{} IS NOT NULL").format(key.sql) if down else psql.SQL("false")
    if down:
        return psql.SQL("{} < {}").format(key.sql, place)
    if key.never_null:
        return psql.SQL("{} > {}").format(key.sql, place)
    return psql.SQL("({} > {} OR {} IS NULL)").format(key.sql, place, key.sql)
