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
            (
                "street",
                "building",
                "flat",
                "postal_code",
                "city",
                "label",
                "registration_number",
                "commune",
                "commune_symbol",
                "county",
                "region",
                "place_symbol",
                "street_symbol",
                "post_office",
            ),
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
            "register_block",
            ("reason", "lift_reason"),
            OF_PARTY,
            beside=("what", "valid_from", "valid_to", "lifted_on"),
        ),
        Place("register_partyrole", (), OF_PARTY, beside=("role_id", "valid_from", "valid_to")),
        Place("register_partyactivity", (), OF_PARTY, beside=("activity_id",)),
        Place("register_partysegment", (), OF_PARTY, beside=("party_id",)),
        Place("register_groupmember", (), OF_PARTY, beside=("group_id",)),
        Place("register_contactuse", (), OF_PARTY, beside=("channel", "purpose", "wish")),
        Place(
            "register_tradeterms",
            ("note",),
            OF_PARTY,
            beside=("valid_from", "valid_to", "payment_days"),
        ),
        Place(
            "register_personlink",
            ("title", "note"),
            "(r.party_id = ANY (%(parties)s) OR r.person_id = ANY (%(parties)s))",
            beside=("function_id", "valid_from", "valid_to"),
        ),
        Place(
            "register_enquiry",
            ("number", "iban", "found", "changes"),
            OF_PARTY,
            beside=("about", "way", "asked_at", "status"),
            title=_("question to a register"),
        ),
        Place(
            "register_standing",
            ("number", "iban"),
            OF_PARTY,
            beside=("about", "way", "status", "as_of"),
        ),
        Place(
            "register_outsidefacts",
            ("legal_form", "activities"),
            OF_PARTY,
            beside=("source", "state", "as_of"),
        ),
        Place(
            "register_identifierexception",
            ("value", "reason"),
            "(r.party_id = ANY (%(parties)s) OR r.other_id = ANY (%(parties)s))",
            beside=("kind", "allowed_at"),
            shown_as={"value": "NULL"},
        ),
        Place(
            "register_twin",
            ("reasons",),
            "(r.first_id = ANY (%(parties)s) OR r.second_id = ANY (%(parties)s))",
            shown_as={"reasons": "NULL"},
        ),
        Place(
            "register_merge",
            ("reason", "counts", "undo_counts"),
            "(r.survivor_id = ANY (%(parties)s) OR r.loser_id = ANY (%(parties)s))",
            beside=("merged_at", "undone_at"),
            shown_as={"counts": "NULL", "undo_counts": "NULL"},
        ),
        Place(
            "register_mergedrow",
            ("was", "became"),
            "r.merge_id IN (SELECT id FROM register_merge WHERE survivor_id = ANY (%(parties)s)"
            " OR loser_id = ANY (%(parties)s))",
            shown_as={"was": "NULL", "became": "NULL"},
        ),
        Place(
            "register_partygroup",
            ("labels", "note", "query"),
            kept=_("What staff look for in lists; theirs, until they delete the view."),
        ),
        Place("register_partyfields", ("fields",), OF_PARTY),
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
        "register_activity": ("code", "labels", "parent_code", "scheme"),
        "register_block": ("what",),
        "register_customfield": (
            "currency",
            "default",
            "edited_by",
            "headings",
            "helps",
            "if_values",
            "index_note",
            "index_state",
            "key",
            "kind",
            "labels",
            "maximum",
            "minimum",
            "only_kinds",
            "pattern",
            "record",
            "seen_by",
        ),
        "register_dictionary": ("key", "labels"),
        "register_dictionaryvalue": ("code", "colour", "labels"),
        "register_fieldtab": ("key", "labels", "record"),
        "register_choice": ("code", "colour", "labels", "list"),
        "register_contactuse": ("channel", "purpose", "wish"),
        "register_enquiry": ("about", "number_kind", "state", "status", "was", "way", "why"),
        "register_identifierexception": ("kind",),
        "register_mergedrow": ("table_name", "column_name"),
        "register_outsidefacts": ("source", "state"),
        "register_outsiderun": ("kind", "state", "why"),
        "register_partygroup": ("colour",),
        "register_standing": ("about", "failed_why", "status", "way"),
        "register_tradeterms": ("currency", "interest_kind"),
        "register_twin": ("state",),
    },
    erase=erasing.erase,
    logins=queries.logins_of,
    holds=(queries.holds,),
    events=(queries.events_of_keeping,),
)
