"""Virtual accounts and the masks from which they are made."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kartoteka.ledger.models import Account, Entry
from kartoteka.register.models import Party


class Mask(models.Model):
    """From what a bank lets virtual accounts be made: the beginning of the national number without
    check digits, and how many digits are ours to count. `next` is the number given next."""

    creditor = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(_("currency"), max_length=3)
    country = models.CharField(_("country"), max_length=2)
    prefix = models.CharField(_("beginning of the number"), max_length=24)
    digits = models.SmallIntegerField(_("digits to count"))
    next = models.BigIntegerField(db_default=1)
    is_closed = models.BooleanField(_("closed"), db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("country", "prefix", name="payments_mask_unique"),
            models.UniqueConstraint(
                "creditor",
                "currency",
                condition=Q(is_closed=False),
                name="payments_mask_one_open",
            ),
            models.CheckConstraint(
                name="payments_mask_sound", condition=Q(digits__range=(3, 16), next__gte=1)
            ),
        ]


class VirtualAccount(models.Model):
    """A bank account number that stands for one ledger account, or for one debt of it. Never given
    to another one."""

    iban = models.CharField(_("virtual account"), max_length=34)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="virtual_accounts")
    debt = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assigned_on = models.DateField(_("assigned on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("iban", name="payments_virtualaccount_unique"),
            models.UniqueConstraint(
                "account",
                condition=Q(closed_on__isnull=True, debt__isnull=True),
                name="payments_virtualaccount_one_open",
            ),
            models.UniqueConstraint(
                "debt",
                condition=Q(closed_on__isnull=True),
                name="payments_virtualaccount_one_of_debt",
            ),
        ]
