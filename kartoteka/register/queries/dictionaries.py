"""Dictionaries from which fields choose, for those who keep them."""

from collections.abc import Mapping
from dataclasses import dataclass

from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.labels import said
from kartoteka.register.models import CustomField, Dictionary, DictionaryValue


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A value as its dictionary lists it."""

    id: int
    dictionary_id: int
    code: str
    labels: Mapping[str, str]
    colour: str
    is_retired: bool

    @property
    def label(self) -> str:
        """Its words in the reader's language."""
        return said(self.labels)


@dataclass(frozen=True, slots=True)
class DictionaryLine:
    """A dictionary; `fields` are the labels of those that choose from it, with their ids."""

    id: int
    key: str
    labels: Mapping[str, str]
    is_shared: bool
    count: int
    fields: tuple[tuple[int, str], ...]
    values: tuple[ValueLine, ...] = ()

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return said(self.labels)


def dictionaries(*, viewer: Actor) -> list[DictionaryLine]:
    """All dictionaries, the shared ones first, each group by name; administrators only."""
    if not viewer.may(Role.ADMINISTRATOR):
        return []
    counts: dict[int, int] = {}
    for pk in DictionaryValue.objects.values_list("dictionary_id", flat=True):
        counts[pk] = counts.get(pk, 0) + 1
    users = _users()
    lines = [
        DictionaryLine(
            row.pk, row.key, row.labels, row.is_shared, counts.get(row.pk, 0), users.get(row.pk, ())
        )
        for row in Dictionary.objects.all()
    ]
    return sorted(lines, key=lambda line: (not line.is_shared, line.label.lower()))


def dictionary(*, viewer: Actor, dictionary_id: int) -> DictionaryLine | None:
    """One dictionary with its values in order; administrators only."""
    row = Dictionary.objects.filter(pk=dictionary_id).first()
    if row is None or not viewer.may(Role.ADMINISTRATOR):
        return None
    rows = DictionaryValue.objects.filter(dictionary=row).order_by("place", "pk")
    values = tuple(map(_value, rows))
    users = _users().get(row.pk, ())
    return DictionaryLine(row.pk, row.key, row.labels, row.is_shared, len(values), users, values)


def value(*, viewer: Actor, value_id: int) -> ValueLine | None:
    """One value; administrators only."""
    row = DictionaryValue.objects.filter(pk=value_id).first()
    return _value(row) if row is not None and viewer.may(Role.ADMINISTRATOR) else None


def _value(row: DictionaryValue) -> ValueLine:
    return ValueLine(row.pk, row.dictionary_id, row.code, row.labels, row.colour, row.is_retired)


def _users() -> dict[int, tuple[tuple[int, str], ...]]:
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    for field in CustomField.objects.filter(dictionary__isnull=False).order_by("place"):
        pk = field.dictionary_id or 0
        found[pk] = (*found.get(pk, ()), (field.pk, said(field.labels)))
    return found
