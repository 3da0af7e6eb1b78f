"""Which encoding a text file of a Polish or Slovak office is in.

UTF-8 and UTF-16 prove themselves. Of the one-byte encodings the one is chosen whose reading has
the most Polish or Slovak letters and the least that no customer list contains.
"""

import codecs
import re
from pathlib import Path

from kartoteka.exchange.reading.problems import Problem
from kartoteka.formats import mazovia

OFFERED = ("utf-8", "utf-16", "cp1250", "iso-8859-2", "cp852", "cp1252", mazovia.NAME)
_ONE_BYTE = ("cp1250", "iso-8859-2", "cp852", "cp1252")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1 << 20
_TEXT = bytes({*b"\0\t\n\r\f\x1a", *range(32, 127), *range(128, 256)})  # no other controls
_POLISH = frozenset("ąęłńśźżćĄĘŁŃŚŹŻĆ")
_SLOVAK = frozenset("áäčďíĺľňôŕšťúýžÁÄČĎÍĹĽŇÔŔŠŤÚÝŽ")
_BOTH = frozenset("óéÓÉ")
_WELCOME = frozenset("§°–—„”“’…€\u00a0")
_CASE_BROKEN = re.compile(r"[a-ząęłńśźżćáäčďíĺľňôŕšťúýžóé][ĄĘŁŃŚŹŻĆÁÄČĎÍĹĽŇÔŔŠŤÚÝŽÓÉ]")


def detect(path: Path) -> str:
    """The encoding of the file, a name that Python knows. Raises Problem `not_text`."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if utf16 := _utf16_without_mark(head):
        return utf16
    if head.count(0) > len(head) // 20 or len(head.translate(None, _TEXT)) > len(head) // 50:
        raise Problem("not_text", name=path.name)
    if _is_utf8(path) or _is_damaged_utf8(head):
        return "utf-8"
    best = max(_ONE_BYTE, key=lambda encoding: _likeness(head, encoding))
    return mazovia.NAME if mazovia.is_likelier(head, best) else best


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(_SAMPLE):
                decoder.decode(block)
            decoder.decode(b"", final=False)
        except UnicodeDecodeError:
            return False
    return True


def _is_damaged_utf8(head: bytes) -> bool:
    """Nearly all letters beyond ASCII are UTF-8: the few rows that are not will be told."""
    text = head.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    good = sum(1 for letter in text if "\x80" <= letter != "\ufffd")
    return good > 20 * broken


def _utf16_without_mark(head: bytes) -> str | None:
    """Text in Latin letters has a zero in every second byte."""
    if len(head) < 8:  # noqa: PLR2004  (too short to tell)
        return None
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > len(odd) * 0.6 and even.count(0) < len(even) * 0.1:
        return "utf-16-le"
    if even.count(0) > len(even) * 0.6 and odd.count(0) < len(odd) * 0.1:
        return "utf-16-be"
    return None


def _likeness(head: bytes, encoding: str) -> float:
    text = head.decode(encoding, errors="replace")
    polish = slovak = both = strange = controls = 0
    for letter in text:
        if letter < "\x80":
            continue
        if letter in _POLISH:
            polish += 1
        elif letter in _SLOVAK:
            slovak += 1
        elif letter in _BOTH:
            both += 1
        elif "\x80" <= letter < "\xa0" or letter == "\ufffd":
            controls += 1
        elif letter not in _WELCOME:
            strange += 1
    letters = polish + slovak + both - 1.5 * min(polish, slovak)
    return letters - 2 * strange - 5 * controls - 2 * len(_CASE_BROKEN.findall(text))
