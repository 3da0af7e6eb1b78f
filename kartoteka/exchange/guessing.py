"""Which column goes where: by its name in three languages and by what stands in it. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from kartoteka.exchange import parsing
from kartoteka.exchange.fields import Column, Field, Form
from kartoteka.kernel import identifiers

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_PHONE = re.compile(r"\+?[\d\s()/-]{9,20}")
_POSTAL = re.compile(r"\d{2}-\d{3}|\d{3} ?\d{2}")
_MOSTLY = 0.7
_CERTAIN, _LIKELY, _WEAK = 100, 80, 55
_LOOKED_AT = 200


def _identifier(kind: str, value: str) -> bool:
    return identifiers.check(kind, value).valid


def _account(value: str) -> bool:
    return _identifier("iban", value) or _identifier("nrb", value)


CONTENT: Mapping[str, Callable[[str], bool]] = {
    "nip": partial(_identifier, "nip"),
    "regon": partial(_identifier, "regon"),
    "pesel": partial(_identifier, "pesel"),
    "ico": partial(_identifier, "ico"),
    "icdph": lambda value: value.upper().startswith("SK") and _identifier("icdph", value),
    "iban": _account,
    "email": lambda value: bool(_EMAIL.fullmatch(value)),
    "phone": lambda value: bool(_PHONE.fullmatch(value)) and not _account(value),
    "postal_code": lambda value: bool(_POSTAL.fullmatch(value)),
}
# Values that prove a column even when its name says nothing.
_PROOF = frozenset({"nip", "pesel", "iban", "email", "icdph"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A column for a field. `why` is `name` or `content`."""

    field: str
    column: Column
    score: int
    why: str


def suggest(
    fields: Sequence[Field], columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> dict[str, Suggestion]:
    """The best column for each field that has one; no column serves two fields."""
    samples = _samples(columns, rows)
    candidates = [
        found
        for field in fields
        for column in columns
        if (found := _candidate(field, column, samples[column])) is not None
    ]
    candidates.sort(key=lambda found: -found.score)
    chosen: dict[str, Suggestion] = {}
    taken: set[str] = set()
    for found in candidates:
        if found.field not in chosen and found.column.name not in taken:
            chosen[found.field] = found
            taken.add(found.column.name)
    return chosen


def column_as_written(field: Field, name: str, values: Sequence[str]) -> Column:
    """The column with the decimal mark or order of dates that its values show."""
    if field.form is Form.AMOUNT:
        return Column(name, mark=parsing.decimal_mark(values))
    if field.form is Form.DATE:
        return Column(name, order=parsing.date_order(values))
    return Column(name)


def _samples(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    return {
        column: [row[place] for row in rows[:_LOOKED_AT] if row[place]]
        for place, column in enumerate(columns)
    }


def _candidate(field: Field, column: str, values: list[str]) -> Suggestion | None:
    score, why = _by_name(field, column), "name"
    fits = _fits(field, column, values)
    if score and not fits:
        return None
    if field.content in _PROOF and values and _share(CONTENT[field.content], values) >= _MOSTLY:
        if score < _LIKELY:
            why = "content"
        score = max(score, _LIKELY) + 5
    if not score:
        return None
    return Suggestion(field.name, column_as_written(field, column, values), score, why)


def _by_name(field: Field, column: str) -> int:
    folded = parsing.fold(column)
    if folded.startswith("column ") or not folded:
        return 0
    words = folded.split()
    best = 0
    for rank, synonym in enumerate(field.synonyms):
        asked = synonym.split()
        if folded in (synonym, synonym.replace(" ", "")):
            best = max(best, _CERTAIN - min(rank, 15))
        elif len(words) > len(asked) and words[-len(asked) :] == asked:
            best = max(best, _LIKELY - min(rank, 15))
        elif len(asked) > 1 and set(asked) <= set(words):
            best = max(best, _WEAK)
    return best


def _fits(field: Field, column: str, values: list[str]) -> bool:
    """Whether the values could belong to the field at all; an empty column fits everything."""
    if not values:
        return True
    if field.form is Form.AMOUNT:
        mark = parsing.decimal_mark(values)
        return _share(lambda value: parsing.amount(value, mark) is not None, values) >= _MOSTLY
    if field.form is Form.DATE:
        order = parsing.date_order(values)
        return _share(lambda value: parsing.date(value, order) is not None, values) >= _MOSTLY
    if field.content in ("email", "iban", "pesel"):
        return _share(CONTENT[field.content], values) > 0.3  # noqa: PLR2004
    return True


def _share(test: Callable[[str], bool], values: Sequence[str]) -> float:
    return sum(map(test, values)) / len(values)
