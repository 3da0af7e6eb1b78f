"""Values of custom fields: of one record as a form says, of many as an import says."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.kernel import constraints, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.register.fields import indexes as field_indexes
from kartoteka.register.fields import rules as field_rules
from kartoteka.register.fields.definitions import LINKS, TEXTS, Definition, FieldType, Value
from kartoteka.register.fields.kinds import KINDS, RecordKind
from kartoteka.register.fields.rules import Wrong
from kartoteka.register.models import Party
from kartoteka.register.operations.editing import ChangedMeanwhile, NotThere
from kartoteka.register.queries import fields as queries
from kartoteka.trail import queries as trail

_PATTERN_TIME = "1s"


class FieldsRefused(Refusal):
    """Some values cannot be taken; `problems` says why, by the key of the field."""

    code = "register.fields_refused"
    message = _("Some fields need another look: %(told)s")

    def __init__(self, problems: Mapping[str, str], labels: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        told = " ".join(f"{labels.get(key, key)}: {words}" for key, words in problems.items())
        super().__init__(told=told)


class FieldNotYours(Refusal):
    """The field is of a higher role."""

    code = "register.field_not_yours"
    message = _("You may not change the field “%(label)s”.")


class FieldsDoNotFit(Refusal):
    """The database's last word: a definition has been changed meanwhile."""

    code = "register.fields_do_not_fit"
    message = _("The fields have been changed meanwhile. Open the page again.")


constraints.means("register_fields_fit", FieldsDoNotFit)


def set_fields(
    *,
    actor: Actor,
    record: str,
    record_id: int,
    values: Mapping[str, Any],
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Make the fields named in `values` so; others stay. Empty values are taken away.

    Values come as typed (texts) or as Python's own; a link is the id of a party. Of the fields
    named, those that apply must be filled where they are required; those that do not apply are
    left as they are. Raises FieldsRefused with a reason for each field, FieldNotYours,
    ChangedMeanwhile, NotThere.
    """
    which = KINDS[record]
    with acting(actor), constraints.spoken():
        share_definitions(record)
        _lock(which, record_id)
        kind, was, version = queries.held(record, record_id)
        was_seen = expected_version is None or version == expected_version
        if not was_seen and ChangedMeanwhile.code not in confirmed:
            last = trail.changes_of(viewer=actor, party_id=record_id, limit=1)
            raise ChangedMeanwhile(who=last[0].who if last else _("Somebody else"))
        known = {one.key: one for one in queries.definitions(viewer=actor, record=record)}
        asked = [_asked(actor, known, key) for key in values]
        becomes = _checked(which, (record_id, kind), asked, was, values)
        if becomes != was:
            _write(which, record_id, becomes, asked)


def set_fields_many(
    *, actor: Actor, record: str, rows: Iterable[tuple[int, Mapping[str, Value]]]
) -> int:
    """Lay values over those of many records, each as `field_rules.read` gives it; returns how many
    records were given some. One statement; the database refuses what does not fit its type.

    For imports, which have judged limits and uniqueness row by row before. Raises FieldsRefused
    where two records would share a unique value, FieldsDoNotFit.
    """
    which = KINDS[record]
    with acting(actor), constraints.spoken(), connection.cursor() as cursor:
        share_definitions(record)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.register_field_staging")
        cursor.execute(
            "CREATE TEMPORARY TABLE register_field_staging (id bigint, fields jsonb) ON COMMIT DROP"
        )
        told = ((pk, dumped(values)) for pk, values in rows)
        count = staging.fill("register_field_staging", ("id", "fields"), told)
        statement = _upsert(
            which,
            psql.SQL("s.fields"),
            psql.SQL("register_field_staging s JOIN {} r ON r.id = s.id ORDER BY r.id").format(
                psql.Identifier(which.records)
            ),
            psql.SQL("had.fields || excluded.fields"),
        )
        with _unique_spoken(queries.definitions(viewer=actor, record=record)):
            cursor.execute(statement)
    return count


def share_definitions(record: str) -> None:
    """Holds changes of definitions off until this transaction ends; writers do not wait for one
    another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtext('register_fields:' || %s))", [record]
        )


def dumped(values: Mapping[str, Value]) -> str:
    """Values as JSON, numbers exact."""
    return "{" + ",".join(f"{json.dumps(key)}:{_json(one)}" for key, one in values.items()) + "}"


def _json(value: Value) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=False)


def _lock(which: RecordKind, record_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            psql.SQL("SELECT 1 FROM {} WHERE id = %s FOR NO KEY UPDATE").format(
                psql.Identifier(which.records)
            ),
            [record_id],
        )
        if cursor.fetchone() is None:
            raise NotThere


def _asked(actor: Actor, known: Mapping[str, Definition], key: str) -> Definition:
    field = known.get(key)
    if field is None or not field_rules.may_edit(actor, field):
        raise FieldNotYours(label=field.label if field else key)
    return field


