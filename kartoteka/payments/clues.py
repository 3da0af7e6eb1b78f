"""What a garbled line may have meant: numbers with slips, glued or cut ones, names cut or misspelt.

Pure. What is looked up here is never believed alone: it only brings customers for scoring.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kartoteka.kernel.folding import fold

MOST_WORDS, MOST_SIGNS = 40, 120
MOST_NUMBERS, MOST_PARTS, MOST_SLIPS = 6, 60, 400
FEWEST_DIGITS, LONGEST = 5, 24
_CUT_AT = 25  # banks cut names at 27, 35 or 70 signs: a long one may lack its end
_PIECES = re.compile(r"[a-zа-яё]+|\d+")
# What readers of print and tired eyes take for one another.
_ALIKE = {
    "0": "o86", "1": "il7", "2": "z", "3": "8", "4": "", "5": "s6", "6": "5b0", "7": "1",
    "8": "b30", "9": "g", "o": "0", "i": "1", "l": "1", "z": "2", "s": "5", "b": "86", "g": "9",
}  # fmt: skip
_LETTERS = str.maketrans("01582", "olsbz")


@dataclass(frozen=True, slots=True)
class Clue:
    """Something to look up: `kind` is SLIP (a number one slip away), GLUED (a part of a word),
    ALIKE (a name with a word put right) or CUT (the beginning of a name)."""

    kind: str
    key: str


def glued_in(title: str) -> list[Clue]:
    """Numbers that stand in a title glued to something else."""
    return [Clue("GLUED", part) for part in _glued(fold(title).split()[:MOST_WORDS])]


def slips_in(title: str) -> list[Clue]:
    """Numbers one slip away from those of a title."""
    words = fold(title).split()[:MOST_WORDS]
    whole, parts = list(_numbers(words))[:MOST_NUMBERS], _glued(words)
    known = {*whole, *parts}
    slips = dict.fromkeys(
        slip for number in [*whole, *parts][: 2 * MOST_NUMBERS] for slip in slips_of(number)
    )
    kept = [slip for slip in slips if slip not in known]
    return [Clue("SLIP", slip) for slip in kept[:MOST_SLIPS]]


def _glued(words: list[str]) -> list[str]:
    """Words, alone and with the two before them, taken apart; whole numbers first."""
    runs = [
        "".join(words[first : last + 1])
        for last, word in enumerate(words)
        if len(word) >= FEWEST_DIGITS and any(map(str.isdigit, word))
        for first in range(last, max(-1, last - 3), -1)
    ]
    whole = (part for run in runs for part in _parts(run[:MOST_SIGNS]))
    pieces = (part for run in runs for part in _ends(run[:MOST_SIGNS]))
    return list(dict.fromkeys([*whole, *pieces]))[:MOST_PARTS]


def of_name(name: str, unknown: dict[str, list[str]]) -> list[Clue]:
    """Whom a payer's name may have meant; `unknown` has words that no customer bears, each with
    those that resemble it."""
    words = fold(name).split()[:8]
    found: dict[Clue, None] = {}
    whole = " ".join(words)
    if len(name.strip()) >= _CUT_AT and len(words) > 1:
        found[Clue("CUT", whole)] = None
    for place, word in enumerate(words[:6]):
        for better in unknown.get(word, []):
            mended = [*words[:place], better, *words[place + 1 :]]
            for count in range(2, len(mended) + 1):
                found[Clue("ALIKE", " ".join(mended[:count]))] = None
            if len(mended) > 1:
                found[Clue("ALIKE", f"{mended[1]} {mended[0]}")] = None
    return list(found)


def words_of(name: str) -> list[str]:
    """The words of a payer's name that a customer's name may be made of."""
    return [word for word in fold(name).split()[:6] if len(word) > 3]  # noqa: PLR2004


def as_letters(word: str) -> str:
    """A word whose letters were read as digits."""
    return word.translate(_LETTERS)


def slips_of(number: str) -> Iterator[str]:
    """The numbers one slip away: two neighbours swapped, a sign misread, lost or written twice."""
    seen = {number}
    for slip in _slips(number):
        if slip not in seen:
            seen.add(slip)
            yield slip


def _slips(number: str) -> Iterator[str]:
    for place, (one, other) in enumerate(pairwise(number)):
        yield number[:place] + other + one + number[place + 2 :]
    for place, sign in enumerate(number):
        for other in _ALIKE.get(sign, ""):
            yield number[:place] + other + number[place + 1 :]
    for place, sign in enumerate(number):
        yield number[:place] + number[place + 1 :]
        yield number[:place] + sign + number[place:]


def _numbers(words: list[str]) -> Iterator[str]:
    """Words, alone and with the two before them, that may be the number of something."""
    found = dict[str, None]()
    for last, word in enumerate(words):
        if not _may_be(word):
            continue
        for first in range(last, max(-1, last - 4), -1):
            run = "".join(words[first : last + 1])
            if len(run) <= LONGEST and (first == last or len(words[first]) <= FEWEST_DIGITS):
                found[run] = None
            else:
                break
    yield from found


def _may_be(word: str) -> bool:
    digits = sum(sign.isdigit() or sign in _ALIKE for sign in word)
    return len(word) <= LONGEST and digits >= FEWEST_DIGITS and any(map(str.isdigit, word))


def _parts(word: str) -> Iterator[str]:
    """The digits of a word to which something is glued, alone and with letters before them."""
    pieces = _PIECES.findall(word)
    for place, piece in enumerate(pieces):
        if piece.isdigit() and len(piece) >= FEWEST_DIGITS and len(pieces) > 1:
            yield piece
            letters = pieces[place - 1] if place else ""
            for count in range(1, min(4, len(letters)) + 1):
                yield letters[-count:] + piece


def _ends(word: str) -> Iterator[str]:
    """The beginnings and ends of digits that two numbers may have become."""
    pieces = _PIECES.findall(word)
    for place, piece in enumerate(pieces):
        if not piece.isdigit():
            continue
        letters = pieces[place - 1] if place else ""
        for length in range(FEWEST_DIGITS, min(len(piece), 11)):
            yield piece[:length]
            yield piece[-length:]
            for count in range(1, min(3, len(letters)) + 1):
                yield letters[-count:] + piece[:length]
