"""One line of an Elixir-0 file cut into its fields, and texts cut into the lines of a field."""

import textwrap

WIDTH, LINES = 35, 4
LEAST_FIELDS = 12
FIELDS = 16


def fields_of(line: str) -> list[str]:
    """The fields of a record. Texts may stand between quotation marks, in which a comma is none.

    Some banks double a mark inside a text and some do not, so where `""` ends a text that way of
    reading is taken which gives the sixteen fields.
    """
    found = _cut(line, doubled=True)
    if len(found) != FIELDS and '""' in line:
        other = _cut(line, doubled=False)
        return other if len(other) == FIELDS else found
    return found


def _cut(line: str, *, doubled: bool) -> list[str]:
    found, at = [], 0
    while at <= len(line):
        begins = at
        while line.startswith(" ", begins):
            begins += 1
        if line.startswith('"', begins):
            text, at = _quoted(line, begins + 1, doubled=doubled)
        else:
            end = line.find(",", at)
            end = len(line) if end < 0 else end
            text, at = line[at:end].strip(), end + 1
        found.append(text)
    return found


def _quoted(line: str, at: int, *, doubled: bool) -> tuple[str, int]:
    """The text up to its closing mark, and where the next field begins."""
    text = ""
    while (mark := line.find('"', at)) >= 0:
        text += line[at:mark]
        after = line[mark + 1 : mark + 2]
        if after in {"", ","}:
            return text, mark + 2
        pair = after == '"' and (doubled or line[mark + 2 : mark + 3] not in {"", ","})
        text += '"'
        at = mark + 2 if pair else mark + 1
    return text + line[at:], len(line) + 1


def whole(text: str) -> str:
    """The lines of a field as one text: a full one runs on, after a shorter one stands a blank."""
    joined = ""
    for piece in text.split("|"):
        joined += piece if len(piece) == WIDTH else f"{piece} "
    return " ".join(joined.split())


def name_and_address(text: str) -> tuple[str, str]:
    """The name is the first line, and the second one where the first is full."""
    lines = text.split("|")
    taken = 1
    while taken < len(lines) and len(lines[taken - 1]) == WIDTH:
        taken += 1
    address = [" ".join(line.split()) for line in lines[taken:]]
    return whole("|".join(lines[:taken])), ", ".join(filter(None, address))


def cut(text: str) -> list[str]:
    """The text in lines, all but the last one full."""
    return [text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]


def lines_of(text: str) -> list[str]:
    """The text in lines: between words where it fits so, else cut."""
    kept = " ".join(text.split())
    wrapped = textwrap.wrap(kept, WIDTH - 1, break_long_words=False, break_on_hyphens=False)
    if len(wrapped) <= LINES and all(len(line) < WIDTH for line in wrapped):
        return wrapped
    return cut(kept)
