"""English sentences for stable codes; whoever shows them translates.

The tables of sentences are gathered by the translation tools through `N_`, which marks and does
nothing. A screen calls `worded(table, code, facts, translate=gettext)`.
"""

from collections.abc import Callable, Mapping
from typing import Any


def N_(sentence: str) -> str:  # noqa: N802  (the mark that extractors of translations know)
    """Mark a sentence for translation and give it back."""
    return sentence


def _as_is(sentence: str) -> str:
    return sentence


def worded(
    table: Mapping[str, str],
    code: str,
    facts: Mapping[str, Any],
    translate: Callable[[str], str] = _as_is,
) -> str:
    """The sentence of `code` with its facts filled in; the bare code where none is written."""
    sentence = table.get(code)
    return translate(sentence) % facts if sentence else code
