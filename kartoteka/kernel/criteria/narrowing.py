"""What is read where a smaller table has all the rows that a query asks for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from kartoteka.kernel.criteria.fields import Field, Op, Subject
from kartoteka.kernel.criteria.tree import Condition, Group, Node


class Which(Protocol):
    """Which rows are asked for."""

    @property
    def query(self) -> Group:
        """The conditions."""

    @property
    def text(self) -> str:
        """The one box over the list."""


def narrowed(
    subject: Subject, fields: Mapping[str, Field], which: Which, told: Sequence[str] = ()
) -> tuple[Subject, Mapping[str, Field]]:
    """The subject over its narrower table with its fields there; as they were where that has not
    all rows asked for, or does not know what is asked of them or (by the keys `told`) told."""
    small = subject.narrower
    if small is None or which.text.strip() or not _has_all(small.filled, which.query):
        return subject, fields
    asked = {one.field for one in _conditions(which.query)}
    known = small.of(fields)
    if not asked <= small.asked.keys() or not fields.keys() & set(told) <= known.keys():
        return subject, fields
    return replace(subject, source=small.source, row=small.row, narrower=None), known


def _has_all(filled: str, query: Group) -> bool:
    """Whether no row without a value of the field is asked for."""
    return query.kind == "all" and any(
        isinstance(one, Condition) and one.field == filled and one.op is not Op.EMPTY
        for one in query.parts
    )


def _conditions(node: Node) -> Iterator[Condition]:
    if isinstance(node, Condition):
        yield node
    else:
        for part in node.parts:
            yield from _conditions(part)
