"""A query as a condition of SQL: every value bound, every name the room's own."""

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from psycopg import sql as psql

from kartoteka.kernel.criteria.fields import Field, Op, Type, Value
from kartoteka.kernel.criteria.tree import Condition, Node
from kartoteka.kernel.folding import fold

_NEGATIVE = frozenset({Op.IS_NOT, Op.NONE_OF})
_DECEMBER, _QUARTER = 12, 3


@dataclass(slots=True)
class Asked:
    """A condition, the joins that it needs (once each), and the values by name."""

    sql: psql.Composable
    joins: dict[str, None] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


class NotByItselfError(Exception):
    """A field has a condition that only finds rows and cannot be asked of one."""


def where(
    node: Node,
    fields: Mapping[str, Field],
    *,
    today: dt.date,
    by_row: bool = False,
    each: str = "",
) -> Asked:
    """The condition that holds for the rows which the query asks for.

    `today` is the day from which relative days count. The condition is never NULL inside a
    negation: a row without a value is one that the negated condition does not hold for. `by_row`
    asks each row for its value where a join would find those of all rows at once; `each`, a row's
    key, keeps the planner from joining at all. Raises NotByItselfError where that cannot be.
    """
    writer = _Writer(fields, today, by_row=by_row or bool(each), each=each)
    asked = writer.node(node, negated=False)
    return Asked(asked, writer.joins, writer.values)


class _Writer:
    def __init__(
        self, fields: Mapping[str, Field], today: dt.date, *, by_row: bool, each: str
    ) -> None:
        self.fields, self.today, self.by_row, self.each = fields, today, by_row, each
        self.joins: dict[str, None] = {}
        self.values: dict[str, Any] = {"today": today}

    def node(self, node: Node, *, negated: bool) -> psql.Composable:
        if isinstance(node, Condition):
            said = self.condition(node)
            return psql.SQL("({}) IS TRUE").format(said) if negated else said
        if not node.parts:
            return psql.SQL("true")
        inside = negated or node.kind == "none"
        joint = " AND " if node.kind == "all" else " OR "
        parts = psql.SQL(joint).join(
            psql.SQL("({})").format(self.node(part, negated=inside)) for part in node.parts
        )
        return psql.SQL("NOT ({})").format(parts) if node.kind == "none" else parts

    def condition(self, node: Condition) -> psql.Composable:
        known = self.fields[node.field]
        if known.own is not None:
            made = known.own(node.op, node.values, self.today)
            if made is not None:
                return self._own(*made)
        if known.within:
            return self._within(known, node)
        value = known.value
        if known.join and not (self.by_row and value):
            self.joins[known.join] = None
            value = known.joined or value
        value = known.compared or value
        return self.compare(known, psql.SQL(value), node.op, node.values)

    def _own(self, text: str, values: dict[str, Any]) -> psql.Composable:
        """The field's own condition, its names made unlike all others."""
        names = {name: self.bind(value) for name, value in values.items()}
        if not self.each:
            return psql.SQL(text).format(**names)
        found = re.fullmatch(rf"{re.escape(self.each)} IN \((SELECT .+)\)", text, re.DOTALL)
        if found is None or not _is_balanced(found[1]):
            raise NotByItselfError
        one = psql.SQL("(SELECT true FROM ({}) AS one (id) WHERE one.id = {} LIMIT 1) IS TRUE")
        return one.format(psql.SQL(found[1]).format(**names), psql.SQL(self.each))

    def _within(self, known: Field, node: Condition) -> psql.Composable:
        """A row of many: some of them fits; for a negative comparison, none is what it denies."""
        each = psql.SQL(known.each)
        if node.op in {Op.EMPTY, Op.FILLED}:
            fits: psql.Composable = psql.SQL("true")
        else:
            op = {Op.IS_NOT: Op.IS, Op.NONE_OF: Op.ONE_OF}.get(node.op, node.op)
            fits = self.compare(known, each, op, node.values)
        asked = "(SELECT EXISTS ({}))" if self.each else "EXISTS ({})"
        exists = psql.SQL(asked).format(psql.SQL(known.within).format(fits))
        is_not = node.op in _NEGATIVE or node.op is Op.EMPTY
        return psql.SQL("NOT {}").format(exists) if is_not else exists

    def compare(
        self, known: Field, value: psql.Composable, op: Op, given: tuple[Value, ...]
    ) -> psql.Composable:
        if known.type is Type.TEXT:
            return self._text(known, value, op, given)
        if known.type is Type.CHOICES:
            return self._several(value, op, given)
        if known.type is Type.DATE and (span := self._span(op, given)) is not None:
            return self._in_span(value, *span)
        if op in {Op.ONE_OF, Op.NONE_OF}:
            fits = self._one_of(value, [str(one) for one in given])
            return _unless(fits) if op is Op.NONE_OF else fits
        return self._plain(value, op, given)

    def _plain(self, value: psql.Composable, op: Op, given: tuple[Value, ...]) -> psql.Composable:
        signs = {
            Op.IS: "=", Op.OVER: ">", Op.AT_LEAST: ">=", Op.AT_MOST: "<=", Op.UNDER: "<",
            Op.BEFORE: "<", Op.AFTER: ">",
        }  # fmt: skip
        if op in signs:
            return psql.SQL("{} {} {}").format(value, psql.SQL(signs[op]), self.bind(given[0]))
        if op is Op.BETWEEN:
            first, last = (self.bind(one) for one in given)
            if self.by_row and isinstance(given[0], Decimal):  # asked for once, not twice
                within = psql.SQL("numrange({}, {}, '[]') @> ({})::numeric")
                return within.format(first, last, value)
            return psql.SQL("{} BETWEEN {} AND {}").format(value, first, last)
        plain = {Op.YES: "{} IS TRUE", Op.NO: "{} IS NOT TRUE", Op.EMPTY: "{} IS NULL"}
        return psql.SQL(plain.get(op, "{} IS NOT NULL")).format(value)

    def _text(
        self, known: Field, value: psql.Composable, op: Op, given: tuple[Value, ...]
    ) -> psql.Composable:
        if op is Op.EMPTY:
            return psql.SQL("coalesce({}, '') = ''").format(value)
        if op is Op.FILLED:
            return psql.SQL("{} <> ''").format(value)
        folds = known.normal is None and not known.is_folded
        compared = psql.SQL("fold({})").format(value) if folds else value
        wanted = [_wanted(known, op, str(one)) for one in given]
        if op in {Op.CONTAINS, Op.BEGINS}:
            pattern = f"%{wanted[0]}%" if op is Op.CONTAINS else f"{wanted[0]}%"
            return psql.SQL("{} LIKE {}").format(compared, self.bind(pattern))
        if op is Op.ONE_OF:
            return self._one_of(compared, wanted)
        fits = psql.SQL("{} = {}").format(compared, self.bind(wanted[0]))
        return _unless(fits) if op is Op.IS_NOT else fits

    def _one_of(self, value: psql.Composable, wanted: list[str]) -> psql.Composable:
        """One value is compared with "=", which lets an index lead in the order behind it."""
        if len(wanted) == 1:
            return psql.SQL("{} = {}").format(value, self.bind(wanted[0]))
        return psql.SQL("{} = ANY ({})").format(value, self.bind(wanted))

    def _several(self, value: psql.Composable, op: Op, given: tuple[Value, ...]) -> psql.Composable:
        """`value` is an array of codes, NULL or empty for none."""
        if op in {Op.EMPTY, Op.FILLED}:
            empty = psql.SQL("coalesce(cardinality({}), 0) = 0").format(value)
            return psql.SQL("NOT ({})").format(empty) if op is Op.FILLED else empty
        codes = self.bind([str(one) for one in given])
        sign = psql.SQL("@>" if op is Op.ALL_OF else "&&")
        fits = psql.SQL("{} {} {}::text[]").format(value, sign, codes)
        return _unless(fits) if op is Op.NONE_OF else fits

    def _span(
        self, op: Op, given: tuple[Value, ...]
    ) -> tuple[dt.date | None, dt.date | None] | None:
        """From and to, both included, of a comparison that counts from today."""
        if op is Op.PERIOD:
            return period(str(given[0]), self.today)
        if op not in {Op.LAST_DAYS, Op.NEXT_DAYS, Op.OLDER_THAN}:
            return None
        count = dt.timedelta(days=int(str(given[0])))
        if op is Op.OLDER_THAN:
            return None, _shifted(self.today, -count - dt.timedelta(days=1))
        if op is Op.NEXT_DAYS:
            return self.today, _shifted(self.today, count)
        return _shifted(self.today, -count), self.today

    def _in_span(
        self, value: psql.Composable, first: dt.date | None, last: dt.date | None
    ) -> psql.Composable:
        if first is None:
            return psql.SQL("{} <= {}").format(value, self.bind(last))
        return psql.SQL("{} BETWEEN {} AND {}").format(value, self.bind(first), self.bind(last))

    def bind(self, value: Any) -> psql.Composable:
        name = f"asked_{len(self.values)}"
        self.values[name] = value
        return psql.Placeholder(name)


