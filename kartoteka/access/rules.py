"""Decisions about users and units that need no database."""

import secrets
from collections.abc import Mapping

# Without letters and digits that are mistaken for one another when read off paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _LENGTH = 4, 5


def random_password() -> str:
    """Four groups of five, some 99 bits: easy to read out, too many to guess."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def is_under(parents: Mapping[int, int | None], place: int | None, unit_id: int) -> bool:
    """Whether `place` is the unit itself or stands under it, by the map of each unit's parent."""
    seen: set[int] = set()
    while place is not None and place not in seen:
        if place == unit_id:
            return True
        seen.add(place)
        place = parents.get(place)
    return False
