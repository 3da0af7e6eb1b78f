"""What a cell says of one column of ours: days, figures, words of lists and dictionaries."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.exchange import masking, parsing
from kartoteka.exchange.fields import Column
from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.register import rules
from kartoteka.register.queries import groups, segments

LANGUAGES = ("en", "sk", "pl")
# Imports are an administrator's.
IMPORTER = Actor(user_id=None, realm=Realm.DESK, role=Role.ADMINISTRATOR)
_SCHEMES = ("NACE2", "PKD2007", "NACE21", "PKD2025")  # the later wins
_APART = re.compile(r"\s*[,;|]\s*")
SENTENCES: Mapping[str, str | Promise] = {
    "bad_value": _("“%(value)s” is not valid."),
    "missing": _("The value is missing."),
    "too_long": _("“%(value)s…” is too long."),
    "masked": _("“%(value)s” is masked and was left out: the whole number is not in the file."),
    "not_a_date": _("“%(value)s” is not a date that can be read."),
    "not_an_amount": _("“%(value)s” is not an amount, or can be read in two ways."),
    "not_between": _("“%(value)s” is not between %(least)s and %(most)s."),
    "no_such_word": _("“%(value)s” is not in the dictionary."),
    "no_such_group": _("There is no group “%(value)s” into which parties are put by hand."),
}

Read = Callable[[str], str]
Reader = Callable[[Column], Read]
Words = Mapping[str, str]


class Wrong(Exception):  # noqa: N818  (says why a cell cannot be taken)
    """Why a cell cannot be taken: the code of a sentence, with facts."""

    def __init__(self, code: str, text: str, **facts: str) -> None:
        self.code = code
        self.facts = {"value": masking.text(text)[:60], **facts}
        super().__init__(code)


def text(longest: int, *, lines: bool = False) -> Reader:
    """One line, or with `lines` several, of so many signs at most."""

    def read(written: str) -> str:
        tidy = rules.tidy_lines(written) if lines else rules.tidy(written)
        if len(tidy) > longest:
            raise Wrong("too_long", tidy[:40])
        return tidy

    return lambda _column: read


def day(column: Column) -> Read:
    """A day, as ISO 8601."""

    def read(written: str) -> str:
        found = parsing.date(written, column.order)
        if found is None:
            raise Wrong("not_a_date", written)
        return found.isoformat()

    return read


def yes_no(_column: Column) -> Read:
    """`true` or `false`."""

    def read(written: str) -> str:
        found = parsing.yes_or_no(written)
        if found is None:
            raise Wrong("bad_value", written)
        return "true" if found else "false"

    return read


def figure(least: int, most: int, places: int = 0) -> Reader:
    """A figure from `least` to `most` of so many decimal places at most."""
    smallest = Decimal(1).scaleb(-places)

    def make(column: Column) -> Read:
        def read(written: str) -> str:
            found = parsing.amount(written, column.mark)
            if found is None:
                raise Wrong("not_an_amount", written)
            if not least <= found <= most or found != found.quantize(smallest):
                raise Wrong("not_between", written, least=str(least), most=str(most))
            return format(found.quantize(smallest), "f")

        return read

    return make


def one_of(choices: Iterable[tuple[str, str | Promise]], also: Words | None = None) -> Reader:
    """A code of the choices, written as such or in words of any of the three languages."""
    offered = list(choices)

    def make(_column: Column) -> Read:
        return looked_up({**worded(offered), **(also or {})}, "bad_value")

    return make


def worded(choices: Iterable[tuple[str, str | Promise]]) -> dict[str, str]:
    """The codes of the choices by their folded words in all languages, and by themselves."""
    offered = list(choices)
    known: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            known |= {parsing.fold(str(label)): code for code, label in offered}
    return known | {parsing.fold(code): code for code, _label in offered}


def looked_up(known: Words, code: str) -> Read:
    """What reads one of the folded words that are known."""

    def read(written: str) -> str:
        found = known.get(parsing.fold(written))
        if found is None:
            raise Wrong(code, written)
        return found

    return read


def entry(of: str) -> Reader:
    """The id of an entry of a dictionary of the register; retired ones too: the data may be old."""

    def make(_column: Column) -> Read:
        return looked_up(_entries(of), "no_such_word")

    return make


def _entries(of: str) -> dict[str, str]:
    entries = segments.entries(viewer=IMPORTER, of=of, with_retired=True)
    return {
        parsing.fold(word): str(one.id)
        for one in reversed(entries)
        for word in (one.code, *one.labels.values())
        if parsing.fold(word)
    }


def group(_column: Column) -> Read:
    """The id of a group by hand that the whole office shares."""
    found = groups.groups(viewer=IMPORTER)
    known = {
        parsing.fold(word): str(one.id)
        for one in found
        for word in one.labels.values()
        if not one.is_dynamic
    }
    return looked_up(known, "no_such_group")


def activity(_column: Column) -> Read:
    """The id of an activity by its code: 35.11.Z, 3511Z; of the newest classification first."""
    known = {
        _bare(one.code): str(one.id)
        for one in sorted(
            segments.all_activities(viewer=IMPORTER), key=lambda one: _SCHEMES.index(one.scheme)
        )
    }

    def read(written: str) -> str:
        found = known.get(_bare(written.split(" ", maxsplit=1)[0])) or known.get(_bare(written))
        if found is None:
            raise Wrong("no_such_word", written)
        return found

    return read


def _bare(code: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", code.upper())


def several(read: Read, written: str) -> list[str]:
    """The values of a cell with one or several words, each once."""
    try:
        return [read(written)]
    except Wrong:
        parts = [part for part in _APART.split(written) if part]
        if len(parts) < 2:  # noqa: PLR2004
            raise
        return list(dict.fromkeys(map(read, parts)))


def shows_entry(of: str) -> Callable[[str], str]:
    """What words the ids of entries that stand in a report."""

    def shows(ids: str) -> str:
        known = {
            str(one.id): one.label
            for one in segments.entries(viewer=IMPORTER, of=of, with_retired=True)
        }
        return _listed(ids, known)

    return shows


def shows_group(ids: str) -> str:
    """What words the ids of groups that stand in a report."""
    known = groups.groups(viewer=IMPORTER, with_retired=True)
    return _listed(ids, {str(one.id): one.label for one in known})


def shows_activity(ids: str) -> str:
    """What words the ids of activities that stand in a report."""
    known = segments.all_activities(viewer=IMPORTER)
    return _listed(ids, {str(one.id): one.code for one in known})


def shows_choice(choices: Iterable[tuple[str, str | Promise]]) -> Callable[[str], str]:
    """What words the codes that stand in a report."""
    offered = list(choices)
    return lambda codes: _listed(codes, {code: str(label) for code, label in offered})


def shows_yes_no(said: str) -> str:
    """What words `true` and `false` in a report."""
    return {"true": translation.gettext("yes"), "false": translation.gettext("no")}.get(said, "—")


def _listed(codes: str, known: Words) -> str:
    return ", ".join(known.get(code, code) for code in codes.split(", ")) if codes else "—"