def period(name: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of a named period as it lies about `today`; weeks begin on Monday."""
    if name == "today":
        return today, today
    when, _underscore, what = name.partition("_")
    shift = {"last": -1, "this": 0, "next": 1}[when]
    if what == "week":
        monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=shift)
        return monday, monday + dt.timedelta(days=6)
    months = {"month": 1, "quarter": _QUARTER, "year": _DECEMBER}[what]
    place = today.year * _DECEMBER + (today.month - 1) // months * months + shift * months
    first = dt.date(place // _DECEMBER, place % _DECEMBER + 1, 1)
    end = place + months - 1
    year, month = end // _DECEMBER, end % _DECEMBER + 1
    return first, dt.date(year, month, calendar.monthrange(year, month)[1])


def _shifted(day: dt.date, by: dt.timedelta) -> dt.date:
    try:
        return day + by
    except OverflowError:
        return dt.date.min if by < dt.timedelta(0) else dt.date.max


def _unless(fits: psql.Composable) -> psql.Composable:
    """A row without a value has not this value."""
    return psql.SQL("({}) IS NOT TRUE").format(fits)


def _wanted(known: Field, op: Op, text: str) -> str:
    """The text as it is compared; in a pattern it holds no sign of a pattern."""
    if known.normal is None:
        return fold(text)
    normal = known.normal(text) or text
    if op in {Op.CONTAINS, Op.BEGINS}:
        return normal.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return normal


def _is_balanced(text: str) -> bool:
    """Whether no bracket closes that was not opened in the text."""
    depth = 0
    for sign in text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0
