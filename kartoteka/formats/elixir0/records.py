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
    ways = [_cut(line, doubled=doubled) for doubled in (True, False)]
    return next((found for found in ways if len(found) == FIELDS), ways[0])


def _cut(line: str, *, doubled: bool) -> list[str]:
    found, at = [], 0
    while at <= len(line):
        begins = at + len(line[at:]) - len(line[at:].lstrip(" "))
        if line[begins : begins + 1] == '"':
            text, at = _quoted(line, begins + 1, doubled=doubled)
        else:
            end = line.find(",", at)
            end = len(line) if end < 0 else end
            text, at = line[at:end].strip(), end + 1
        found.append(text)
    return found


def _quoted(line: str, at: int, *, doubled: bool) -> tuple[str, int]:
    """The text up to its closing mark, and where the next field begins."""
    text: list[str] = []
    while at < len(line):
        sign, after = line[at], line[at + 1 : at + 2]
        if sign != '"':
            text.append(sign)
            at += 1
        elif after in {"", ","} and not (doubled and after == '"'):
            return "".join(text), at + 2
        elif after == '"' and (doubled or line[at + 2 : at + 3] not in {"", ","}):
            text.append(sign)
            at += 2
        else:
            text.append(sign)
            at += 1
    return "".join(text), len(line) + 1


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
