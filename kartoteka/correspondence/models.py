"""Tables of what is sent: letters on paper, e-mails, and invitations to the portal."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.access.models import User
from kartoteka.documents.models import Content
from kartoteka.register.models import Party


class PrintRun(models.Model):
    """Letters that went to the printer together, in postal order."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)
    printed_at = models.DateTimeField(null=True)


class Letter(models.Model):
    """A letter in the print queue or printed. `content` is the copy that is kept.

    A letter with a secret is printed from its `Sealed` bytes; the kept copy has the secret blanked.
    """

    class Kind(models.TextChoices):
        ACTIVATION = "ACTIVATION", _("portal access code")
        CONFIRMATION = "CONFIRMATION", _("confirmation of receivable")
        TAX = "TAX", _("tax information")
        STATEMENT = "STATEMENT", _("statement of account")
        BALANCE = "BALANCE", _("confirmation of balance")
        CALL = "CALL", _("call for payment")
        NOTE = "NOTE", _("interest note")
        OTHER = "OTHER", _("other letter")

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting")
        PRINTING = "PRINTING", _("at the printer")
        PRINTED = "PRINTED", _("printed")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=150)
    language = models.CharField(max_length=2, editable=False)
    recipient = ArrayField(models.CharField(max_length=150), editable=False)
    country = models.CharField(max_length=2, editable=False)
    postal_code = models.CharField(max_length=10, db_default="", editable=False)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, editable=False)
    pages = models.PositiveSmallIntegerField(editable=False)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, db_default="WAITING")
    run = models.ForeignKey(
        PrintRun, on_delete=models.PROTECT, null=True, related_name="letters", editable=False
    )
    queued_at = models.DateTimeField(db_default=Now(), editable=False)
    queued_by = models.BigIntegerField(null=True, editable=False)
    printed_at = models.DateTimeField(null=True, editable=False)
    times_printed = models.PositiveSmallIntegerField(db_default=0, editable=False)

    class Meta:
        verbose_name = _("letter")
        constraints = [
            models.CheckConstraint(
                name="correspondence_letter_printing_has_run",
                condition=~Q(state="PRINTING") | Q(run__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                "country",
                "postal_code",
                "id",
                condition=Q(state="WAITING"),
                name="correspondence_letter_waiting",
            ),
        ]


class Email(models.Model):
    """An e-mail of the outbox. UNCERTAIN: the server was lost while it took the message."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("waiting")
        SENDING = "SENDING", _("being sent")
        SENT = "SENT", _("sent")
        UNCERTAIN = "UNCERTAIN", _("perhaps sent")
        FAILED = "FAILED", _("not sent")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="emails")
    to = models.EmailField(_("address"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(editable=False)
    attachment = models.ForeignKey(
        Content, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    state = models.CharField(_("state"), max_length=9, choices=State.choices, db_default="WAITING")
    attempts = models.PositiveSmallIntegerField(db_default=0, editable=False)
    problem = models.TextField(db_default="", editable=False)
    queued_at = models.DateTimeField(db_default=Now(), editable=False)
    queued_by = models.BigIntegerField(null=True, editable=False)
    tried_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("e-mail")
        indexes = [
            models.Index(
                "id",
                condition=Q(state__in=["WAITING", "SENDING"]),
                name="correspondence_email_waiting",
            ),
        ]


class Sealed(models.Model):
    """The form of a letter or e-mail that holds a secret, encrypted; gone once it is delivered."""

    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, null=True)
    email = models.OneToOneField(Email, on_delete=models.CASCADE, null=True)
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="correspondence_sealed_of_one",
                condition=Q(letter__isnull=False, email__isnull=True)
                | Q(letter__isnull=True, email__isnull=False),
            ),
        ]


class Invitation(models.Model):
    """A login waits for its two secrets: the code of a letter and the link of an e-mail.

    Of both only hashes are here: a slow one of the code, a quick one of the long link.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="invitations")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("user")
    )
    code_hash = models.CharField(max_length=200, editable=False)
    link_hash = models.CharField(max_length=64, unique=True, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="+", editable=False)
    email = models.ForeignKey(Email, on_delete=models.PROTECT, related_name="+", editable=False)
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes"), db_default=0)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    made_by = models.BigIntegerField(null=True, editable=False)
    expires_at = models.DateTimeField(editable=False)
    used_at = models.DateTimeField(_("used"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("invitation to the portal")
        constraints = [
            models.UniqueConstraint(
                "user",
                "party",
                condition=Q(used_at__isnull=True, ended_at__isnull=True),
                name="correspondence_invitation_one_open",
            ),
            models.CheckConstraint(
                name="correspondence_invitation_expires_later",
                condition=Q(expires_at__gt=F("made_at")),
            ),
        ]


class ResetRequest(models.Model):
    """Somebody at the portal's door has typed this address as one whose password is forgotten.

    Taken down alike for every address; only the worker looks whether there is such a login.
    """

    email = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    asked_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                "id", condition=Q(answered_at__isnull=True), name="correspondence_reset_waiting"
            ),
        ]
