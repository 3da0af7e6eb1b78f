"""Lists of a Subject's rows: pages by key, counts, groups with sums, and everything for an export.

Every row of an order has one place in it: the sorted values, then the row's key. A page is found by
the place of its neighbour, so that the last page costs what the first does. NULL is the greatest of
all, as in PostgreSQL's indexes.
"""

import calendar
import datetime as dt
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from psycopg import sql as psql

from kartoteka.kernel import marks
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.criteria import (
    EVERYTHING,
    Asked,
    Condition,
    Field,
    Group,
    NotByItselfError,
    Op,
    Subject,
    Type,
    and_also,
    narrowed,
    where,
)
from kartoteka.kernel.keyset import Key, beyond, ordering

MOST_GROUPS = 500
# Below this cost in the planner's units a count is made; above it, it is estimated.
WORTH_COUNTING = 40_000
# How many rows off a page may end to be walked to, and what asking one of them may cost in the
# planner's units.
FARTHEST, DEAREST = 20_000, 100
_KNOWN_ROWS = psql.SQL(
    "SELECT reltuples::float8 FROM pg_class WHERE oid = %(table)s::text::regclass"
)


@dataclass(frozen=True, slots=True)
class Order:
    """A field to sort by, and which way."""

    field: str
    downwards: bool = False


@dataclass(frozen=True, slots=True)
class Which:
    """Which rows are asked for, by whom, on which day, and whose alphabet sorts them.

    `fields` are the subject's for this viewer where the caller has them already: some rooms ask
    the database for theirs.
    """

    viewer: Actor
    today: dt.date
    language: str = "pl"
    query: Group = EVERYTHING
    text: str = ""
    fields: Mapping[str, Field] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as (id, values by field); `after` and `before` lead to the neighbours, "" to none."""

    rows: tuple[tuple[int, dict[str, Any]], ...]
    after: str
    before: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows; `is_exact` is False where counting would be slow and this is an estimate."""

    rows: int
    is_exact: bool


# Sums of one field by currency; "" where it has none. Never across currencies.
Sums = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """Rows with the same value: how many, and the sums of figures by field and currency."""

    value: Any
    rows: int
    sums: dict[str, Sums]


def page(
    subject: Subject,
    which: Which,
    columns: Sequence[str],
    order: Sequence[Order],
    *,
    after: str = "",
    before: str = "",
    limit: int = 50,
) -> Page:
    """A page of the rows; columns and orders that the viewer does not have are left out.

    `after` and `before` are marks that an earlier page gave; one that fits nothing begins anew.
    """
    fields = _fields(subject, which)
    if not fields:
        return Page((), "", "")
    among, asked_by = narrowed(subject, fields, which, [one.field for one in order])
    keys = _keys(asked_by, order, which.language)
    mark = marks.read(after or before, [(key.shape, key.never_null) for key in keys])
    backwards = bool(before) and mark is not None
    shown = [fields[name] for name in columns if name in fields and fields[name].is_listed]

    asking = _Asking(
        among, which, asked_by, subject.source, subject.row, shown, keys, mark, backwards, limit + 1
    )
    rows = asking.rows()
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    has_before, has_after = (more, True) if backwards else (mark is not None, more)
    first = 1 + len(keys)
    return Page(
        rows=tuple(
            (row[0], dict(zip((one.key for one in shown), row[first:], strict=True)))
            for row in rows
        ),
        after=marks.write(rows[-1][:first]) if rows and has_after else "",
        before=marks.write(rows[0][:first]) if rows and has_before else "",
    )


