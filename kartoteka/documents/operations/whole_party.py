"""What other rooms ask for a whole party: merging moves its papers, erasing ends them."""

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
    row = Content.objects.filter(pk=content_id).first()
    if row is None or row.attachments.exists():
        return
    try:
        row.delete()
    except ProtectedError:
        return
    # After the transaction: it may yet be rolled back, and the row must not point at nothing.
    place = rules.place_of(row.sha256)
    transaction.on_commit(partial(stores.named(row.store).delete, place))


def move_party(*, actor: Actor, from_id: int, to_id: int) -> dict[str, list[int]]:
    """Give all of one party's attachments and documents to another; the moved ids, by table.

    For merging: what comes back can be handed to `move_back`. A document that the other has under
    the same number stays in force once: the moved one is withdrawn.
    """
    with acting(actor):
        attachments = list(Attachment.objects.filter(party_id=from_id).values_list("pk", flat=True))
        documents = list(
            CustomerDocument.objects.filter(party_id=from_id).values_list("pk", flat=True)
        )
        _give(attachments, documents, from_id, to_id)
    return {"attachments": attachments, "documents": documents}


def move_back(*, actor: Actor, moved: dict[str, list[int]], from_id: int, to_id: int) -> None:
    """Undo `move_party(from_id → to_id)`: the rows that are still the other's go back."""
    with acting(actor):
        _give(moved["attachments"], moved["documents"], to_id, from_id)


def _give(attachments: list[int], documents: list[int], from_id: int, to_id: int) -> None:
    taken = {
        (type_id, number)
        for type_id, number in CustomerDocument.objects.filter(
            party_id=to_id, state="IN_FORCE"
        ).values_list("type_id", "number")
        if number
    }
    mine = CustomerDocument.objects.filter(pk__in=documents, party_id=from_id)
    for pk, type_id, number in mine.filter(state="IN_FORCE").values_list("pk", "type_id", "number"):
        if (type_id, number) in taken:
            CustomerDocument.objects.filter(pk=pk).update(state="WITHDRAWN", reason="=")
    mine.update(party_id=to_id)
    here = Attachment.objects.filter(pk__in=attachments, party_id=from_id)
    twice = Attachment.objects.filter(
        subject="party", subject_id=to_id, removed_at__isnull=True
    ).values("content_id")
    here.filter(subject="party", removed_at__isnull=True, content_id__in=twice).update(
        removed_at=Now()
    )
    here.filter(subject="party").update(subject_id=to_id)
    here.update(party_id=to_id)
