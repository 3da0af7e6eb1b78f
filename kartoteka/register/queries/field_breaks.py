"""What a change of a definition would break: counted in the records, with examples."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.folding import fold
from kartoteka.kernel.labels import said
from kartoteka.register.fields import indexes as field_indexes
from kartoteka.register.fields import rules as field_rules
from kartoteka.register.fields.definitions import (
    CHOSEN,
    NUMBERS,
    TEXTS,
    Definition,
    FieldType,
    Value,
)
from kartoteka.register.fields.kinds import KINDS, RecordKind
from kartoteka.register.queries.fields import kind_of, loaded, party_names

MOST_EXAMPLES = 5
# What becomes of values that break: KEPT stay until somebody edits them, REMOVED go (the history
# has them), REFUSED must be put right first.
KEPT, REMOVED, REFUSED = "KEPT", "REMOVED", "REFUSED"
SENTENCES: dict[str, str | Promise] = {
    "missing": _("Records without the value that would be required"),
    "twice": _("Records with the same value as another"),
    "limits": _("Values outside the limits"),
    "pattern": _("Values of another form"),
    "conversion": _("Values that cannot be turned into this type"),
    "option": _("Values that are not in the dictionary"),
    "elsewhere": _("Values of records that would no longer have the field"),
    "used": _("Records with a value"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A record whose value is meant: `text` is the value in words."""

    record_id: int
    party_id: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """What a change does to values: how many, some of them, and what would become of them."""

    code: str
    outcome: str
    count: int
    examples: tuple[Example, ...]

    @property
    def sentence(self) -> str:
        """What is the matter with these records or values."""
        return str(SENTENCES[self.code])


def label_of(labels: Mapping[str, str]) -> str:
    """Words made by users in the reader's language."""
    return said(labels)


def having(record: str, key: str, kind: str, code: str = "") -> Break:
    """The records that have a value under a key, or the one with that code of a dictionary."""
    condition: psql.Composable = psql.SQL("v.fields ? %(key)s")
    value: Value = [code] if kind == FieldType.MULTI_CHOICE else code
    if code:
        condition = psql.SQL("v.fields @> jsonb_build_object(%(key)s::text, %(held)s::jsonb)")
    field = Definition(id=0, record=record, key=key, tab_id=0, kind=FieldType(kind), labels={})
    parameters = {"key": key, "held": json.dumps(value)}
    return _counted(KINDS[record], field, ("used", REFUSED), condition, parameters)


def breaks(*, viewer: Actor, was: Definition, becomes: Definition) -> list[Break]:
    """What changing `was` into `becomes` breaks in the records, worst first; [] breaks nothing."""
    if not viewer.may(Role.ADMINISTRATOR):
        return []
    found = [one for one in _breaks(KINDS[was.record], was, becomes) if one.count]
    return sorted(found, key=lambda one: [REFUSED, REMOVED, KEPT].index(one.outcome))


def _breaks(which: RecordKind, was: Definition, becomes: Definition) -> Iterator[Break]:
    held = converted(was, becomes)
    parameters: dict[str, Any] = {"key": was.key, "options": options_of(becomes)}
    has = psql.SQL("v.fields ? %(key)s AND ")

    def counted(code: str, outcome: str, condition: psql.Composable, **more: Any) -> Break:
        return _counted(which, was, (code, outcome), has + condition, parameters | more)

    if was.kind != becomes.kind:
        yield counted("conversion", REMOVED, held + psql.SQL(" IS NULL"))
    elif was.kind in CHOSEN and was.dictionary_id != becomes.dictionary_id:
        yield counted("option", REFUSED, _not_in_dictionary(becomes), new=becomes.dictionary_id)
    if limits := list(_outside(was, becomes, held)):
        yield counted("limits", KEPT, psql.SQL("({})").format(psql.SQL(" OR ").join(limits)))
    if becomes.kind in TEXTS and becomes.pattern and becomes.pattern != was.pattern:
        condition = psql.SQL("({} #>> '{{}}') !~ ('^(?:' || %(pattern)s || ')$')").format(held)
        yield counted("pattern", KEPT, condition, pattern=becomes.pattern)
    if becomes.is_unique and not was.is_unique:
        yield _counted(which, was, ("twice", REFUSED), _shared(which, becomes), parameters)
    if becomes.condition != was.condition and any(becomes.condition):
        condition = psql.SQL("NOT ({})").format(_applies(which, becomes))
        yield counted("elsewhere", KEPT, condition, **_condition(becomes))
    if becomes.is_required and not was.is_required:
        yield _missing(which, becomes)


def converted(was: Definition, becomes: Definition) -> psql.Composable:
    """The value of `was` in a row `v` as the type of `becomes` has it; takes `key`, `options`."""
    return psql.SQL(
        "register_field_converted(v.fields -> %(key)s, {}, {}, %(options)s::jsonb)"
    ).format(psql.Literal(str(was.kind)), psql.Literal(str(becomes.kind)))


def options_of(field: Definition) -> str:
    """The codes of a field's dictionary by their folded codes and words, as JSON."""
    known = {fold(words): one.code for one in field.options for words in one.labels.values()}
    return json.dumps(known | {fold(one.code): one.code for one in field.options})


