"""Cash documents, and payments typed by hand in batches."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.ledger.models import Account, Entry, Via
from kartoteka.register.models import Party


class CashDesk(models.Model):
    """A till of the office, in one currency and for one creditor."""

    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=100)
    creditor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(_("currency"), max_length=3)
    is_closed = models.BooleanField(_("closed"), db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint("code", name="payments_cashdesk_unique")]


class CashSeries(models.Model):
    """The last number of a cash desk for a kind of document in a year. One row is one lock."""

    desk = models.ForeignKey(CashDesk, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=2)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "kind", "year", name="payments_cashseries_unique"),
            models.CheckConstraint(name="payments_cashseries_from_one", condition=Q(last__gte=1)),
        ]


class CashDocument(models.Model):
    """A receipt of cash (KP) or of cash paid out (KW). Numbers have no gaps; `entry` is what it
    posted. One that was wrong is voided (`CashVoid`) and keeps its number."""

    class Kind(models.TextChoices):
        IN = "KP", _("cash receipt (KP)")
        OUT = "KW", _("cash paid out (KW)")

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    desk = models.ForeignKey(CashDesk, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("kind"), max_length=2, choices=Kind.choices)
    year = models.SmallIntegerField()
    seq = models.IntegerField()
    number = models.CharField(_("number"), max_length=30)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    paid_on = models.DateField(_("day"))
    payer = models.CharField(_("from whom, or to whom"), max_length=250)
    title = models.CharField(_("title"), max_length=250, blank=True, db_default="")
    token = models.CharField(max_length=40)
    made_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "desk", "kind", "year", "seq", name="payments_cashdocument_number"
            ),
            models.UniqueConstraint("token", name="payments_cashdocument_once"),
            models.CheckConstraint(
                name="payments_cashdocument_sound", condition=Q(amount__gt=0, seq__gte=1)
            ),
        ]


class CashVoid(models.Model):
    """A cash document that does not count any more; `entry` took its money back."""

    document = models.OneToOneField(
        CashDocument, on_delete=models.PROTECT, primary_key=True, related_name="void"
    )
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    voided_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)


class Batch(models.Model):
    """Payments entered by hand together; posted when count and sum are those declared."""

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    creditor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(_("currency"), max_length=3)
    name = models.CharField(_("name"), max_length=100)
    via = models.CharField(_("kind of payment"), max_length=7, choices=Via.choices)
    paid_on = models.DateField(_("came on"))
    count = models.IntegerField(_("declared number of payments"))
    sum = models.DecimalField(_("declared sum"), max_digits=14, decimal_places=2)
    made_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)
    posted_at = models.DateTimeField(_("posted"), null=True, blank=True)
    posted_by = models.BigIntegerField(null=True, blank=True)


class BatchItem(models.Model):
    """One payment of a batch as it was typed; `account` is whose it is, where the number is one."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    place = models.IntegerField()
    number = models.CharField(_("customer's number"), max_length=40, blank=True, db_default="")
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    title = models.CharField(_("title"), max_length=250, blank=True, db_default="")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("batch", "place", name="payments_batchitem_place"),
        ]
