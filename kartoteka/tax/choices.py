"""What can be chosen where tax information is worked with: codes and words, for forms."""

from typing import Any

from kartoteka.tax.models import Event, Exclusion, Kind


def kinds() -> list[tuple[Any, Any]]:
    """Kinds of income that are entered by hand."""
    return list(Kind.choices)


def exclusions() -> list[tuple[Any, Any]]:
    """Reasons for which a row is left out."""
    return list(Exclusion.choices)


def events() -> list[tuple[Any, Any]]:
    """What can become of an information."""
    return list(Event.Kind.choices)


def marks() -> list[tuple[Any, Any]]:
    """What can be said of many at once: what needs no number of its own."""
    return [one for one in Event.Kind.choices if one[0] in {"SENT", "GIVEN"}]
