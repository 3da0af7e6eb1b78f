"""Where the register holds personal data."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.personal import OF_PARTY, Place, Room
from kartoteka.register import queries
from kartoteka.register.operations import erasing

_MASKED = (
    "CASE WHEN r.kind IN ('PESEL', 'RC') THEN repeat('•', greatest(length(r.value) - 2, 0))"
    " || right(r.value, 2) ELSE r.value END"
)

ROOM = Room(
    "register",
    places=(
        Place(
            "register_party",
            ("number", "name", "first_name", "last_name", "birth_date", "function", "note"),
            "r.id = ANY (%(parties)s)",
            beside=("kind", "country", "language", "state"),
        ),
        Place(
            "register_identifier",
            ("value", "value_hash"),
            OF_PARTY,
            beside=("kind",),
            shown_as={"value": _MASKED, "value_hash": "NULL"},
        ),
        Place(
            "register_address",
            ("street", "building", "flat", "postal_code", "city"),
            OF_PARTY,
            beside=("kind", "country", "valid_from", "valid_to"),
        ),
        Place(
            "register_contact",
            ("value", "typed", "label"),
            OF_PARTY,
            beside=("kind", "is_preferred"),
            shown_as={"typed": "NULL"},
        ),
        Place("register_bankaccount", ("iban", "label"), OF_PARTY, beside=("currency",)),
        Place("register_portalgrant", (), OF_PARTY, beside=("user_id", "granted_at", "ended_at")),
        Place(
            "register_search",
            ("name", "number", "body"),
            OF_PARTY,
            shown_as=dict.fromkeys(("name", "number", "body"), "NULL"),
        ),
        Place(
            "register_word",
            ("word",),
            kept=_(
                "Single words of names, joined to nobody; one that no name has any more is"
                " deleted with the last who had it."
            ),
        ),
    ),
    impersonal={
        "register_party": (
            "kind",
            "country",
            "language",
            "place",
            "state",
            "sort_pl",
            "sort_sk",
        ),
        "register_identifier": ("kind",),
        "register_address": ("kind", "country"),
        "register_contact": ("kind",),
        "register_bankaccount": ("currency",),
    },
    erase=erasing.erase,
    logins=queries.logins_of,
    holds=(queries.holds,),
    events=(queries.events,),
)
