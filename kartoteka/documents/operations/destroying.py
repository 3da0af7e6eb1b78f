"""Contents that are wanted no more lose their bytes; their rows stay, empty."""

from collections.abc import Mapping
from functools import partial

from django.db import transaction

from kartoteka.documents import rules, stores
from kartoteka.documents.operations.whole_party import erase_party
from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.personal import Subjects


def destroy(*, actor: Actor, uses: Mapping[int, int]) -> int:
    """Destroy the bytes of contents that are wanted no more; returns how many they were.

    `uses` says of each content how many rows of the caller name it. One that other rows name too
    stays. The row of a destroyed content stays without name and hash, so that those that name it
    need no change; its bytes go from the store after the transaction.
    """
    with acting(actor):
        gone = sql.rows(
            "kartoteka.documents",
            "destroy",
            {"contents": list(uses), "uses": list(uses.values())},
        )
    for digest, store in gone:
        place = rules.place_of(digest)
        transaction.on_commit(partial(stores.named(store).delete, place))
    return len(gone)


def erase(*, actor: Actor, subjects: Subjects) -> dict[str, int]:
    """Attachments and documents of erased parties: words and bytes go, the rows stay."""
    rows = sum(erase_party(actor=actor, party_id=party) for party in subjects.parties)
    return {"documents_attachment": rows}
