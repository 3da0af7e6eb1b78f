"""Mazovia, the letters of Polish programs of the DOS years, as an encoding that Python knows.

It is cp437 with eighteen letters put over it. Nothing but the letters tells it, so it is taken only
where the text makes no sense in the encoding that is likely otherwise.
"""

import codecs
import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

NAME = "mazovia"
_LETTERS = dict(
    zip(
        b"\x86\x8d\x91\x92\xa4\xa2\x9e\xa6\xa7\x8f\x95\x90\x9c\xa5\xa3\x98\xa0\xa1",
        "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
        strict=True,
    )
)
_POLISH = frozenset(_LETTERS.values())
_TABLE = "".join(_LETTERS.get(byte) or bytes([byte]).decode("cp437") for byte in range(256))
_MAP = codecs.charmap_build(_TABLE)
_PLAUSIBLE = frozenset("„”“–—‘’§€…°•®©\xa0\xad˙")
_NO_INITIALS = frozenset("ąęńĄĘŃ")
_FILLER = b"\xff"
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_SAMPLE = 200_000


def is_likelier(data: bytes, otherwise: str) -> bool:
    """Whether the text fails in the encoding `otherwise` and is sound Polish in Mazovia."""
    words = {word for word in _WORD.findall(data[:_SAMPLE]) if word.strip(_FILLER)}
    fails = any(_is_odd(word.decode(otherwise, errors="replace")) for word in words)
    return fails and all(map(_is_polish, words))


def _is_odd(word: str) -> bool:
    """Whether a word has a sign that no text of a payment has, or letters of mixed case."""
    beyond = [sign for sign in word if not sign.isascii()]
    return not all(sign.isalpha() or sign in _PLAUSIBLE for sign in beyond) or _is_mixed(word)


def _is_polish(word: bytes) -> bool:
    text = word.strip(_FILLER).decode(NAME)
    return (
        all(sign.isascii() or sign in _POLISH for sign in text)
        and any(map(str.isascii, text))
        and text[0] not in _NO_INITIALS
        and not _is_mixed(text)
    )


def _is_mixed(word: str) -> bool:
    """Whether a small letter stands before a capital one, of which one is beyond ASCII."""
    return any(
        one.islower() and next_one.isupper() and not (one + next_one).isascii()
        for one, next_one in pairwise(word)
    )


class _Incremental(codecs.IncrementalDecoder):
    """One byte is one letter, wherever a file is cut."""

    def decode(self, data: "ReadableBuffer", final: bool = False) -> str:
        return _decode(data, self.errors)[0]


def _decode(data: "ReadableBuffer", errors: str = "strict", /) -> tuple[str, int]:
    return codecs.charmap_decode(data, errors, _TABLE)


def _encode(text: str, errors: str = "strict", /) -> tuple[bytes, int]:
    return codecs.charmap_encode(text, errors, _MAP)


def _named(name: str) -> codecs.CodecInfo | None:
    if name != NAME:
        return None
    return codecs.CodecInfo(_encode, _decode, name=NAME, incrementaldecoder=_Incremental)


codecs.register(_named)
