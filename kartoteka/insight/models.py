"""Tables of documents made in bulk: what is made for whom, and what became of each."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import User
from kartoteka.billing.models import InterestNote
from kartoteka.correspondence.models import Email, Letter, PrintRun
from kartoteka.documents.models import Content
from kartoteka.register.models import Party


class Mailing(models.Model):
    """Documents of one kind and creditor for many customers.

    `first` is the beginning of a statement's period, or the first day of issue of interest notes;
    `on` its end, or the last, or the day of the balance, or the day to which a call counts
    interest. `pay_by` is the term that a call sets, `least` what must be overdue for one. `job` is
    the background job that makes them, NULL before it is asked for.
    """

    class Kind(models.TextChoices):
        STATEMENT = "STATEMENT", _("statement of account")
        BALANCE = "BALANCE", _("confirmation of balance")
        CALL = "CALL", _("call for payment")
        NOTE = "NOTE", _("interest note")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    creditor = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="+", verbose_name=_("creditor")
    )
    on = models.DateField(_("as of"))
    first = models.DateField(_("from"), null=True, blank=True)
    pay_by = models.DateField(_("to be paid by"), null=True, blank=True)
    least = models.DecimalField(
        _("least amount overdue"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    by_email = models.BooleanField(_("by e-mail to those who agreed"), db_default=True)
    made_by = models.BigIntegerField(null=True, editable=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    job = models.UUIDField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("documents in bulk")
        constraints = [
            models.CheckConstraint(
                name="insight_mailing_period_in_order",
                condition=Q(first__isnull=True) | Q(first__lte=F("on")),
            ),
        ]


class Mailed(models.Model):
    """A customer of a mailing: waits, or got a letter or an e-mail, or was left out for `reason`.

    `place` is the place in postal order, given when the documents begin to be made.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting")
        LETTER = "LETTER", _("letter")
        EMAIL = "EMAIL", _("e-mail")
        LEFT_OUT = "LEFT_OUT", _("left out")

    class Reason(models.TextChoices):
        NONE = "", ""
        BLOCKED = "BLOCKED", _("contact is blocked")
        RESTRICTED = "RESTRICTED", _("the processing of the data is restricted")
        NO_ADDRESS = "NO_ADDRESS", _("no address for letters")
        NOTHING = "NOTHING", _("nothing to say: no entries, or not enough is overdue")
        RATE = "RATE", _("a rate of interest is missing")
        BARRED = "BARRED", _("what is overdue is time-barred against a consumer")
        NO_NOTE = "NO_NOTE", _("no interest note to be paid that has not gone out yet")
        GONE = "GONE", _("merged into another customer, or erased")

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="parties")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    place = models.IntegerField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, db_default="WAITING")
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True, db_default="")
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, null=True, related_name="+")
    email = models.OneToOneField(Email, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("mailing", "party", name="insight_mailed_once"),
            models.CheckConstraint(
                name="insight_mailed_state_fits",
                condition=Q(state="LETTER", letter__isnull=False)
                | Q(state="EMAIL", email__isnull=False)
                | Q(state__in=["WAITING", "LEFT_OUT"], letter__isnull=True, email__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                "mailing",
                "place",
                condition=Q(state="WAITING"),
                name="insight_mailed_waiting",
            ),
        ]


class MailedNote(models.Model):
    """An interest note that has gone out to a customer: no note goes out twice."""

    note = models.OneToOneField(
        InterestNote, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    mailed = models.ForeignKey(Mailed, on_delete=models.PROTECT, related_name="notes")


class PrintOffset(models.Model):
    """By how many millimetres a printer prints beside a pre-printed form: a user's own, or the
    office's (`owner` NULL). What is printed is moved by so much to the right and down."""

    owner = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    right = models.DecimalField(_("to the right, mm"), max_digits=4, decimal_places=1)
    down = models.DecimalField(_("down, mm"), max_digits=4, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "owner",
                nulls_distinct=False,
                name="insight_printoffset_one",
            ),
            models.CheckConstraint(
                name="insight_printoffset_on_paper",
                condition=Q(right__range=(-30, 30), down__range=(-30, 30)),
            ),
        ]


class Volume(models.Model):
    """At most five hundred letters of a mailing that went to the printer together."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="volumes")
    ordinal = models.PositiveIntegerField()
    run = models.OneToOneField(PrintRun, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("mailing", "ordinal", name="insight_volume_unique"),
        ]


class SavedReport(models.Model):
    """A report with what is asked of it, to be opened or sent again.

    `query` is the same as its screen has it, `asked` as the report takes it; the days of both are
    found anew each time by `ending` and `beginning`. `every` and the day say when it is sent,
    `next_on` when next; NULL: never by itself.
    """

    class Ending(models.TextChoices):
        TODAY = "TODAY", _("the day itself")
        YESTERDAY = "YESTERDAY", _("the day before")
        LAST_MONTH = "LAST_MONTH", _("the end of last month")
        FIXED = "FIXED", _("the same day always")

    class Beginning(models.TextChoices):
        MONTH = "MONTH", _("the first of that month")
        QUARTER = "QUARTER", _("the first of that quarter")
        YEAR = "YEAR", _("the first of that year")
        FIXED = "FIXED", _("the same day always")

    class Every(models.TextChoices):
        NEVER = "", _("only when asked for")
        DAY = "DAY", _("every day")
        WEEK = "WEEK", _("every week, on Monday")
        MONTH = "MONTH", _("every month, on the first")

    class Format(models.TextChoices):
        XLSX = "xlsx", _("workbook (XLSX)")
        CSV = "csv", _("CSV file")
        PDF = "pdf", _("paper (PDF)")

    class Way(models.TextChoices):
        ATTACHED = "ATTACHED", _("attached to an e-mail")
        LINK = "LINK", _("a link in an e-mail; the file stays here")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_shared = models.BooleanField(db_default=False)
    report = models.CharField(max_length=30)
    query = models.JSONField(default=dict)
    asked = models.JSONField(default=dict)
    ending = models.CharField(max_length=10, choices=Ending.choices, db_default="TODAY")
    beginning = models.CharField(max_length=7, choices=Beginning.choices, db_default="MONTH")
    every = models.CharField(max_length=5, choices=Every.choices, blank=True, db_default="")
    format = models.CharField(max_length=4, choices=Format.choices, db_default="xlsx")
    way = models.CharField(max_length=8, choices=Way.choices, db_default="ATTACHED")
    recipients = models.ManyToManyField(User, related_name="+")
    next_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("saved report")
        constraints = [
            models.UniqueConstraint("owner", "name", name="insight_savedreport_name_unique"),
            models.CheckConstraint(
                name="insight_savedreport_every_has_day",
                condition=Q(every="", next_on__isnull=True)
                | (~Q(every="") & Q(next_on__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                "next_on", condition=Q(next_on__isnull=False), name="insight_savedreport_next"
            ),
        ]


class ReportRun(models.Model):
    """A report that was made and sent: what of, by whom, with the hash of the file. The file itself
    goes after thirty days."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    saved = models.ForeignKey(SavedReport, on_delete=models.CASCADE, related_name="runs")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    made_by = models.BigIntegerField(null=True, editable=False)
    on = models.DateField()
    first = models.DateField(null=True)
    format = models.CharField(max_length=4)
    sent_to = models.PositiveSmallIntegerField(db_default=0)
    sha256 = models.CharField(max_length=64, blank=True, db_default="")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="+")
    problem = models.CharField(max_length=300, blank=True, db_default="")
