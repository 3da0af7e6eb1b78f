"""Write-offs, remissions and offsets."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.ledger.models import Account, Entry


class WriteOff(models.Model):
    """What somebody asks not to be claimed any more; another person decides, once.

    A write-off takes debts out of the books and leaves the claim in law; a remission ends the
    claim (art. 508 of the Polish Civil Code, § 574 of the Slovak one) and is a person's income.
    """

    class Kind(models.TextChoices):
        WRITE_OFF = "WRITE_OFF", _("write-off")
        REMISSION = "REMISSION", _("remission")

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="write_offs", verbose_name=_("account")
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    on = models.DateField(_("effective on"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    number = models.CharField(_("number"), max_length=40, blank=True, db_default="")
    asked_at = models.DateTimeField(db_default=Now())
    asked_by = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    is_approved = models.BooleanField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True, db_default="")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("write-off or remission")
        constraints = [
            models.CheckConstraint(
                name="billing_writeoff_decided_whole",
                condition=Q(decided_at__isnull=True, is_approved__isnull=True)
                | Q(decided_at__isnull=False, is_approved__isnull=False),
            ),
            models.CheckConstraint(
                name="billing_writeoff_by_two",
                condition=Q(is_approved__isnull=True)
                | Q(is_approved=False)
                | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="billing_writeoff_cancelled_approved",
                condition=Q(cancelled_at__isnull=True) | Q(is_approved=True),
            ),
        ]
        indexes = [
            models.Index(
                "asked_at", name="billing_writeoff_waiting", condition=Q(decided_at__isnull=True)
            ),
        ]


class WriteOffLine(models.Model):
    """How much of one debt; approved, the credit that settled it; cancelled, the debit that took
    the credit's place."""

    write_off = models.ForeignKey(WriteOff, on_delete=models.PROTECT, related_name="lines")
    debt = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="written_off")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    credit = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="writes_off"
    )
    debit = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("write_off", "debt", name="billing_writeoffline_unique"),
            models.CheckConstraint(
                name="billing_writeoffline_above_zero", condition=Q(amount__gt=0)
            ),
        ]


class Offset(models.Model):
    """Claims of a creditor and of its customer set off against each other, by declaration (art. 498
    of the Polish Civil Code, § 580 of the Slovak one) or by agreement.

    Their claim is a debt that the creditor has as a customer in these books (`other`), or a
    document of theirs of which only its facts are known.
    """

    public_id = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    number = models.CharField(_("number"), max_length=40)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="offsets")
    other = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declared_on = models.DateField(_("declared on"))
    is_agreement = models.BooleanField(_("by agreement"))
    their_number = models.CharField(_("their document"), max_length=80, blank=True, db_default="")
    their_due_on = models.DateField(_("due on"), null=True, blank=True)
    their_amount = models.DecimalField(
        _("its amount"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    made_at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True, db_default="")

    class Meta:
        verbose_name = _("offset")
        constraints = [
            models.CheckConstraint(
                name="billing_offset_of_one_kind",
                condition=Q(other__isnull=False, their_amount__isnull=True)
                | Q(other__isnull=True, their_amount__gt=0, their_due_on__isnull=False),
            ),
        ]


class OffsetLine(models.Model):
    """An amount of one debt of ours set off against a claim of theirs, with the credits that
    settled both."""

    offset = models.ForeignKey(Offset, on_delete=models.PROTECT, related_name="lines")
    debt = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="offset_by")
    against = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="offset_against"
    )
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    credit = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    other_credit = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="billing_offsetline_above_zero", condition=Q(amount__gt=0)),
        ]
