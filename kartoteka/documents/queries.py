"""What may be asked of content. The portal's database role sees only its own documents' rows."""

from dataclasses import dataclass
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from kartoteka.documents import rules
from kartoteka.documents.models import Content
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal


class NoSuchContent(Refusal):
    code = "documents.none_such"
    message = _("There is no such document.")


class BytesLost(Refusal):
    code = "documents.bytes_lost"
    message = _(
        "The file of this document is missing from the storage or damaged. "
        "Tell the administrator: it must come back from a backup."
    )


class BytesErased(Refusal):
    code = "documents.bytes_erased"
    message = _("This document was erased together with the data of the person whom it concerned.")


@dataclass(frozen=True, slots=True)
class ContentInfo:
    content_id: int
    public_id: UUID
    sha256: str
    name: str
    media_type: str
    size: int


def content(*, viewer: Actor, content_id: int) -> ContentInfo:
    """What is known about a kept file; raises NoSuchContent."""
    found = (
        Content.objects.filter(pk=content_id)
        .values_list("id", "public_id", "sha256", "name", "media_type", "size")
        .first()
    )
    if found is None:
        raise NoSuchContent
    return ContentInfo(*found)


def read(*, viewer: Actor, content_id: int) -> bytes:
    """The kept bytes. Raises NoSuchContent, BytesErased where they were destroyed on purpose, and
    BytesLost where the storage has them no more."""
    known = content(viewer=viewer, content_id=content_id)
    if not known.name:
        raise BytesErased
    place = rules.place_of(known.sha256)
    try:
        with default_storage.open(place) as file:
            data: bytes = file.read()
    except FileNotFoundError:
        raise BytesLost from None
    if len(data) != known.size:
        raise BytesLost
    return data
