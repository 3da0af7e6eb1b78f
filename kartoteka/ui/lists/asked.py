"""What the address of a list says: query, text, columns, order, group, view."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from kartoteka.access.queries import View
from kartoteka.kernel.criteria import EVERYTHING, BadQuery, Field, Group, as_json, read
from kartoteka.kernel.listing import Order

MOST_COLUMNS, MOST_ORDERS, LONGEST_TEXT = 30, 4, 200
NO_VIEW = "none"


@dataclass(frozen=True, slots=True)
class State:
    """A list as it is asked for. `problem` says why the query in the address was not taken."""

    query: Group = EVERYTHING
    text: str = ""
    columns: tuple[str, ...] = ()
    order: tuple[Order, ...] = ()
    group: str = ""
    view: str = ""
    problem: str = ""

    def parameters(self, **changed: Any) -> dict[str, str]:
        """The state as parameters of an address, without empty ones but for the query."""
        now = replace(self, **changed)
        said = {
            "view": now.view,
            "q": now.text,
            "where": as_json(now.query),
            "columns": ",".join(now.columns),
            "sort": ",".join(f"{'-' if one.downwards else ''}{one.field}" for one in now.order),
            "group": now.group,
        }
        # What is empty is said too where a view would fill it.
        return {key: value for key, value in said.items() if value or key == "where" or now.view}

    def address(self, **changed: Any) -> str:
        """The state as the end of an address."""
        return "?" + urlencode(self.parameters(**changed))

    def kept(self) -> dict[str, str]:
        """What a saved view keeps."""
        return {k: v for k, v in self.parameters(view="").items() if k in _KEPT}


_KEPT = ("q", "where", "columns", "sort", "group")


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a list shows before anybody asks for something else."""

    query: Group = EVERYTHING
    columns: tuple[str, ...] = ()
    order: tuple[Order, ...] = field(default_factory=tuple)


def state_of(
    asked: QueryDict, fields: Mapping[str, Field], beginning: Beginning, views: Sequence[View]
) -> State:
    """The state that an address asks for: its own words first, then its view's, then the list's.

    Without any words the viewer's default view answers. Columns and orders that there are not are
    left out.
    """
    view = _view(asked, views)
    said: dict[str, Any] = dict(view.state) if view is not None else {}
    said |= {key: asked[key] for key in _KEPT if key in asked}
    query, problem = beginning.query, ""
    if "where" in said:
        try:
            query = read(str(said["where"]), fields)
        except BadQuery as refusal:
            problem = refusal.sentence()
    named = [name for name in str(said.get("columns", "")).split(",") if _is_column(fields, name)]
    group = str(said.get("group", ""))
    return State(
        query=query,
        text=str(said.get("q", ""))[:LONGEST_TEXT].strip(),
        columns=tuple(dict.fromkeys(named))[:MOST_COLUMNS] or beginning.columns,
        order=_orders(str(said.get("sort", "")), fields) or beginning.order,
        group=group if group in fields and fields[group].is_grouped else "",
        view=str(view.public_id) if view is not None else asked.get("view", "")[:40],
        problem=problem,
    )


def columns_of(asked: QueryDict, fields: Mapping[str, Field]) -> tuple[str, ...]:
    """The columns as their form says: in its order, one moved or taken away, one added."""
    columns = [name for name in asked.getlist("column") if name in fields]
    verb, _colon, name = asked.get("do", "").partition(":")
    if name in columns:
        place = columns.index(name)
        columns.remove(name)
        if verb == "left":
            columns.insert(max(place - 1, 0), name)
        elif verb == "right":
            columns.insert(place + 1, name)
        elif verb != "drop":
            columns.insert(place, name)
    columns += [name for name in asked.getlist("add_column") if name in fields]
    return tuple(dict.fromkeys(columns))


def order_of(asked: QueryDict, fields: Mapping[str, Field]) -> tuple[Order, ...]:
    """The orders as their form says, those of the same field once."""
    pairs = zip(asked.getlist("order"), asked.getlist("way"), strict=False)
    found = {
        name: Order(name, way == "down")
        for name, way in reversed(list(pairs))
        if name in fields and fields[name].is_sorted
    }
    return tuple(reversed(found.values()))[:MOST_ORDERS]


def _view(asked: QueryDict, views: Sequence[View]) -> View | None:
    if not any(key in asked for key in (*_KEPT, "view")):
        return next((view for view in views if view.is_default), None)
    try:
        wanted = uuid.UUID(asked.get("view", ""))
    except ValueError:
        return None
    return next((view for view in views if view.public_id == wanted), None)


def _is_column(fields: Mapping[str, Field], name: str) -> bool:
    return name in fields and fields[name].is_listed


def _orders(text: str, fields: Mapping[str, Field]) -> tuple[Order, ...]:
    found: dict[str, Order] = {}
    for said in text.split(",")[: MOST_ORDERS * 2]:
        name = said.removeprefix("-")
        if name in fields and fields[name].is_sorted:
            found.setdefault(name, Order(name, said.startswith("-")))
    return tuple(found.values())[:MOST_ORDERS]
