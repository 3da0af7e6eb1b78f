"""Where the history holds personal data: in the old and new values of changes."""

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
    ),
    impersonal={
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
