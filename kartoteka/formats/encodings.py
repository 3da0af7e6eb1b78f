"""Which encoding a bank wrote its letters in, told from Polish and Slovak letters.

Bank files do not name their encoding and often hold a few dozen letters beyond ASCII, too few for
statistics over languages. Each candidate is scored by what it makes of those bytes: letters of the
two languages count for it, signs that no payment text holds count against it.
"""

import re

from kartoteka.formats import mazovia
from kartoteka.formats.statements import Problem

POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
SLOVAK = frozenset("áäčďéíĺľňóôŕšťúýžÁÄČĎÉÍĹĽŇÓÔŔŠŤÚÝŽ")
CZECH = frozenset("ěřůĚŘŮ")
GERMAN = frozenset("äöüßÄÖÜ")
RARE_INITIALS = frozenset("ÔÄĹŔÓÝŇĘĄŃ")  # no word begins with them, or hardly one
FILLERS = frozenset("˙\xa0\xad")  # empty subfields of PKO BP hold the byte FF
CANDIDATES = ("cp1250", "iso8859-2", "cp852", "latin-1")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_NAMES = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}
# Where the zeros stand in the first two letters of a file without a mark.
_UNMARKED = {b"\0\1\0\1": "utf-16-be", b"\1\0\1\0": "utf-16-le"}
_SAMPLE = 200_000
_OWN, _FOREIGN, _ODD, _IMPOSSIBLE = 3, 1, -4, -8


def decoded(data: bytes) -> tuple[str, str, list[Problem]]:
    """The text, the name of its encoding, and a problem where some letters stay unreadable."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _tried(data, encoding)
    if unmarked := _UNMARKED.get(bytes(map(bool, data[:4]))):
        return _tried(data, unmarked)
    if data.isascii():
        return data.decode("ascii"), "ascii", []
    if _is_utf8(data):
        return _tried(data, "utf-8")
    beyond = _words_beyond_ascii(data)
    slovak = _speaks_slovak(data)
    best = max(CANDIDATES, key=lambda each: _score(beyond, each, slovak=slovak))
    if not slovak and mazovia.is_likelier(data, best):
        best = mazovia.NAME
    return _tried(data, best)


def _tried(data: bytes, encoding: str) -> tuple[str, str, list[Problem]]:
    text = data.decode(encoding, errors="replace")
    name = _NAMES.get(encoding, encoding)
    return text, name, [Problem("file.unreadable_letters")] if "\ufffd" in text else []


def _is_utf8(data: bytes) -> bool:
    """Whether it is UTF-8, also where the bank cut some letters in half at the end of a field."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    whole = sum(1 for sign in text if sign > "\x7f") - broken
    return not broken or whole > 3 * broken


def _words_beyond_ascii(data: bytes) -> list[bytes]:
    return re.findall(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*", data[:_SAMPLE])


def _speaks_slovak(data: bytes) -> bool:
    head = data[:_SAMPLE]
    polish = len(re.findall(rb"PLN|:25:[^\r\n]{0,2}PL\d|\bPL\d\d", head))
    return len(re.findall(rb"EUR|CZK|\bSK\d\d|\bCZ\d\d", head)) > polish


def _score(words: list[bytes], encoding: str, *, slovak: bool) -> int:
    own, other = (SLOVAK | CZECH, POLISH) if slovak else (POLISH, SLOVAK | CZECH)
    total = -1 if encoding == "latin-1" else 0
    for word in words:
        text = word.decode(encoding, errors="replace")
        for at, sign in enumerate(text):
            if sign.isascii():
                continue
            total += _weight(sign, own, other)
            if sign.isalpha() and _breaks_case(text, at):
                total -= 2
            elif sign in RARE_INITIALS and text[at + 1 : at + 2].islower():
                total -= 1
    return total


def _weight(sign: str, own: frozenset[str], other: frozenset[str]) -> int:
    if sign in FILLERS:
        return 0
    if sign in own:
        return _OWN
    if sign in other or sign in GERMAN:
        return _FOREIGN
    if sign == "\ufffd" or "\x80" <= sign <= "\x9f":
        return _IMPOSSIBLE
    return -1 if sign.isalpha() or sign in "„”–—’§€…" else _ODD


def _breaks_case(text: str, at: int) -> bool:
    """A capital after a small letter, or a small letter between capitals: a sign of misreading."""
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
    if text[at].isupper():
        return before.islower()
    return text[at].islower() and before.isupper() and after.isupper()
