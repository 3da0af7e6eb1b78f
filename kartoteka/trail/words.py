"""Names of tables, columns and values as people read them, taken from the models themselves.

The trail knows no room: it finds the model of a table among the installed ones and uses its
verbose names and choices. A column that no person fills in has no word and is left out.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from babel import Locale
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kartoteka.kernel import days, sql
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.labels import said

if TYPE_CHECKING:
    Field = models.Field[Any, Any]
else:
    Field = models.Field

# Columns that hold several values in JSON, worded by their room: table.column → what makes, for a
# viewer, the function that tells label, old and new value of each that differs.
Spelled = Callable[[Mapping[str, Any], Mapping[str, Any]], Iterable[tuple[str, str, str]]]
SPELLERS: dict[str, Callable[[Actor], Spelled]] = {}

Referred = Mapping[tuple[type[models.Model], Any], str]
REASON = "reason"


@cache
def model_of(table: str) -> type[models.Model] | None:
    """The model whose rows lie in `table`."""
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


@cache
def _columns(table: str) -> dict[str, Field]:
    model = model_of(table)
    if model is None:
        return {}
    return {
        str(field.column): field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and not isinstance(field, models.BinaryField)
    }


def columns(name: str) -> list[tuple[str, str]]:
    """The columns of a table that have words, each with them, in the model's order.

    Whose a row is goes without saying.
    """
    return [
        (column, label(field)) for column, field in _columns(name).items() if column != "party_id"
    ]


def table(name: str) -> str:
    """What a row of the table is, in words."""
    model = model_of(name)
    return str(model._meta.verbose_name) if model is not None else name


def fields(
    name: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    names: Referred,
    party: int | None = None,
    *,
    spelled: Mapping[str, Spelled] | None = None,
) -> Iterator[tuple[str, str, str, str]]:
    """Column, label, old and new value of each that has words and a value, in the model's order.

    That a row belongs to the `party` whose history is read goes without saying.
    """
    columns = _columns(name)
    for column, field in columns.items():
        if column == "party_id" and {old.get(column, party), new.get(column, party)} == {party}:
            continue
        if spelled and (spell := spelled.get(f"{name}.{column}")):
            for told in spell(old.get(column) or {}, new.get(column) or {}):
                yield column, *told
            continue
        was, now = value(field, old.get(column), names), value(field, new.get(column), names)
        if was != now or (was and column in old and column in new):
            yield column, label(field), was, now
    if new.get(REASON) and REASON not in columns:
        yield REASON, _("reason"), "", str(new[REASON])
    if model_of(name) is None:
        for column in sorted({*old, *new}):
            yield column, column, str(old.get(column) or ""), str(new.get(column) or "")


def spellers(viewer: Actor, tables: Iterable[str]) -> dict[str, Spelled]:
    """What words the JSON columns of these tables for the viewer, by table and column."""
    wanted = set(tables)
    return {
        column: make(viewer)
        for column, make in SPELLERS.items()
        if column.partition(".")[0] in wanted
    }


def label(field: Field) -> str:
    """The field's own words; a reference without any is called by what it refers to."""
    target = field.related_model
    has_words = isinstance(field.verbose_name, Promise)
    if isinstance(target, type) and not has_words:
        return str(target._meta.verbose_name)
    return str(field.verbose_name)


def referred(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Referred:
    """Names of the rows that the values point at: one query for each table pointed at."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for name, values in rows:
        for column, field in _columns(name).items():
            if values.get(column) is not None and (target := _named(field)):
                wanted.setdefault(target, set()).add(values[column])
    return {
        (target, key): " ".join(map(_plain, parts))
        for target, keys in wanted.items()
        for key, *parts in sql.kept_text(_asked_of(target), {"keys": list(keys)})
    }


@cache
def _asked_of(target: type[models.Model]) -> str:
    """What asks for key and names of rows; as json, for Django reads jsonb as a text."""
    meta = target._meta
    said = "".join(
        f', "{field.column}"' + "::json" * isinstance(field, models.JSONField)
        for field in map(meta.get_field, _said_by(target))
        if isinstance(field, models.Field)
    )
    key = f'"{meta.pk.column}"'
    return f'SELECT {key}{said} FROM "{meta.db_table}" WHERE {key} = ANY(%(keys)s)'  # noqa: S608  (our own models)


def _named(field: Field) -> type[models.Model] | None:
    target = field.related_model
    if not isinstance(target, type) or not issubclass(target, models.Model):
        return None
    return target if _said_by(target) else None


def _said_by(model: type[models.Model]) -> tuple[str, ...]:
    """The columns by which people know a row: its own SAID_BY, a name, or words made by users."""
    own: tuple[str, ...] | None = getattr(model, "SAID_BY", None)
    if own is not None:
        return own
    known = {field.name for field in model._meta.get_fields()}
    return next(((name,) for name in ("name", "labels") if name in known), ())


def value(field: Field, value: Any, names: Referred) -> str:
    if value is None or value == "":
        return ""
    if target := _named(field):
        return names.get((target, value), f"#{value}")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict | list):
        return _plain(value, getattr(field.model, "key_names", dict)())
    if isinstance(field, models.DateField):
        return _day_or_moment(value, is_moment=isinstance(field, models.DateTimeField))
    return str(_words_of(field).get(value, value))


def _plain(value: Any, names: Mapping[str, str] | None = None) -> str:
    """What a jsonb column holds on one line; words in several languages in the reader's.

    `names` are those of its keys, from the `key_names()` of a model that has keys of its own.
    """
    if isinstance(value, dict):
        if value and value.keys() <= dict(settings.LANGUAGES).keys():
            return said(value, get_language() or "pl")
        value = [f"{(names or {}).get(key, key)}: {_plain(one)}" for key, one in value.items()]
    return ", ".join(map(_plain, value)) if isinstance(value, list) else str(value)


def _words_of(field: Field) -> Mapping[Any, Any]:
    """The words of a column that holds codes, by code."""
    if field.name == "country":
        return Locale.parse(get_language() or "pl").territories
    return dict(field.flatchoices)


def _day_or_moment(value: str, *, is_moment: bool) -> str:
    language = get_language() or "pl"
    if not is_moment:
        return days.written(dt.date.fromisoformat(value), language)
    at = timezone.localtime(dt.datetime.fromisoformat(value))
    return f"{days.written(at.date(), language)}, {at:%H:%M}"
