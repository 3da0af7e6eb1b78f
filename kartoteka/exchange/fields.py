"""What a kind of import can take: its fields, with the names that others give their columns."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from kartoteka.kernel.actor import Actor


class Form(StrEnum):
    """How a value is written, which decides the choices beside its column."""

    TEXT = "text"
    AMOUNT = "amount"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """A place for a column. `synonyms` are folded names in any language, the likeliest first; one
    with `~` holds only beside a word of `subject`, which says of what the field is (`klient_nr`).
    `content` names a test of `guessing.CONTENT` that recognises the values themselves, `accepts`
    judges a value by the words of its column, `is_unique` says that values do not repeat, `shows`
    words a value of a report, `headings` are what lists of ours write over it, `prepares` makes
    `accepts` by what the office's dictionaries say now."""

    name: str
    label: str | Promise
    synonyms: tuple[str, ...] = ()
    form: Form = Form.TEXT
    required: bool = False
    content: str = ""
    help: str | Promise = ""
    subject: frozenset[str] = frozenset()
    is_unique: bool = False
    accepts: Callable[[Sequence[str], str], bool] | None = None
    shows: Callable[[str], str] | None = None
    headings: tuple[str | Promise, ...] = ()
    prepares: Callable[[], Callable[[Sequence[str], str], bool]] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the source chosen for a field, and how its values are written."""

    name: str
    mark: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value or a row cannot be taken: the code of a sentence of its kind, with facts."""

    field: str
    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for every row: the name of the program the data come from (its external ids live
    under it), and what the kind asks for beside (`creditor_id`, `currency`, `country`)."""

    system: str
    given: Mapping[str, Any] = dataclasses.field(default_factory=dict)


# A staged row, or the faults that keep it out.
Taken = tuple[Any, ...]
Maker = Callable[[Sequence[str]], tuple[Taken | None, Sequence[Fault]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What columns a table can have. `settings` are asked for beside, for all rows.

    `one_of` are choices of which one field is needed; `others` are words of columns that speak of
    something else; `stand_ins` says which suggested column serves a field that has none.
    """

    code: str
    label: str | Promise
    fields: tuple[Field, ...]
    settings: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    others: frozenset[str] = frozenset()
    stand_ins: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        return {field.name: field for field in self.fields}[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Described):
    """What can be imported. Exchange knows a kind only through this declaration.

    `maker(columns, places, settings)` returns the function that turns the cells of a row into a
    row of staging. `begin` makes the temporary table `exchange_staging` (the columns that every
    kind has, see `sql/`, and those in `staged`); `diff` marks its rows; `apply` carries out those
    that are to be, marking what the room refuses after all.

    By the fields of `named_by` a person knows a row again; `repeats` is how a row comes out that
    says the same as an earlier one of its key; `more` gives the fields that the office has added
    itself.
    """

    staged: tuple[str, ...]
    sentences: Mapping[str, str | Promise]
    maker: Callable[[Mapping[str, Column], Sequence[str], Settings], Maker]
    begin: Callable[[], None]
    diff: Callable[[Actor, Settings, Sequence[str]], None]
    apply: Callable[[Actor, Settings], None]
    named_by: tuple[str, ...] = ()
    repeats: str = "REJECTED"
    more: Callable[[], tuple[Field, ...]] = tuple
