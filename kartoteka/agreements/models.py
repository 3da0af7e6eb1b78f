"""Tables of points and agreements."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kartoteka.register.models import Party


class Point(models.Model):
    """The place where a service is delivered and billed (punkt rozliczeniowy, odberné miesto)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=40)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="points", verbose_name=_("customer")
    )
    name = models.CharField(_("name"), max_length=150, blank=True, db_default="")
    address = models.CharField(_("address"), max_length=250, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="agreements_point_number_unique"),
            models.CheckConstraint(name="agreements_point_number_given", condition=~Q(number="")),
        ]
        verbose_name = _("point")


class Agreement(models.Model):
    """What a party and a creditor agreed on: number and validity, both days inclusive."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=60)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("customer")
    )
    creditor = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="+", verbose_name=_("creditor")
    )
    point = models.ForeignKey(
        Point, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("point")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "number"], name="agreements_agreement_number_unique"
            ),
            models.CheckConstraint(
                name="agreements_agreement_number_given", condition=~Q(number="")
            ),
            models.CheckConstraint(
                name="agreements_agreement_valid_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            # What the values of its fields point at.
            models.UniqueConstraint("id", "party", name="agreements_agreement_party"),
        ]
        verbose_name = _("agreement")


class AgreementFields(models.Model):
    """The values of an agreement's own fields (`register.record_kinds`), beside the agreement.

    `party` repeats the agreement's: a composite key with ON UPDATE CASCADE keeps it, so that the
    changes stand in the history of whoever has the agreement.
    """

    agreement = models.OneToOneField(
        Agreement, on_delete=models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    fields = models.JSONField(_("fields"), default=dict)

    class Meta:
        verbose_name = _("fields of an agreement")
