"""Interest notes."""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kartoteka.ledger.models import Account, Entry


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


class NoteCorrection(models.Model):
    """A note that was made in place of another, which was withdrawn with it."""

    note = models.OneToOneField(
        InterestNote, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    corrects = models.OneToOneField(InterestNote, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="billing_notecorrection_of_two", condition=~Q(note=F("corrects"))
            ),
        ]
