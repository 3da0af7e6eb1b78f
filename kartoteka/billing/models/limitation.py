"""Limitation: the law by day, what claims documents are, what happened to them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.ledger.models import Entry
from kartoteka.register.models import Party


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
    """The last day of a claim to which something happened; all others are counted when asked.

    `own_claim` is what the claim is apart from titles, by which the term of its interest goes;
    `runs` are the days of delay whose interest ends together because of what happened.
    """

    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="limitation"
    )
    claim = models.CharField(max_length=14, choices=Claim.choices)
    last_on = models.DateField(null=True)
    basis = models.CharField(max_length=120)
    own_claim = models.CharField(max_length=14, blank=True, db_default="")
    runs = models.JSONField(db_default=[])
