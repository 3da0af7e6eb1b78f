"""Joining lines that a bank has wrapped, with and without eating blanks.

SWIFT allows 65 characters in a line of `:86:`, so long texts are cut: some banks cut anywhere at
the 65th, some between words, and some give each subfield a line of its own.
"""

import re
from collections.abc import Iterable, Sequence

LONGEST = 65
_NEARLY = 5  # so much shorter than the cut: it ended with blanks that were trimmed
_PIECE = 27  # characters of a title subfield in Poland and Germany
_LONG_PIECE = 35  # in the extended shape


def width_of(blocks: Iterable[Sequence[str]]) -> int:
    """The length at which the bank cuts lines: that of the longest line that goes on below."""
    return max((len(line) for block in blocks for line in block[:-1]), default=LONGEST)


def glued(lines: Sequence[str], width: int = LONGEST) -> str:
    """Lines of structured text as one: nothing between them unless two words would run together."""
    text = ""
    for number, line in enumerate(lines):
        last = lines[number - 1] if number else ""
        if text and line and not _is_cut(last, number, width) and _parts_words(last, line, width):
            text += " "
        text += line
    return text


def spaced(lines: Sequence[str]) -> str:
    """Lines of free text as one: a blank between them unless the line was cut by its length."""
    text = ""
    for number, line in enumerate(lines):
        cut = number and _is_cut(lines[number - 1], number, LONGEST)
        text += line if not text or cut or text[-1].isspace() else f" {line}"
    return text


def pieces_joined(pieces: Iterable[str], full: int = _LONG_PIECE) -> str:
    """Title subfields as one text; `full` is the length of a long one.

    A piece that fills its subfield runs on into the next one; one that is shorter ended by itself,
    so a blank belongs there (banks trim it). Then runs of blanks become one.
    """
    text = last = ""
    for piece in pieces:
        if not piece.strip():
            continue
        text += piece if _runs_on(last, piece, full) else f" {piece}"
        last = piece
    return squeezed(text)


def _runs_on(last: str, piece: str, full: int) -> bool:
    if len(last) == _PIECE or len(last) >= full:
        return True
    return len(last) == _PIECE - 1 and last[-1].isdigit() and piece[0].isdigit()


def squeezed(text: str) -> str:
    """Runs of blanks as one, none at the ends."""
    return re.sub(r"\s+", " ", text).strip()


def _is_cut(last: str, number: int, width: int) -> bool:
    """Whether the line above was cut by its length; the first one may count its tag."""
    cut = {width, LONGEST}
    return len(last) in (cut | {each - len(":86:") for each in cut} if number == 1 else cut)


def _parts_words(last: str, line: str, width: int) -> bool:
    before, after = last[-1:], line[0]
    if width - _NEARLY <= len(last) < width:
        return before.isalnum() and after.isalnum() and not (before + after).isdigit()
    return before.isalpha() and after.isalpha() and not (before.islower() and after.islower())
