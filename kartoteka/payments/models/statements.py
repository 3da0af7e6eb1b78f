"""Statements, their lines, whose each is, and what is known of payers."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.agreements.models import Agreement
from kartoteka.documents.models import Content
from kartoteka.ledger.models import Account, Entry, Via
from kartoteka.register.models import Party


class Held(models.Model):
    """A bank file that somebody has handed in and not decided about yet; gone after a day.

    `job` is the background job that takes it in or has failed to: then it can be tried again.
    `mapping` is that by which a table is read, where somebody has chosen one.
    """

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    name = models.CharField(max_length=250)
    data = models.BinaryField()
    user = models.BigIntegerField(null=True)
    held_at = models.DateTimeField(db_default=Now())
    job = models.UUIDField(null=True)
    mapping = models.UUIDField(null=True)


class File(models.Model):
    """A bank file as it was taken in; equal bytes are one file, whatever their name.

    `origin` is where it came from; `read_by` names the mapping of a table with its version.
    """

    class Origin(models.TextChoices):
        DESK = "DESK", _("handed in")
        FOLDER = "FOLDER", _("watched folder")

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    name = models.CharField(_("file"), max_length=250)
    sha256 = models.CharField(max_length=64)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, blank=True)
    encoding = models.CharField(max_length=20, blank=True, db_default="")
    problems = models.JSONField(db_default=[])
    taken_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)
    origin = models.CharField(max_length=6, choices=Origin.choices, db_default=Origin.DESK)
    read_by = models.CharField(max_length=100, blank=True, db_default="")

    class Meta:
        constraints = [models.UniqueConstraint("sha256", name="payments_file_unique")]


class Found(models.Model):
    """A file that lay in the watched folder, and what became of it.

    `moved_at` is when it left the folder: one that came in but was not moved is not taken again.
    """

    class State(models.TextChoices):
        TAKEN = "TAKEN", _("taken in")
        KNOWN = "KNOWN", _("known already")
        REFUSED = "REFUSED", _("refused")

    name = models.CharField(_("file"), max_length=250)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    state = models.CharField(max_length=7, choices=State.choices)
    reason = models.TextField(blank=True, db_default="")
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, related_name="+")
    lines = models.IntegerField(db_default=0)
    found_at = models.DateTimeField(db_default=Now())
    moved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("sha256", name="payments_found_sha256")]


class Statement(models.Model):
    """What one statement says of itself. Interim ones are noted, their lines are not kept."""

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="statements")
    creditor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    bank_account = models.CharField(_("bank account"), max_length=40)
    currency = models.CharField(max_length=3)
    format = models.CharField(max_length=7)
    number = models.CharField(_("number"), max_length=60, blank=True, db_default="")
    is_interim = models.BooleanField(_("interim"))
    opening = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    opening_on = models.DateField(null=True)
    closing = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    closing_on = models.DateField(null=True)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    lines_in_file = models.IntegerField()
    problems = models.JSONField(db_default=[])
    fingerprint = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint("fingerprint", name="payments_statement_unique"),
        ]
        indexes = [
            models.Index("bank_account", "last_on", name="payments_statement_days"),
        ]


class Line(models.Model):
    """One movement on a bank account of ours, once, however often the bank tells of it.

    `kind` is how the money came; `breakdown` is what a bailiff says the amount is made of:
    `principal`, `interest`, `costs` and `fee` as plain decimals.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    creditor = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    bank_account = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    booked_on = models.DateField(_("booked on"))
    value_on = models.DateField(_("value date"))
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    title = models.TextField(_("title"), blank=True, db_default="")
    counterparty_name = models.CharField(_("payer"), max_length=250, blank=True, db_default="")
    counterparty_account = models.CharField(
        _("payer's account"), max_length=40, blank=True, db_default=""
    )
    own_account = models.CharField(max_length=40, blank=True, db_default="")
    reference = models.CharField(max_length=80, blank=True, db_default="")
    end_to_end_id = models.CharField(max_length=80, blank=True, db_default="")
    vs = models.CharField(max_length=10, blank=True, db_default="")
    ks = models.CharField(max_length=4, blank=True, db_default="")
    ss = models.CharField(max_length=10, blank=True, db_default="")
    is_reversal = models.BooleanField(db_default=False)
    place = models.CharField(max_length=60, blank=True, db_default="")
    fingerprint = models.BinaryField(max_length=32)
    kind = models.CharField(max_length=7, choices=Via.choices, db_default="BANK")
    breakdown = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("fingerprint", name="payments_line_unique")]


class Waiting(models.Model):
    """Money that came and is nobody's yet, with what its title may name. Gone once it is booked.

    `keys` are runs of words of the title without separators, `words` single words, `symbols` the
    variable symbol with every number of leading zeros, `names` orders of the payer's name.
    """

    line = models.OneToOneField(Line, on_delete=models.PROTECT, primary_key=True)
    keys = ArrayField(models.TextField())
    words = ArrayField(models.TextField())
    symbols = ArrayField(models.TextField())
    nips = ArrayField(models.TextField())
    names = ArrayField(models.TextField())


class Payment(models.Model):
    """Whose a line is: the ledger's credit, the rule that found it and the facts it found.

    One composite key, made in SQL, binds entry and account together.
    """

    line = models.OneToOneField(
        Line, on_delete=models.PROTECT, primary_key=True, related_name="payment"
    )
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, related_name="payment", db_constraint=False
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    rule = models.CharField(max_length=10)
    facts = models.JSONField()
    matched_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)


class Share(models.Model):
    """What of a line's payment is for a second customer and further ones; the first is Payment's.

    One composite key, made in SQL, binds entry and account together.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="shares")
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    shared_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)


class Clarification(models.Model):
    """Whose work it is to explain a line."""

    line = models.OneToOneField(
        Line, on_delete=models.PROTECT, primary_key=True, related_name="clarification"
    )
    owner = models.BigIntegerField(_("owner"), null=True, blank=True)
    assigned_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)


class Note(models.Model):
    """What somebody has found out about a line."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))
    noted_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)


class Payer(models.Model):
    """For whom a payer's bank account pays: learned from what was booked, or made by hand.

    `title` are folded words that the title must hold, empty for any title. `payments` counts how
    often it has held; a learned one is certain when that is as often as the office wants.
    """

    class Origin(models.TextChoices):
        LEARNED = "LEARNED", _("learned")
        HAND = "HAND", _("made by hand")

    bank_account = models.CharField(_("payer's account"), max_length=40)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, db_index=False)
    title = models.CharField(_("words of the title"), max_length=100, blank=True, db_default="")
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    origin = models.CharField(max_length=7, choices=Origin.choices, db_default=Origin.LEARNED)
    is_off = models.BooleanField(_("switched off"), db_default=False)
    payments = models.IntegerField()
    last_on = models.DateField(_("last used"), null=True, blank=True)
    learned_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "bank_account", "account", "title", name="payments_payer_unique"
            ),
        ]


class Matching(models.Model):
    """How sure the office wants to be before a payment is booked by itself; one row."""

    threshold = models.SmallIntegerField(_("points needed"), db_default=70)
    lead = models.SmallIntegerField(_("ahead of the next customer"), db_default=20)
    confirmations = models.SmallIntegerField(_("times a payer must have paid"), db_default=2)

    class Meta:
        constraints = [
            models.CheckConstraint(name="payments_matching_one", condition=Q(pk=1)),
            models.CheckConstraint(
                name="payments_matching_sound",
                condition=Q(threshold__range=(50, 200))
                & Q(lead__range=(5, 100))
                & Q(confirmations__range=(1, 20)),
            ),
        ]
