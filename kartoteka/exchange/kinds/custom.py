"""Custom fields of parties in an import: read row by row, then judged and taken all at once."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg import sql as psql

from kartoteka.exchange import parsing, words
from kartoteka.exchange.fields import Column, Fault, Field, Form
from kartoteka.exchange.kinds import staged
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.register.fields import indexes as field_indexes
from kartoteka.register.fields import rules as field_rules
from kartoteka.register.fields.definitions import (
    CHOSEN,
    LINKS,
    NUMBERS,
    TEXTS,
    Definition,
    FieldType,
    Value,
)
from kartoteka.register.fields.rules import SENTENCES as REASONS
from kartoteka.register.fields.rules import Wrong
from kartoteka.register.operations.fields import values as field_values
from kartoteka.register.queries import fields as queries

BEGINNING = "field_"
# Imports are an administrator's; what only a superadministrator edits is edited by hand.
_IMPORTER = Actor(user_id=None, realm=Realm.DESK, role=Role.ADMINISTRATOR)
SENTENCES = {f"custom_{code}": sentence for code, sentence in REASONS.items()}
_APART = re.compile(r"[,;|]")
_FORMS = {
    FieldType.NUMBER: Form.AMOUNT,
    FieldType.MONEY: Form.AMOUNT,
    FieldType.DATE: Form.DATE,
}

Read = Callable[[Sequence[str]], tuple[dict[str, Value], list[Fault]]]


def definitions() -> list[Definition]:
    """The custom fields of parties into which an import may bring values."""
    fields = queries.definitions(viewer=_IMPORTER, record="party")
    return [one for one in fields if field_rules.may_edit(_IMPORTER, one)]


def fields() -> tuple[Field, ...]:
    """A place for a column for each of them."""
    return tuple(_field(one) for one in definitions())


def reader(columns: Mapping[str, Column], names: Sequence[str]) -> Read:
    """What reads the custom fields out of a row: their values by key, and why some are none."""
    wanted = [one for one in definitions() if BEGINNING + one.key in columns]
    readers = [
        (one, names.index(columns[BEGINNING + one.key].name), _reader(one, columns))
        for one in wanted
    ]

    def read(cells: Sequence[str]) -> tuple[dict[str, Value], list[Fault]]:
        values: dict[str, Value] = {}
        faults = []
        for one, place, value_of in readers:
            text = cells[place].strip()
            if not text:
                continue
            try:
                value = value_of(text)
            except Wrong as wrong:
                facts = {"value": text[:60], **{k: str(v) for k, v in wrong.facts.items()}}
                faults.append(Fault(BEGINNING + one.key, f"custom_{wrong.code}", facts))
            else:
                if value is not None:
                    values[one.key] = value
        return values, faults

    return read


def judge(mapped: Sequence[str]) -> None:
    """Marks the staged rows that cannot be so: links to nobody, patterns, values that others have,
    required ones missing from new rows; leaves out what is not for the row's kind of party."""
    for one in definitions():
        if BEGINNING + one.key not in mapped:
            continue
        told = {"key": one.key, "field": BEGINNING + one.key}
        if one.only_kinds:
            sql.run(staged.HERE, "custom_not_theirs", told | {"kinds": list(one.only_kinds)})
        if one.kind in LINKS:
            is_person = one.kind == FieldType.PERSON
            sql.run(staged.HERE, "custom_links", told | {"person": is_person})
        if one.pattern and one.kind in TEXTS:
            sql.run(staged.HERE, "custom_pattern", told | {"pattern": one.pattern})
        if one.is_required and not one.if_key:
            sql.run(staged.HERE, "custom_missing", told | {"kinds": list(one.only_kinds)})
        if one.is_unique:
            _refuse_taken(one)


def take(actor: Actor) -> None:
    """Gives the parties of the rows that were taken their values."""
    rows = ((row.target, queries.loaded(row.custom)) for row in staged.stream("custom_rows"))
    field_values.set_fields_many(actor=actor, record="party", rows=rows)


def _refuse_taken(field: Definition) -> None:
    """Of two rows with the same value the first is taken; a value that another party has is not."""
    text = sql.text(staged.HERE, "custom_taken")
    mine = field_indexes.expression(field.kind, field.key, table="s", column="custom")
    held = field_indexes.expression(field.kind, field.key, table="v")
    with connection.cursor() as cursor:
        cursor.execute(
            psql.SQL(text).format(mine=mine, held=held),
            {"key": field.key, "field": BEGINNING + field.key},
        )


def _field(field: Definition) -> Field:
    known = [field.key.replace("_", " "), *map(parsing.fold, field.labels.values())]
    return Field(
        name=BEGINNING + field.key,
        label=field.label,
        synonyms=tuple(dict.fromkeys(name for name in known if name)),
        form=_FORMS.get(field.kind, Form.TEXT),
        help=field.help,
        subject=words.PARTY,
        is_unique=field.is_unique,
        accepts=_accepts(field) if field.kind in CHOSEN else None,
        shows=_shows(field),
    )


def _accepts(field: Definition) -> Callable[[Sequence[str], str], bool]:
    read = _reader(field, {})

    def accepts(_names: Sequence[str], value: str) -> bool:
        try:
            return read(value) is not None
        except Wrong:
            return False

    return accepts


def _shows(field: Definition) -> Callable[[str], str]:
    """What words a value that stands in a report as JSON's own text."""

    def shows(text: str) -> str:
        value = queries.loaded(f'{{"v": {text}}}')["v"] if text else None
        return field_rules.worded(field, value)

    return shows


def _reader(field: Definition, columns: Mapping[str, Column]) -> Callable[[str], Value]:
    column = columns.get(BEGINNING + field.key)
    if field.kind in CHOSEN:
        return _chosen(field)
    if field.kind in LINKS:
        return lambda text: text[:40]
    if field.kind in NUMBERS:
        mark = column.mark if column else ""
        return lambda text: field_rules.read(field, _or_text(parsing.amount(text, mark), text))
    if field.kind == FieldType.DATE:
        order = column.order if column else ""
        return lambda text: field_rules.read(field, _or_text(parsing.date(text, order), text))
    if field.kind == FieldType.YES_NO:
        return lambda text: field_rules.read(field, _or_text(parsing.yes_or_no(text), text))
    return lambda text: field_rules.read(field, text)


def _or_text(value: Any, text: str) -> Any:
    return text if value is None else value


def _chosen(field: Definition) -> Callable[[str], Value]:
    """Reads codes or words in any language; retired ones are taken: the data may be old."""
    known = {parsing.fold(one): option.code for option in field.options
             for one in (*option.labels.values(), option.code)}  # fmt: skip
    held = [one.code for one in field.options]

    def code_of(text: str) -> str:
        code = known.get(parsing.fold(text))
        if code is None:
            raise Wrong("no_such_option", value=text.strip()[:40])
        return code

    if field.kind == FieldType.DICTIONARY:
        return code_of
    return lambda text: field_rules.read(
        field, [code_of(one) for one in _APART.split(text) if one.strip()], was=held
    )
