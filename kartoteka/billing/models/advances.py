"""Calendars of advances."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.agreements.models import Agreement
from kartoteka.ledger.models import Entry


class AdvancePlan(models.Model):
    """A calendar of advances for an agreement; ended early, what is due later is not posted."""

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="+", verbose_name=_("agreement")
    )
    currency = models.CharField(_("currency"), max_length=3)
    title = models.CharField(_("what for"), max_length=200, blank=True, db_default="")
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar of advances")


class Advance(models.Model):
    """One advance of a calendar; editable until its `entry` is posted on the day of issue."""

    plan = models.ForeignKey(
        AdvancePlan, on_delete=models.PROTECT, related_name="advances", db_index=False
    )
    ordinal = models.SmallIntegerField()
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="advance"
    )

    class Meta:
        verbose_name = _("advance")
        constraints = [
            models.UniqueConstraint("plan", "ordinal", name="billing_advance_unique"),
            models.CheckConstraint(name="billing_advance_above_zero", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="billing_advance_in_order", condition=Q(due_on__gte=F("issued_on"))
            ),
        ]
        indexes = [
            models.Index(
                "issued_on", name="billing_advance_waiting", condition=Q(entry__isnull=True)
            ),
        ]
