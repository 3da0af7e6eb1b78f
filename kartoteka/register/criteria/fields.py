"""Custom fields among what parties can be listed, asked, sorted and grouped by."""

import datetime as dt
import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache, partial
from typing import Any

from django.db import connection
from psycopg import sql as psql

from kartoteka.kernel.actor import Actor
from kartoteka.kernel.criteria import Field, Op, Own, Type, Value
from kartoteka.kernel.folding import fold
from kartoteka.register.fields import indexes as field_indexes
from kartoteka.register.fields.definitions import (
    LINKS,
    NUMBERS,
    TEXTS,
    Definition,
    FieldType,
    Option,
)
from kartoteka.register.queries import fields as queries

BEGINNING = "field_"
# Where both ways cost the same among 300,000 parties (docs/performance.md).
MOST_FOUND_FIRST = 5_000
Options = Callable[[], tuple[Option, ...]]
_JOIN = "LEFT JOIN register_partyfields cf ON cf.party_id = p.id"
_TYPES = {
    FieldType.TEXT: Type.TEXT,
    FieldType.LONG_TEXT: Type.TEXT,
    FieldType.NUMBER: Type.NUMBER,
    FieldType.MONEY: Type.MONEY,
    FieldType.DATE: Type.DATE,
    FieldType.YES_NO: Type.YES_NO,
    FieldType.DICTIONARY: Type.CHOICE,
    FieldType.MULTI_CHOICE: Type.CHOICES,
    FieldType.PARTY: Type.TEXT,
    FieldType.PERSON: Type.TEXT,
}
_GROUPED = {FieldType.DICTIONARY, FieldType.YES_NO, FieldType.DATE, *LINKS}


def party_fields(viewer: Actor) -> Iterable[Field]:
    """The custom fields of parties that the viewer may see, under the names of their tabs."""
    for tab in queries.tabs(viewer=viewer, record="party", with_options=False):
        for one in tab.fields:
            yield _field(one, tab.label)


def _field(field: Definition, heading: str) -> Field:
    options = cache(partial(_options, field))  # asked for once, by the few pages that need them
    is_link = field.kind in LINKS
    return Field(
        key=BEGINNING + field.key,
        label=field.label,
        type=_TYPES[field.kind],
        heading=heading,
        value=f"(SELECT {_value(field, 'v')} FROM register_partyfields v WHERE v.party_id = p.id)",
        join=_JOIN,
        joined=_value(field, "cf"),
        choices=lambda: [(one.code, one.label) for one in options()],
        currency=field.currency,
        order=lambda language: _order(field, options, language),
        operators=(Op.CONTAINS, Op.BEGINS, Op.IS, Op.EMPTY, Op.FILLED) if is_link else (),
        own=_own(field),
        is_grouped=field.kind in _GROUPED,
        role=field.seen_by,
    )


def _key(field: Definition) -> str:
    """The key in quotes, as the pieces of a Field have it; it has only a–z, 0–9 and _."""
    return f"'{field.key}'"


def _value(field: Definition, table: str) -> str:
    """The field's value in a row of values, as its type of criteria has it."""
    held = f"{table}.fields -> {_key(field)}"
    text = f"{table}.fields ->> {_key(field)}"
    if field.kind in NUMBERS:
        return f"register_field_number({held})"
    if field.kind == FieldType.DATE:
        return f"({text})::date"
    if field.kind == FieldType.YES_NO:
        return f"({text})::boolean"
    if field.kind == FieldType.MULTI_CHOICE:
        return f"(SELECT array_agg(one) FROM jsonb_array_elements_text({held}) AS one)"
    if field.kind in LINKS:
        number = f"register_field_number({held})::bigint"
        return f"(SELECT l.name FROM register_party l WHERE l.id = {number})"
    return f"({text})"


def _order(field: Definition, options: Options, language: str) -> str:
    """What the list is sorted by: dictionaries by their own order, words by the alphabet."""
    which = "sk" if language == "sk" else "pl"
    code = f"v.fields ->> {_key(field)}"
    if field.kind == FieldType.DICTIONARY:
        codes = ",".join(one.code for one in options())
        value = f"lpad(array_position('{{{codes}}}'::text[], {code})::text, 9, '0')"
    elif field.kind in LINKS:
        number = f"register_field_number(v.fields -> {_key(field)})::bigint"
        value = f"(SELECT l.sort_{which} FROM register_party l WHERE l.id = {number})"
    elif field.kind in TEXTS:
        value = f"left(sort_key({code}, '{which}'), 200) COLLATE \"C\""
    elif field.kind == FieldType.MULTI_CHOICE:
        value = f'({code}) COLLATE "C"'
    else:
        value = _value(field, "v")
    return f"(SELECT {value} FROM register_partyfields v WHERE v.party_id = p.id)"


def _options(field: Definition) -> tuple[Option, ...]:
    return queries.options(field.dictionary_id) if field.dictionary_id else ()


