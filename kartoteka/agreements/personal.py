"""Where points and agreements hold personal data, and what they forbid to erase."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from kartoteka.agreements import operations
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import OF_PARTY, Event, Held, Place, Room

_HERE = "kartoteka.agreements"
_IN_FORCE = _("Agreement %(number)s is in force.")


def _holds(*, viewer: Actor, parties: list[int], on: dt.date) -> list[Held]:
    found = sql.rows(_HERE, "holds", {"parties": parties, "on": on})
    return [Held(party, "agreements.in_force", _IN_FORCE, {"number": no}) for party, no in found]


def _events(*, viewer: Actor, parties: list[int]) -> list[Event]:
    found = sql.rows(_HERE, "events", {"parties": parties})
    return [Event(party, "AGREEMENT", day, country) for party, day, country in found]


ROOM = Room(
    "agreements",
    places=(
        Place("agreements_point", ("name", "address"), OF_PARTY, beside=("number",)),
        Place("agreements_agreementfields", ("fields",), OF_PARTY),
        Place("agreements_agreement", (), OF_PARTY, beside=("number", "valid_from", "valid_to")),
    ),
    impersonal={"agreements_point": ("number",), "agreements_agreement": ("number",)},
    erase=operations.erase,
    holds=(_holds,),
    events=(_events,),
)
