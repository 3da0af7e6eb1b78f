"""What the office must not do with a party, for how long and why."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import User
from kartoteka.register.models.parties import Party


class Block(models.Model):
    """One kind of work that is stopped for a party, both days inclusive, until it is lifted.

    In force on a day of its period that lies before `lifted_on`: register_blocked (sql/blocks.sql).
    """

    class What(models.TextChoices):
        SALES = "SALES", _("sales")
        CONTACT = "CONTACT", _("contact")
        COLLECTION = "COLLECTION", _("collection")
        PAYOUT = "PAYOUT", _("payouts")
        PORTAL = "PORTAL", _("portal")

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="blocks")
    what = models.CharField(_("what is blocked"), max_length=10, choices=What.choices)
    reason = models.TextField(_("reason"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    set_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("set by")
    )
    set_at = models.DateTimeField(db_default=Now(), editable=False)
    lifted_on = models.DateField(_("lifted on"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("lifted by")
    )
    lift_reason = models.TextField(_("reason for lifting"), blank=True, db_default="")

    class Meta:
        verbose_name = _("block")
        constraints = [
            models.CheckConstraint(
                name="register_block_valid_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(name="register_block_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="register_block_lifted_for_a_reason",
                condition=Q(lifted_on__isnull=True) | ~Q(lift_reason=""),
            ),
        ]
        indexes = [
            models.Index(
                "what", "party", name="register_block_open", condition=Q(lifted_on__isnull=True)
            ),
        ]
