"""What a receivable has beyond its entry: the document that came with it, our own numbers."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
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


class KsefInvoice(models.Model):
    """The number that KSeF gave to a document, and the XML that it gave it to.

    `entry` is what the invoice posted, or the document that was here without its number already; of
    a correction without an amount it is the document that it corrects.
    """

    class Kind(models.TextChoices):
        VAT = "VAT", _("invoice")
        KOR = "KOR", _("correction")
        ZAL = "ZAL", _("advance invoice")
        ROZ = "ROZ", _("final invoice")
        UPR = "UPR", _("simplified invoice")
        KOR_ZAL = "KOR_ZAL", _("correction of an advance invoice")
        KOR_ROZ = "KOR_ROZ", _("correction of a final invoice")

    class Effect(models.IntegerChoices):
        DOCUMENT = 1, _("on the day of what it corrects")
        CORRECTION = 2, _("on the day of the correction")
        OTHER = 3, _("on other days")

    number = models.CharField(_("KSeF number"), max_length=36)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="ksef")
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    seller_nip = models.CharField(max_length=10)
    issued_on = models.DateField(_("issued on"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    effect = models.PositiveSmallIntegerField(
        _("effect of the correction"), choices=Effect.choices, null=True, blank=True
    )
    sha256 = models.BinaryField(max_length=32)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, verbose_name=_("file"))
    taken_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("invoice of KSeF")
        constraints = [
            models.UniqueConstraint("number", name="billing_ksefinvoice_unique"),
            models.CheckConstraint(
                name="billing_ksefinvoice_effect",
                condition=Q(effect__isnull=True)
                | Q(effect__in=[1, 2, 3], kind__in=["KOR", "KOR_ZAL", "KOR_ROZ"]),
            ),
        ]


class Tie(models.Model):
    """An entry that changes or goes on with a document: a correction, a final invoice."""

    class Kind(models.TextChoices):
        CORRECTS = "CORRECTS", _("corrects")
        ADVANCE = "ADVANCE", _("settles the advance")

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="ties", db_index=False)
    document = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="tied")
    kind = models.CharField(max_length=8, choices=Kind.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint("entry", "document", name="billing_tie_unique"),
            models.CheckConstraint(name="billing_tie_of_two", condition=~Q(entry=F("document"))),
        ]


class InvoiceSet(models.Model):
    """Invoices handed in together, or found together in the watched folder, and what became of
    them. `data` are their bytes while nobody has decided, at most a day, then empty; `job` is the
    background job that looks through them or takes them in. `figures` are what is shown of all
    lines: how many of each outcome, and what came in by currency.
    """

    class Origin(models.TextChoices):
        DESK = "DESK", _("handed in")
        FOLDER = "FOLDER", _("watched folder")

    class State(models.TextChoices):
        HELD = "HELD", _("not looked through")
        LOOKED = "LOOKED", _("waits for a decision")
        TAKEN = "TAKEN", _("taken in")
        REFUSED = "REFUSED", _("refused")

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    name = models.CharField(_("files"), max_length=250)
    sha256 = models.CharField(max_length=64, blank=True, db_default="")
    size = models.BigIntegerField(db_default=0)
    files = models.IntegerField(db_default=0)
    data = models.BinaryField()
    origin = models.CharField(max_length=6, choices=Origin.choices, db_default="DESK")
    state = models.CharField(max_length=7, choices=State.choices, db_default="HELD")
    reason = models.TextField(blank=True, db_default="")
    figures = models.JSONField(db_default={})
    job = models.UUIDField(null=True)
    user = models.BigIntegerField(null=True)
    held_at = models.DateTimeField(db_default=Now())
    moved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("set of invoices")
        indexes = [models.Index("sha256", name="billing_invoiceset_sha256")]


class SetLine(models.Model):
    """What became of one file of a set, or (not `is_done`) would become.

    `code` and `facts` are the sentence of a refused one, `notes` what is remarked; `buyer` is the
    customer whose it would be, `entry` what bears the invoice.
    """

    class Outcome(models.TextChoices):
        NEW = "NEW", _("new receivable")
        JOINED = "JOINED", _("gets its KSeF number: the document is here")
        TIED = "TIED", _("kept with what it corrects")
        KNOWN = "KNOWN", _("here already")
        REFUSED = "REFUSED", _("refused")

    of = models.ForeignKey(InvoiceSet, on_delete=models.CASCADE, related_name="lines")
    place = models.IntegerField()
    is_done = models.BooleanField()
    file = models.CharField(max_length=400)
    sha256 = models.CharField(max_length=64)
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    code = models.CharField(max_length=60, blank=True, db_default="")
    facts = models.JSONField(db_default={})
    notes = models.JSONField(db_default=[])
    ksef = models.CharField(max_length=36, blank=True, db_default="")
    kind = models.CharField(max_length=7, blank=True, db_default="")
    number = models.CharField(max_length=250, blank=True, db_default="")
    issued_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True, db_default="")
    buyer = models.BigIntegerField(null=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("of", "place", name="billing_setline_unique")]
