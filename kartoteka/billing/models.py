"""What a receivable has beyond its entry: the document that came with it, our own numbers."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.documents.models import Content
from kartoteka.ledger.models import Entry
from kartoteka.register.models import Party


class Attachment(models.Model):
    """The PDF that came with a receivable; a receivable without one gets a confirmation instead."""

    entry = models.OneToOneField(
        Entry,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="attachment",
        verbose_name=_("receivable"),
    )
    content = models.ForeignKey(Content, on_delete=models.PROTECT, verbose_name=_("document"))
    attached_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("attached document")


class Series(models.Model):
    """The last number that a creditor gave to a kind of document in a year. One row is one lock."""

    creditor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "kind", "year"], name="billing_series_unique"
            ),
            models.CheckConstraint(name="billing_series_counts_from_one", condition=Q(last__gte=1)),
        ]
