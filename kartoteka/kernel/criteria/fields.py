"""Subjects and their fields: what the rows of a list are, and all that can be asked of them."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from psycopg import sql as psql

from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.folding import fold

Choices = Sequence[tuple[str, str | Promise]]
Value = str | int | Decimal | dt.date


class Type(StrEnum):
    """What a field holds. CHOICES: several of its dictionary at once. LINK: the id of a row."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    LINK = "link"


class Op(StrEnum):
    """How a condition compares. Days count from the day on which the question is asked."""

    CONTAINS = "contains"
    BEGINS = "begins"
    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    ALL_OF = "all_of"
    OVER = "over"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    UNDER = "under"
    BETWEEN = "between"
    BEFORE = "before"
    AFTER = "after"
    LAST_DAYS = "last_days"
    NEXT_DAYS = "next_days"
    OLDER_THAN = "older_than"
    PERIOD = "period"
    YES = "yes"
    NO = "no"
    EMPTY = "empty"
    FILLED = "filled"


_FIGURES = (
    Op.IS, Op.OVER, Op.AT_LEAST, Op.AT_MOST, Op.UNDER, Op.BETWEEN, Op.EMPTY, Op.FILLED,
)  # fmt: skip
OPERATORS: dict[Type, tuple[Op, ...]] = {
    Type.TEXT: (
        Op.CONTAINS, Op.BEGINS, Op.IS, Op.IS_NOT, Op.ONE_OF, Op.EMPTY, Op.FILLED,
    ),
    Type.NUMBER: _FIGURES,
    Type.MONEY: _FIGURES,
    Type.DATE: (
        Op.IS, Op.BEFORE, Op.AFTER, Op.BETWEEN, Op.PERIOD, Op.LAST_DAYS, Op.NEXT_DAYS,
        Op.OLDER_THAN, Op.EMPTY, Op.FILLED,
    ),
    Type.YES_NO: (Op.YES, Op.NO),
    Type.CHOICE: (Op.ONE_OF, Op.NONE_OF, Op.EMPTY, Op.FILLED),
    Type.CHOICES: (Op.ONE_OF, Op.ALL_OF, Op.NONE_OF, Op.EMPTY, Op.FILLED),
    Type.LINK: (Op.IS, Op.EMPTY, Op.FILLED),
}  # fmt: skip
NO_VALUE = frozenset({Op.YES, Op.NO, Op.EMPTY, Op.FILLED})
TWO_VALUES = frozenset({Op.BETWEEN})
MANY_VALUES = frozenset({Op.ONE_OF, Op.NONE_OF, Op.ALL_OF})
DAYS = frozenset({Op.LAST_DAYS, Op.NEXT_DAYS, Op.OLDER_THAN})

Own = Callable[[Op, tuple[Value, ...], dt.date], "tuple[str, dict[str, Any]] | None"]


@dataclass(frozen=True, slots=True)
class Field:
    """Something that the rows of a subject have.

    The pieces of SQL are the room's own words over the alias of the subject, never a person's;
    a percent sign in them is doubled, `%(today)s` is the day on which it is asked.

    `value`: a scalar of the row, NULL where it has none; empty when the field is only asked by.
    `join` with `joined`: the same value by a join, quicker where all rows need it.
    `within` with `each`: where a row has many, a subquery `SELECT FROM … WHERE … AND ({})` and what
    stands in its place is compared; without them `value` is.
    `is_folded`: the compared text is folded (kernel.folding) already. `normal`: a text that is
    kept in one form and compared in it (None from it: the text can be no such value).
    `compared`: what of the value conditions and groups take, where it is not all of it: the day of
    a moment. `order`: what is sorted by, by the reader's language; `order_type` is its type where
    that is another. `never_null` lets an index lead through
    pages. `own` makes the condition itself: `(op, values, today) -> (sql, values by name)`.
    `is_sealed`: shown masked and found only whole, so never sorted or grouped by, which would tell
    its order, and the marks of pages would carry it.
    `currency` is that of all values, `currency_of` SQL that says each one's: amounts of different
    currencies are never added; `is_added` is False where a sum would mean nothing. `shows` words a
    value for people; `is_personal` says that it may identify a person.
    """

    key: str
    label: str | Promise
    type: Type
    value: str = ""
    heading: str | Promise = ""
    choices: Callable[[], Choices] = tuple
    currency: str = ""
    currency_of: str = ""
    join: str = ""
    joined: str = ""
    compared: str = ""
    within: str = ""
    each: str = ""
    is_folded: bool = False
    normal: Callable[[str], str | None] | None = None
    order: Callable[[str], str] | None = None
    order_type: Type | None = None
    never_null: bool = False
    operators: tuple[Op, ...] = ()
    own: Own | None = None
    shows: Callable[[Any], str] | None = None
    is_grouped: bool = False
    is_sealed: bool = False
    is_added: bool = True
    is_personal: bool = True
    role: Role = Role.CLERK

    @property
    def ops(self) -> tuple[Op, ...]:
        """The operators that this field knows."""
        return self.operators or OPERATORS[self.type]

    @property
    def is_listed(self) -> bool:
        """Whether it can be a column."""
        return bool(self.value)

    @property
    def is_sorted(self) -> bool:
        """Whether rows can be put in its order."""
        return self.is_listed and not self.is_sealed

    @property
    def is_summed(self) -> bool:
        """Whether values of several rows may be added: figures only."""
        return self.is_listed and self.is_added and self.type in {Type.NUMBER, Type.MONEY}


