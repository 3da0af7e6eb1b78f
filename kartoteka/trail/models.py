"""Tables of the trail that Django may know: history itself is in sql/changes.sql alone."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models.functions import Now


class Evidence(models.Model):
    """One call to an outside register, as proof. Append-only by trigger and grant.

    `request` is the question in full, `body` the answer byte for byte; personal numbers and
    accounts in both are masked wherever they are shown.
    """

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True)
    real_actor = models.BigIntegerField(null=True)
    address = models.TextField(db_default="")
    party_id = models.BigIntegerField(null=True)
    service = models.CharField(max_length=40)
    operation = models.CharField(max_length=60)
    endpoint = models.TextField()
    request = models.JSONField()
    asked_at = models.DateTimeField()
    took_ms = models.IntegerField()
    status = models.SmallIntegerField(null=True)
    content_type = models.TextField(db_default="")
    body = models.BinaryField()
    body_hash = models.BinaryField(max_length=32)
    provider_id = models.CharField(max_length=100, db_default="")
    provider_time = models.CharField(max_length=60, db_default="")
    verdict = models.CharField(max_length=9)
    why = models.CharField(max_length=12, db_default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["party_id", "-id"],
                name="trail_evidence_party",
                condition=models.Q(party_id__isnull=False),
            ),
        ]
