"""How an earlier value comes back: through its room's own operation, with its rules and refusals.

The trail knows no room. A room says for each of its tables which columns it can set back and how;
`config/wiring.py` fills RESTORERS.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from kartoteka.kernel.actor import Actor


class SetBack(Protocol):
    """Gives a row's column its earlier value, as JSON has it; `confirmed` as in every operation."""

    def __call__(
        self, *, actor: Actor, row_id: int, column: str, value: Any, confirmed: frozenset[str]
    ) -> None: ...


class BringBack(Protocol):
    """Adds a removed row of a party again, from its values as JSON has them; returns its new id."""

    def __call__(
        self, *, actor: Actor, party_id: int, values: Mapping[str, Any], confirmed: frozenset[str]
    ) -> int: ...


@dataclass(frozen=True, slots=True)
class Restorer:
    """What can be restored of a table: single `columns`, removed rows, or both."""

    columns: frozenset[str] = frozenset()
    set_back: SetBack | None = None
    bring_back: BringBack | None = None


RESTORERS: dict[str, Restorer] = {}
