"""What was paid on documents that were wrong from the beginning.

A correction that says so (TypKorekty 1, or the choice by hand) takes away what was never owed: it
counts from the document's own day. Where that has been paid, the money was too much from the day
on which it came. So payments are taken off, the correction is used, and they are settled again
behind it, each by its own day.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from kartoteka.kernel import money
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import locks
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, Entry, OpenAmount, Settlement

# What a person has decided stays, and so does what took interest back.
_STAYS = ("BY_HAND", "CANCELLED", "NOTE_WITHDRAWN")


def make_room(*, actor: Actor, document_ids: Sequence[int], amount: Decimal) -> list[int] | None:
    """Takes payments off documents, the last first, until `amount` of these stands open; returns
    the payments, to be settled again. Where payments pay all interest accrued to their day, all of
    them are taken off, with the interest of what was never owed. None, and nothing is done, where
    so much cannot be opened: a person or another document has settled it, or the books are closed
    to it. Raises AccountBusy.
    """
    accounts = Entry.objects.filter(pk__in=document_ids).values_list("account", flat=True)
    locks.lock_by_hand(sorted(set(accounts)))
    still = OpenAmount.objects.filter(entry__in=document_ids).aggregate(sum=Sum("amount"))["sum"]
    missing = amount - (still or money.ZERO)
    accrues = _accrues(document_ids)
    chosen: dict[int, int] = {}
    for line in _payments_on(document_ids) if missing > 0 or accrues else ():
        if missing > 0 or accrues:
            chosen[line.pk] = line.credit_id
            missing -= line.amount if line.debit_id in document_ids else money.ZERO
    if missing > 0:
        return None
    if chosen:
        reason = gettext("What it had paid was corrected")
        try:
            with transaction.atomic():
                ledger.withdraw(actor=actor, settlement_ids=list(chosen), reason=reason)
        except ledger.PeriodClosed:
            return None
    return sorted(set(chosen.values()))


def _accrues(document_ids: Sequence[int]) -> bool:
    """Whether money of their account may pay interest that nobody has noted before."""
    accounts = Account.objects.filter(entries__in=document_ids)
    return accounts.filter(
        Q(scheme__interest="ACCRUED") | Q(creditor__creditor__choices__scheme__interest="ACCRUED")
    ).exists()


def _payments_on(document_ids: Sequence[int]) -> Sequence[Settlement]:
    """What payments have settled on documents, and on interest that settling itself has noted."""
    came_on = Coalesce("credit__paid_on", "credit__effective_on")
    noted = Q(debit__debt__in=document_ids, debit__source="settling")
    lines = Settlement.objects.filter(
        Q(debit__in=document_ids) | noted,
        mirrors=None,
        mirror=None,
        credit__kind__in=["PAYMENT", "TRANSFER"],
    )
    return list(lines.exclude(rule__in=_STAYS).order_by(came_on.desc(), "-pk"))
