"""What may be asked of content. The portal's database role sees only its own documents' rows."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kartoteka.documents import rules, stores
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


class NotScannedYet(Refusal):
    """A scanner is configured and has not answered for this file."""

    code = "documents.not_scanned_yet"
    message = _("The virus scanner has not looked at this file yet. Try again in a few minutes.")


class FoundInfected(Refusal):
    code = "documents.found_infected"
    message = _("The virus scanner found %(finding)s in this file. It stays closed.")


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
    """The kept bytes.

    Raises NoSuchContent; NotScannedYet and FoundInfected, whoever asks; BytesErased where they were
    destroyed on purpose; BytesLost where the store has them no more.
    """
    for _again in range(2):  # between the two looks they may have moved to another store
        known = (
            Content.objects.filter(pk=content_id)
            .values_list("sha256", "size", "store", "scan", "finding", "name")
            .first()
        )
        if known is None:
            raise NoSuchContent
        sha256, size, store, scan, finding, name = known
        if not name:
            raise BytesErased
        refuse_closed(scan, finding)
        data = stores.get(store, rules.place_of(sha256))
        if data is not None and len(data) == size:
            return data
    raise BytesLost


def refuse_closed(scan: str, finding: str) -> None:
    """Raises FoundInfected, and NotScannedYet where a configured scanner has not answered."""
    if scan == Content.Scan.INFECTED:
        raise FoundInfected(finding=finding)
    if scan == Content.Scan.NONE and settings.SCANNER is not None:
        raise NotScannedYet
