"""`./run translate`: brings the catalogues in step with the texts in the program, by Babel alone.

A minimal system has no gettext; Django's own template reader and Babel do the same work.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import extract as babel_extract
from babel.messages import pofile
from babel.messages.catalog import Catalog, Message

from kartoteka.config import home
from kartoteka.config.launch import screen

BASE = home.checkout()
PROGRAM = BASE / "kartoteka"
LANGUAGES = ("pl", "sk")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_t": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACES = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{(\w*)\}")
LINE_WIDTH = 100


def main() -> int:
    """Update every catalogue and say how many texts each still lacks."""
    found = template()
    for language in LANGUAGES:
        catalog = read(language)
        # A date that changes at every run would be a conflict in every merge.
        catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        path = place(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            pofile.write_po(
                file,
                catalog,
                width=LINE_WIDTH,
                sort_output=True,
                include_lineno=False,
                ignore_obsolete=True,
            )
        missing = sum(1 for message in catalog if message.id and not _is_translated(message))
        screen.say(f"{language}: {len(catalog)} texts, {missing} to translate")
    return 0


def faults(program: Path = PROGRAM) -> list[str]:
    """What the catalogues lack: missing, fuzzy, wrongly placed or left-over texts."""
    found = []
    wanted = template(program)
    for language in LANGUAGES:
        catalog = read(language, program)
        for message in wanted:
            if message.id:
                found += [
                    f"{language}: {fault}: {_shown(message)}"
                    for fault in _faults_of(catalog.get(message.id, message.context))
                ]
        for message in catalog:
            if message.id and wanted.get(message.id, message.context) is None:
                found.append(f"{language}: no longer in the program: {_shown(message)}")
    return found


def template(program: Path = PROGRAM) -> Catalog:
    """Every text of the program that a person may read."""
    catalog = Catalog(project="Kartoteka", charset="utf-8")
    for path in sorted([*program.rglob("*.py"), *program.rglob("*.html"), *program.rglob("*.txt")]):
        if "migrations" in path.parts:
            continue
        for _, text, comments, context in _texts(path):
            name = path.relative_to(program.parent).as_posix()
            catalog.add(text, None, [(name, 1)], auto_comments=comments, context=context)
    return catalog


def read(language: str, program: Path = PROGRAM) -> Catalog:
    """The catalogue of one language; an empty one where there is none yet."""
    path = place(language, program)
    if not path.exists():
        return Catalog(locale=language, project="Kartoteka", charset="utf-8")
    with path.open("rb") as file:
        return pofile.read_po(file, locale=language)


def place(language: str, program: Path = PROGRAM) -> Path:
    """The file of a catalogue."""
    return program / "locale" / language / "LC_MESSAGES" / "django.po"


def _texts(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        # What is left of the markup keeps its indentation, which Python's tokenizer refuses.
        source = "\n".join(line.strip() for line in templatize(source).splitlines())
    return iter(
        babel_extract.extract(
            "python", io.BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
        )
    )


def _faults_of(message: Message | None) -> list[str]:
    if message is None or not _is_translated(message):
        return ["not translated"]
    if message.fuzzy:
        return ["fuzzy"]
    wanted = _places(message.id if isinstance(message.id, str) else message.id[-1])
    return [
        f"places differ in {text!r}"
        for text in _strings(message)
        if not _places(text) <= wanted or (not message.pluralizable and _places(text) != wanted)
    ]


def _places(text: str) -> set[str]:
    return {match.group(0) for match in PLACES.finditer(text)}


def _is_translated(message: Message) -> bool:
    return all(_strings(message))


def _strings(message: Message) -> list[str]:
    given = message.string
    return [given or ""] if given is None or isinstance(given, str) else [*given] or [""]


def _shown(message: Message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return repr(text)


if __name__ == "__main__":
    sys.exit(main())
