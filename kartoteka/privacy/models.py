"""Tables of the room. Consents, disclosures and erasures are only ever added."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kartoteka.register.models import Party


class Basis(models.TextChoices):
    """The legal bases of art. 6(1) GDPR, letter by letter; § 13(1) of the Slovak act 18/2018 has
    the same in the same order."""

    A = "A", _("consent – art. 6(1)(a)")
    B = "B", _("contract – art. 6(1)(b)")
    C = "C", _("legal obligation – art. 6(1)(c)")
    D = "D", _("vital interests – art. 6(1)(d)")
    E = "E", _("public task – art. 6(1)(e)")
    F = "F", _("legitimate interest – art. 6(1)(f)")


class Channel(models.TextChoices):
    """By which way somebody may be spoken to, or a request or consent came."""

    EMAIL = "EMAIL", _("e-mail")
    SMS = "SMS", "SMS"
    PHONE = "PHONE", _("phone")
    LETTER = "LETTER", _("letter")
    PORTAL = "PORTAL", _("portal")
    OFFICE = "OFFICE", _("at the office")


class Purpose(models.Model):
    """Why personal data is processed, on what basis, and how long after which event it is kept."""

    class After(models.TextChoices):
        NOTHING = "", _("no retention of its own")
        BOOKED = "BOOKED", _("the last booking")
        AGREEMENT = "AGREEMENT", _("the end of the last agreement")
        ADDED = "ADDED", _("the customer was added")

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.JSONField(_("name"))
    basis = models.CharField(_("legal basis"), max_length=1, choices=Basis.choices)
    basis_note = models.CharField(_("provision"), max_length=250, blank=True, db_default="")
    country = models.CharField(_("country"), max_length=2, blank=True, db_default="")
    after = models.CharField(
        _("kept from"), max_length=9, choices=After.choices, blank=True, db_default=""
    )
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    from_year_end = models.BooleanField(_("from the end of the year"), db_default=False)
    is_active = models.BooleanField(_("in use"), db_default=True)

    class Meta:
        verbose_name = _("purpose of processing")
        constraints = [
            models.CheckConstraint(
                name="privacy_purpose_retention_whole",
                condition=Q(after="", months__isnull=True)
                | (~Q(after="") & Q(months__isnull=False)),
            ),
        ]


class Consent(models.Model):
    """A consent was given or withdrawn: for a purpose, on a channel, on a day, with evidence."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="consents")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, verbose_name=_("purpose"))
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices)
    is_given = models.BooleanField(_("given"))
    happened_on = models.DateField(_("on the day"))
    how = models.CharField(_("how"), max_length=6, choices=Channel.choices)
    evidence = models.TextField(_("evidence"), blank=True, db_default="")
    recorded_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("consent")
        indexes = [
            models.Index(
                fields=["party", "purpose", "channel", "-happened_on", "-id"],
                name="privacy_consent_latest",
            ),
        ]


class Disclosure(models.Model):
    """Personal data went to somebody: to whom, what of it, on what basis, how, when, by whom.

    The persons concerned stand in Disclosed; `persons` counts them.
    """

    class Recipient(models.TextChoices):
        SELF = "SELF", _("the person concerned")
        OWN = "OWN", _("our own office")
        AUTHORITY = "AUTHORITY", _("authority")
        COURT = "COURT", _("court or bailiff")
        BANK = "BANK", _("bank or payment institution")
        PROCESSOR = "PROCESSOR", _("processor working for us")
        CREDITOR = "CREDITOR", _("creditor that we serve")
        BUREAU = "BUREAU", _("credit information bureau")
        REGISTER = "REGISTER", _("public register")
        OTHER = "OTHER", _("somebody else")

    class Way(models.TextChoices):
        EXPORT = "EXPORT", pgettext_lazy("disclosure", "exported file")
        PRINT = "PRINT", pgettext_lazy("disclosure", "print")
        EMAIL = "EMAIL", _("e-mail")
        API = "API", _("interface")
        REGISTER = "REGISTER", _("question to a register")
        HAND = "HAND", _("by hand")

    class Scope(models.TextChoices):
        IDENTITY = "IDENTITY", _("names and numbers")
        IDENTIFIERS = "IDENTIFIERS", _("official identifiers")
        ADDRESSES = "ADDRESSES", _("addresses")
        CONTACTS = "CONTACTS", _("phones and e-mails")
        ACCOUNTS = "ACCOUNTS", _("bank accounts")
        MONEY = "MONEY", _("settlements")
        AGREEMENTS = "AGREEMENTS", _("points and agreements")
        DOCUMENTS = "DOCUMENTS", _("documents and letters")
        OTHER = "OTHER", _("something else")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("recorded"), db_default=Now())
    disclosed_on = models.DateField(_("disclosed on"))
    actor = models.BigIntegerField(null=True)
    recipient_kind = models.CharField(_("recipient"), max_length=9, choices=Recipient.choices)
    recipient = models.CharField(_("name of the recipient"), max_length=200, db_default="")
    scope = ArrayField(models.CharField(max_length=11, choices=Scope.choices))
    basis = models.CharField(_("legal basis"), max_length=1, choices=Basis.choices)
    basis_note = models.CharField(_("provision"), max_length=250, blank=True, db_default="")
    way = models.CharField(_("way"), max_length=8, choices=Way.choices)
    note = models.TextField(_("note"), blank=True, db_default="")
    names_others = models.BooleanField(_("people who are no customers too"), db_default=False)
    persons = models.BigIntegerField(_("persons"))

    class Meta:
        verbose_name = _("disclosure")
        constraints = [
            models.CheckConstraint(
                name="privacy_disclosure_recipient_named",
                condition=Q(recipient_kind="SELF", recipient="")
                | (~Q(recipient_kind="SELF") & ~Q(recipient="")),
            ),
            models.CheckConstraint(
                name="privacy_disclosure_of_somebody",
                condition=Q(persons__gt=0) | Q(names_others=True),
            ),
        ]
        indexes = [models.Index(fields=["-disclosed_on", "-id"], name="privacy_disclosure_latest")]