def moment(key: str, label: str | Promise, column: str, **more: Any) -> Field:
    """A field of a moment (`column`, a timestamptz): shown and sorted to the minute, asked and
    grouped by its day in the office's time zone."""
    day = f"({column} AT TIME ZONE '{settings.TIME_ZONE}')::date"
    return Field(key, label, Type.DATE, value=column, compared=day, **more)


Text = Callable[[str], "tuple[psql.Composable, dict[str, Any]] | None"]


def words_in(value: str) -> Text:
    """What a Subject's `text` is where every word of the box must stand somewhere in `value`."""

    def made(text: str) -> tuple[psql.Composable, dict[str, Any]] | None:
        words = fold(text).split()
        names = [f"word_{place}" for place in range(len(words))]
        fits = psql.SQL(" AND ").join(
            psql.SQL("fold({}) LIKE {}").format(psql.SQL(value), psql.Placeholder(name))
            for name in names
        )
        patterns = [f"%{word}%" for word in words]
        return (fits, dict(zip(names, patterns, strict=True))) if words else None

    return made


def public_id(text: str) -> str | None:
    """The `normal` of a field that is asked by the name of a row elsewhere."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return None


FieldSource = Callable[[Actor], Iterable[Field]]


@dataclass(frozen=True, slots=True)
class Narrower:
    """A smaller table that has exactly the rows in which `filled` is: what is open among all
    that was ever posted.

    `source` and `row` as those of the subject, `asked` and `told` the `value` of fields over it,
    with `join` and `joined` where it has them, by their keys: those that its own columns answer
    may be asked, by the others rows are only sorted, grouped and added. `currency_of` says the
    currency of amounts.
    """

    filled: str
    source: str
    row: str
    asked: Mapping[str, tuple[str, str, str]]
    told: Mapping[str, str]
    order: Mapping[str, Callable[[str], str]]
    currency_of: str = ""

    def of(self, fields: Mapping[str, Field]) -> dict[str, Field]:
        """Those of the subject's fields that this table knows, over it."""
        found = {}
        for key, one in fields.items():
            value, join, joined = self.asked.get(key) or (self.told.get(key, ""), "", "")
            if value:
                found[key] = replace(
                    one, value=value, join=join, joined=joined, own=None,
                    order=self.order.get(key),
                    currency_of=self.currency_of if one.currency_of else "",
                )  # fmt: skip
        return found


@dataclass(frozen=True, slots=True)
class Subject:
    """Rows that can be listed: what they are called, where they lie, what they can be asked by.

    `source` is what stands after FROM, `row` the bigint key. `more` are fields of other rooms,
    filled in `config/wiring.py`; `text` makes the condition of the one box over the list;
    `narrower` is read instead where it has all that is asked.
    """

    key: str
    label: str | Promise
    source: str
    row: str
    own: FieldSource
    role: Role = Role.CLERK
    text: Text | None = None
    narrower: Narrower | None = None
    more: list[FieldSource] = field(default_factory=list)

    def fields(self, viewer: Actor) -> dict[str, Field]:
        """All fields that the viewer may see, by key, in the order in which they are offered."""
        if not viewer.may(self.role):
            return {}
        return {
            one.key: one
            for source in (self.own, *self.more)
            for one in source(viewer)
            if viewer.may(one.role)
        }
