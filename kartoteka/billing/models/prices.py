"""Price lists: for whom, their versions in time, what each version prices, and what was priced."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kartoteka.ledger.models import Entry
from kartoteka.register.models import Choice, Party
from kartoteka.register.models.segments import DateRange

IN_FORCE = Q(published_at__isnull=False, withdrawn_at__isnull=True)


class PriceList(models.Model):
    """What a creditor asks for in a currency, of everybody or of some price groups.

    `is_net`: VAT is added to the prices; else they hold it already. `import_plan`: which column of
    a file of another make was what, so that the next one with the same columns is known.
    """

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    creditor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=40)
    labels = models.JSONField(_("name"))
    currency = models.CharField(_("currency"), max_length=3)
    is_net = models.BooleanField(_("prices without VAT"))
    import_plan = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("price list")
        constraints = [
            models.UniqueConstraint("creditor", "code", name="billing_pricelist_code_unique"),
            models.CheckConstraint(name="billing_pricelist_has_words", condition=~Q(labels={})),
        ]


class PriceListGroup(models.Model):
    """A price group for which a list is; a list without one is for everybody."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="groups")
    group = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("price_list", "group", name="billing_pricelistgroup_unique"),
        ]


class PriceVersion(models.Model):
    """The prices of a list from day to day, both inclusive; without `published_at` a draft.

    Published, it is never changed: the next version ends it, or it is withdrawn before anything
    was priced by it.
    """

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="versions")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    note = models.CharField(
        pgettext_lazy("remark", "note"), max_length=300, blank=True, db_default=""
    )
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.BigIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True, db_default="")

    class Meta:
        verbose_name = _("version of a price list")
        constraints = [
            ExclusionConstraint(
                name="billing_priceversion_no_overlap",
                expressions=[
                    ("price_list", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=IN_FORCE,
            ),
            models.CheckConstraint(
                name="billing_priceversion_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="billing_priceversion_begins",
                condition=Q(published_at__isnull=True) | Q(valid_from__isnull=False),
            ),
            models.CheckConstraint(
                name="billing_priceversion_withdrawn_why",
                condition=Q(withdrawn_at__isnull=True)
                | (Q(published_at__isnull=False) & ~Q(reason="")),
            ),
            models.UniqueConstraint(
                "price_list",
                condition=Q(published_at__isnull=True),
                name="billing_priceversion_one_draft",
            ),
        ]


class PriceItem(models.Model):
    """What one unit costs; `vat_percent` None is without VAT (exempt or outside it)."""

    version = models.ForeignKey(PriceVersion, on_delete=models.CASCADE, related_name="items")
    ordinal = models.IntegerField()
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    unit = models.CharField(pgettext_lazy("measure", "unit"), max_length=20)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=5)
    vat_percent = models.DecimalField(
        _("VAT in per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("item of a price list")
        constraints = [
            models.UniqueConstraint("version", "code", name="billing_priceitem_code_unique"),
            models.CheckConstraint(
                name="billing_priceitem_not_below_zero", condition=Q(price__gte=0)
            ),
            models.CheckConstraint(
                name="billing_priceitem_vat_fits",
                condition=Q(vat_percent__isnull=True) | Q(vat_percent__range=(0, 100)),
            ),
        ]
        indexes = [models.Index("code", name="billing_priceitem_by_code")]


class PricedLine(models.Model):
    """A line of a document made from a price list: how much of what, for which days, and the item
    (so also the version) that priced it. `amount` is without VAT where the list is, else with it,
    and less `discount` in per cent by the trade terms from `terms_from`, where there is one.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="priced_lines")
    ordinal = models.IntegerField()
    item = models.ForeignKey(PriceItem, on_delete=models.PROTECT, related_name="lines")
    group = models.ForeignKey(
        Choice, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=5)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    discount = models.DecimalField(
        _("discount in per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    terms_from = models.DateField(_("trade terms from"), null=True, blank=True)

    class Meta:
        verbose_name = _("line from a price list")
        constraints = [
            models.UniqueConstraint("entry", "ordinal", name="billing_pricedline_unique"),
            models.CheckConstraint(
                name="billing_pricedline_in_order", condition=Q(last__gte=F("first"))
            ),
            models.CheckConstraint(
                name="billing_pricedline_above_zero", condition=Q(quantity__gt=0)
            ),
            models.CheckConstraint(
                name="billing_pricedline_discount_fits",
                condition=Q(discount__isnull=True, terms_from__isnull=True)
                | Q(discount__gt=0, discount__lte=100, terms_from__isnull=False),
            ),
        ]
