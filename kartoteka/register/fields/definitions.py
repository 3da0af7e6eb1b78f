"""What a field is that the office has added itself, as everybody above the tables sees it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Role
from kartoteka.kernel.labels import said

COLOURS: list[tuple[str, str | Promise]] = [
    ("", _("no colour")),
    ("green", _("green")),
    ("red", _("red")),
    ("amber", _("amber")),
    ("blue", _("blue")),
    ("grey", _("grey")),
]
Value = Any  # what JSON can say: text, number, yes or no, a list of texts


class FieldType(models.TextChoices):
    """What values a field takes, and how JSON keeps them."""

    TEXT = "TEXT", _("text")
    LONG_TEXT = "LONG_TEXT", _("long text")
    NUMBER = "NUMBER", _("figure")
    MONEY = "MONEY", _("money")
    DATE = "DATE", _("date")
    YES_NO = "YES_NO", _("yes or no")
    DICTIONARY = "DICTIONARY", _("one from a dictionary")
    MULTI_CHOICE = "MULTI_CHOICE", _("several from a dictionary")
    PARTY = "PARTY", _("customer")
    PERSON = "PERSON", _("person")


class IndexState(models.TextChoices):
    """Whether the database has the index that a field asks for."""

    NONE = "NONE", _("none")
    WAITING = "WAITING", _("being made")
    READY = "READY", _("ready")
    FAILED = "FAILED", _("failed")


TEXTS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})
NUMBERS = frozenset({FieldType.NUMBER, FieldType.MONEY})
CHOSEN = frozenset({FieldType.DICTIONARY, FieldType.MULTI_CHOICE})
LINKS = frozenset({FieldType.PARTY, FieldType.PERSON})
ORDERED = TEXTS | NUMBERS | {FieldType.DATE}  # what least and most may be said of
MAY_BE_UNIQUE = frozenset(
    {FieldType.TEXT, FieldType.NUMBER, FieldType.DATE, FieldType.PARTY, FieldType.PERSON}
)
MAY_BE_INDEXED = MAY_BE_UNIQUE | {FieldType.MONEY, FieldType.DICTIONARY, FieldType.YES_NO}


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a dictionary, in its order."""

    code: str
    labels: Mapping[str, str]
    colour: str = ""
    is_retired: bool = False

    @property
    def label(self) -> str:
        """Its words in the reader's language."""
        return said(self.labels)


@dataclass(frozen=True, slots=True)
class Definition:
    """A field. `minimum` and `maximum` are inclusive and written as the value is: a number, an ISO
    day, for texts a count of signs; "" is no limit. `only_kinds` are kinds of the record, `if_key`
    with `if_values` another field that has to have one of the values (any, if none is named)."""

    id: int
    record: str
    key: str
    tab_id: int
    kind: FieldType
    labels: Mapping[str, str]
    helps: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    dictionary_id: int | None = None
    options: tuple[Option, ...] = ()
    is_required: bool = False
    is_unique: bool = False
    minimum: str = ""
    maximum: str = ""
    pattern: str = ""
    currency: str = ""
    decimals: int = 0
    default: Value = None
    only_kinds: Sequence[str] = ()
    if_key: str = ""
    if_values: Sequence[Value] = ()
    seen_by: Role = Role.CLERK
    edited_by: Role = Role.CLERK
    is_retired: bool = False
    is_indexed: bool = False
    index_state: str = "NONE"
    index_note: str = ""

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return said(self.labels)

    @property
    def help(self) -> str:
        """Its help in the reader's language."""
        return said(self.helps)

    @property
    def heading(self) -> str:
        """The heading of the section that it begins, "" where it begins none."""
        return said(self.headings)

    @property
    def kind_label(self) -> str:
        """The words of its type."""
        return str(FieldType(self.kind).label)

    @property
    def condition(self) -> tuple[Sequence[str], str, Sequence[Value]]:
        """For which records it is, comparable."""
        return tuple(self.only_kinds), self.if_key, tuple(map(str, self.if_values))

    def option(self, code: str) -> Option | None:
        """The value of its dictionary with that code."""
        return next((one for one in self.options if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab with its fields in order."""

    id: int
    record: str
    key: str
    labels: Mapping[str, str]
    is_in_details: bool
    is_retired: bool
    fields: tuple[Definition, ...] = ()

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return said(self.labels)

    def sections(self) -> list[tuple[str, list[Definition]]]:
        """Its fields under their headings; those before the first heading under ""."""
        found: list[tuple[str, list[Definition]]] = []
        for one in self.fields:
            if one.heading or not found:
                found.append((one.heading, []))
            found[-1][1].append(one)
        return found


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """A field as it shall be, as a form says it. `key` and `tab_id` count for a new one only where
    `key` cannot change. `own_values` are words of a new dictionary of the field's own, in their
    order, where `dictionary_id` names none."""

    tab_id: int
    key: str
    kind: str
    labels: Mapping[str, str]
    helps: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    dictionary_id: int | None = None
    own_values: tuple[str, ...] = ()
    is_required: bool = False
    is_unique: bool = False
    minimum: str = ""
    maximum: str = ""
    pattern: str = ""
    currency: str = ""
    decimals: int = 0
    default: str = ""
    only_kinds: tuple[str, ...] = ()
    if_key: str = ""
    if_values: tuple[str, ...] = ()
    seen_by: str = "CLERK"
    edited_by: str = "CLERK"
    is_indexed: bool = False
