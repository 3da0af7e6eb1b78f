"""Creditors, and the schemes by which what is paid to them is used."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.register.models import Party


class Scheme(models.Model):
    """How a payment is used: which debts first, what of each, which interest takes part.

    `claims` orders the debts, `components` what stands on each (COST, INTEREST, PRINCIPAL), or,
    `by_component`, all debts' costs before all their interest. What the payer named comes first
    where `designation` is FOLLOWED, then, where `plan_first`, debts of an instalment plan that
    stands. PRO_RATA divides a payment over all that has the same place; `follows_parts` uses it by
    the parts that a bailiff told. Debts due later than `ahead_days` from the day of settling wait
    (NULL: none waits). Under ACCRUED, interest of less than `threshold` on a debt is not noted when
    a payment meets it. Each change is a new `version`, kept in `SchemeVersion` by a trigger; those
    that came with the program (`is_ready`) are not changed but copied.
    """

    class Interest(models.TextChoices):
        POSTED = "POSTED", _("only interest that has been noted")
        ACCRUED = "ACCRUED", _("all interest accrued to the day of payment")

    class Claims(models.TextChoices):
        OLDEST_DUE = "OLDEST_DUE", _("the longest due first")
        NEWEST_DUE = "NEWEST_DUE", _("the latest due first")
        SMALLEST = "SMALLEST", _("the smallest first")
        LARGEST = "LARGEST", _("the largest first")

    class Sharing(models.TextChoices):
        IN_TURN = "IN_TURN", _("one after another")
        PRO_RATA = "PRO_RATA", _("in proportion to what is open")

    class Designation(models.TextChoices):
        FOLLOWED = "FOLLOWED", _("what the payer named comes first")
        IGNORED = "IGNORED", _("what the payer named makes no difference")

    class Overpayment(models.TextChoices):
        KEEP = "KEEP", _("is kept for debts to come")
        REFUND = "REFUND", _("is proposed for refund")

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    labels = models.JSONField(_("name"), db_default={}, default=dict)
    is_ready = models.BooleanField(db_default=False, default=False)
    version = models.IntegerField(_("version"), db_default=1, default=1)
    country = models.CharField(_("country"), max_length=2)
    regime = models.CharField(_("regime"), max_length=20)
    components = ArrayField(
        models.CharField(max_length=10), size=3, verbose_name=_("order inside a debt")
    )
    by_component = models.BooleanField(
        _("costs, interest and principal across all debts"), db_default=False, default=False
    )
    claims = models.CharField(
        _("order of debts"),
        max_length=10,
        choices=Claims.choices,
        db_default="OLDEST_DUE",
        default="OLDEST_DUE",
    )
    sharing = models.CharField(
        _("sharing"),
        max_length=8,
        choices=Sharing.choices,
        db_default="IN_TURN",
        default="IN_TURN",
    )
    designation = models.CharField(
        _("designation"),
        max_length=8,
        choices=Designation.choices,
        db_default="FOLLOWED",
        default="FOLLOWED",
    )
    plan_first = models.BooleanField(_("instalment plan first"), db_default=False, default=False)
    follows_parts = models.BooleanField(
        _("by the bailiff's breakdown"), db_default=False, default=False
    )
    ahead_days = models.IntegerField(_("days ahead of the due date"), null=True, blank=True)
    overpayment = models.CharField(
        _("overpayment"),
        max_length=6,
        choices=Overpayment.choices,
        db_default="KEEP",
        default="KEEP",
    )
    interest = models.CharField(_("interest"), max_length=7, choices=Interest.choices)
    threshold = models.DecimalField(
        _("threshold of interest"), max_digits=14, decimal_places=2, db_default=0, default=0
    )
    basis = models.CharField(_("legal basis"), max_length=60)

    class Meta:
        verbose_name = _("settling scheme")
        constraints = [
            models.CheckConstraint(
                name="ledger_scheme_ahead_not_behind",
                condition=Q(ahead_days__isnull=True) | Q(ahead_days__gte=0),
            ),
            models.CheckConstraint(
                name="ledger_scheme_threshold_not_below_zero", condition=Q(threshold__gte=0)
            ),
        ]


class SchemeVersion(models.Model):
    """A scheme as it stood: written by a trigger whenever one is added or changed."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="versions")
    version = models.IntegerField()
    terms = models.JSONField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("scheme", "version", name="ledger_schemeversion_unique"),
        ]


class Via(models.TextChoices):
    """How money came in: schemes may be chosen by it."""

    BANK = "BANK", _("bank transfer")
    CASH = "CASH", _("cash desk")
    BAILIFF = "BAILIFF", _("bailiff")
    POST = "POST", _("post")
    CARD = "CARD", _("card or online payment")
    OFFSET = "OFFSET", _("offset")
    OTHER = "OTHER", _("other")


class Creditor(models.Model):
    """Settings of a party in whose name receivables are posted."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name=_("settling scheme"))
    closed_until = models.DateField(_("books closed until"), null=True, blank=True)
    rounding = models.CharField(
        _("rounding of interest"),
        max_length=6,
        db_default="once",
        choices=[("once", _("once, at the end")), ("period", _("row by row"))],
    )

    class Meta:
        verbose_name = _("creditor")


class SchemeChoice(models.Model):
    """The scheme by which a creditor's money of one kind is used, in place of the account's own."""

    creditor = models.ForeignKey(
        Creditor, on_delete=models.PROTECT, related_name="choices", verbose_name=_("creditor")
    )
    via = models.CharField(_("kind of payment"), max_length=8, choices=Via.choices)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name=_("settling scheme"))

    class Meta:
        verbose_name = _("scheme by kind of payment")
        constraints = [
            models.UniqueConstraint("creditor", "via", name="ledger_schemechoice_unique"),
        ]
