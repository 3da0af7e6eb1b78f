"""What may be done with the history: it is written by triggers, so there is little."""

from django.db import connection

from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor


def note_reveal(
    *, actor: Actor, table: str, row_id: int, party_id: int | None, reason: str
) -> None:
    """Keep in the history that `actor` was shown a sensitive value of a row, and why.

    Belongs into the transaction of the operation that shows it.
    """
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(
            "SELECT trail_note_reveal(%s, %s, %s, jsonb_build_object('reason', %s::text))",
            [table, row_id, party_id, reason],
        )


def prepare_year(*, actor: Actor, year: int) -> bool:
    """Make the history's partition of `year` (UTC); False when it is there already.

    Harmless at any time: until then the rows of that year lie in the default partition.
    """
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT trail_prepare_year(%s)", [year])
        (made,) = cursor.fetchone()
    return bool(made)
