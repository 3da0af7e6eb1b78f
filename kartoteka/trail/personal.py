"""Where the history holds personal data: in the old and new values of changes."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.personal import OF_PARTY, Place, Room

# Emptied by trail_blank, which only the room that decides on erasing may call.
ROOM = Room(
    "trail",
    places=(
        Place(
            "trail_change",
            ("old_values", "new_values", "address"),
            f"({OF_PARTY} OR (r.party_id IS NULL AND r.table_name = 'access_user'"
            " AND r.row_id = ANY (%(logins)s)))",
            # A report has chapters of its own for who added the data and who looked at it.
            shown_as=dict.fromkeys(("old_values", "new_values", "address"), "NULL"),
        ),
        Place(
            "trail_evidence",
            ("request", "body"),
            OF_PARTY,
            beside=("service", "operation", "asked_at", "verdict"),
            shown_as={"request": "NULL", "body": "NULL"},
            title=_("proof of a question to a register"),
        ),
    ),
    impersonal={
        "trail_evidence": (
            "address",
            "body_hash",
            "content_type",
            "endpoint",
            "operation",
            "provider_id",
            "provider_time",
            "service",
            "verdict",
            "why",
        ),
        "trail_change": ("db_role", "table_name", "op"),
        "trail_watched": (
            "table_name",
            "key_column",
            "party_column",
            "masked",
            "masked_when",
            "ignored",
        ),
    },
)