def _outside(
    was: Definition, becomes: Definition, held: psql.Composable
) -> Iterator[psql.Composable]:
    text = psql.SQL("({} #>> '{{}}')").format(held)
    if becomes.kind in NUMBERS:
        told: psql.Composable = psql.SQL("register_field_number({})").format(held)
        cast = psql.SQL("numeric")
    elif becomes.kind in TEXTS:
        told, cast = psql.SQL("char_length({})").format(text), psql.SQL("integer")
    else:
        told, cast = text, psql.SQL("text")
    same_type = was.kind == becomes.kind
    if becomes.minimum and not (same_type and becomes.minimum == was.minimum):
        yield psql.SQL("{} < {}::{}").format(told, psql.Literal(becomes.minimum), cast)
    if becomes.maximum and not (same_type and becomes.maximum == was.maximum):
        yield psql.SQL("{} > {}::{}").format(told, psql.Literal(becomes.maximum), cast)
    if becomes.kind == FieldType.NUMBER and not (same_type and becomes.decimals >= was.decimals):
        yield psql.SQL("scale(trim_scale({})) > {}").format(told, psql.Literal(becomes.decimals))


def _not_in_dictionary(becomes: Definition) -> psql.Composable:
    inside = "SELECT FROM register_dictionaryvalue d WHERE d.dictionary_id = %(new)s AND d.code = "
    if becomes.kind == FieldType.DICTIONARY:
        return psql.SQL("NOT EXISTS (" + inside + "v.fields ->> %(key)s)")
    return psql.SQL(
        "EXISTS (SELECT FROM jsonb_array_elements_text(v.fields -> %(key)s) one"
        " WHERE NOT EXISTS (" + inside + "one))"
    )


def _shared(which: RecordKind, field: Definition) -> psql.Composable:
    """Of the rows that share a value: those that are not the first with it."""
    mine = field_indexes.expression(field.kind, field.key, table="v")
    return psql.SQL(
        "{mine} IS NOT NULL AND v.{key} IN (SELECT id FROM (SELECT o.{key} AS id, row_number()"
        " OVER (PARTITION BY {others} ORDER BY o.{key}) AS n FROM {values} o"
        " WHERE o.fields ? %(key)s) AS numbered WHERE n > 1)"
    ).format(
        mine=mine,
        key=psql.Identifier(which.values_key),
        values=psql.Identifier(which.values),
        others=field_indexes.expression(field.kind, field.key, table="o"),
    )


def _applies(which: RecordKind, field: Definition) -> psql.Composable:
    """Whether a record `r` with values `v` has the field, as `field_rules.applies` decides it."""
    parts: list[psql.Composable] = []
    if field.only_kinds:
        parts.append(psql.SQL("{} = ANY (%(only_kinds)s)").format(kind_of(which)))
    if field.if_key and field.if_values:
        parts.append(
            psql.SQL(
                "coalesce(v.fields -> %(if_key)s IN"
                " (SELECT jsonb_array_elements(%(if_values)s::jsonb))"
                " OR jsonb_typeof(v.fields -> %(if_key)s) = 'array' AND EXISTS ("
                "SELECT FROM jsonb_array_elements(v.fields -> %(if_key)s) one"
                " WHERE one IN (SELECT jsonb_array_elements(%(if_values)s::jsonb))), false)"
            )
        )
    elif field.if_key:
        parts.append(psql.SQL("coalesce(v.fields ? %(if_key)s, false)"))
    return psql.SQL(" AND ").join(parts) if parts else psql.SQL("true")


def _condition(field: Definition) -> dict[str, Any]:
    return {
        "only_kinds": list(field.only_kinds),
        "if_key": field.if_key,
        "if_values": json.dumps(list(field.if_values), default=str),
    }


def _missing(which: RecordKind, field: Definition) -> Break:
    condition = psql.SQL("NOT coalesce(v.fields ? %(key)s, false) AND {}").format(
        _applies(which, field)
    )
    parameters = {"key": field.key, **_condition(field)}
    return _counted(which, field, ("missing", KEPT), condition, parameters)


def _counted(
    which: RecordKind,
    field: Definition,
    what: tuple[str, str],
    condition: psql.Composable,
    parameters: Mapping[str, Any],
) -> Break:
    """What `condition` holds for; `what` is the code of a break and what becomes of the values."""
    code, outcome = what
    join = psql.SQL("LEFT JOIN" if code == "missing" else "JOIN")
    statement = psql.SQL(
        "SELECT count(*) OVER (), r.id, r.{party}, r.{name},"
        " jsonb_build_object(%(key)s::text, v.fields -> %(key)s::text)::text"
        " FROM {records} r {join} {values} v ON v.{key} = r.id WHERE {condition}"
        " ORDER BY r.id LIMIT {most}"
    ).format(
        party=psql.Identifier(which.party_column),
        name=psql.Identifier(which.name_column),
        records=psql.Identifier(which.records),
        join=join,
        values=psql.Identifier(which.values),
        key=psql.Identifier(which.values_key),
        condition=condition,
        most=psql.Literal(MOST_EXAMPLES),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    return Break(code, outcome, rows[0][0] if rows else 0, tuple(_examples(field, rows)))


def _examples(field: Definition, rows: Sequence[tuple[Any, ...]]) -> Iterator[Example]:
    values = [loaded(text) for *_rest, text in rows]
    present = [{key: one for key, one in row.items() if one is not None} for row in values]
    names = party_names(pk for row in present for pk in field_rules.linked([field], row))
    for (_count, record_id, party_id, name, _text), row in zip(rows, present, strict=True):
        text = field_rules.worded(field, row.get(field.key), names)
        yield Example(record_id, party_id, name, text)
