"""Where correspondence holds personal data, and what it forbids to erase."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from kartoteka.correspondence.operations import erasing
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import OF_PARTY, Held, Place, Room

_ON_ITS_WAY = _("A letter or e-mail is still on its way: “%(title)s”.")
_OF_LOGIN = (
    "lower(r.{}) IN (SELECT lower(unnest(ARRAY[login, email])) FROM access_user"
    " WHERE id = ANY (%(logins)s))"
)


def _holds(*, viewer: Actor, parties: list[int], on: dt.date) -> list[Held]:
    found = sql.rows("kartoteka.correspondence", "holds", {"parties": parties})
    return [
        Held(party, "correspondence.on_its_way", _ON_ITS_WAY, {"title": title})
        for party, title in found
    ]


def _logins(*, viewer: Actor, parties: list[int]) -> tuple[int, ...]:
    found = sql.rows("kartoteka.correspondence", "invited_only_for", {"parties": parties})
    return tuple(login for (login,) in found)


ROOM = Room(
    "correspondence",
    places=(
        Place(
            "correspondence_letter",
            ("title", "recipient", "postal_code"),
            OF_PARTY,
            beside=("kind", "state", "queued_at", "printed_at"),
        ),
        Place(
            "correspondence_email",
            ("to", "subject", "text", "problem"),
            f"({OF_PARTY} OR (r.party_id IS NULL AND {_OF_LOGIN.format('to')}))",
            beside=("state", "queued_at", "sent_at"),
        ),
        Place(
            "correspondence_sealed",
            ("data",),
            "(r.letter_id IN (SELECT id FROM correspondence_letter"
            " WHERE party_id = ANY (%(parties)s)) OR r.email_id IN"
            " (SELECT id FROM correspondence_email WHERE party_id = ANY (%(parties)s)))",
            shown_as={"data": "NULL"},
        ),
        Place(
            "correspondence_invitation",
            ("code_hash", "link_hash"),
            OF_PARTY,
            beside=("made_at", "used_at", "ended_at"),
            shown_as={"code_hash": "NULL", "link_hash": "NULL"},
        ),
        Place(
            "correspondence_resetrequest",
            ("email",),
            _OF_LOGIN.format("email"),
            beside=("asked_at",),
            title=_("request for a new password"),
        ),
    ),
    impersonal={
        "correspondence_letter": ("kind", "language", "country", "state"),
        "correspondence_email": ("state",),
        "correspondence_resetrequest": ("language",),
    },
    erase=erasing.erase,
    logins=_logins,
    holds=(_holds,),
)
