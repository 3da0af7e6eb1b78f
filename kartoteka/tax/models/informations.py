"""What was told: informations and their rows, their files, what became of them. Only ever added."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.documents.models import Content
from kartoteka.tax.models.forms import Schema
from kartoteka.tax.models.rows import Item, Kind, Taxpayer


class Information(models.Model):
    """A tax information about one taxpayer, as it was issued. Never changed, never deleted.

    `sequence` counts from 1; `corrects` names the former one, at most one names it. `facts` are
    payer, person and residence as they stood that day, without any whole PESEL. `digest` is that
    of the rows, by which a change of them is noticed.
    """

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    taxpayer = models.ForeignKey(Taxpayer, on_delete=models.PROTECT, related_name="informations")
    sequence = models.SmallIntegerField()
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True)
    reason = models.CharField(max_length=500, db_default="")
    form = models.CharField(max_length=10)
    issued_on = models.DateField()
    total = models.DecimalField(max_digits=14, decimal_places=2)
    digest = models.CharField(max_length=32)
    facts = models.JSONField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("taxpayer", "sequence", name="tax_information_sequence"),
            models.CheckConstraint(
                name="tax_information_corrects_the_former",
                condition=Q(sequence=1, corrects__isnull=True)
                | Q(sequence__gt=1, corrects__isnull=False),
            ),
            models.CheckConstraint(
                name="tax_information_not_itself",
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")),
            ),
        ]


class InformationRow(models.Model):
    """A source row as it stood in an information."""

    information = models.ForeignKey(Information, on_delete=models.PROTECT, related_name="rows")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    title = models.CharField(max_length=250, db_default="")
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint("information", "item", name="tax_informationrow_once"),
        ]


class Written(models.Model):
    """A file made of an information: its e-Declaration, or the printed summary as it was queued."""

    class Kind(models.TextChoices):
        XML = "XML", _("e-Declaration")
        PDF = "PDF", _("printed summary")

    information = models.ForeignKey(Information, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    content = models.ForeignKey(Content, on_delete=models.PROTECT)
    schema = models.ForeignKey(Schema, on_delete=models.PROTECT, null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True)


class Event(models.Model):
    """What became of an information, said by hand. ACCEPTED carries the number of its UPO."""

    class Kind(models.TextChoices):
        SENT = "SENT", _("sent to the tax office")
        ACCEPTED = "ACCEPTED", _("accepted, receipt (UPO) kept")
        REJECTED = "REJECTED", _("rejected by the tax office")
        GIVEN = "GIVEN", _("given to the customer")

    information = models.ForeignKey(Information, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    number = models.CharField(max_length=100, db_default="")
    note = models.CharField(max_length=250, db_default="")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True)
