"""The days of a debt that interest entries charge."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from kartoteka.ledger.models.entries import Entry


class DateRange(Func):
    """daterange(first_day, last_day, '[]'): both days are charged."""

    function = "daterange"
    output_field = models.TextField()


class InterestPeriod(models.Model):
    """The days (both inclusive) of a debt that an interest entry charges; they never overlap.

    When settling is withdrawn, the credit that takes the interest back stands in `cancelled_by`
    and the days may be charged again.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="interest_of")
    debt = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="interest_periods")
    first_day = models.DateField()
    last_day = models.DateField()
    cancelled_by = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_interestperiod_in_order", condition=Q(last_day__gte=F("first_day"))
            ),
            ExclusionConstraint(
                name="ledger_interestperiod_no_overlap",
                expressions=[
                    ("debt", RangeOperators.EQUAL),
                    (
                        DateRange("first_day", "last_day", Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_by__isnull=True),
            ),
        ]


class FormerInterest(models.Model):
    """A row of the computation of interest that was taken back (days both inclusive), kept by the
    database when a rate behind it changed: what a copy says and the proof reckons with. Never
    changed. One without rows is computed from the rates of today, which are those of its day."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="former_interest")
    first_day = models.DateField()
    last_day = models.DateField()
    principal = models.DecimalField(max_digits=14, decimal_places=2)
    percent = models.DecimalField(max_digits=8, decimal_places=4)
    legal_basis = models.TextField()