class Disclosed(models.Model):
    """Whose data a disclosure held. Both keys are checked by the one statement that writes here;
    foreign keys would ask the same once more for each of 300,000 rows."""

    pk = models.CompositePrimaryKey("disclosure_id", "party_id")
    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["party", "-disclosure"], name="privacy_disclosed_party")]


class Request(models.Model):
    """A person asks for what chapter III of the GDPR grants; `due_on` is the day to answer by."""

    class Kind(models.TextChoices):
        ACCESS = "ACCESS", _("access – art. 15")
        RECTIFICATION = "RECTIFICATION", _("rectification – art. 16")
        ERASURE = "ERASURE", _("erasure – art. 17")
        RESTRICTION = "RESTRICTION", _("restriction – art. 18")
        PORTABILITY = "PORTABILITY", _("portability – art. 20")
        OBJECTION = "OBJECTION", _("objection – art. 21")

    class State(models.TextChoices):
        OPEN = "OPEN", _("open")
        GRANTED = "GRANTED", _("granted")
        REFUSED = "REFUSED", _("refused")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="privacy_requests")
    kind = models.CharField(_("kind of request"), max_length=13, choices=Kind.choices)
    received_on = models.DateField(_("received on"))
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices)
    text = models.TextField(_("what is asked"), blank=True, db_default="")
    identity_note = models.CharField(
        _("how the identity was checked"), max_length=250, blank=True, db_default=""
    )
    due_on = models.DateField(_("to be answered by"))
    prolonged_because = models.TextField(_("why it takes longer"), blank=True, db_default="")
    state = models.CharField(_("state"), max_length=9, choices=State.choices, db_default="OPEN")
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, db_default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.BigIntegerField(null=True, editable=False)
    answered_by = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("request about personal data")
        constraints = [
            models.CheckConstraint(
                name="privacy_request_answered_when_closed",
                condition=Q(state="OPEN", answered_on__isnull=True)
                | (~Q(state="OPEN") & Q(answered_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="privacy_request_answered_after_it_came",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("received_on")),
            ),
        ]
        indexes = [
            models.Index("party", name="privacy_request_party"),
            models.Index("due_on", "id", condition=Q(state="OPEN"), name="privacy_request_open"),
        ]


class Restriction(models.Model):
    """Processing of a party's data is restricted (art. 18 GDPR), until it is lifted."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="restrictions")
    began_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("request")
    )

    class Meta:
        verbose_name = _("restriction of processing")
        constraints = [
            models.UniqueConstraint(
                "party", condition=Q(ended_on__isnull=True), name="privacy_restriction_one_open"
            ),
            models.CheckConstraint(
                name="privacy_restriction_ends_later",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")),
            ),
        ]


class Policy(models.Model):
    """Which customers are due for erasure: of these kinds, without anything new for so long."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    kinds = ArrayField(models.CharField(max_length=12), verbose_name=_("kinds of customers"))
    idle_months = models.PositiveSmallIntegerField(_("months without anything new"))
    only_archived = models.BooleanField(_("archived ones only"), db_default=True)
    is_active = models.BooleanField(_("in use"), db_default=True)

    class Meta:
        verbose_name = _("erasure policy")
        constraints = [
            models.CheckConstraint(
                name="privacy_policy_idle_at_least_a_month", condition=Q(idle_months__gte=1)
            ),
        ]


class Erasure(models.Model):
    """Proof that a party's data was erased, without the data.

    `digest` is a keyed hash of what was held; `places` counts the rows touched, by table.
    """

    class Ground(models.TextChoices):
        REQUEST = "REQUEST", _("the person asked for it")
        RETENTION = "RETENTION", _("the time of keeping is over")
        UNLAWFUL = "UNLAWFUL", _("the data should not have been held")
        OTHER = "OTHER", _("another reason")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="erasure")
    at = models.DateTimeField(_("erased"), db_default=Now())
    actor = models.BigIntegerField(null=True)
    ground = models.CharField(_("ground"), max_length=9, choices=Ground.choices)
    reason = models.CharField(_("reason"), max_length=250)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, null=True)
    places = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("erasure")
        indexes = [models.Index(fields=["-at", "-id"], name="privacy_erasure_latest")]