def _checked(
    which: RecordKind,
    whose: tuple[int, str],
    asked: list[Definition],
    was: Mapping[str, Value],
    values: Mapping[str, Any],
) -> dict[str, Value]:
    """All values of the record (`whose`: id and kind) as they shall be. Raises FieldsRefused."""
    record_id, kind = whose
    becomes, problems = dict(was), {}
    for field in asked:
        try:
            value = field_rules.read(field, values[field.key], was=was.get(field.key))
        except Wrong as wrong:
            problems[field.key] = wrong.sentence()
            continue
        if value is None:
            becomes.pop(field.key, None)
        else:
            becomes[field.key] = value
    for field in asked:
        if not field_rules.applies(field, kind, becomes):
            problems.pop(field.key, None)
            becomes.pop(field.key, None)
            if field.key in was:
                becomes[field.key] = was[field.key]
        elif field.is_required and field.key not in becomes and field.key not in problems:
            problems[field.key] = Wrong("missing").sentence()
    changed = [one for one in asked if becomes.get(one.key) != was.get(one.key)]
    changed = [one for one in changed if one.key in becomes and one.key not in problems]
    problems |= _judged_by_the_database(which, record_id, changed, becomes)
    if problems:
        raise FieldsRefused(problems, {one.key: one.label for one in asked})
    return becomes


def _judged_by_the_database(
    which: RecordKind, record_id: int, changed: list[Definition], becomes: Mapping[str, Value]
) -> dict[str, str]:
    problems = {}
    names = {
        pk: (name, kind, place)
        for pk, name, kind, place in Party.objects.filter(
            pk__in=field_rules.linked(changed, becomes)
        ).values_list("pk", "name", "kind", "place")
    }
    for field in changed:
        value = becomes[field.key]
        wrong = None
        if field.kind in LINKS:
            wrong = _wrong_link(field, value, names)
        if field.pattern and field.kind in TEXTS and not matches(field.pattern, value):
            wrong = Wrong("pattern")
        if wrong is None and field.is_unique:
            other = _who_has(which, record_id, field, value)
            wrong = Wrong("taken", name=other) if other else None
        if wrong is not None:
            problems[field.key] = wrong.sentence()
    return problems


def _wrong_link(
    field: Definition, value: int, names: Mapping[int, tuple[str, str, str]]
) -> Wrong | None:
    if value not in names:
        return Wrong("not_there", value=f"#{value}")
    name, kind, place = names[value]
    is_person = kind in ("PERSON", "SOLE_TRADER") or place == "CONTACT"
    if field.kind == FieldType.PERSON and not is_person:
        return Wrong("no_person", value=name)
    return None


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text has the form; by the database's automaton, within a second."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [_PATTERN_TIME])
            cursor.execute("SELECT %s ~ ('^(?:' || %s || ')$')", [text, pattern])
            (found,) = cursor.fetchone()
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    except DatabaseError:
        return False
    return bool(found)


def _who_has(which: RecordKind, record_id: int, field: Definition, value: Value) -> str:
    """The name of another record that has the value of a unique field, "" if none has."""
    expression = field_indexes.expression(field.kind, field.key, table="v")
    statement = psql.SQL(
        "SELECT r.{name} FROM {values} v JOIN {records} r ON r.id = v.{key}"
        " WHERE {held} = {mine} AND v.{key} <> %(id)s LIMIT 1"
    ).format(
        name=psql.Identifier(which.name_column),
        values=psql.Identifier(which.values),
        records=psql.Identifier(which.records),
        key=psql.Identifier(which.values_key),
        held=expression,
        mine=field_indexes.compared(field.kind),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": record_id, "value": value})
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _write(
    which: RecordKind, record_id: int, values: Mapping[str, Value], asked: list[Definition]
) -> None:
    statement = _upsert(
        which,
        psql.SQL("%(fields)s::jsonb"),
        psql.SQL("{} r WHERE r.id = %(id)s").format(psql.Identifier(which.records)),
        psql.SQL("excluded.fields"),
    )
    with _unique_spoken(asked), connection.cursor() as cursor:
        cursor.execute(statement, {"fields": dumped(values), "id": record_id})


@contextmanager
def _unique_spoken(fields: Iterable[Definition]) -> Iterator[None]:
    """A unique index that refuses is a problem of its field."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        broken = field_indexes.field_of(constraints.broken(error))
        for field in fields:
            if field.id == broken:
                words = Wrong("taken", name=_("Another record")).sentence()
                raise FieldsRefused({field.key: words}, {field.key: field.label}) from error
        raise


def _upsert(
    which: RecordKind,
    fields: psql.Composable,
    source: psql.Composable,
    becomes: psql.Composable,
) -> psql.Composed:
    """Values beside their records, made or replaced; the column is the register's everywhere."""
    copies = [psql.Identifier(name) for name in which.copies]
    return psql.SQL(
        "INSERT INTO {values} AS had ({columns}) SELECT {told} FROM {source}"
        " ON CONFLICT ({key}) DO UPDATE SET fields = {becomes}"
    ).format(
        values=psql.Identifier(which.values),
        columns=psql.SQL(", ").join(
            [psql.Identifier(which.values_key), *copies, psql.Identifier("fields")]
        ),
        told=psql.SQL(", ").join(
            [psql.SQL("r.id"), *(psql.SQL("r.{}").format(one) for one in copies), fields]
        ),
        source=source,
        key=psql.Identifier(which.values_key),
        becomes=becomes,
    )
