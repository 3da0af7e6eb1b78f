"""The form that a query is put together with: groups and conditions by their place in the tree.

The form's names say the place: `w.kind`, `w.0.field`, `w.0.op`, `w.0.v`, `w.1.kind`, `w.1.0.field`.
A draft may be unfinished; nothing typed is lost while it is. Works without JavaScript: every button
sends the form with what is to be done in `do`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from kartoteka.kernel.criteria import OPERATORS, Condition, Field, Group, Node, Op, Type
from kartoteka.kernel.criteria.fields import DAYS, MANY_VALUES, NO_VALUE, TWO_VALUES
from kartoteka.kernel.criteria.tree import DEEPEST, MOST, PERIODS
from kartoteka.kernel.criteria.wording import OP_WORDS, PERIOD_WORDS

ROOT = "w"
_NAME = re.compile(r"w((?:\.\d{1,3})*)\.(kind|field)")
Pairs = list[tuple[str, str | Promise]]


@dataclass(slots=True)
class DraftCondition:
    """One line of the form: the field, how it is compared, with what."""

    path: str
    known: Field | None = None
    op: Op | None = None
    values: list[str] = field(default_factory=list)
    is_group = False

    @property
    def key(self) -> str:
        """The chosen field's, none at first."""
        return self.known.key if self.known else ""

    @property
    def ops(self) -> Pairs:
        """Comparisons that the field knows."""
        return [(op, OP_WORDS[op]) for op in (self.known.ops if self.known else ())]

    @property
    def input(self) -> str:
        """Which control takes the value: none, text, number, money, date, days, choices, period."""
        if self.known is None or self.op is None or self.op in NO_VALUE:
            return "none"
        if self.op in DAYS:
            return "days"
        if self.op is Op.PERIOD:
            return "period"
        if self.known.type in {Type.CHOICE, Type.CHOICES}:
            return "choices"
        if self.op in MANY_VALUES:
            return "lines"
        kinds = {Type.NUMBER: "number", Type.MONEY: "number", Type.DATE: "date"}
        return kinds.get(self.known.type, "text")

    @property
    def has_two(self) -> bool:
        """Whether it is compared with a first and a last value."""
        return self.op in TWO_VALUES

    @property
    def first(self) -> str:
        return self.values[0] if self.values else ""

    @property
    def second(self) -> str:
        return self.values[1] if len(self.values) > 1 else ""

    @property
    def lines(self) -> str:
        """Several values, one on a line."""
        return "\n".join(self.values)

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Code, words and whether it is chosen."""
        if self.known is None:
            return []
        if self.op is Op.PERIOD:
            return [(code, str(PERIOD_WORDS[code]), code in self.values) for code in PERIODS]
        return [(str(c), str(word), str(c) in self.values) for c, word in self.known.choices()]

    def data(self) -> dict[str, Any]:
        """The condition as the JSON of a query."""
        said: dict[str, Any] = {"field": self.known.key if self.known else "", "op": self.op}
        values = [value.strip() for value in self.values if value.strip()]
        return said if self.op in NO_VALUE else said | {"value": values}


@dataclass(slots=True)
class DraftGroup:
    """Parts of which all, any or none must hold."""

    path: str
    kind: str = "all"
    parts: "list[DraftCondition | DraftGroup]" = field(default_factory=list)
    is_group = True

    @property
    def depth(self) -> int:
        return self.path.count(".")

    @property
    def may_hold_groups(self) -> bool:
        return self.depth < DEEPEST - 2

    def data(self) -> dict[str, Any]:
        """The group as the JSON of a query; lines without a field are left out."""
        parts = [part.data() for part in self.parts if isinstance(part, DraftGroup) or part.known]
        return {self.kind: parts}

    def walk(self) -> "Iterator[DraftCondition | DraftGroup]":
        yield self
        for part in self.parts:
            if isinstance(part, DraftGroup):
                yield from part.walk()
            else:
                yield part


Draft = DraftCondition | DraftGroup


def is_sent(asked: QueryDict) -> bool:
    """Whether the form itself is sent, and not an address with a finished query."""
    return f"{ROOT}.kind" in asked


def of_query(node: Group, fields: Mapping[str, Field]) -> DraftGroup:
    """The form as it shows a finished query."""
    made = _of(node, ROOT, fields)
    return made if isinstance(made, DraftGroup) else DraftGroup(ROOT, parts=[made])


def of_form(asked: QueryDict, fields: Mapping[str, Field]) -> DraftGroup:
    """The draft that the form says, with what its button asks for (`do`) done."""
    names = [name for name in asked if _NAME.fullmatch(name)][:MOST]
    root = _group(asked, ROOT, names, fields, 0)
    _do(root, asked.get("do", ""))
    _renumber(root, ROOT)
    return root


def _of(node: Node, path: str, fields: Mapping[str, Field]) -> Draft:
    if isinstance(node, Condition):
        values = [str(value) for value in node.values]
        return DraftCondition(path, fields[node.field], node.op, values)
    parts = [_of(part, f"{path}.{place}", fields) for place, part in enumerate(node.parts)]
    return DraftGroup(path, node.kind, parts)


def _group(
    asked: QueryDict, path: str, names: list[str], fields: Mapping[str, Field], depth: int
) -> DraftGroup:
    kind = asked.get(f"{path}.kind", "all")
    group = DraftGroup(path, kind if kind in {"all", "any", "none"} else "all")
    inside = {
        int(name[len(path) + 1 :].partition(".")[0])
        for name in names
        if name.startswith(f"{path}.") and name[len(path) + 1].isdigit()
    }
    for place in sorted(inside):
        below = f"{path}.{place}"
        if f"{below}.field" in asked:
            group.parts.append(_condition(asked, below, fields))
        elif depth < DEEPEST:
            group.parts.append(_group(asked, below, names, fields, depth + 1))
    return group


def _condition(asked: QueryDict, path: str, fields: Mapping[str, Field]) -> DraftCondition:
    known = fields.get(asked.get(f"{path}.field", ""))
    if known is None:
        return DraftCondition(path)
    said = asked.get(f"{path}.op", "")
    op = Op(said) if said in known.ops else (known.operators or OPERATORS[known.type])[0]
    values = asked.getlist(f"{path}.v")
    if op in MANY_VALUES and known.type is Type.TEXT:
        values = [line for value in values for line in value.splitlines()]
    return DraftCondition(path, known, op, values[:500])


def _do(root: DraftGroup, command: str) -> None:
    """add:w.1 adds a line, group:w a group, remove:w.0 takes a part away."""
    verb, _colon, path = command.partition(":")
    for part in list(root.walk()):
        if not isinstance(part, DraftGroup):
            continue
        if verb == "add" and part.path == path:
            part.parts.append(DraftCondition(""))
        elif verb == "group" and part.path == path and part.may_hold_groups:
            part.parts.append(DraftGroup("", "any", [DraftCondition("")]))
        elif verb == "remove":
            part.parts = [one for one in part.parts if one.path != path]


def _renumber(part: Draft, path: str) -> None:
    part.path = path
    if isinstance(part, DraftGroup):
        for place, one in enumerate(part.parts):
            _renumber(one, f"{path}.{place}")
