"""Blocks are set for a reason and a period, and lifted for a reason; the row stays."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kartoteka.access.operations.bulk import Outcome
from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register import rules
from kartoteka.register.drafts import BlockDraft
from kartoteka.register.models import Block
from kartoteka.register.operations.editing import take


class OnlyStaff(Refusal):
    """Nobody but the office blocks and lifts."""

    code = "register.only_staff_blocks"
    message = _("Only staff may do this.")


class NothingToBlock(Refusal):
    """A block must say what it stops."""

    code = "register.nothing_to_block"
    message = _("Choose what is blocked.")
    field = "what"


class BlockNeedsReason(Refusal):
    """Whoever meets the block must learn why it is there."""

    code = "register.block_needs_reason"
    message = _("Say why: everybody whom the block stops will read it.")
    field = "reason"


class BlockEndsBeforeItBegins(Refusal):
    """The last day of the block lies before the first."""

    code = "register.block_ends_before_it_begins"
    message = _("The block would end before it begins. Correct one of the days.")
    field = "valid_to"


class NotYourBlock(Refusal):
    """A block is lifted by who set it, or by an administrator."""

    code = "register.not_your_block"
    message = _("%(who)s set this block. Only they or an administrator may lift it.")


class LiftedAlready(Refusal):
    """Somebody was faster."""

    code = "register.block_lifted_already"
    message = _("This block is lifted already.")


constraints.means("register_block_valid_in_order", BlockEndsBeforeItBegins)
constraints.means("register_block_has_reason", BlockNeedsReason)


def set_blocks(*, actor: Actor, party_ids: Collection[int], draft: BlockDraft) -> int:
    """Block each kind of `draft.what` for each party; returns how many blocks were set.

    Raises OnlyStaff, NothingToBlock, BlockNeedsReason, BlockEndsBeforeItBegins.
    """
    if not actor.may(Role.CLERK):
        raise OnlyStaff
    what = sorted({kind for kind in draft.what if kind in Block.What.values})
    if not what:
        raise NothingToBlock
    given = {
        "parties": list(party_ids),
        "what": what,
        "reason": rules.tidy(draft.reason),
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
        "actor": actor.user_id,
    }
    with acting(actor), constraints.spoken():
        return sql.run("kartoteka.register", "set_blocks", given)


def block_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """The act of the list of parties: what is blocked already by the same words stays single.

    `options`: what (codes), reason, valid_from and valid_to (ISO days, the last may be missing).
    """
    draft = BlockDraft(
        what=tuple(options["what"]),
        reason=str(options["reason"]),
        valid_from=dt.date.fromisoformat(str(options["valid_from"])),
        valid_to=dt.date.fromisoformat(str(options["valid_to"])) if options["valid_to"] else None,
    )
    with acting(actor):
        so_already = Block.objects.filter(
            party__in=ids,
            what__in=draft.what,
            reason=rules.tidy(draft.reason),
            valid_from=draft.valid_from,
            valid_to=draft.valid_to,
            lifted_on=None,
        ).values_list("party_id", flat=True)
        new = sorted({*ids} - {*so_already})
        if new:
            set_blocks(actor=actor, party_ids=new, draft=draft)
    return Outcome(done=len(new), same=len({*ids}) - len(new))


def lift_block(*, actor: Actor, block_id: int, reason: str, on: dt.date) -> None:
    """Let the block stop nothing from `on` on; the row and its reasons stay.

    Raises NotYourBlock (another's, unless the actor is an administrator), BlockNeedsReason,
    LiftedAlready, NotThere.
    """
    if not rules.tidy(reason):
        raise BlockNeedsReason
    with acting(actor), constraints.spoken():
        row = take(Block, block_id, actor=actor)
        if row.lifted_on is not None:
            raise LiftedAlready
        mine = row.set_by_id is not None and row.set_by_id == actor.user_id
        if not mine and not actor.may(Role.ADMINISTRATOR):
            raise NotYourBlock(who=row.set_by.name if row.set_by else _("the program"))
        row.lifted_on, row.lifted_by_id = on, actor.user_id
        row.lift_reason = rules.tidy(reason)
        row.save(update_fields=["lifted_on", "lifted_by", "lift_reason"])
