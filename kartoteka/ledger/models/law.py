"""What the law says by day: kinds and rates of interest, days that are not worked."""

from django.db import models
from django.db.models.functions import Now

from kartoteka.agreements.models import Agreement
from kartoteka.ledger.models.entries import Entry


class InterestKind(models.Model):
    """A kind of interest and how its rate applies.

    `is_fixed`: the rate of the first day of delay holds for the whole delay. A relation that arose
    before `old_before` bears the rate of `old_kind` on the first day plus `old_points`, fixed.
    `is_chosen`: what applies to a debt may stand on the debt itself (`DebtRate`); `is_agreed`: its
    rate does, cut to the rate of `cap_kind` where the law has one.
    """

    code = models.CharField(max_length=60, primary_key=True)
    country = models.CharField(max_length=2)
    is_fixed = models.BooleanField()
    old_before = models.DateField(null=True, blank=True)
    old_kind = models.CharField(max_length=60, blank=True, db_default="")
    old_points = models.DecimalField(max_digits=7, decimal_places=4, db_default=0)
    old_basis = models.TextField(blank=True, db_default="")
    is_chosen = models.BooleanField(db_default=False)
    is_agreed = models.BooleanField(db_default=False)
    cap_kind = models.CharField(max_length=60, blank=True, db_default="")


class InterestRate(models.Model):
    """A yearly rate in per cent for the days from `valid_from` to `valid_to`, both inclusive."""

    kind = models.CharField(max_length=60)
    country = models.CharField(max_length=2)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    percent = models.DecimalField(max_digits=7, decimal_places=4)
    legal_basis = models.TextField()
    confidence = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint("kind", "valid_from", name="ledger_interestrate_unique"),
        ]


class DebtRate(models.Model):
    """What was agreed or chosen for the delay of one debt: a rate of the contract, or which of the
    rates of the law the creditor claims. The last row counts; rows are only added."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="rates")
    kind = models.ForeignKey(InterestKind, on_delete=models.PROTECT, db_index=False)
    percent = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    agreed_on = models.DateField()
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_debtrate_is_a_rate",
                condition=models.Q(percent__isnull=True)
                | models.Q(percent__gte=0, percent__lt=1000),
            ),
        ]


class AgreementRate(models.Model):
    """What an agreement says of interest for delay from one day to another, both included (None:
    open): `percent` a year, or so many points over the rate `base`.

    The debts of the agreement bear it on these days unless a rate stands on the debt itself. A row
    is never changed: it is taken back, with a shorter one in its place where only its end moves.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(InterestKind, on_delete=models.PROTECT, db_index=False)
    base = models.CharField(max_length=60, blank=True, db_default="")
    percent = models.DecimalField(max_digits=7, decimal_places=4)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, db_default="")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.BigIntegerField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_agreementrate_is_a_rate",
                condition=models.Q(percent__gte=0, percent__lt=1000),
            ),
            models.CheckConstraint(
                name="ledger_agreementrate_in_order",
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
            ),
        ]


class MovedDay(models.Model):
    """A day that is not worked in a country, and the worked day to which a term is moved from it.

    Derived from `kernel.days` by `operations.refresh_calendar`, so that SQL knows effective dues.
    """

    country = models.CharField(max_length=2)
    day = models.DateField()
    worked_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint("country", "day", name="ledger_movedday_unique"),
        ]
