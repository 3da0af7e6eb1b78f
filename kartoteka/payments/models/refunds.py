"""Money that goes back: refunds, their files, payments that the bank has returned."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.documents.models import Content
from kartoteka.ledger.models import Account, Entry
from kartoteka.payments.models.statements import Line
from kartoteka.register.models import Party


class RefundFile(models.Model):
    """A file of refunds that was written for the bank; each refund goes out in one, once."""

    class Format(models.TextChoices):
        ELIXIR0 = "ELIXIR0", "Elixir-0"
        PAIN001 = "PAIN001", "pain.001"

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    format = models.CharField(max_length=7, choices=Format.choices)
    creditor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    bank_account = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    paid_on = models.DateField()
    count = models.IntegerField()
    sum = models.DecimalField(max_digits=14, decimal_places=2)
    name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)


class Refund(models.Model):
    """Money that goes back to a customer. `entry` is the ledger's refund, posted when somebody
    else has approved it; `line` is the statement line that confirms that it left."""

    class State(models.TextChoices):
        PREPARED = "PREPARED", _("prepared")
        APPROVED = "APPROVED", _("approved")
        SENT = "SENT", _("sent to the bank")
        CONFIRMED = "CONFIRMED", _("confirmed by a statement")
        CANCELLED = "CANCELLED", _("cancelled")

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    iban = models.CharField(_("to account"), max_length=40)
    name = models.CharField(_("to whom"), max_length=140)
    title = models.CharField(_("title"), max_length=100)
    state = models.CharField(max_length=9, choices=State.choices, db_default=State.PREPARED)
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    file = models.ForeignKey(
        RefundFile, on_delete=models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    line = models.OneToOneField(
        Line, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    prepared_at = models.DateTimeField(db_default=Now())
    prepared_by = models.BigIntegerField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="payments_refund_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="payments_refund_two_people",
                condition=Q(approved_by__isnull=True)
                | Q(prepared_by__isnull=True)
                | ~Q(approved_by=models.F("prepared_by")),
            ),
            models.CheckConstraint(
                name="payments_refund_posted",
                condition=Q(state__in=("PREPARED", "CANCELLED")) | Q(entry__isnull=False),
            ),
            models.CheckConstraint(
                name="payments_refund_written",
                condition=~Q(state__in=("SENT", "CONFIRMED")) | Q(file__isnull=False),
            ),
        ]


class Returned(models.Model):
    """A payment that the bank has returned: `entry` took its credit up, `line` told of it."""

    credit = models.OneToOneField(
        Entry, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    line = models.OneToOneField(
        Line, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300)
    returned_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)
