"""The table of contents."""

import uuid

from django.db import models
from django.db.models.functions import Now


class Content(models.Model):
    """Bytes in the storage under `sha256`; equal bytes are kept once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    kept_at = models.DateTimeField(db_default=Now())
