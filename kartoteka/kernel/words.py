"""Words that users of the office gave, one text per language: `{"pl": …, "sk": …, "en": …}`."""

from collections.abc import Mapping

_ORDER = ("pl", "sk", "en")


def said(words: Mapping[str, str], language: str) -> str:
    """The text in `language`, else in the first language that has one, else ""."""
    found = (words.get(one, "") for one in (language, *_ORDER))
    return next((text for text in found if text), "")
