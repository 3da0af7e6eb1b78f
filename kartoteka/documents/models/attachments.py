"""Attachments of records of any room, and who fetched them."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import User
from kartoteka.documents.models.contents import Content
from kartoteka.register.models import Party


class Attachment(models.Model):
    """A content on a record: `subject` is the record's kind, `subject_id` its row there.

    `party` is whose it is, for the card and the history. A removed one stays as a trace; an erased
    one has lost its content and its words as well.
    """

    class Category(models.TextChoices):
        CONTRACT = "CONTRACT", _("contract")
        LETTER = "LETTER", _("correspondence")
        IDENTITY = "IDENTITY", _("identity and authorisation")
        FINANCE = "FINANCE", _("invoices and finance")
        TECHNICAL = "TECHNICAL", _("technical documents")
        PHOTO = "PHOTO", _("photograph")
        OTHER = "OTHER", _("other")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content = models.ForeignKey(
        Content, on_delete=models.PROTECT, null=True, editable=False, related_name="attachments"
    )
    subject = models.CharField(max_length=40, editable=False)
    subject_id = models.BigIntegerField(editable=False)
    party = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        null=True,
        related_name="attachments",
        db_index=False,
    )
    name = models.CharField(_("file"), max_length=200)
    title = models.CharField(_("caption"), max_length=200)
    category = models.CharField(
        _("category"), max_length=9, choices=Category.choices, db_default="OTHER"
    )
    note = models.CharField(_("remark"), max_length=1000, blank=True, db_default="")
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    removed_at = models.DateTimeField(_("removed"), null=True)
    removed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("attachment")
        constraints = [
            models.UniqueConstraint(
                "subject",
                "subject_id",
                "content",
                condition=Q(removed_at__isnull=True),
                name="documents_attachment_once",
            ),
        ]
        indexes = [
            models.Index("party", models.F("id").desc(), name="documents_attachment_party"),
            models.Index("subject", "subject_id", name="documents_attachment_subject"),
        ]


class Download(models.Model):
    """That somebody fetched an attachment's file. Append-only."""

    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="downloads")
    at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True)
    real_actor = models.BigIntegerField(null=True)
    address = models.CharField(max_length=64, blank=True, db_default="")
