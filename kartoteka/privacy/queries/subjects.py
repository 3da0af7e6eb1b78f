"""Whose data is meant when a party is: the party, and the logins that are its own alone."""

from collections.abc import Collection

from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.personal import Subjects
from kartoteka.privacy.rooms import ROOMS
from kartoteka.register import queries as register


def subjects_of(*, viewer: Actor, parties: Collection[int]) -> Subjects:
    """The parties and the logins that every room knows to be theirs. A login that acts for
    somebody else too is that one's as well and is left out. Nobody for others than staff."""
    if not viewer.may(Role.CLERK):
        return Subjects(())
    ids = list(parties)
    logins = {
        login for room in ROOMS if room.logins for login in room.logins(viewer=viewer, parties=ids)
    }
    others = register.logins_of_others(viewer=viewer, logins=sorted(logins), parties=ids)
    return Subjects(tuple(ids), tuple(sorted(logins - others)))