@dataclass(frozen=True, slots=True)
class _Asking:
    """One page: how its rows are found, and over which `source` its columns are asked."""

    subject: Subject
    which: Which
    fields: Mapping[str, Field]
    source: str
    row: str
    shown: Sequence[Field]
    keys: Sequence[Key]
    mark: list[Any] | None
    backwards: bool
    limit: int

    def rows(self) -> list[tuple[Any, ...]]:
        """At most `limit` rows: by walking in their order where they lie near, else all at once."""
        ways = _ways(self.subject, self.fields, self.which)
        asked, statement, plan = _quicker(ways, self.at_once)
        near = self.near(plan) if plan is not None else None
        return _rows(statement, asked.values) if near is None else near

    def at_once(self, asked: Asked) -> psql.Composable:
        """The statement over all rows."""
        for key in self.keys:
            if key.join:
                asked.joins[key.join] = None
        source = psql.SQL(self.subject.source)
        return self.statement(source, asked, [asked.sql, *self.behind(asked)])

    def near(self, plan: Mapping[str, Any]) -> list[tuple[Any, ...]] | None:
        """The rows, among the first few in their order, each asked one after another: where every
        condition holds for many and all together for some, finding all at once is slow. None where
        they lie farther, as the planner expects or as it turns out."""
        table, _, alias = self.subject.source.partition(" ")
        if (
            not alias.isidentifier()
            or any(key.join for key in self.keys)
            or self.which.text.strip()
        ):
            return None
        ((known,),) = _rows(_KNOWN_ROWS, {"table": table})
        far = known * self.limit / max(_expected(plan), 1)
        if known <= 0 or far > FARTHEST:
            return None
        try:
            asked = _asked(self.subject, self.fields, self.which, each=self.subject.row)
        except NotByItselfError:
            return None
        if asked.joins:
            return None
        some = max(int(far * 2), 1000)
        among = psql.SQL("(SELECT * FROM {} WHERE {} ORDER BY {} LIMIT {}) {}").format(
            psql.SQL(self.subject.source),
            _all([psql.SQL("true"), *self.behind(asked)]),
            self.order(),
            psql.Literal(some),
            psql.Identifier(alias),
        )
        statement = self.statement(among, asked, [asked.sql])
        if not _is_walk(_plan(statement, asked.values), some):
            return None
        rows = _rows(statement, asked.values)
        return rows if len(rows) == self.limit else None

    def behind(self, asked: Asked) -> list[psql.Composable]:
        """The conditions of a place from which the page begins."""
        if self.mark is None:
            return []
        return beyond(self.subject, self.keys, self.mark, asked, backwards=self.backwards)

    def order(self) -> psql.Composable:
        row = psql.SQL(self.subject.row)
        return ordering(self.keys, [key.sql for key in self.keys], row, self.backwards)

    def statement(
        self, among: psql.Composable, asked: Asked, conditions: list[psql.Composable]
    ) -> psql.Composable:
        """The rows of the page are found first; only for them the columns are asked."""
        outer = [psql.Identifier("page", f"key_{place}") for place in range(len(self.keys))]
        return psql.SQL(
            "SELECT page.*{columns} FROM (SELECT {found} AS page_id{keys} FROM {among} {joins}"
            " WHERE {where} ORDER BY {inner} LIMIT {limit}) page"
            " JOIN {source} ON {row} = page.page_id ORDER BY {outer}"
        ).format(
            columns=_listed(psql.SQL(one.value) for one in self.shown),
            found=psql.SQL(self.subject.row),
            row=psql.SQL(self.row),
            keys=_listed(
                psql.SQL("{} AS {}").format(key.sql, psql.Identifier(f"key_{place}"))
                for place, key in enumerate(self.keys)
            ),
            among=among,
            source=psql.SQL(self.source),
            joins=_joins(asked),
            where=_all(conditions),
            inner=self.order(),
            outer=ordering(self.keys, outer, psql.SQL("page.page_id"), self.backwards),
            limit=psql.Literal(self.limit),
        )


def count(subject: Subject, which: Which, *, exactly: bool = False) -> Count:
    """How many rows there are: counted where that is quick or `exactly`, else estimated."""
    fields = _fields(subject, which)
    if not fields:
        return Count(0, True)
    subject, fields = narrowed(subject, fields, which)
    ways = _ways(subject, fields, which)
    asked, parts, plan = _quicker(ways, lambda asked: _from(subject, asked), "SELECT {}")
    if not exactly:
        plan = plan or _plan(psql.SQL("SELECT {}").format(parts), asked.values)
        if plan["Total Cost"] > WORTH_COUNTING:
            return Count(int(plan["Plan Rows"]), False)
    ((rows,),) = _rows(psql.SQL("SELECT count(*) {}").format(parts), asked.values)
    return Count(rows, True)


