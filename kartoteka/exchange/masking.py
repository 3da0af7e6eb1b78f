"""What reports, previews and examples show of sensitive numbers: never the whole. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from kartoteka.register import rules

DOT = "•"
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Za-z]{2}[ -]?)?[0-9](?:[ /-]?[0-9]){8,27}(?![0-9A-Za-z])"
)
_PESEL_DIGITS = 11


def is_masked(text: str) -> bool:
    """Whether the text is a number that was masked where it was shown: nobody knows it whole."""
    return DOT in text


def value(field: str, text: str) -> str:
    """A value of a field as a report may show it. `iban2` is hidden as `iban` is."""
    return rules.hidden(field.rstrip("0123456789"), text)


def changes(told: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What was and what becomes, sensitive fields masked: so a report keeps and shows it."""
    return {
        name: [value(name, one) if isinstance(one, str) else one for one in pair]
        for name, pair in told.items()
    }


def text(written: str) -> str:
    """Any text with the PESEL, rodné číslo and account numbers in it masked."""
    return _NUMBER.sub(_hidden, written) if any(map(str.isdigit, written)) else written


def _hidden(found: re.Match[str]) -> str:
    bare = re.sub(r"[ -]", "", found[0])
    if len(bare) == _PESEL_DIGITS and rules.check_identifier("PESEL", bare).valid:
        return rules.masked(bare)
    if "/" in bare and rules.check_identifier("RC", bare).valid:
        return rules.masked(bare)
    account = rules.normalise_account(bare)
    return rules.masked_account(account) if account is not None else found[0]
