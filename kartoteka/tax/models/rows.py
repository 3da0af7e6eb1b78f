"""What stands behind the figures: taxpayers of a year and their source rows."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.ledger.models import Entry
from kartoteka.register.models import Party
from kartoteka.tax.models.offices import Office


class Kind(models.TextChoices):
    FORGIVEN = "FORGIVEN", _("forgiven debt")
    GIFT = "GIFT", _("gift or benefit")
    PRIZE = "PRIZE", _("prize")
    OTHER = "OTHER", _("other income")


class State(models.TextChoices):
    OPEN = "OPEN", _("to be decided")
    COUNTED = "COUNTED", _("counted")
    EXCLUDED = "EXCLUDED", _("left out")


class Exclusion(models.TextChoices):
    """Why a row is no income of a natural person that is told on the form."""

    NOT_FORGIVEN = "NOT_FORGIVEN", _("written off in the books only, the debt was not forgiven")
    LAPSED = "LAPSED", _("the debt had lapsed by prescription")
    BUSINESS = "BUSINESS", _("debt of a business: its income is told by the taxpayer")
    RESTRUCTURING = "RESTRUCTURING", _("forgiven in insolvency or restructuring proceedings")
    EXEMPT = "EXEMPT", _("exempt from tax (art. 21 of the PIT act)")
    MISTAKE = "MISTAKE", _("entered by mistake")
    OTHER = "OTHER", _("another reason")


class Taxpayer(models.Model):
    """A person whom a payer has to tell about a year, with the residence where it was said by hand.

    An empty residence is taken from the register and the dictionary of tax offices.
    """

    payer = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="+", verbose_name=_("payer")
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="tax_years", verbose_name=_("customer")
    )
    year = models.SmallIntegerField(_("year"))
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("tax office")
    )
    province = models.CharField(_("province"), max_length=60, blank=True, db_default="")
    county = models.CharField(_("county"), max_length=60, blank=True, db_default="")
    commune = models.CharField(_("commune"), max_length=60, blank=True, db_default="")

    class Meta:
        verbose_name = _("tax year of a customer")
        constraints = [
            models.UniqueConstraint("year", "payer", "party", name="tax_taxpayer_unique"),
            models.CheckConstraint(
                name="tax_taxpayer_year_known", condition=Q(year__gte=2000, year__lte=2199)
            ),
        ]


class Item(models.Model):
    """One income of a taxpayer, or a debt that came back (a negative amount).

    `pln` is the amount in złoty, NULL until somebody converts another currency. `entry` is the
    ledger's own where the row was taken from there; `source` and `source_ref` know a row again.
    """

    taxpayer = models.ForeignKey(Taxpayer, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    on = models.DateField(_("day"))
    title = models.CharField(_("what for"), max_length=250, blank=True, db_default="")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, db_default="PLN")
    pln = models.DecimalField(_("amount in złoty"), max_digits=14, decimal_places=2, null=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, editable=False)
    source = models.CharField(max_length=10, editable=False)
    source_ref = models.CharField(max_length=120, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices)
    exclusion = models.CharField(
        _("reason"), max_length=13, choices=Exclusion.choices, blank=True, db_default=""
    )
    note = models.CharField(_("note"), max_length=250, blank=True, db_default="")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("income of a customer")
        constraints = [
            models.UniqueConstraint("source", "source_ref", name="tax_item_source_unique"),
            models.CheckConstraint(name="tax_item_says_an_amount", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="tax_item_excluded_for_a_reason",
                condition=(Q(state="EXCLUDED") & ~Q(exclusion=""))
                | (~Q(state="EXCLUDED") & Q(exclusion="")),
            ),
            models.CheckConstraint(
                name="tax_item_zloty_is_zloty",
                condition=~Q(currency="PLN") | Q(pln=models.F("amount")),
            ),
        ]
