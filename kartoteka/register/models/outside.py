"""What outside registers say of parties: questions and answers, and what holds now."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kartoteka.register.models.parties import Party
from kartoteka.register.models.reach import BankAccount
from kartoteka.trail.models import Evidence


class About(models.TextChoices):
    """What is asked about."""

    SUBJECT = "SUBJECT", _("data of the firm")
    VAT = "VAT", _("VAT status")
    EU_VAT = "EU_VAT", _("EU VAT number")
    ACCOUNT = "ACCOUNT", _("bank account")


class Status(models.TextChoices):
    """What was answered, of any of the kinds."""

    ACTIVE = "ACTIVE", pgettext_lazy("VAT", "active")
    EXEMPT = "EXEMPT", pgettext_lazy("VAT", "exempt")
    NOT_REGISTERED = "NOT_REGISTERED", pgettext_lazy("VAT", "not registered")
    VALID = "VALID", pgettext_lazy("EU VAT number", "valid")
    INVALID = "INVALID", pgettext_lazy("EU VAT number", "not valid")
    LISTED = "LISTED", pgettext_lazy("account", "on the white list")
    NOT_LISTED = "NOT_LISTED", pgettext_lazy("account", "not on the white list")


class Way(models.TextChoices):
    """Whom the answer comes from."""

    FILE = "FILE", _("white list, file of the day")
    SEARCH = "SEARCH", _("white list")
    CHECK = "CHECK", _("white list, account")
    VIES = "VIES", "VIES"
    BIR = "BIR", "GUS REGON"
    RPO = "RPO", "RPO SR"


class OutsideRun(models.Model):
    """Many parties asked about, over as many days as the other side's limits make of it."""

    class Kind(models.TextChoices):
        VAT = "VAT", _("check of VAT status")
        REFRESH = "REFRESH", _("comparison with the registers")

    class State(models.TextChoices):
        WORKING = "WORKING", _("in progress")
        PAUSED = "PAUSED", _("goes on later")
        DONE = "DONE", _("done")
        STOPPED = "STOPPED", _("stopped")

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    state = models.CharField(
        _("state"), max_length=7, choices=State.choices, db_default=State.WORKING
    )
    started_on = models.DateField(editable=False)
    started_by = models.BigIntegerField(null=True, editable=False)
    job = models.UUIDField(editable=False)
    planned_on = models.DateField(_("planned end"), null=True, editable=False)
    next_at = models.DateTimeField(null=True, editable=False)
    why = models.CharField(max_length=12, db_default="", editable=False)
    file_tries = models.SmallIntegerField(db_default=0, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("run of outside registers")
        constraints = [
            models.UniqueConstraint(
                "kind",
                condition=Q(state__in=["WORKING", "PAUSED"]),
                name="register_outsiderun_one_at_a_time",
            ),
        ]


class Enquiry(models.Model):
    """One question about a party (or a number that is nobody's yet) and its answer.

    A log: a row is answered once and then stays. `found` holds what a register said of the firm,
    `changes` what of it is otherwise here. `was` is the status that held before.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting")
        ANSWERED = "ANSWERED", _("answered")
        NO_ANSWER = "NO_ANSWER", _("no answer")

    run = models.ForeignKey(OutsideRun, on_delete=models.CASCADE, null=True)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, null=True)
    about = models.CharField(max_length=7, choices=About.choices)
    number_kind = models.CharField(max_length=6, db_default="")
    number = models.CharField(max_length=20)
    account = models.ForeignKey(BankAccount, on_delete=models.SET_NULL, null=True)
    iban = models.CharField(max_length=34, db_default="")
    way = models.CharField(max_length=6, choices=Way.choices)
    state = models.CharField(max_length=9, choices=State.choices, db_default=State.WAITING)
    tries = models.SmallIntegerField(db_default=0)
    as_of = models.DateField(null=True)
    status = models.CharField(max_length=14, choices=Status.choices, db_default="")
    was = models.CharField(max_length=14, choices=Status.choices, db_default="")
    why = models.CharField(max_length=12, db_default="")
    found = models.JSONField(null=True)
    changes = models.JSONField(null=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True)
    evidence_ids = ArrayField(models.BigIntegerField(), db_default=[])
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["run", "way", "tries", "number"],
                name="register_enquiry_waiting",
                condition=Q(state="WAITING"),
            ),
            models.Index(
                fields=["run", "id"],
                name="register_enquiry_of_run",
                condition=Q(run__isnull=False),
            ),
            models.Index(
                fields=["party", "-id"],
                name="register_enquiry_of_party",
                condition=Q(party__isnull=False),
            ),
        ]


class Standing(models.Model):
    """What an outside register says now of a party's VAT, EU VAT number or bank account.

    `status` is the last answer, "" where there never was one; a later question that was not
    answered is told by `failed_at` and `failed_why` and changes nothing else.
    """

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="standings")
    about = models.CharField(_("what"), max_length=7, choices=About.choices)
    account = models.ForeignKey(BankAccount, on_delete=models.CASCADE, null=True, editable=False)
    number = models.CharField(_("number"), max_length=20)
    iban = models.CharField(max_length=34, db_default="", editable=False)
    status = models.CharField(_("state"), max_length=14, choices=Status.choices, db_default="")
    as_of = models.DateField(null=True, editable=False)
    way = models.CharField(_("from"), max_length=6, choices=Way.choices)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    failed_at = models.DateTimeField(null=True, editable=False)
    failed_why = models.CharField(max_length=12, db_default="", editable=False)

    class Meta:
        verbose_name = _("state in an outside register")
        constraints = [
            models.UniqueConstraint(
                fields=["party", "about", "account"],
                nulls_distinct=False,
                name="register_standing_unique",
            ),
        ]


class OutsideFacts(models.Model):
    """What a register of firms says of a party beyond its names, numbers and address."""

    party = models.OneToOneField(Party, on_delete=models.CASCADE, related_name="outside_facts")
    source = models.CharField(_("from"), max_length=6, choices=Way.choices)
    state = models.CharField(_("legal state"), max_length=11, db_default="")
    state_on = models.DateField(_("since"), null=True)
    legal_form = models.CharField(_("legal form"), max_length=200, db_default="")
    activities = models.JSONField(_("lines of business"), default=list)
    as_of = models.DateField(editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, editable=False)

    class Meta:
        verbose_name = _("facts from an outside register")
