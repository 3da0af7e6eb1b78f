"""Where tax informations hold personal data, and from when they must be kept."""

import datetime as dt

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import OF_PARTY, Event, Place, Room
from kartoteka.tax.models import Taxpayer
from kartoteka.tax.operations import erasing

_OF_INFORMATION = (
    "r.{} IN (SELECT information.id FROM tax_taxpayer AS taxpayer JOIN tax_information AS"
    " information ON information.taxpayer_id = taxpayer.id"
    " WHERE taxpayer.party_id = ANY (%(parties)s))"
)
_OF_TAXPAYER = "r.taxpayer_id IN (SELECT id FROM tax_taxpayer WHERE party_id = ANY (%(parties)s))"


def _events(*, viewer: Actor, parties: list[int]) -> list[Event]:
    """An information about a year is due by 31 January of the next one: kept as the books are."""
    last = Taxpayer.objects.filter(party__in=parties).values_list("party").annotate(Max("year"))
    return [Event(party, "BOOKED", dt.date(year + 1, 1, 31), "PL") for party, year in last]


ROOM = Room(
    "tax",
    places=(
        Place(
            "tax_taxpayer",
            ("province", "county", "commune"),
            OF_PARTY,
            beside=("year", "office_id"),
        ),
        Place(
            "tax_item",
            ("title", "note"),
            _OF_TAXPAYER,
            beside=("kind", "on", "amount", "currency", "state"),
        ),
        Place(
            "tax_information",
            ("facts", "reason"),
            _OF_TAXPAYER,
            beside=("form", "issued_on", "total"),
            shown_as={"facts": "NULL"},
            title=_("tax information"),
        ),
        Place(
            "tax_informationrow",
            ("title",),
            _OF_INFORMATION.format("information_id"),
            beside=("kind", "on", "amount"),
            title=_("row of a tax information"),
        ),
        Place(
            "tax_event",
            ("note",),
            _OF_INFORMATION.format("information_id"),
            beside=("kind", "on"),
            title=_("what became of a tax information"),
        ),
    ),
    impersonal={
        "tax_area": (
            "city",
            "city_key",
            "commune",
            "county",
            "office_id",
            "postal_code",
            "province",
        ),
        "tax_event": ("kind", "number"),
        "tax_information": ("digest", "form"),
        "tax_informationrow": ("kind",),
        "tax_item": ("currency", "exclusion", "kind", "source", "source_ref", "state"),
        "tax_mapping": ("path", "text", "value"),
        "tax_office": ("code", "name"),
        "tax_schema": ("code", "name", "namespace", "sha256", "version"),
        "tax_schemafile": ("name",),
        "tax_taxpayer": ("office_id",),
        "tax_written": ("kind",),
    },
    erase=erasing.erase,
    events=(_events,),
)
