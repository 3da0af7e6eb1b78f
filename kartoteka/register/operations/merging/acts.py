"""Two parties become one, and two again: with a preview, locks, and a note of every row."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register import rules
from kartoteka.register.merging import MOVERS, Merging, Moved, Mover, Returned
from kartoteka.register.models import Merge, Party, Twin
from kartoteka.register.operations.editing import NotThere, take
from kartoteka.register.operations.merging.keys import note, noted
from kartoteka.register.operations.merging.own import OWN
from kartoteka.register.operations.merging.profile import PROFILE

_PATIENCE = "2s"
_FLOORS = 20


class NotForClerks(Refusal):
    """Merging and undoing are an administrator's."""

    code = "register.merging_not_allowed"
    message = _("Only an administrator may merge customers or undo a merge.")


class SameParty(Refusal):
    """Both are one party already."""

    code = "register.same_party"
    message = _("This is one and the same customer. Choose another.")


class OwnFirm(Refusal):
    """One of the office's own firms is on one of the sides."""

    code = "register.own_firm"
    message = _("%(name)s is one of the office's own firms: its books are not merged.")


class MergedAlready(Refusal):
    """One of them was merged before; `facts` name into whom."""

    code = "register.merged_already"
    message = _("%(name)s has been merged into %(into)s already. Choose that customer instead.")


class SurvivorArchived(Refusal):
    """Who stays must be active."""

    code = "register.survivor_archived"
    message = _("%(name)s is archived. Keep the other one, or make this one active first.")


class StandsUnderTheOther(Refusal):
    """A head office cannot go into its own branch."""

    code = "register.stands_under_the_other"
    message = _("%(name)s stands under the other one in the tree. Keep the one that stands above.")


class PartyBusy(Refusal):
    """Somebody else has one of them in hand."""

    code = "register.party_busy"
    message = _("Somebody is working with one of these customers. Try again in a moment.")


class UndoneAlready(Refusal):
    """The merge has been taken back."""

    code = "register.undone_already"
    message = _("This merge has been undone already.")


constraints.means("register_merge_one_standing", PartyBusy)


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: its name for screens, and what moved."""

    public_id: uuid.UUID
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo put back and what it could not; who stands for the loser until then."""

    survivor_id: int
    loser_id: int
    returned: tuple[Returned, ...]

    @property
    def left(self) -> int:
        """How many rows could not be put back."""
        return sum(len(one.left) for one in self.returned)


