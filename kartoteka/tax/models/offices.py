"""The dictionary of tax offices, filled by the office: whose residents are told to which."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Office(models.Model):
    """A tax office by the four digits of its code."""

    code = models.CharField(_("code"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=150)

    class Meta:
        verbose_name = _("tax office")
        constraints = [
            models.CheckConstraint(
                name="tax_office_code_of_four_digits", condition=Q(code__regex=r"^[0-9]{4}$")
            ),
        ]


class Area(models.Model):
    """Whose residents belong to a tax office: a town, a postal code, or a town's postal code.

    `city_key` is the town folded. The narrowest area that fits a residence decides.
    """

    office = models.ForeignKey(
        Office, on_delete=models.CASCADE, related_name="areas", verbose_name=_("tax office")
    )
    city = models.CharField(_("city"), max_length=100, blank=True, db_default="")
    city_key = models.CharField(max_length=100, blank=True, db_default="", editable=False)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True, db_default="")
    province = models.CharField(_("province"), max_length=60, blank=True, db_default="")
    county = models.CharField(_("county"), max_length=60, blank=True, db_default="")
    commune = models.CharField(_("commune"), max_length=60, blank=True, db_default="")

    class Meta:
        verbose_name = _("area of a tax office")
        constraints = [
            models.UniqueConstraint("city_key", "postal_code", name="tax_area_unique"),
            models.CheckConstraint(
                name="tax_area_is_somewhere", condition=~Q(city_key="", postal_code="")
            ),
        ]
