"""Whose data is meant when a party is: the party, and the logins that are its own alone."""

from collections.abc import Collection

from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.personal import Subjects
from kartoteka.privacy.rooms import ROOMS
from kartoteka.register import queries as register


def names_of(*, viewer: Actor, party_id: int) -> list[int]:
    """The party and those that were merged into it: a person under all names. Staff only."""
    return [party_id, *register.merged_into(viewer=viewer, parties=[party_id])]


def subjects_of(*, viewer: Actor, parties: Collection[int]) -> Subjects:
    """The parties, those that were merged into them, and the logins that every room knows to be
    theirs. A login that acts for
    somebody else too is that one's as well and is left out. Nobody for others than staff."""
    if not viewer.may(Role.CLERK):
        return Subjects(())
    ids = list(
        dict.fromkeys([*parties, *register.merged_into(viewer=viewer, parties=list(parties))])
    )
    logins = {
        login for room in ROOMS if room.logins for login in room.logins(viewer=viewer, parties=ids)
    }
    others = register.logins_of_others(viewer=viewer, logins=sorted(logins), parties=ids)
    return Subjects(tuple(ids), tuple(sorted(logins - others)))
