"""Where the one search box asks besides the register: filled by config/wiring.py.

A source is a callable of a higher room that finds parties by numbers of its own (documents,
agreements, points). It is asked only for texts with a digit in them, and only for whole numbers or
their beginnings: it must answer from an index.
"""

from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from kartoteka.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Found:
    """A party found by something of another room: `what` names its kind, `number` itself."""

    party_id: int
    what: str | Promise
    number: str


class SearchSource(Protocol):
    """A question of the search box to another room."""

    def __call__(self, *, viewer: Actor, text: str, limit: int) -> list[Found]:
        """At most `limit` parties whose number is or begins with `text`, exact ones first."""


SOURCES: list[SearchSource] = []
