"""Groups: named, coloured, owned; members by hand from day to day, or by a stored query."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kartoteka.access.operations.bulk import Outcome
from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register import rules
from kartoteka.register.drafts import GroupDraft
from kartoteka.register.models import PartyGroup
from kartoteka.register.operations.choices import WordsMissing, tidied
from kartoteka.register.operations.editing import NotThere, take

_HERE = "kartoteka.register"


class NotYourGroup(Refusal):
    """A group is named, shared and retired by its owner or an administrator."""

    code = "register.not_your_group"
    message = _("Only the owner of the group or an administrator may do this.")


class GroupIsDynamic(Refusal):
    """Its members are found by conditions, nobody is put into it."""

    code = "register.group_is_dynamic"
    message = _("The members of this group are found by its conditions. Change these instead.")
    field = "group"


class GroupInItself(Refusal):
    """The conditions of a group ask for the group itself."""

    code = "register.group_in_itself"
    message = _("The conditions ask for this very group. Take that condition away.")


class TooEarly(Refusal):
    """A membership ends on the day before, at the earliest on the day on which it began."""

    code = "register.membership_ends_before_it_begins"
    message = _("The membership would end before it begins. Correct one of the days.")
    field = "valid_to"


constraints.means("register_partygroup_has_words", WordsMissing)
constraints.means("register_groupmember_valid_in_order", TooEarly)


def add_group(*, actor: Actor, draft: GroupDraft) -> int:
    """Make a group owned by the actor; with a query it is dynamic. Returns its id.

    Raises NotYourGroup (for who is no staff), WordsMissing.
    """
    if not actor.may(Role.CLERK):
        raise NotYourGroup
    with acting(actor), constraints.spoken():
        return PartyGroup.objects.create(owner_id=actor.user_id, **_values(draft)).pk


def change_group(
    *,
    actor: Actor,
    group_id: int,
    draft: GroupDraft,
    is_retired: bool = False,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Name, colour, share, retire a group, or give a dynamic one other conditions.

    A group stays what it is: by hand or dynamic. Raises NotYourGroup, WordsMissing, GroupInItself,
    NotThere, ChangedMeanwhile.
    """
    with acting(actor), constraints.spoken():
        row = _own(actor, group_id, expected_version=expected_version, confirmed=confirmed)
        values = _values(draft) | {"is_retired": is_retired}
        if (row.query is None) != (draft.query is None):
            values["query"] = row.query
        if group_id in _groups_asked(values["query"]):
            raise GroupInItself
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))


def remove_group(*, actor: Actor, group_id: int) -> None:
    """Take the group away, with its memberships; the history keeps both.

    Raises NotYourGroup, NotThere.
    """
    with acting(actor):
        _own(actor, group_id).delete()


def add_members(*, actor: Actor, group_id: int, party_ids: Sequence[int], on: dt.date) -> int:
    """Put parties into a group from `on` on; returns how many were not in it.

    Those who are in it, or will be, stay as they are. Raises NotYourGroup (another's, not shared),
    GroupIsDynamic, NotThere.
    """
    with acting(actor), constraints.spoken():
        _open_to(actor, group_id)
        given = {"group": group_id, "parties": list(party_ids), "on": on}
        return sql.run(_HERE, "group_add", given)


def remove_members(*, actor: Actor, group_id: int, party_ids: Sequence[int], on: dt.date) -> int:
    """Let the parties be in the group up to the day before `on`; returns how many were in it.

    A membership that would not have lasted a day goes altogether. Raises as add_members.
    """
    with acting(actor), constraints.spoken():
        _open_to(actor, group_id)
        given = {"group": group_id, "parties": list(party_ids), "on": on}
        return sql.run(_HERE, "group_end", given) + sql.run(_HERE, "group_drop", given)


def add_many_to_group(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """The act of the list of parties; `options`: group (id), on (ISO day)."""
    done = add_members(actor=actor, party_ids=ids, **_of(options))
    return Outcome(done=done, same=len(ids) - done)


def take_many_from_group(
    *, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]
) -> Outcome:
    """The act of the list of parties; `options`: group (id), on (ISO day)."""
    done = remove_members(actor=actor, party_ids=ids, **_of(options))
    return Outcome(done=done, same=len(ids) - done)


def _of(options: Mapping[str, Any]) -> dict[str, Any]:
    on = dt.date.fromisoformat(str(options["on"]))
    return {"group_id": int(options["group"]), "on": on}


def _own(actor: Actor, group_id: int, **seen: Any) -> PartyGroup:
    row = take(PartyGroup, group_id, actor=actor, **seen)
    mine = row.owner_id is not None and row.owner_id == actor.user_id
    if not mine and not actor.may(Role.ADMINISTRATOR):
        raise NotYourGroup
    return row


def _open_to(actor: Actor, group_id: int) -> None:
    row = PartyGroup.objects.filter(pk=group_id).select_for_update(no_key=True).first()
    if row is None:
        raise NotThere
    mine = row.owner_id is not None and row.owner_id == actor.user_id
    if not actor.may(Role.CLERK) or not (row.is_shared or mine or actor.may(Role.ADMINISTRATOR)):
        raise NotYourGroup
    if row.query is not None:
        raise GroupIsDynamic


def _values(draft: GroupDraft) -> dict[str, Any]:
    return {
        "labels": tidied(draft.labels),
        "colour": draft.colour,
        "note": rules.tidy(draft.note),
        "is_shared": draft.is_shared,
        "query": draft.query,
    }


def _groups_asked(query: object) -> set[int]:
    """The groups that a query asks for, also through the queries of these."""
    found: set[int] = set()
    waiting = rules.groups_named(query)
    while waiting:
        found |= waiting
        queries = PartyGroup.objects.filter(pk__in=waiting).values_list("query", flat=True)
        waiting = {one for query in queries for one in rules.groups_named(query)} - found
    return found
