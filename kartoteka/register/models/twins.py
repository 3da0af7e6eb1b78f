"""Parties that may be one: pairs to decide about, merges with all that they moved, exceptions."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.register.models.parties import Identifier, Party


class IdentifierException(models.Model):
    """A second party may have an identifier that is another's, for a reason.

    Of a sensitive identifier the value is not kept here, only that of `party` is meant. Ended when
    the identifier is changed or removed, or when the exception is taken back.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="exceptions")
    kind = models.CharField(_("identifier"), max_length=6, choices=Identifier.Kind.choices)
    value = models.CharField(_("value"), max_length=20, blank=True)
    other = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="+", verbose_name=_("also has it")
    )
    reason = models.CharField(_("reason"), max_length=300)
    allowed_at = models.DateTimeField(db_default=Now(), editable=False)
    allowed_by = models.BigIntegerField(null=True, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("exception from uniqueness")
        constraints = [
            models.UniqueConstraint(
                "party",
                "kind",
                condition=Q(ended_at__isnull=True),
                name="register_identifierexception_one_open",
            ),
            models.CheckConstraint(
                name="register_identifierexception_has_reason", condition=~Q(reason="")
            ),
        ]


class Twin(models.Model):
    """Two parties that may be one, as the finder scored them; a decision is kept for ever.

    `reasons` is a list of objects `{"what": code, "points": number, …facts}`.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", _("to decide")
        DISTINCT = "DISTINCT", _("not the same")
        MERGED = "MERGED", _("merged")

    first = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    score = models.SmallIntegerField(_("likeness"), editable=False)
    reasons = models.JSONField(default=list, editable=False)
    state = models.CharField(_("decision"), max_length=8, choices=State.choices, db_default="OPEN")
    found_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("pair of likely twins")
        constraints = [
            models.UniqueConstraint("first", "second", name="register_twin_unique"),
            models.CheckConstraint(
                name="register_twin_in_order", condition=Q(first__lt=F("second"))
            ),
        ]
        indexes = [
            models.Index(F("state"), F("score").desc(), F("id"), name="register_twin_queue"),
        ]


class Merge(models.Model):
    """A party that was merged into another; `counts` is what moved, by room, as it was shown."""

    public_id = models.UUIDField(
        default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    survivor = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        related_name="merges",
        verbose_name=_("customer that stays"),
    )
    loser = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="merged_by", verbose_name=_("merged customer")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True, db_default="")
    counts = models.JSONField(default=list, editable=False)
    merged_at = models.DateTimeField(db_default=Now(), editable=False)
    merged_by = models.BigIntegerField(null=True, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.BigIntegerField(null=True, editable=False)
    undo_counts = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("merge")
        constraints = [
            models.UniqueConstraint(
                "loser", condition=Q(undone_at__isnull=True), name="register_merge_one_standing"
            ),
        ]


class MergedRow(models.Model):
    """A value that a merge changed in a row of some table: what an undo puts back. Append-only."""

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="rows", db_index=False)
    table_name = models.TextField()
    row_id = models.BigIntegerField()
    column_name = models.TextField()
    was = models.JSONField(null=True)
    became = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index("merge", "table_name", name="register_mergedrow_merge")]