def _own(field: Definition) -> Own:
    """The conditions of a field that are read off its index, or off the one of all fields."""

    def own(op: Op, values: tuple[Value, ...], today: dt.date) -> tuple[str, dict[str, Any]] | None:
        if field.kind in LINKS and op not in {Op.EMPTY, Op.FILLED}:
            return None
        if op in {Op.EMPTY, Op.FILLED}:
            has = f"v.party_id = p.id AND v.fields ? {_key(field)}"
            is_empty = "NOT " if op is Op.EMPTY else ""
            return f"{is_empty}EXISTS (SELECT FROM register_partyfields v WHERE {has})", {}
        if op in {Op.YES, Op.NO} and field.kind == FieldType.YES_NO:
            return _rows(*_one_of(field, [True]), has=op is Op.YES)
        if field.kind in (FieldType.DICTIONARY, FieldType.MULTI_CHOICE):
            return _chosen(field, op, [str(one) for one in values])
        if field.kind in TEXTS | NUMBERS | {FieldType.DATE}:
            return _compared(field, op, values)
        return None

    return own


def _chosen(field: Definition, op: Op, codes: list[str]) -> tuple[str, dict[str, Any]] | None:
    if op is Op.ALL_OF:
        held = json.dumps({field.key: codes})
        return _rows("v.fields @> {held}::jsonb", {"held": held})
    if op in {Op.ONE_OF, Op.NONE_OF}:
        return _rows(*_one_of(field, list(codes)), has=op is Op.ONE_OF)
    return None


def _one_of(field: Definition, values: list[Any]) -> tuple[str, dict[str, Any]]:
    """The condition that a row of values has one of these."""
    is_many = field.kind == FieldType.MULTI_CHOICE
    if field.is_indexed and field.index_state == "READY" and not is_many:
        told = [str(one).lower() if isinstance(one, bool) else one for one in values]
        return f"{_indexed(field)} = ANY ({{told}})", {"told": told}
    held = {
        f"held_{place}": json.dumps({field.key: [one] if is_many else one})
        for place, one in enumerate(values)
    }
    return " OR ".join(f"v.fields @> {{{name}}}::jsonb" for name in held), held


def _compared(
    field: Definition, op: Op, values: tuple[Value, ...]
) -> tuple[str, dict[str, Any]] | None:
    """Comparisons that the order of an index answers; others are made of the value itself."""
    signs = {
        Op.IS: "=", Op.OVER: ">", Op.AT_LEAST: ">=", Op.AT_MOST: "<=", Op.UNDER: "<",
        Op.BEFORE: "<", Op.AFTER: ">",
    }  # fmt: skip
    held = _indexed(field)
    told = [_as_compared(field, one) for one in values]
    if field.kind in TEXTS:
        return _text(held, op, str(told[0]))
    if op in signs:
        return _rows(f"{held} {signs[op]} {{one}}", {"one": told[0]})
    if op is Op.BETWEEN:
        return _rows(f"{held} BETWEEN {{one}} AND {{two}}", {"one": told[0], "two": told[1]})
    return None


def _text(held: str, op: Op, text: str) -> tuple[str, dict[str, Any]] | None:
    """A folded text has no sign of a pattern; parts are found by the index of its trigrams."""
    wanted = fold(text)
    if op is Op.IS:
        return _rows(f"{held} = {{one}}", {"one": wanted})
    if op in {Op.CONTAINS, Op.BEGINS}:
        pattern = f"%{wanted}%" if op is Op.CONTAINS else f"{wanted}%"
        return _rows(f"{held} LIKE {{one}}", {"one": pattern})
    return None


def _as_compared(field: Definition, value: Value) -> Value:
    if field.kind == FieldType.DATE and isinstance(value, dt.date):
        return value.isoformat()
    if field.kind in NUMBERS:
        return value if isinstance(value, Decimal) else Decimal(str(value))
    return value


def _indexed(field: Definition) -> str:
    expression = field_indexes.expression(field.kind, field.key, table="v")
    return expression.as_string(None)


def _rows(
    condition: str, values: dict[str, Any], *, has: bool = True
) -> tuple[str, dict[str, Any]]:
    """That the party is among those whose values the condition holds for, or is not.

    Few rows are found first, and the list walks over no others; of many rows the walk meets some
    soon. The planner mistakes the price of the walk, so the choice is made here.
    """
    found = f"SELECT v.party_id FROM register_partyfields v WHERE {condition}"
    if not has:
        return f"p.id NOT IN ({found})", values
    if _estimated(found, values) > MOST_FOUND_FIRST:
        return f"p.id IN ({found})", values
    return f"p.id = ANY (ARRAY({found}))", values


def _estimated(statement: str, values: dict[str, Any]) -> int:
    """How many rows the planner expects; the indexes of fields have it count their values."""
    places = {name: psql.Placeholder(name) for name in values}
    asked = psql.SQL("EXPLAIN (FORMAT JSON) " + statement).format(**places)
    with connection.cursor() as cursor:
        cursor.execute(asked, values)
        (plan,) = cursor.fetchone()
    told = json.loads(plan) if isinstance(plan, str) else plan
    return int(told[0]["Plan"]["Plan Rows"])