def groups(subject: Subject, which: Which, by: str, sums: Sequence[str] = ()) -> list[GroupLine]:
    """The rows in groups of one value of `by`, the largest first, at most MOST_GROUPS.

    Dates are grouped by month, told as its first day. `sums` are fields of figures.
    """
    fields = _fields(subject, which)
    field = fields.get(by)
    if field is None or not field.is_grouped or field.is_sealed:
        return []
    subject, fields = narrowed(subject, fields, which, [by, *sums])
    field = fields[by]
    asked = _asked(subject, fields, which)
    summed = _summed(fields, sums, asked)
    if field.join:
        asked.joins[field.join] = None
    value: psql.Composable = psql.SQL(field.compared or field.joined or field.value)
    if field.type is Type.DATE:
        value = psql.SQL("date_trunc('month', {})::date").format(value)
    statement = psql.SQL(
        "SELECT {value}, {currency}, count(*){sums} {parts} GROUP BY 1, 2"
        " ORDER BY sum(count(*)) OVER (PARTITION BY {value}) DESC, 1, 2 LIMIT {most}"
    ).format(
        value=value,
        currency=_currency(summed),
        sums=_sums(summed),
        parts=_from(subject, asked),
        most=psql.Literal(MOST_GROUPS),
    )
    lines: dict[Any, GroupLine] = {}
    for shown, currency, rows, *totals_of in _rows(statement, asked.values):
        line = lines.get(shown) or GroupLine(shown, 0, {one.key: {} for one in summed})
        for one, total in zip(summed, totals_of, strict=True):
            _add(line.sums[one.key], one, currency, total)
        lines[shown] = replace(line, rows=line.rows + rows)
    return list(lines.values())


def only(query: Group, by: Field, line: GroupLine) -> Group:
    """The query narrowed to the rows of one group."""
    value = line.value
    if value is None or value == "":
        return and_also(query, Condition(by.key, Op.EMPTY))
    if by.type is Type.YES_NO:
        return and_also(query, Condition(by.key, Op.YES if value else Op.NO))
    if by.type is Type.DATE:
        _weekday, length = calendar.monthrange(value.year, value.month)
        return and_also(query, Condition(by.key, Op.BETWEEN, (value, value.replace(day=length))))
    op = Op.IS if by.type is Type.TEXT else Op.ONE_OF
    return and_also(query, Condition(by.key, op, (str(value),)))


def totals(subject: Subject, which: Which, sums: Sequence[str]) -> dict[str, Sums]:
    """The sums of figures over all rows, by currency."""
    subject, fields = narrowed(subject, _fields(subject, which), which, sums)
    asked = _asked(subject, fields, which)
    summed = _summed(fields, sums, asked)
    if not summed:
        return {}
    statement = psql.SQL("SELECT {}{} {} GROUP BY 1 ORDER BY 1").format(
        _currency(summed), _sums(summed), _from(subject, asked)
    )
    found: dict[str, Sums] = {one.key: {} for one in summed}
    for currency, *totals_of in _rows(statement, asked.values):
        for one, total in zip(summed, totals_of, strict=True):
            _add(found[one.key], one, currency, total)
    return found


def _summed(fields: Mapping[str, Field], names: Sequence[str], asked: Asked) -> list[Field]:
    summed = [fields[name] for name in names if name in fields and fields[name].is_summed]
    asked.joins |= dict.fromkeys(one.join for one in summed if one.join)
    return summed


def _sums(summed: Sequence[Field]) -> psql.Composable:
    return _listed(psql.SQL("sum({})").format(psql.SQL(o.joined or o.value)) for o in summed)


def _currency(summed: Sequence[Field]) -> psql.Composable:
    """What the rows are parted by, so that currencies are not added together."""
    return psql.SQL(next((one.currency_of for one in summed if one.currency_of), "''"))


def _add(sums: Sums, field: Field, currency: str, total: Decimal | None) -> None:
    if total is not None:
        name = currency if field.currency_of else field.currency
        sums[name] = sums.get(name, Decimal(0)) + total


def everything(
    subject: Subject, which: Which, columns: Sequence[str], order: Sequence[Order]
) -> Generator[tuple[Any, ...], None, None]:
    """All rows in their order, only the values of `columns`; read from the database as it goes.

    From the first row on a transaction and a cursor are open: whoever does not take all rows closes
    this (`contextlib.closing`).
    """
    fields = _fields(subject, which)
    shown = [fields[name] for name in columns if name in fields and fields[name].is_listed]
    if not shown:
        return
    asked = _asked(subject, fields, which)
    keys = _keys(fields, order, which.language)
    for join in (*(one.join for one in shown), *(key.join for key in keys)):
        if join:
            asked.joins[join] = None
    statement = psql.SQL("SELECT {} {} ORDER BY {}").format(
        psql.SQL(", ").join(psql.SQL(one.joined or one.value) for one in shown),
        _from(subject, asked),
        ordering(keys, [key.sql for key in keys], psql.SQL(subject.row), backwards=False),
    )
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(statement, asked.values)
        while batch := cursor.fetchmany(5000):
            yield from batch


def ids(subject: Subject, which: Which) -> Asked:
    """A statement that selects the keys of all rows asked for: what a set-based operation takes."""
    fields = _fields(subject, which)
    if not fields:
        return Asked(psql.SQL("SELECT NULL::bigint WHERE false"))
    subject, fields = narrowed(subject, fields, which)
    asked, statement, _ = _quicker(
        _ways(subject, fields, which),
        lambda asked: psql.SQL("SELECT {} {}").format(psql.SQL(subject.row), _from(subject, asked)),
    )
    return Asked(statement, {}, asked.values)


