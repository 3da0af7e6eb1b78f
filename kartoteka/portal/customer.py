"""For whom a page is: the party that the customer looks at, of those that the login holds."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from kartoteka.register.queries import held
from kartoteka.register.queries.held import HeldParty
from kartoteka.ui.screens import Request

CHOSEN = "party"


@dataclass(frozen=True, slots=True)
class Customer:
    """The party in view and all that the login holds."""

    party: HeldParty
    parties: list[HeldParty]


def current(request: Request) -> Customer:
    """The chosen party, else the first; a login that holds none finds nothing (404)."""
    parties = held.held_parties(viewer=request.actor)
    if not parties:
        raise Http404
    chosen = request.session.get(CHOSEN)
    party = next((one for one in parties if str(one.public_id) == chosen), parties[0])
    return Customer(party, parties)


def choose(request: Request, public_id: UUID) -> None:
    """Look at another party from now on. One that the login does not hold is not there (404)."""
    if all(one.public_id != public_id for one in held.held_parties(viewer=request.actor)):
        raise Http404
    request.session[CHOSEN] = str(public_id)
