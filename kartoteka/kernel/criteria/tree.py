"""The query as a tree of values, read from JSON and checked against the fields it names."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.criteria.fields import (
    DAYS,
    MANY_VALUES,
    NO_VALUE,
    TWO_VALUES,
    Field,
    Op,
    Type,
    Value,
)
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.folding import fold

LONGEST, DEEPEST, MOST, LONGEST_TEXT, MOST_VALUES, MOST_DAYS = 20_000, 6, 100, 200, 500, 36_600
PERIODS = (
    "today", "this_week", "last_week", "this_month", "last_month", "next_month", "this_quarter",
    "last_quarter", "this_year", "last_year",
)  # fmt: skip
_LARGEST, _SMALLEST = Decimal(10) ** 15, -30  # the latter as an exponent
_BIGINT = 2**63

Kind = Literal["all", "any", "none"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One field compared with values: none, one, two (from and to, both included) or many."""

    field: str
    op: Op
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that must hold all, any, or none of them."""

    kind: Kind = "all"
    parts: "tuple[Condition | Group, ...]" = ()


Node = Condition | Group
EVERYTHING = Group()


class BadQuery(Refusal):
    """The query is not one: its shape, a field nobody has, a comparison or value that cannot be."""

    code = "kernel.bad_query"
    message = _("This search cannot be understood: %(why)s. Change or remove the condition.")
    field = "where"


def read(text: str, fields: Mapping[str, Field]) -> Group:
    """The query in a JSON text; an empty one asks for everything. Raises BadQuery."""
    if not text.strip():
        return EVERYTHING
    if len(text) > LONGEST:
        raise BadQuery(why=_("it is too long"))
    try:
        data = json.loads(text)
        json.dumps(data, ensure_ascii=False).encode()  # half of a pair of signs is no text
    except (ValueError, RecursionError):
        raise BadQuery(why=_("it is cut short")) from None
    return parse(data, fields)


def parse(data: object, fields: Mapping[str, Field]) -> Group:
    """The query in the data of a JSON text. Raises BadQuery; a single condition becomes a group."""
    node = _Reader(fields).node(data, 0)
    return node if isinstance(node, Group) else Group("all", (node,))


def as_json(node: Node) -> str:
    """The query as the shortest JSON; "" for everything. `read` takes it back."""
    return "" if node == EVERYTHING else json.dumps(_data(node), separators=(",", ":"))


def and_also(node: Group, *more: Node) -> Group:
    """The query narrowed by further conditions."""
    if node.kind == "all":
        return Group("all", (*node.parts, *more))
    return Group("all", (node, *more))


def _data(node: Node) -> dict[str, Any]:
    if isinstance(node, Group):
        return {node.kind: [_data(part) for part in node.parts]}
    said: dict[str, Any] = {"field": node.field, "op": str(node.op)}
    if node.values:
        said["value"] = [
            value if isinstance(value, int | str) else str(value) for value in node.values
        ]
    return said


class _Reader:
    """Reads one tree, counting what it has read."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.fields = fields
        self.seen = 0

    def node(self, data: object, depth: int) -> Node:
        self.seen += 1
        if self.seen > MOST or depth > DEEPEST:
            raise BadQuery(why=_("it has too many parts"))
        if not isinstance(data, dict):
            raise BadQuery(why=_("a part of it is no condition"))
        for kind in ("all", "any", "none"):
            parts = data.get(kind)
            if isinstance(parts, list) and len(data) == 1:
                return Group(kind, tuple(self.node(part, depth + 1) for part in parts))
        return self.condition(data)

    def condition(self, data: dict[str, Any]) -> Condition:
        key, op, given = data.get("field"), data.get("op"), data.get("value", [])
        known = self.fields.get(key) if isinstance(key, str) else None
        if known is None:
            raise BadQuery(why=_("there is no such field here: %(key)s") % {"key": str(key)[:60]})
        if op not in known.ops:
            raise BadQuery(why=_("%(label)s cannot be compared so") % {"label": known.label})
        values = given if isinstance(given, list) else [given]
        return Condition(known.key, Op(op), _values(known, Op(op), values))


def _values(field: Field, op: Op, given: list[Any]) -> tuple[Value, ...]:
    if op in NO_VALUE:
        return ()
    if len(given) > MOST_VALUES:
        raise BadQuery(why=_("it has too many parts"))
    wanted = 2 if op in TWO_VALUES else 1
    if not given or (op not in MANY_VALUES and len(given) != wanted):
        raise BadQuery(why=_("%(label)s needs a value") % {"label": field.label})
    values = tuple(_value(field, op, one) for one in given)
    if op in TWO_VALUES and values[0] > values[1]:  # type: ignore[operator]
        raise BadQuery(why=_("%(label)s ends before it begins") % {"label": field.label})
    return values


def _value(field: Field, op: Op, given: Any) -> Value:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise BadQuery(why=_("%(label)s needs a value") % {"label": field.label})
    text = str(given).replace("\x00", "").strip()
    value = _typed(field, op, text) if text and len(text) <= LONGEST_TEXT else None
    if value is None:
        raise BadQuery(
            why=_("%(value)s is no value of %(label)s") % {"value": text[:60], "label": field.label}
        )
    return value


def _typed(field: Field, op: Op, text: str) -> Value | None:
    if op in DAYS:
        return _whole(text, 0, MOST_DAYS)
    if op is Op.PERIOD:
        return text if text in PERIODS else None
    if field.type is Type.TEXT:
        return text if _comparable(field, op, text) else None
    reader = _READERS.get(field.type)
    return reader(text) if reader is not None else text


def _comparable(field: Field, op: Op, text: str) -> bool:
    if field.normal is not None:
        return op in {Op.CONTAINS, Op.BEGINS} or field.normal(text) is not None
    return bool(fold(text))


def _whole(text: str, least: int, below: int) -> int | None:
    is_whole = text.isdecimal() and text.isascii() and len(text) < 20  # noqa: PLR2004  (bigint)
    return int(text) if is_whole and least <= int(text) < below else None


def _figure(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not value.is_finite() or int(value.as_tuple().exponent) < _SMALLEST:
        return None
    return value if abs(value) < _LARGEST else None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


_READERS: dict[Type, Callable[[str], Value | None]] = {
    Type.NUMBER: _figure,
    Type.MONEY: _figure,
    Type.DATE: _day,
    Type.LINK: lambda text: _whole(text, 1, _BIGINT),
}
