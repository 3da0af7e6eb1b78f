"""What is asked for a whole party: erasing ends its papers."""

from functools import partial

from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.functions import Now

from kartoteka.documents import rules, stores
from kartoteka.documents.models import Attachment, Content, CustomerDocument
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor

_ERASED = "—"


def erase_party(*, actor: Actor, party_id: int) -> int:
    """Take the words and the bytes of a party's attachments and documents; how many rows it was.

    Rows stay, emptied, as proof of what there was and who fetched it. Bytes that another record
    uses stay with that record.
    """
    with acting(actor):
        mine = Attachment.objects.filter(party_id=party_id)
        contents = set(mine.exclude(content=None).values_list("content_id", flat=True))
        count = mine.exclude(content=None).update(
            content=None, name=_ERASED, title=_ERASED, note="", removed_at=Now()
        )
        count += CustomerDocument.objects.filter(party_id=party_id).update(
            number="", issuer="", features={}, note="", reason=_ERASED, state="WITHDRAWN"
        )
        for content_id in sorted(contents):
            _forget(content_id)
    return count


def _forget(content_id: int) -> None:
    """Let a content go with its bytes, unless some record of any room still needs it."""
    # Locked, so that no picture is put beside it meanwhile.
    row = Content.objects.select_for_update().filter(pk=content_id).first()
    if row is None or row.attachments.exists():
        return
    try:
        row.delete()
    except ProtectedError:
        return
    # After the transaction: it may yet be rolled back, and the row must not point at nothing.
    place = rules.place_of(row.sha256)
    transaction.on_commit(partial(stores.named(row.store).delete, place))
