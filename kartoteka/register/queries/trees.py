"""The whole tree of a party: from its head down."""

from dataclasses import dataclass

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.register.models import Party


@dataclass(frozen=True, slots=True)
class Node:
    """A party in its tree; `depth` counts floors below the head, which has 0."""

    id: int
    parent_id: int | None
    name: str
    number: str
    place: str
    function: str
    is_archived: bool
    depth: int

    @property
    def words(self) -> str:
        """What it is there: its function, else its place."""
        return self.function or str(Party.Place(self.place).label)


def whole_tree(*, viewer: Actor, party_id: int, limit: int = 2000) -> list[Node]:
    """The head of the tree in which the party stands and all under it, each followed by its own.

    Branches stand before contact persons, then names decide; at most `limit`. Staff only.
    """
    if not viewer.may(Role.CLERK):
        return []
    rows = sql.rows("kartoteka.register", "whole_tree", {"party_id": party_id, "limit": limit})
    return [Node(*row) for row in rows]
