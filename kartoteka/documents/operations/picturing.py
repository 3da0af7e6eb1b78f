"""Pictures of contents are made once, by a job, and kept beside them."""

from django.conf import settings

from kartoteka.documents import previews, queries
from kartoteka.documents.models import Content, Picture
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor


def make_pictures(*, actor: Actor, content_id: int) -> int:
    """Make the pictures of a content's first pages; how many there are now. Safe to repeat.

    Raises NoSuchContent, BytesLost, NotScannedYet, FoundInfected.
    """
    known = queries.content(viewer=actor, content_id=content_id)
    made: list[bytes] = []
    if previews.has_pictures(known.media_type):
        data = queries.read(viewer=actor, content_id=content_id)
        made = previews.make(data, known.media_type)
    with acting(actor):
        # What was erased while the pictures were made gets none.
        if not Content.objects.select_for_update(no_key=True).filter(pk=content_id).exists():
            return 0
        Picture.objects.bulk_create(
            [
                Picture(content_id=content_id, page=page, data=picture)
                for page, picture in enumerate(made, 1)
            ],
            ignore_conflicts=True,
        )
        Content.objects.filter(pk=content_id).update(
            preview=Content.Preview.MADE if made else Content.Preview.NONE, pages=len(made)
        )
    return len(made)


def make_waiting_pictures(*, actor: Actor, most: int = 50) -> int:
    """Pictures of attached files that may be opened now and have none; how many files it was."""
    waiting = Content.objects.filter(
        preview=Content.Preview.WAITING, attachments__isnull=False
    ).exclude(scan=Content.Scan.INFECTED)
    if settings.SCANNER is not None:
        waiting = waiting.filter(scan=Content.Scan.CLEAN)
    ids = list(waiting.order_by("pk").distinct().values_list("pk", flat=True)[:most])
    for content_id in ids:
        make_pictures(actor=actor, content_id=content_id)
    return len(ids)
