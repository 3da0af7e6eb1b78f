"""Compensation for the costs of recovery: rates of the NBP and the tiers of the law."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ExchangeRate(models.Model):
    """What one unit of a currency cost in złoty on a day, by table A of the NBP."""

    currency = models.CharField(_("currency"), max_length=3)
    day = models.DateField(_("day"))
    rate = models.DecimalField(_("rate"), max_digits=14, decimal_places=8)
    table = models.CharField(_("table"), max_length=40, blank=True, db_default="")
    is_by_hand = models.BooleanField(db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("currency", "day", name="billing_exchangerate_unique"),
            models.CheckConstraint(name="billing_exchangerate_above_zero", condition=Q(rate__gt=0)),
        ]


class CompensationTier(models.Model):
    """How many euro a creditor may claim for recovery, by the amount of the document.

    The tier holds from `least` (that amount included or not), for documents issued from one day to
    another. In Poland amounts are in złoty and the euro is turned into them.
    """

    country = models.CharField(max_length=2)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    least = models.DecimalField(max_digits=14, decimal_places=2)
    includes_least = models.BooleanField()
    euro = models.DecimalField(max_digits=8, decimal_places=2)
    basis = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "country", "valid_from", "least", name="billing_compensationtier_unique"
            ),
        ]
