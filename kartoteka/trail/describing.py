"""Rows of any table as people read them: labels and values in words, whatever room they are of."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.functional import Promise

from kartoteka.trail import words


def described(
    table: str, rows: Iterable[Mapping[str, Any]], labels: Mapping[str, str | Promise]
) -> list[list[tuple[str, str]]]:
    """Each row as pairs of label and value; empty values are left out.

    Rows are JSON values by column. `labels` are the words of columns whose model has none.
    """
    kept = list(rows)
    names = words.referred((table, row) for row in kept)
    model = words.model_of(table)
    fields = {field.column: field for field in model._meta.concrete_fields} if model else {}
    found = []
    for row in kept:
        pairs = [
            (_label(column, fields.get(column), labels), _value(fields.get(column), value, names))
            for column, value in row.items()
        ]
        found.append([(label, said) for label, said in pairs if said])
    return [pairs for pairs in found if pairs]


def _label(column: str, field: Any, labels: Mapping[str, str | Promise]) -> str:
    """The field's own words; else those given; else what it refers to, or the column itself."""
    if isinstance(field, models.Field) and isinstance(field.verbose_name, Promise):
        return words.label(field)
    if column in labels:
        return str(labels[column])
    return words.label(field) if isinstance(field, models.Field) else column


def _value(field: Any, value: Any, names: words.Referred) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    if isinstance(field, models.Field):
        return words.value(field, value, names)
    return str(value)
