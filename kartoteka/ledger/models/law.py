"""What the law says by day: kinds and rates of interest, days that are not worked."""

from django.db import models


class InterestKind(models.Model):
    """A kind of interest and how its rate applies.

    `is_fixed`: the rate of the first day of delay holds for the whole delay. A relation that arose
    before `old_before` bears the rate of `old_kind` on the first day plus `old_points`, fixed.
    """

    code = models.CharField(max_length=60, primary_key=True)
    country = models.CharField(max_length=2)
    is_fixed = models.BooleanField()
    old_before = models.DateField(null=True, blank=True)
    old_kind = models.CharField(max_length=60, blank=True, db_default="")
    old_points = models.DecimalField(max_digits=7, decimal_places=4, db_default=0)
    old_basis = models.TextField(blank=True, db_default="")


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
