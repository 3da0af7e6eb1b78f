"""Merging two parties: what every room promises. `config/wiring.py` fills MOVERS.

A mover moves all rows of its room that name the party that goes to the one that stays, and notes
each of them with the merge, so that it can put them back years later. A room whose rows simply
name a party declares `operations.moving.Keys`; whoever has rules of its own writes a Mover.
A test fails when a table with a key to a party is neither moved nor named in STAYING.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.functional import Promise

from kartoteka.kernel.actor import Actor

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Merging:
    """One merge while it is made or undone.

    `survivor_id` is who stands for the party that went: on an undo perhaps another than then.
    `choices` says of a value that both have whose is kept: "survivor", "loser" or "both".
    """

    merge_id: int
    survivor_id: int
    loser_id: int
    actor: Actor
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows of a kind moved, and how many stay with the one that goes, being there
    already. `key` is that of the mover's `words`."""

    key: str
    count: int
    stays: int = 0


@dataclass(frozen=True, slots=True)
class Left:
    """A row that an undo cannot put back: what it is called, and why as a code of WHY."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What an undo put back of a kind, what it could not, and what is to be known of it."""

    key: str
    count: int
    left: tuple[Left, ...] = ()
    notes: tuple[Words, ...] = ()


class Mover(Protocol):
    """What a room does when parties are merged. Both run inside the operation's transaction, with
    both parties locked; a Refusal stops the merge or its undo as a whole."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns with keys of parties for which it answers, as "table.column"."""

    @property
    def words(self) -> Mapping[str, Words]:
        """What its counts are called, by key."""

    def move(self, merging: Merging) -> list[Moved]:
        """Moves the rows of the loser to the survivor and notes them."""

    def put_back(self, merging: Merging) -> list[Returned]:
        """Puts back what still can be."""


MOVERS: list[Mover] = []
# Columns that keep naming the party they name, and why.
STAYING: dict[str, str] = {
    "register_merge.survivor_id": "a merge keeps who was merged into whom",
    "register_merge.loser_id": "a merge keeps who was merged into whom",
    "register_search.party_id": "follows its sources by triggers",
    "trail_change.party_id": "the history of both is shown on the card of the one that stays",
    "register_identifierexception.other_id": "says who had the identifier then",
    "trail_evidence.party_id": "says of whom was asked then",
    "register_partysegment.party_id": "how the office judged the one that goes stays with it",
}
