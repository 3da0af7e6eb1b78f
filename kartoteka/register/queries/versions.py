"""The version of a row that a person sees: `operations.editing.take` compares it."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

Row = TypeVar("Row", bound=Model)


def versioned(rows: "QuerySet[Row]") -> "QuerySet[Any]":
    """The same rows, each with its `version`."""
    table = rows.model._meta.db_table
    return rows.annotate(version=RawSQL(f'"{table}".xmin::text', []))  # noqa: S611  (our own table)
