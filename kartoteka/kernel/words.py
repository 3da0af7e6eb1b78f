"""Words that users of the office gave, one text per language: `{"pl": …, "sk": …, "en": …}`."""

from collections.abc import Mapping

from django.utils.translation import get_language

LANGUAGES = ("pl", "sk", "en")


def said(words: Mapping[str, str], language: str | None = None) -> str:
    """The text in `language` (None: the active one), else in the first that has one, else ""."""
    wanted = language or get_language() or "pl"
    found = (words.get(one, "") for one in (wanted, *LANGUAGES))
    return next((text for text in found if text), "")
