"""Indexes of custom fields: what ranges, parts and uniqueness are read off, and their names.

Equality needs none of these: one GIN index serves it for all fields (`fields @> '{"key": …}'`). But
only an expression's index tells the planner how common each value is.
"""

import re

from psycopg import sql as psql

from kartoteka.register.fields.definitions import TEXTS, FieldType

_NAME = re.compile(r"register_cf_(\d+)_[a-z]{1,2}")
_AS_WRITTEN = frozenset({FieldType.DATE, FieldType.DICTIONARY, FieldType.YES_NO})
_LETTERS = {FieldType.TEXT: "t", FieldType.LONG_TEXT: "t", **dict.fromkeys(_AS_WRITTEN, "d")}


def expression(
    kind: FieldType, key: str, *, table: str = "", column: str = "fields"
) -> psql.Composable:
    """What a field of the type is compared and ordered by in SQL: text folded, a day as ISO has it,
    a code as it is, else a number. NULL where the record has no value or one of another type."""
    fields = psql.Identifier(*filter(None, (table, column)))
    if kind in TEXTS:
        return psql.SQL('(fold({} ->> {}) COLLATE "C")').format(fields, psql.Literal(key))
    if kind in _AS_WRITTEN:
        return psql.SQL('(({} ->> {}) COLLATE "C")').format(fields, psql.Literal(key))
    return psql.SQL("register_field_number({} -> {})").format(fields, psql.Literal(key))


def compared(kind: FieldType) -> psql.Composable:
    """The parameter `value` as `expression` is compared with."""
    if kind in TEXTS:
        return psql.SQL("fold(%(value)s::text)")
    return psql.SQL("%(value)s::text" if kind in _AS_WRITTEN else "%(value)s::numeric")


def name(field_id: int, kind: FieldType, *, is_unique: bool) -> str:
    """What the index of a field is called; another type has another index."""
    return f"register_cf_{field_id}_{_LETTERS.get(kind, 'n')}{'u' if is_unique else ''}"


def parts_name(field_id: int) -> str:
    """What the index is called by which parts of a text are found."""
    return f"register_cf_{field_id}_tg"


def field_of(index: str) -> int | None:
    """The field whose index bears that name."""
    found = _NAME.fullmatch(index)
    return int(found[1]) if found else None
