"""What a party is for the office: roles in time, segments, branches of industry."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from kartoteka.register.models.parties import Party


class DateRange(Func):
    """daterange(first, last, '[]'): both days belong to it, NULL is without end."""

    function = "daterange"
    output_field = models.TextField()


def no_overlap(name: str, *same: str) -> ExclusionConstraint:
    """Of rows that are the same in `same`, one is valid on a day."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((one, RangeOperators.EQUAL) for one in same),
            (DateRange("valid_from", "valid_to", Value("[]")), RangeOperators.OVERLAPS),
        ],
    )


def in_order(name: str) -> models.CheckConstraint:
    """A validity does not end before it begins."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to__isnull=True)
        | Q(valid_from__isnull=True)
        | Q(valid_to__gte=F("valid_from")),
    )


class Colour(models.TextChoices):
    """How an entry or a group is shown; the look has a pair for light and for dark."""

    NONE = "", _("none")
    BLUE = "blue", _("blue")
    GREEN = "green", _("green")
    AMBER = "amber", _("amber")
    RED = "red", _("red")
    GREY = "grey", _("grey")


class Choice(models.Model):
    """An entry of one of the register's dictionaries. A retired one stays where it is used."""

    class List(models.TextChoices):
        ROLE = "ROLE", _("role")
        PRIORITY = "PRIORITY", _("priority")
        CLASSIFICATION = "CLASSIFICATION", _("classification")
        SOURCE = "SOURCE", _("source of acquisition")
        FUNCTION = "FUNCTION", _("function of a person")
        PRICE_GROUP = "PRICE_GROUP", _("price group")

    list = models.CharField(_("dictionary"), max_length=14, choices=List.choices)
    code = models.CharField(_("code"), max_length=40)
    labels = models.JSONField(_("name"))
    colour = models.CharField(
        _("colour"), max_length=8, choices=Colour.choices, blank=True, db_default=""
    )
    position = models.IntegerField(_("place in order"), db_default=0)
    is_retired = models.BooleanField(_("retired"), db_default=False)

    class Meta:
        verbose_name = _("entry of a dictionary")
        constraints = [
            models.UniqueConstraint("list", "code", name="register_choice_code_unique"),
            models.CheckConstraint(name="register_choice_has_words", condition=~Q(labels={})),
        ]


class PartyRole(models.Model):
    """A part that a party plays for the office (supplier, customer, …) from day to day."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="roles")
    role = models.ForeignKey(
        Choice, on_delete=models.PROTECT, related_name="+", verbose_name=_("role")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("role")
        constraints = [
            in_order("register_partyrole_valid_in_order"),
            no_overlap("register_partyrole_no_overlap", "party", "role"),
        ]


class PartySegment(models.Model):
    """Priority, classification and source of a party, beside it: most parties have none."""

    party = models.OneToOneField(
        Party, on_delete=models.CASCADE, primary_key=True, related_name="segment"
    )
    priority = models.ForeignKey(
        Choice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("priority"),
    )
    classification = models.ForeignKey(
        Choice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("classification"),
    )
    source = models.ForeignKey(
        Choice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source of acquisition"),
    )

    class Meta:
        verbose_name = _("segmentation")


class TradeTerms(models.Model):
    """On what terms the office deals with a party in a period; of a party one is valid on a day.

    `interest_kind` is a code of the ledger ("" = as the facts suggest), `payment_days` counts from
    the day of issue.
    """

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="terms")
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    payment_days = models.SmallIntegerField(_("days to pay"), null=True, blank=True)
    discount = models.DecimalField(
        _("discount in per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    credit_limit = models.DecimalField(
        _("credit limit"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency of the limit"), max_length=3, blank=True, db_default="")
    price_group = models.ForeignKey(
        Choice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("price group"),
    )
    interest_kind = models.CharField(
        _("interest for delay"), max_length=60, blank=True, db_default=""
    )
    is_dunned = models.BooleanField(_("may be reminded and dunned"), db_default=True)
    note = models.TextField(_("note"), blank=True, db_default="")

    class Meta:
        verbose_name = _("trade terms")
        constraints = [
            in_order("register_tradeterms_valid_in_order"),
            no_overlap("register_tradeterms_no_overlap", "party"),
            models.CheckConstraint(
                name="register_tradeterms_days_fit",
                condition=Q(payment_days__isnull=True) | Q(payment_days__range=(0, 365)),
            ),
            models.CheckConstraint(
                name="register_tradeterms_discount_fits",
                condition=Q(discount__isnull=True) | Q(discount__gte=0, discount__lte=100),
            ),
            models.CheckConstraint(
                name="register_tradeterms_limit_fits",
                condition=Q(credit_limit__isnull=True, currency="")
                | (Q(credit_limit__gte=0) & ~Q(currency="")),
            ),
        ]


class Activity(models.Model):
    """A branch of industry of an official classification.

    `level` is 1 section, 2 division, 3 group, 4 class, 5 national subclass. PKD 2007 and 2025 are
    NACE Rev. 2 and 2.1 down to the class.
    """

    class Scheme(models.TextChoices):
        PKD2007 = "PKD2007", "PKD 2007"
        PKD2025 = "PKD2025", "PKD 2025"
        NACE2 = "NACE2", "NACE Rev. 2"
        NACE21 = "NACE21", "NACE Rev. 2.1"

    SAID_BY: ClassVar = ("code", "labels")

    scheme = models.CharField(_("classification"), max_length=7, choices=Scheme.choices)
    code = models.CharField(_("code"), max_length=8)
    parent_code = models.CharField(max_length=8, blank=True, db_default="")
    level = models.SmallIntegerField()
    labels = models.JSONField(_("name"))

    class Meta:
        verbose_name = _("activity")
        constraints = [
            models.UniqueConstraint("scheme", "code", name="register_activity_code_unique"),
            models.CheckConstraint(name="register_activity_has_words", condition=~Q(labels={})),
        ]
        indexes = [models.Index("scheme", "parent_code", name="register_activity_under")]


class PartyActivity(models.Model):
    """What a party does; one of its activities is the main one."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="activities")
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="+", verbose_name=_("activity")
    )
    is_main = models.BooleanField(_("main activity"), db_default=False)

    class Meta:
        verbose_name = _("activity")
        constraints = [
            models.UniqueConstraint("party", "activity", name="register_partyactivity_unique"),
            models.UniqueConstraint(
                "party", name="register_partyactivity_one_main", condition=Q(is_main=True)
            ),
        ]
