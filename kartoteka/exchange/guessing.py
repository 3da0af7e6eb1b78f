"""Which column goes where: by its name in three languages and by what stands in it. Pure.

A suggestion is right or absent: values can deny a name, and where two columns have the same claim
to a field neither gets it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from kartoteka.exchange import masking, parsing, words
from kartoteka.exchange.fields import Column, Described, Field, Form
from kartoteka.kernel import identifiers

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_PHONE = re.compile(r"\+?[\d\s()/-]{9,20}")
_POSTAL = re.compile(r"\d{2}-\d{3}|\d{3} ?\d{2}")
_POLISH_POSTAL = re.compile(r"\d{2}-\d{3}")
_MOSTLY, _HALF, _SOMETIMES, _ENOUGH = 0.7, 0.5, 0.3, 3
_ABOUT_IT, _EXACT, _NEARLY, BY_CONTENT = 110, 100, 90, 60
_LOWEST_RANK = 15
_LOOKED_AT = 200
_LONGEST_KEY = 60
_UNIQUE, _UNIQUE_OF_FEW, _FEW = 0.95, 0.5, 20
_DOCUMENTS = 3
_OURS = 10
_POSTAL_WORDS = frozenset({"postal", "post", "zip", "pocztowy", "poczt"})

Words = tuple[str, ...]


def _identifier(kind: str, value: str) -> bool:
    return identifiers.check(kind, value).valid


def _account(value: str) -> bool:
    return _identifier("iban", value) or _identifier("nrb", value)


def _key(value: str) -> bool:
    """What may be an id or a number: short, of few words, and nothing that is something else."""
    return (
        len(value) <= _LONGEST_KEY
        and value.count(" ") <= 2  # noqa: PLR2004
        and not _POLISH_POSTAL.fullmatch(value)
        and not _EMAIL.fullmatch(value)
        and not _account(value)
    )


CONTENT: Mapping[str, Callable[[str], bool]] = {
    "nip": partial(_identifier, "nip"),
    "regon": lambda value: _identifier("regon", value.zfill(9)),
    "krs": partial(_identifier, "krs"),
    "pesel": lambda value: _identifier("pesel", value.zfill(11) if len(value) > 9 else value),  # noqa: PLR2004
    "rc": partial(_identifier, "rc"),
    "ico": lambda value: _identifier("ico", value.zfill(8)),
    "dic": partial(_identifier, "dic"),
    "icdph": lambda value: value.upper().startswith("SK") and _identifier("icdph", value),
    "vat": partial(_identifier, "vat"),
    "iban": _account,
    "email": lambda value: bool(_EMAIL.fullmatch(value)),
    "phone": lambda value: sum(map(str.isdigit, value)) >= 6 and not _account(value),  # noqa: PLR2004
    "postal_code": lambda value: bool(_POSTAL.fullmatch(value)),
    "letters": lambda value: any(map(str.isalpha, value)),
    "key": _key,
    "reference": lambda value: _key(value) and " " not in value,
    "country": lambda value: parsing.country(value) is not None,
}
# Values that prove a column even when its name says nothing.
_PROOF = frozenset({"nip", "pesel", "iban", "email", "icdph"})
# At least half of the values must be so; of the rest, which people mistype, a few are enough.
_STRICT = frozenset({"letters", "key", "reference", "country"})
_PLAIN = frozenset({"email", "iban", "pesel", "rc"})
_TYPED = frozenset({"nip", "regon", "ico", "dic", "icdph", "vat", "phone"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A column for a field. `why` is `name` or `content`."""

    field: str
    column: Column
    score: int
    why: str


