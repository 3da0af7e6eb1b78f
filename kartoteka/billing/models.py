"""What a receivable has beyond its entry: the document that came with it, our own numbers."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.agreements.models import Agreement
from kartoteka.documents.models import Content
from kartoteka.ledger.models import Account, Entry
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

    number = models.CharField(_("KSeF number"), max_length=36)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="ksef")
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    seller_nip = models.CharField(max_length=10)
    issued_on = models.DateField(_("issued on"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    sha256 = models.BinaryField(max_length=32)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, verbose_name=_("file"))
    taken_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("invoice of KSeF")
        constraints = [
            models.UniqueConstraint("number", name="billing_ksefinvoice_unique"),
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


class Held(models.Model):
    """Invoices that somebody has handed in and not decided about yet; gone after a day."""

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    name = models.CharField(max_length=250)
    data = models.BinaryField()
    user = models.BigIntegerField(null=True)
    held_at = models.DateTimeField(db_default=Now())


class Claim(models.TextChoices):
    """What kind of claim a document is, as far as limitation asks."""

    SALE = "SALE", _("sale or supply")
    BUSINESS = "BUSINESS", _("business or periodic")
    GENERAL = "GENERAL", _("general")
    TRANSPORT = "TRANSPORT", _("transport")
    TITLE = "TITLE", _("by an enforcement title")
    TITLE_PERIODIC = "TITLE_PERIODIC", _("periodic, by an enforcement title")


class LimitationTerm(models.Model):
    """How long a kind of claim lasts, for claims that fell due from one day to another."""

    country = models.CharField(_("country"), max_length=2)
    claim = models.CharField(_("kind of claim"), max_length=14, choices=Claim.choices)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)
    years = models.SmallIntegerField(_("years"))
    to_year_end = models.BooleanField(_("to the end of the year"))
    basis = models.CharField(_("legal basis"), max_length=120)
    confidence = models.CharField(max_length=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "country",
                "claim",
                "valid_from",
                nulls_distinct=False,
                name="billing_limitationterm_unique",
            ),
            models.CheckConstraint(
                name="billing_limitationterm_years_positive", condition=Q(years__gte=1)
            ),
        ]


class LimitationEffect(models.Model):
    """What an event does to a running term, for events from one day to another."""

    country = models.CharField(max_length=2)
    event = models.CharField(max_length=13)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    effect = models.CharField(max_length=10)
    basis = models.CharField(max_length=120)


class ClaimRule(models.Model):
    """What kind of claim documents are: of a creditor or of all in a country, of a kind of entry
    or all ('' ), of consumers, businesses or both. The most particular rule counts."""

    class Debtor(models.TextChoices):
        CONSUMER = "CONSUMER", _("consumers")
        BUSINESS = "BUSINESS", _("businesses")

    country = models.CharField(_("country"), max_length=2)
    creditor = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entry_kind = models.CharField(_("kind of document"), max_length=10, blank=True, db_default="")
    debtor = models.CharField(
        _("of whom"), max_length=8, blank=True, db_default="", choices=Debtor.choices
    )
    claim = models.CharField(_("kind of claim"), max_length=14, choices=Claim.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "country",
                "creditor",
                "entry_kind",
                "debtor",
                nulls_distinct=False,
                name="billing_claimrule_unique",
            ),
        ]


class LimitationEvent(models.Model):
    """What happened to the claim of a document, by whom and why it was recorded; only added to.

    CLAIM says of what kind the claim is. END ends an earlier event (`of`) on the day `on`;
    TAKE_BACK takes an earlier one back.
    """

    class Kind(models.TextChoices):
        CLAIM = "CLAIM", _("kind of claim")
        RECOGNITION = "RECOGNITION", _("recognition of the debt")
        SUIT = "SUIT", _("suit")
        ENFORCEMENT = "ENFORCEMENT", _("enforcement")
        TITLE = "TITLE", _("final enforcement title")
        MEDIATION = "MEDIATION", _("mediation")
        CONCILIATION = "CONCILIATION", _("call to conciliation")
        FORCE_MAJEURE = "FORCE_MAJEURE", _("force majeure")
        END = "END", _("end of an event")
        TAKE_BACK = "TAKE_BACK", _("taken back")

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="limitation_events")
    kind = models.CharField(_("event"), max_length=13, choices=Kind.choices)
    on = models.DateField(_("on"))
    until = models.DateField(_("until"), null=True, blank=True)
    claim = models.CharField(max_length=14, blank=True, db_default="", choices=Claim.choices)
    of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="changed_by"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="billing_limitationevent_in_order",
                condition=Q(until__isnull=True) | Q(until__gte=F("on")),
            ),
            models.UniqueConstraint(
                "of",
                "kind",
                condition=Q(of__isnull=False),
                name="billing_limitationevent_changed_once",
            ),
        ]


class Limitation(models.Model):
    """The last day of a claim to which something happened; all others are counted when asked."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="limitation"
    )
    claim = models.CharField(max_length=14, choices=Claim.choices)
    last_on = models.DateField(null=True)
    basis = models.CharField(max_length=120)


