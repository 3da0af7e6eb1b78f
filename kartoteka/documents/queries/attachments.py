"""What may be asked of attachments. Staff only: the portal's role has no right to the table."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.documents import previews
from kartoteka.documents.kinds import KINDS
from kartoteka.documents.models import Attachment, Content, Picture
from kartoteka.documents.queries.contents import NoSuchContent, read, refuse_closed
from kartoteka.formats.encodings import decoded
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.register.queries.choices import Choices

_HERE = "kartoteka.documents"
CATEGORIES: Choices = list(Attachment.Category.choices)
_ICONS = {"image": "image", "text": "file-text", "application/zip": "file-archive"}
_WORDS = {
    "application/pdf": "PDF",
    "application/x-ole-storage": "DOC",
    "application/rtf": "RTF",
    "application/xml": "XML",
    "application/zip": "ZIP",
    "message/rfc822": "EML",
    "text/plain": "TXT",
    "text/csv": "CSV",
}


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """An attachment as lists show it. `scan` is OPEN, WAITING (for the scanner) or INFECTED."""

    id: int
    public_id: UUID
    party_id: int | None
    subject: str
    subject_id: int
    title: str
    name: str
    category: str
    note: str
    media_type: str
    size: int
    scan: str
    finding: str
    preview: str
    pages: int
    added_at: dt.datetime
    added_by: str
    removed_at: dt.datetime | None
    removed_by: str
    downloads: int
    version: str

    @property
    def category_label(self) -> str | Promise:
        """The category in words."""
        return Attachment.Category(self.category).label

    @property
    def is_open(self) -> bool:
        """Whether the file may be opened."""
        return self.scan == "OPEN" and bool(self.media_type)

    @property
    def kind(self) -> str:
        """What the file is, in one short word."""
        ending = self.name.rpartition(".")[2].upper()
        return _WORDS.get(self.media_type, ending if len(ending) <= 5 else "")  # noqa: PLR2004

    @property
    def icon(self) -> str:
        """The picture beside its name."""
        group = self.media_type.partition("/")[0]
        return _ICONS.get(self.media_type) or _ICONS.get(group) or "file"


@dataclass(frozen=True, slots=True)
class Taken:
    """What files are taken: the names of their kinds, their usual endings, their size in MB."""

    kinds: tuple[str, ...]
    endings: tuple[str, ...]
    megabytes: int


@dataclass(frozen=True, slots=True)
class Fetch:
    """Somebody fetched the file."""

    at: dt.datetime
    who: str
    address: str


@dataclass(frozen=True, slots=True)
class AttachmentContent:
    """Which content an attachment has, under its own name."""

    content_id: int
    name: str
    media_type: str


def taken() -> Taken:
    """What the settings let in. Known to everybody."""
    kinds = [KINDS[key] for key in sorted(settings.CONTENT_KINDS)]
    return Taken(
        kinds=tuple(kind.key for kind in kinds),
        endings=tuple(ending for kind in kinds for ending in kind.endings),
        megabytes=settings.CONTENT_LARGEST // 1024**2,
    )


def attachments_of(
    *,
    viewer: Actor,
    party_id: int | None = None,
    subject: str = "",
    subject_id: int | None = None,
    removed: bool = False,
    before: int | None = None,
    limit: int = 100,
) -> list[AttachmentLine]:
    """Attachments of a party (of all its records), or of one record, newest first. Staff only.

    `removed` asks for the removed ones instead; `before` is the last id shown.
    """
    if not viewer.may(Role.CLERK):
        return []
    return _lines(
        party_id=party_id, subject=subject or None, subject_id=subject_id, attachment=None,
        removed=removed, before=before, limit=limit,
    )  # fmt: skip


def attachment(*, viewer: Actor, public_id: UUID) -> AttachmentLine:
    """One attachment, also a removed one. Raises NoSuchContent, also for who is not staff."""
    if not viewer.may(Role.CLERK):
        raise NoSuchContent
    for removed in (False, True):
        found = _lines(
            party_id=None, subject=None, subject_id=None, attachment=public_id, removed=removed,
            before=None, limit=1,
        )  # fmt: skip
        if found:
            return found[0]
    raise NoSuchContent


def _lines(**which: object) -> list[AttachmentLine]:
    rows = sql.rows(_HERE, "attachments", which | {"scans": settings.SCANNER is not None})
    return [AttachmentLine(*row) for row in rows]


def fetches(*, viewer: Actor, attachment_id: int, limit: int = 50) -> list[Fetch]:
    """Who fetched the file, the last first. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    parameters = {"attachment": attachment_id, "limit": limit}
    return [
        Fetch(at, who or str(_("the program")), address)
        for at, who, address in sql.rows(_HERE, "fetches", parameters)
    ]


def attachment_content(*, viewer: Actor, attachment_id: int) -> AttachmentContent:
    """The content of an attachment that was not erased. Staff only. Raises NoSuchContent."""
    found = (
        Attachment.objects.filter(pk=attachment_id, content__isnull=False)
        .values_list("content_id", "name", "content__media_type")
        .first()
    )
    if found is None or not viewer.may(Role.CLERK):
        raise NoSuchContent
    return AttachmentContent(*found)


def picture(*, viewer: Actor, attachment_id: int, page: int) -> bytes:
    """A page of the attachment as PNG. Raises NoSuchContent, NotScannedYet, FoundInfected."""
    known = attachment_content(viewer=viewer, attachment_id=attachment_id)
    _refuse_closed(known.content_id)
    data = (
        Picture.objects.filter(content_id=known.content_id, page=page)
        .values_list("data", flat=True)
        .first()
    )
    if data is None:
        raise NoSuchContent
    return bytes(data)


def _refuse_closed(content_id: int) -> None:
    refuse_closed(*Content.objects.values_list("scan", "finding").get(pk=content_id))


def text(*, viewer: Actor, attachment_id: int) -> str:
    """The beginning of a file that is text, decoded; "" for other files, and for closed ones."""
    known = attachment_content(viewer=viewer, attachment_id=attachment_id)
    if not previews.is_text(known.media_type):
        return ""
    data = read(viewer=viewer, content_id=known.content_id)[: previews.LONGEST_TEXT]
    return decoded(data)[0].replace("\x00", "")
