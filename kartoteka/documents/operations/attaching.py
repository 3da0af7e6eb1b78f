"""Attachments: a file on a record, its words, its removal, and who fetched it."""

import uuid
from dataclasses import dataclass

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.documents import queries, subjects
from kartoteka.documents.models import Attachment, Content, Download
from kartoteka.documents.operations import keeping
from kartoteka.kernel import constraints, jobs
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register.operations.editing import take


class AttachedAlready(Refusal):
    code = "documents.attached_already"
    message = _("The same file is attached here already.")
    field = "file"


class TitleMissing(Refusal):
    code = "documents.title_missing"
    message = _("Give the attachment a title.")
    field = "title"


class NotAllowed(Refusal):
    code = "documents.not_allowed"
    message = _("Only an administrator may do this.")


constraints.means("documents_attachment_once", AttachedAlready)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file on its way to a person."""

    data: bytes
    name: str
    media_type: str


def attach(
    *,
    actor: Actor,
    subject: str,
    subject_id: int,
    data: bytes,
    name: str,
    title: str = "",
    category: str = "OTHER",
    note: str = "",
) -> uuid.UUID:
    """Put a file on the row `subject_id` of the kind `subject` and return the attachment's name.

    Without a title the file's name is the title. Raises NoSuchSubject, AttachedAlready, and what
    keeping.keep_file raises.
    """
    party_id = subjects.party_of(subject, viewer=actor, row_id=subject_id)
    name = keeping.true_name(name, keeping.recognised(data, name))
    with acting(actor), constraints.spoken():
        content_id = keeping.keep_file(actor=actor, data=data, name=name)
        added = Attachment.objects.create(
            content_id=content_id,
            subject=subject,
            subject_id=subject_id,
            party_id=party_id,
            name=name,
            title=" ".join(title.split()) or name,
            category=category,
            note=note.strip(),
            added_by_id=actor.user_id,
        )
        if Content.objects.filter(pk=content_id, preview=Content.Preview.WAITING).exists():
            from kartoteka.documents import tasks

            jobs.defer(tasks.make_pictures, content_id=content_id)
    return added.public_id


def change_attachment(
    *,
    actor: Actor,
    attachment_id: int,
    title: str,
    category: str,
    note: str,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Give the attachment other words. Raises TitleMissing, NotThere, ChangedMeanwhile."""
    with acting(actor), constraints.spoken():
        row = take(
            Attachment,
            attachment_id,
            actor=actor,
            expected_version=expected_version,
            confirmed=confirmed,
        )
        row.title = " ".join(title.split())
        if not row.title:
            raise TitleMissing
        row.category, row.note = category, note.strip()
        row.save(update_fields=["title", "category", "note"])


def remove_attachment(*, actor: Actor, attachment_id: int) -> None:
    """Take the attachment off its record; it stays as a trace. Raises NotThere."""
    with acting(actor):
        row = take(Attachment, attachment_id, actor=actor)
        if row.removed_at is None:
            Attachment.objects.filter(pk=row.pk).update(removed_at=Now(), removed_by=actor.user_id)


def restore_attachment(*, actor: Actor, attachment_id: int) -> None:
    """Put a removed attachment back. Raises NotAllowed (administrators only), AttachedAlready."""
    if not actor.may(Role.ADMINISTRATOR):
        raise NotAllowed
    with acting(actor), constraints.spoken():
        row = take(Attachment, attachment_id, actor=actor)
        Attachment.objects.filter(pk=row.pk).update(removed_at=None, removed_by=None)


def fetch(*, actor: Actor, attachment_id: int) -> Fetched:
    """The attachment's file, and a row in the history that `actor` fetched it.

    Raises NoSuchContent, NotScannedYet, FoundInfected, BytesLost.
    """
    found = queries.attachment_content(viewer=actor, attachment_id=attachment_id)
    data = queries.read(viewer=actor, content_id=found.content_id)
    with acting(actor):
        Download.objects.create(
            attachment_id=attachment_id,
            actor=actor.user_id,
            real_actor=actor.real_user_id,
            address=actor.address,
        )
    return Fetched(data=data, name=found.name, media_type=found.media_type)