class ExchangeRate(models.Model):
    """What one unit of a currency cost in złoty on a day, by table A of the NBP."""

    currency = models.CharField(_("currency"), max_length=3)
    day = models.DateField(_("day"))
    rate = models.DecimalField(_("rate"), max_digits=14, decimal_places=8)
    table = models.CharField(_("table"), max_length=40, blank=True, db_default="")
    is_by_hand = models.BooleanField(db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("currency", "day", name="billing_exchangerate_unique"),
            models.CheckConstraint(name="billing_exchangerate_above_zero", condition=Q(rate__gt=0)),
        ]


class CompensationTier(models.Model):
    """How many euro a creditor may claim for recovery, by the amount of the document.

    The tier holds from `least` (that amount included or not), for documents issued from one day to
    another. In Poland amounts are in złoty and the euro is turned into them.
    """

    country = models.CharField(max_length=2)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    least = models.DecimalField(max_digits=14, decimal_places=2)
    includes_least = models.BooleanField()
    euro = models.DecimalField(max_digits=8, decimal_places=2)
    basis = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "country", "valid_from", "least", name="billing_compensationtier_unique"
            ),
        ]


class AdvancePlan(models.Model):
    """A calendar of advances for an agreement; ended early, what is due later is not posted."""

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="+", verbose_name=_("agreement")
    )
    currency = models.CharField(_("currency"), max_length=3)
    title = models.CharField(_("what for"), max_length=200, blank=True, db_default="")
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("calendar of advances")


class Advance(models.Model):
    """One advance of a calendar; editable until its `entry` is posted on the day of issue."""

    plan = models.ForeignKey(
        AdvancePlan, on_delete=models.PROTECT, related_name="advances", db_index=False
    )
    ordinal = models.SmallIntegerField()
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="advance"
    )

    class Meta:
        verbose_name = _("advance")
        constraints = [
            models.UniqueConstraint("plan", "ordinal", name="billing_advance_unique"),
            models.CheckConstraint(name="billing_advance_above_zero", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="billing_advance_in_order", condition=Q(due_on__gte=F("issued_on"))
            ),
        ]
        indexes = [
            models.Index(
                "issued_on", name="billing_advance_waiting", condition=Q(entry__isnull=True)
            ),
        ]


class InterestNote(models.Model):
    """Interest of an account to a day, asked for by one numbered document.

    Its lines are entries of the ledger, one a debt; it is withdrawn by corrections of these.
    """

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="interest_notes", verbose_name=_("account")
    )
    number = models.CharField(_("number"), max_length=80)
    issued_on = models.DateField(_("issued on"))
    to_day = models.DateField(_("interest to"))
    due_on = models.DateField(_("due on"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("interest note")
        constraints = [
            models.CheckConstraint(
                name="billing_interestnote_above_zero", condition=Q(amount__gt=0)
            ),
            models.CheckConstraint(
                name="billing_interestnote_in_order",
                condition=Q(to_day__lte=F("issued_on"), issued_on__lte=F("due_on")),
            ),
        ]
        indexes = [models.Index("issued_on", name="billing_interestnote_issued")]


class InterestLine(models.Model):
    """An interest entry that stands in a note."""

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="interest_line"
    )
    note = models.ForeignKey(InterestNote, on_delete=models.PROTECT, related_name="lines")
