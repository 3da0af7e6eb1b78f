"""Agreements to pay in instalments."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.ledger.models.entries import Account, Entry


class Plan(models.Model):
    """An agreement to pay debts of one account in instalments; it stands until it is ended."""

    public_id = models.UUIDField(
        default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="plans", verbose_name=_("account")
    )
    agreed_on = models.DateField(_("agreed on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    reason = models.CharField(_("why it ended"), max_length=300, blank=True, db_default="")
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("instalment plan")


class PlanDebt(models.Model):
    """A debt that a plan takes in; in one standing plan at most."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="debts")
    debt = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="planned", db_index=False
    )
    stands = models.BooleanField(db_default=True, default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("plan", "debt", name="ledger_plandebt_unique"),
            models.UniqueConstraint(
                "debt", condition=Q(stands=True), name="ledger_plandebt_one_stands"
            ),
        ]


class Instalment(models.Model):
    """One instalment of a plan: how much is to be paid by which day."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="instalments")
    due_on = models.DateField(_("due on"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("instalment")
        constraints = [
            models.CheckConstraint(
                name="ledger_instalment_amount_positive", condition=Q(amount__gt=0)
            ),
            models.UniqueConstraint("plan", "due_on", name="ledger_instalment_unique"),
        ]
