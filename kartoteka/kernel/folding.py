"""What search compares, as SQL's `fold` (sql/functions.sql) and to the letter the same."""

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9ßа-яё]+")
_BARE = str.maketrans(
    "ąćęłńóśźżáäčďéěíĺľňôŕřšťúůýžöüőűâîëçàèùășț",
    "acelnoszzaacdeeillnorrstuuyzououaiecaeuast",
)


def fold(text: str) -> str:
    """Lower case, Latin diacritics off, everything else but letters and digits one blank.

    Letters that are told in pieces (a letter and its accent) are put together first.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).lower().translate(_BARE)
    return " ".join(_WORD.findall(text.lower()))