def suggest(
    kind: Described, columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> dict[str, Suggestion]:
    """The best column for each field that has one; no column serves two fields."""
    samples = {  # a masked number neither proves nor denies anything
        column: [
            row[place]
            for row in rows[:_LOOKED_AT]
            if row[place] and not masking.is_masked(row[place])
        ]
        for place, column in enumerate(columns)
    }
    named = _names(columns, samples)
    is_of_others = sum(
        bool(set(name) & kind.others) for name in named.values()
    ) >= _DOCUMENTS and not _is_ours(kind, columns)
    candidates = [
        found
        for field in kind.fields
        for column in columns
        if (found := _candidate(field, column, named[column], samples[column], is_of_others))
    ]
    chosen = _chosen(candidates)
    for field, other in kind.stand_ins.items():
        if field not in chosen and other in chosen:
            moved = chosen.pop(other)
            chosen[field] = Suggestion(field, moved.column, moved.score, moved.why)
    return chosen


def _is_ours(kind: Described, columns: Sequence[str]) -> bool:
    """Whether a list of our own was exported so: nothing in it is somebody else's."""
    ours = {parsing.fold(str(heading)) for field in kind.fields for heading in field.headings}
    return sum(parsing.fold(column) in ours for column in columns) >= _OURS


def column_as_written(field: Field, name: str, values: Sequence[str]) -> Column:
    """The column with the decimal mark or order of dates that its values show."""
    if field.form is Form.AMOUNT:
        return Column(name, mark=parsing.decimal_mark(values))
    if field.form is Form.DATE:
        return Column(name, order=parsing.date_order(values))
    return Column(name)


def _chosen(candidates: list[Suggestion]) -> dict[str, Suggestion]:
    candidates.sort(key=lambda found: -found.score)
    chosen: dict[str, Suggestion] = {}
    taken: set[str] = set()
    torn: set[str] = set()
    for found in candidates:
        if found.field in chosen or found.field in torn or found.column.name in taken:
            continue
        if any(
            other.field == found.field
            and other.score == found.score
            and other.column.name not in taken | {found.column.name}
            for other in candidates
        ):
            torn.add(found.field)
            continue
        chosen[found.field] = found
        taken.add(found.column.name)
    return chosen


def _names(columns: Sequence[str], samples: Mapping[str, list[str]]) -> dict[str, Words]:
    """The words of each column, without what all columns of the table begin with."""
    split = [tuple(re.sub(r"(?<=[a-z])(?=\d)", " ", parsing.fold(c)).split()) for c in columns]
    split = _without_prefix(split)
    before: list[Words] = [(), *split]
    return {
        column: _meant(column, name, previous, samples[column])
        for column, name, previous in zip(columns, split, before, strict=False)
    }


def _meant(column: str, name: Words, before: Words, values: list[str]) -> Words:
    """A number beside a street is that of the house; a code of postal codes is nothing else."""
    if column.startswith("Column ") and name[:1] == ("column",):
        return ()
    if name[-1:] in words.HOUSE and words.STREET & set(before[-1:]):
        return name[:-1] + words.HOUSE[name[-1:]]
    return _postal(name, values) if {"kod", "code"} & set(name) else name


def _without_prefix(names: list[Words]) -> list[Words]:
    """The names without what most begin with, unless that says whom the table is about."""
    begins = Counter(name[0] for name in names if len(name) > 1)
    word, often = begins.most_common(1)[0] if begins else ("", 0)
    if often < _ENOUGH or often * 2 < len(names) or word in words.PARTY | words.DOCUMENT:
        return names
    return _without_prefix(
        [name[1:] if len(name) > 1 and name[0] == word else name for name in names]
    )


def _postal(name: Words, values: list[str]) -> Words:
    """A code whose values are Polish postal codes is nothing else."""
    if (
        not values
        or _POSTAL_WORDS & set(name)
        or _share(lambda value: bool(_POLISH_POSTAL.fullmatch(value)), values) < _MOSTLY
    ):
        return name
    place = next(place for place, word in enumerate(name) if word in ("kod", "code"))
    return (*name[:place], "kod", "pocztowy")


def _candidate(
    field: Field, column: str, name: Words, values: list[str], is_of_others: bool
) -> Suggestion | None:
    score, why = _by_name(field, name, is_of_others), "name"
    if score and not _fits(field, name, values, is_of_others):
        return None
    proves = field.content in _PROOF and values and not words.STRANGER & set(name)
    if proves and _share(CONTENT[field.content], values) >= _MOSTLY:
        why = "name" if score else "content"
        score = score + 5 if score else BY_CONTENT
    if not score:
        return None
    return Suggestion(field.name, column_as_written(field, column, values), score, why)


def _by_name(field: Field, name: Words, is_of_others: bool) -> int:
    """How well a name fits: best when it says what the field is of, then as it stands."""
    if not name:
        return 0
    rest = tuple(word for word in name if word not in field.subject)
    plain = tuple(word for word in name if word not in words.HARMLESS) or name[-1:]
    both = tuple(word for word in rest if word not in words.HARMLESS)
    generic = len(name) == 1 and name[0] in words.GENERIC
    best = 0
    for rank, synonym in enumerate(field.synonyms):
        lost = min(rank, _LOWEST_RANK)
        asked = tuple(synonym.removeprefix("~").split())
        if rest != name and (_same(rest, asked) or (both and _same(both, asked))):
            best = max(best, _ABOUT_IT - lost)
        if synonym.startswith("~") or (generic and is_of_others):
            continue
        if _same(name, asked):
            best = max(best, _EXACT - lost)
        elif plain and _same(plain, asked):
            best = max(best, _NEARLY - lost)
    return best


def _same(name: Words, asked: Words) -> bool:
    return name == asked or (bool(name) and "".join(name) == "".join(asked))


def _fits(field: Field, name: Words, values: list[str], is_of_others: bool) -> bool:
    """Whether the values could belong to the field at all; an empty column fits everything."""
    if not values:
        return True
    least = _UNIQUE if len(values) > _FEW else _UNIQUE_OF_FEW
    if field.is_unique and not is_of_others and len(set(values)) < least * len(values):
        return False
    return all(_share(test, values) >= least for test, least in _tests(field, name, values))


def _tests(
    field: Field, name: Words, values: list[str]
) -> Iterator[tuple[Callable[[str], bool], float]]:
    """What the values have to be, and how many of them."""
    if field.accepts is not None:
        yield partial(field.accepts, name), _HALF
    if field.form is Form.AMOUNT:
        mark = parsing.decimal_mark(values)
        yield lambda value: parsing.amount(value, mark) is not None, _MOSTLY
    if field.form is Form.DATE:
        order = parsing.date_order(values)
        yield lambda value: parsing.date(value, order) is not None, _MOSTLY
    if field.content in _STRICT:
        yield CONTENT[field.content], _HALF
    elif field.content in _PLAIN or (field.content in _TYPED and len(values) >= _ENOUGH):
        yield CONTENT[field.content], _SOMETIMES


def _share(test: Callable[[str], bool], values: Sequence[str]) -> float:
    return sum(map(test, values)) / len(values)
