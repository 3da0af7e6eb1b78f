"""Blocks: what is stopped for whom. Every operation that a block may stop asks here."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import days, sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register.models import Block

_HERE = "kartoteka.register"


class Blocked(Refusal):
    """The party is blocked from just this; `facts` name the block (party_id, what, reason)."""

    code = "register.blocked"
    message = _(
        "%(name)s is blocked since %(day)s (%(what)s): %(reason)s. Lift the block on the card"
        " first."
    )


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A block; both days inclusive, `valid_to` None without end, `lifted_on` no longer."""

    id: int
    party_id: int
    party_name: str
    party_number: str
    what: str
    reason: str
    valid_from: dt.date
    valid_to: dt.date | None
    set_by_id: int | None
    set_by: str
    set_at: dt.datetime
    lifted_on: dt.date | None
    lifted_by: str
    lift_reason: str

    @property
    def label(self) -> str:
        """What is blocked, in words."""
        return str(Block.What(self.what).label)

    def is_in_force(self, on: dt.date) -> bool:
        """Whether the block stops anything on that day."""
        return (
            self.valid_from <= on
            and (self.valid_to is None or on <= self.valid_to)
            and (self.lifted_on is None or on < self.lifted_on)
        )

    def is_over(self, on: dt.date) -> bool:
        """Whether the block was lifted or has run out before that day."""
        return not self.is_in_force(on) and self.valid_from <= on


def blocked(
    *, viewer: Actor, party_ids: Collection[int], what: str, on: dt.date | None
) -> dict[int, BlockLine]:
    """Those of the parties for which `what` (a Block.What) is stopped on the day, with the block.

    `on` None is today by the database's clock, for rooms that are told no day. Of several blocks
    the newest is named. For SQL over many rows: the function register_blocked(what, day).
    """
    del viewer  # a block binds everybody
    found = _lines(parties=list(party_ids), what=what, day=on or _today())
    return {line.party_id: line for line in reversed(found)}


def refuse_blocked(*, viewer: Actor, party_id: int, what: str, on: dt.date | None) -> None:
    """Raises Blocked if `what` is stopped for the party on the day (None: today)."""
    found = blocked(viewer=viewer, party_ids=[party_id], what=what, on=on).get(party_id)
    if found is not None:
        raise refusal(found)


def refusal(line: BlockLine) -> Blocked:
    """The no that a block is, for whoever leaves its party out and says why."""
    return Blocked(
        name=line.party_name,
        day=days.written(line.valid_from, get_language() or "pl"),
        what=line.label,
        reason=line.reason.rstrip("."),
        block_party_id=line.party_id,
    )


def blocks_of(*, viewer: Actor, party_id: int, on: dt.date | None = None) -> list[BlockLine]:
    """The blocks of a party, newest first; of a day only those in force on it. Staff only."""
    return _lines(parties=[party_id], day=on) if viewer.may(Role.CLERK) else []


def block(*, viewer: Actor, block_id: int) -> BlockLine | None:
    """One block, or None. Staff only."""
    found = _lines(block=block_id) if viewer.may(Role.CLERK) else []
    return found[0] if found else None


def portal_closed(*, user_id: int) -> bool:
    """Whether all that this login of the portal holds is blocked there; asked while signing in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT register_portal_closed(%s)", [user_id])
        (closed,) = cursor.fetchone()
    return bool(closed)


def _today() -> dt.date:
    with connection.cursor() as cursor:
        cursor.execute("SELECT register_today()")
        (today,) = cursor.fetchone()
    return today  # type: ignore[no-any-return]


def _lines(**which: Any) -> list[BlockLine]:
    given = {"block": None, "parties": None, "what": None, "day": None}
    rows = sql.kept(_HERE, "blocks_list", given | which)
    return [BlockLine(*row) for row in rows]
