"""Where this room itself holds personal data, and what it forbids to erase."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import OF_PARTY, Held, Place, Room
from kartoteka.privacy.models import Request, Restriction
from kartoteka.privacy.operations import own

_OPEN_REQUEST = _("A request about their data is not answered yet: %(kind)s.")
_RESTRICTED = _("The processing is restricted, so that the data must stay as it is.")
_OF_PARTY = (
    "r.id IN (SELECT disclosure_id FROM privacy_disclosed WHERE party_id = ANY (%(parties)s))"
)


def _holds(*, viewer: Actor, parties: list[int], on: dt.date) -> list[Held]:
    asked = Request.objects.filter(party__in=parties, state=Request.State.OPEN).exclude(
        kind=Request.Kind.ERASURE  # is what erasing answers
    )
    marked = Restriction.objects.filter(party__in=parties, ended_on=None)
    return [
        Held(party, "privacy.open_request", _OPEN_REQUEST, {"kind": str(Request.Kind(kind).label)})
        for party, kind in asked.values_list("party_id", "kind").order_by("id")
    ] + [
        Held(party, "privacy.restricted", _RESTRICTED)
        for party in marked.values_list("party_id", flat=True)
    ]


ROOM = Room(
    "privacy",
    places=(
        Place(
            "privacy_consent",
            ("evidence",),
            OF_PARTY,
            beside=("purpose_id", "channel", "is_given", "happened_on", "how"),
        ),
        Place(
            "privacy_request",
            ("text", "identity_note", "prolonged_because", "answer"),
            OF_PARTY,
            beside=("kind", "received_on", "due_on", "state", "answered_on"),
        ),
        Place("privacy_restriction", ("reason",), OF_PARTY, beside=("began_on", "ended_on")),
        # To whom data went is a chapter of its own in a report.
        Place(
            "privacy_disclosure",
            ("note",),
            f"(r.persons = 1 AND {_OF_PARTY})",
            beside=("disclosed_on", "recipient_kind", "recipient"),
        ),
    ),
    impersonal={
        "privacy_consent": ("channel", "how"),
        "privacy_disclosure": (
            "recipient_kind",
            "recipient",
            "scope",
            "basis",
            "basis_note",
            "way",
        ),
        "privacy_erasure": ("ground", "reason", "places", "digest"),
        "privacy_policy": ("name", "kinds"),
        "privacy_purpose": ("code", "name", "basis", "basis_note", "country", "after"),
        "privacy_request": ("kind", "channel", "state"),
    },
    erase=own.erase,
    holds=(_holds,),
)
