"""Indexes of custom fields, made and dropped by the database's owner while people work."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.utils.translation import gettext_noop
from psycopg import sql as psql

from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.register.fields import indexes as field_indexes
from kartoteka.register.fields.definitions import TEXTS, FieldType
from kartoteka.register.fields.kinds import KINDS
from kartoteka.register.models import CustomField

# How to reach the database as its owner, outside of any transaction: filled by config.wiring.
owner_connection: list[Callable[[], AbstractContextManager[psycopg.Connection[Any]]]] = []
TWICE = gettext_noop("Two records have the same value.")
FAILED = gettext_noop("The database could not make the index; it is tried again at night.")
log = logging.getLogger("kartoteka.register")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An index that a definition asks for."""

    name: str
    field_id: int
    table: str
    statement: psql.Composed


def tend_indexes(*, actor: Actor) -> None:
    """Make the indexes that definitions ask for, drop those that none does or that were left half
    made, and note on each field whether it has its own. People go on working meanwhile.

    Outside of a transaction: it would wait for itself.
    """
    wanted = {one.name: one for one in _wanted()}
    states: dict[int, tuple[str, str]] = {}
    with owner_connection[0]() as owner:
        there = _there(owner)
        for name, is_valid in there.items():
            if name not in wanted or not is_valid:
                _drop(owner, name)
        for name, index in wanted.items():
            known = states.get(index.field_id, ("READY", ""))
            made = ("READY", "") if there.get(name) else _make(owner, index)
            states[index.field_id] = made if known[0] == "READY" else known
        for table in {index.table for index in wanted.values() if index.name not in there}:
            owner.execute(psql.SQL("ANALYZE {}").format(psql.Identifier("public", table)))
    with acting(actor):
        for field_id, (state, note) in states.items():
            CustomField.objects.filter(pk=field_id).update(index_state=state, index_note=note)


def _wanted() -> Iterator[Wanted]:
    for field in CustomField.objects.filter(is_retired=False).order_by("pk"):
        for is_unique in (False, True):
            if field.is_unique if is_unique else field.is_indexed:
                name = field_indexes.name(field.pk, FieldType(field.kind), is_unique=is_unique)
                statement = _statement(field, name, is_unique=is_unique)
                yield Wanted(name, field.pk, KINDS[field.record].values, statement)
        if field.is_indexed and field.kind in TEXTS:
            yield _of_parts(field)


def _statement(field: CustomField, name: str, *, is_unique: bool) -> psql.Composed:
    which = KINDS[field.record]
    # Not only of rows that have a value: the planner reads no statistics off a partial index.
    return psql.SQL(
        "CREATE {unique} INDEX CONCURRENTLY {name} ON {table} ({held}{then})"
    ).format(
        unique=psql.SQL("UNIQUE" if is_unique else ""),
        name=psql.Identifier(name),
        table=psql.Identifier("public", which.values),
        held=field_indexes.expression(FieldType(field.kind), field.key),
        then=psql.SQL("") if is_unique else psql.SQL(", {}").format(
            psql.Identifier(which.values_key)
        ),
    )  # fmt: skip


def _of_parts(field: CustomField) -> Wanted:
    which = KINDS[field.record]
    name = field_indexes.parts_name(field.pk)
    statement = psql.SQL(
        "CREATE INDEX CONCURRENTLY {name} ON {table} USING gin ({held} gin_trgm_ops)"
    ).format(
        name=psql.Identifier(name),
        table=psql.Identifier("public", which.values),
        held=field_indexes.expression(FieldType(field.kind), field.key),
    )
    return Wanted(name, field.pk, which.values, statement)


def _there(owner: psycopg.Connection[Any]) -> dict[str, bool]:
    rows = owner.execute(
        "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relname ~ '^register_cf_[0-9]+_'"
    )
    return dict(rows.fetchall())


def _make(owner: psycopg.Connection[Any], index: Wanted) -> tuple[str, str]:
    try:
        owner.execute(index.statement)
    except psycopg.errors.UniqueViolation:
        _drop(owner, index.name)
        return "FAILED", TWICE
    except psycopg.Error:
        log.exception("the index %s could not be made", index.name)
        _drop(owner, index.name)
        return "FAILED", FAILED
    return "READY", ""


def _drop(owner: psycopg.Connection[Any], name: str) -> None:
    owner.execute(psql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(psql.Identifier(name)))
