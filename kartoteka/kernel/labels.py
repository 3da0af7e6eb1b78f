"""Words made by users, in three languages: `{pl, sk, en}`, any of which may be missing."""

from collections.abc import Mapping

from django.utils.translation import get_language

LANGUAGES = ("pl", "sk", "en")


def said(labels: Mapping[str, str], language: str | None = None) -> str:
    """The words in `language` (None: the active one), else in the first that has any."""
    wanted = language or get_language() or "pl"
    for one in (wanted, "en", "pl", "sk"):
        if words := labels.get(one):
            return str(words)
    return ""