def merge(
    *,
    actor: Actor,
    survivor_id: int,
    loser_id: int,
    choices: Mapping[str, str] | None = None,
    reason: str = "",
    expected_versions: Mapping[int, str] | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> Merged:
    """Move everything of one party in every room to another; the one that went stays archived.

    `choices` says of values that both have whose is kept (queries.merge_conflicts has their names;
    the survivor's by default, what it lacks comes from the other). What the survivor has already
    stays with the loser; nothing is deleted. `expected_versions` are those of both cards by id.
    Raises NotForClerks, SameParty, NotThere, OwnFirm, MergedAlready, SurvivorArchived,
    StandsUnderTheOther, PartyBusy, ChangedMeanwhile unless confirmed, and what the movers raise.
    """
    _require(actor)
    if survivor_id == loser_id:
        raise SameParty
    with acting(actor), constraints.spoken():
        parties = _take(actor, (survivor_id, loser_id), expected_versions or {}, confirmed)
        survivor, loser = parties[survivor_id], parties[loser_id]
        _refuse(survivor, loser)
        row = Merge.objects.create(
            survivor=survivor, loser=loser, reason=rules.tidy(reason), merged_by=actor.user_id
        )
        merging = Merging(row.pk, survivor_id, loser_id, actor, dict(choices or {}))
        moved = tuple(one for mover in movers() for one in mover.move(merging))
        note(merging, "register_party", [(loser_id, "state", loser.state, "ARCHIVED")])
        Party.objects.filter(pk=loser_id).update(
            state=Party.State.ARCHIVED, merged_into_id=survivor_id
        )
        _decide(survivor_id, loser_id, Twin.State.MERGED, actor)
        Merge.objects.filter(pk=row.pk).update(counts=[asdict(one) for one in moved])
        return Merged(row.public_id, moved)


def preview_merge(
    *,
    viewer: Actor,
    survivor_id: int,
    loser_id: int,
    choices: Mapping[str, str] | None = None,
) -> Merged:
    """What `merge` would do, by doing it and taking all of it back. Raises what `merge` raises."""
    with transaction.atomic():
        done = merge(actor=viewer, survivor_id=survivor_id, loser_id=loser_id, choices=choices)
        transaction.set_rollback(True)
    return done


def undo_merge(*, actor: Actor, merge_id: uuid.UUID) -> Undone:
    """Make two of one again: every row that the merge moved goes back, where it still can.

    A row that is gone, went elsewhere or would stand twice is left and told, with its name; a
    value that was changed since stays as it is. Entries posted since go with their account. There
    is no limit of time. Raises NotForClerks, NotThere, UndoneAlready, PartyBusy.
    """
    _require(actor)
    with acting(actor), constraints.spoken():
        row = Merge.objects.filter(public_id=merge_id).first()
        if row is None:
            raise NotThere
        now = Party.objects.values_list("merged_into_id", flat=True).get(pk=row.loser_id)
        _take(actor, (row.loser_id, *([now] if now else [])), {}, frozenset())
        row.refresh_from_db()
        if row.undone_at is not None or now is None:
            raise UndoneAlready
        merging = Merging(row.pk, now, row.loser_id, actor)
        was = [
            was for _pk, column, was, _is in noted(merging, "register_party") if column == "state"
        ]
        Party.objects.filter(pk=row.loser_id).update(
            merged_into_id=None, state=was[0] if was else Party.State.ACTIVE
        )
        returned = tuple(one for mover in reversed(movers()) for one in mover.put_back(merging))
        _decide(row.survivor_id, row.loser_id, Twin.State.OPEN, actor)
        Merge.objects.filter(pk=row.pk).update(
            undone_at=Now(), undone_by=actor.user_id, undo_counts=_kept(returned)
        )
        return Undone(now, row.loser_id, returned)


def preview_undo(*, viewer: Actor, merge_id: uuid.UUID) -> Undone:
    """What `undo_merge` would do, by doing it and taking all of it back. Raises what it raises."""
    with transaction.atomic():
        done = undo_merge(actor=viewer, merge_id=merge_id)
        transaction.set_rollback(True)
    return done


def movers() -> list[Mover]:
    """The register's own movers, then those of the rooms above."""
    return [*OWN, *PROFILE, *MOVERS]


def _require(actor: Actor) -> None:
    if not actor.may(Role.ADMINISTRATOR):
        raise NotForClerks


def _take(
    actor: Actor,
    party_ids: Iterable[int],
    versions: Mapping[int, str],
    confirmed: frozenset[str],
) -> dict[int, Party]:
    """The parties, locked in the order of their ids, so that two who merge wait for one another."""
    with _patiently():
        return {
            pk: take(
                Party,
                pk,
                actor=actor,
                expected_version=versions.get(pk),
                confirmed=confirmed,
                also_merged=True,
            )
            for pk in sorted(party_ids)
        }


@contextmanager
def _patiently() -> Iterator[None]:
    """Waits two seconds for each lock, then raises PartyBusy."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE])
            yield
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except DatabaseError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise PartyBusy from error
        raise


def _refuse(survivor: Party, loser: Party) -> None:
    for party in (survivor, loser):
        if party.is_creditor:
            raise OwnFirm(name=party.name)
        if party.merged_into is not None:
            into = party.merged_into
            raise MergedAlready(
                name=party.name, into=into.name, party_id=into.pk, number=into.number
            )
    if survivor.state == Party.State.ARCHIVED:
        raise SurvivorArchived(name=survivor.name)
    above, floor = survivor.parent, 0
    while above is not None and floor < _FLOORS:
        if above.pk == loser.pk:
            raise StandsUnderTheOther(name=survivor.name)
        above, floor = above.parent, floor + 1


def _decide(one: int, other: int, state: str, actor: Actor) -> None:
    first, second = sorted((one, other))
    Twin.objects.filter(first=first, second=second).update(
        state=state, decided_at=Now(), decided_by=actor.user_id
    )


def _kept(returned: Iterable[Returned]) -> list[dict[str, object]]:
    """An undo's report as it is kept: names of rows are not, they may be of a person."""
    return [{"key": one.key, "count": one.count, "left": len(one.left)} for one in returned]