def _keys(fields: Mapping[str, Field], order: Sequence[Order], language: str) -> list[Key]:
    keys = []
    for one in order:
        field = fields.get(one.field)
        if field is None or not field.is_sorted:
            continue
        own = field.order(language) if field.order else ""
        text = own or field.joined or field.value
        join = "" if own else field.join
        is_text = field.type in {Type.TEXT, Type.CHOICE} and not own
        value = psql.SQL('{} COLLATE "C"').format(psql.SQL(text)) if is_text else psql.SQL(text)
        kind = (field.order_type or field.type) if own else field.type
        shape = marks.TEXTS if kind is Type.CHOICES and not own else str(kind)
        keys.append(Key(value, one.downwards, field.never_null, join, shape))
    return keys


def _fields(subject: Subject, which: Which) -> Mapping[str, Field]:
    return subject.fields(which.viewer) if which.fields is None else which.fields


def _ways(subject: Subject, fields: Mapping[str, Field], which: Which) -> list[Asked]:
    """The condition by joins, and where it needs some, by asking each row too."""
    asked = _asked(subject, fields, which)
    return [asked, _asked(subject, fields, which, by_row=True)] if asked.joins else [asked]


def _quicker(
    ways: Sequence[Asked],
    statement: Callable[[Asked], psql.Composable],
    planned: str = "{}",
) -> tuple[Asked, psql.Composable, dict[str, Any] | None]:
    """The way that the planner finds the cheaper one, with its statement and, of two, its plan.

    Joins find the values of all rows at once: right where most are needed, and a second lost where
    other conditions leave a few. The planner does not choose between the two by itself.
    """
    made = [(asked, statement(asked)) for asked in ways]
    if len(made) == 1:
        return *made[0], None
    plans = [_plan(psql.SQL(planned).format(said), asked.values) for asked, said in made]
    return min(
        ((*one, plan) for one, plan in zip(made, plans, strict=True)),
        key=lambda one: one[2]["Total Cost"],
    )


def _expected(plan: Mapping[str, Any]) -> float:
    """How many rows the planner expects where the page's limit cuts them."""
    if plan["Node Type"] == "Limit":
        return float(plan["Plans"][0]["Plan Rows"])
    return max((_expected(one) for one in plan.get("Plans", ())), default=0.0)


def _is_walk(plan: Mapping[str, Any], some: int) -> bool:
    """Whether the rows come in their order off an index, and none is dear to ask."""
    inside = list(plan.get("Plans", ()))
    for one in inside:
        inside += one.get("Plans", ())
    sorts = any(one["Node Type"].endswith("Sort") and one["Plan Rows"] > some for one in inside)
    return not sorts and plan["Total Cost"] < DEAREST * some


def _plan(statement: psql.Composable, values: Mapping[str, Any]) -> dict[str, Any]:
    ((found,),) = _rows(psql.SQL("EXPLAIN (FORMAT JSON) {}").format(statement), values)
    return dict(found[0]["Plan"])


def _asked(
    subject: Subject,
    fields: Mapping[str, Field],
    which: Which,
    *,
    by_row: bool = False,
    each: str = "",
) -> Asked:
    asked = where(which.query, fields, today=which.today, by_row=by_row, each=each)
    made = subject.text(which.text) if subject.text and which.text.strip() else None
    if made is not None:
        text, values = made
        both = psql.SQL("({}) AND ({})").format(asked.sql, text)
        asked = replace(asked, sql=both, values={**asked.values, **values})
    return asked


def _joins(asked: Asked) -> psql.Composable:
    return psql.SQL(" ").join(psql.SQL(join) for join in asked.joins)


def _from(subject: Subject, asked: Asked) -> psql.Composable:
    return psql.SQL("FROM {} {} WHERE {}").format(
        psql.SQL(subject.source), _joins(asked), asked.sql
    )


def _all(conditions: Sequence[psql.Composable]) -> psql.Composable:
    """That every condition holds."""
    return psql.SQL(" AND ").join(psql.SQL("({})").format(one) for one in conditions)


def _listed(parts: Any) -> psql.Composable:
    """The parts, each behind a comma."""
    return psql.SQL("").join(psql.SQL(", {}").format(part) for part in parts)


def _rows(statement: psql.Composable, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, dict(values))
        return list(cursor.fetchall())
