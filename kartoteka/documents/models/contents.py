"""Contents, their bytes where the database keeps them, and the pictures made of their pages."""

import uuid

from django.db import models
from django.db.models.functions import Now


class Content(models.Model):
    """Bytes under `sha256` in the store that `store` names; equal bytes are kept once.

    `scan` says what the virus scanner answered; only a configured scanner makes NONE a hindrance.
    `finding` is the name of what it found. `pages` counts the pictures made of it.
    """

    class Store(models.TextChoices):
        FOLDER = "folder"
        DATABASE = "database"
        S3 = "s3"

    class Scan(models.TextChoices):
        NONE = "NONE"
        CLEAN = "CLEAN"
        INFECTED = "INFECTED"

    class Preview(models.TextChoices):
        WAITING = "WAITING"
        MADE = "MADE"
        NONE = "NONE"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    kept_at = models.DateTimeField(db_default=Now())
    store = models.CharField(max_length=8, choices=Store.choices, db_default="folder")
    scan = models.CharField(max_length=8, choices=Scan.choices, db_default="NONE")
    scanned_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=200, blank=True, db_default="")
    preview = models.CharField(max_length=7, choices=Preview.choices, db_default="WAITING")
    pages = models.PositiveSmallIntegerField(db_default=0)

    class Meta:
        indexes = [
            models.Index("id", name="documents_content_unscanned", condition=models.Q(scan="NONE")),
        ]


class Chunk(models.Model):
    """A piece of at most stores.PIECE bytes of what the database keeps under `name`."""

    name = models.CharField(max_length=100)
    ordinal = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint("name", "ordinal", name="documents_chunk_unique"),
        ]


class Picture(models.Model):
    """A page of a content as a picture (PNG), the first page being 1."""

    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="pictures")
    page = models.PositiveSmallIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint("content", "page", name="documents_picture_unique"),
        ]
