"""Advances settled against the final invoice."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from kartoteka.billing.models import Tie
from kartoteka.kernel import money
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry, OpenAmount

_SOURCE = "billing.advance"


class NoAdvances(Refusal):
    code = "billing.no_advances"
    message = _("Choose the advances that the invoice settles.")
    field = "advances"


class NotItsAdvance(Refusal):
    code = "billing.not_its_advance"
    message = _("%(number)s is no advance on the same account. Choose others.")
    field = "advances"


class AdvanceSettled(Refusal):
    code = "billing.advance_settled"
    message = _("%(number)s has been settled by an invoice already.")
    field = "advances"


def settle_advances(
    *, actor: Actor, entry_id: int, advance_ids: Sequence[int], on: dt.date
) -> Decimal:
    """Settles advances against the final invoice, which is for the whole: each advance is taken
    back by a credit that lessens first what is open of it, and with what was paid the invoice.

    Where more was paid than the invoice takes, the rest is an overpayment. Returns by how much the
    invoice was lessened. An advance is settled once. Raises NoAdvances, NotItsAdvance,
    AdvanceSettled, AccountBusy, and what ledger.post does.
    """
    with acting(actor):
        invoice = (
            Entry.objects.select_related("account")
            .filter(pk=entry_id, side="DEBIT", debt__isnull=True)
            .exclude(kind="ADVANCE")
            .first()
        )
        if invoice is None or not advance_ids:
            raise NoAdvances
        locks.lock_by_hand([invoice.account_id])
        advances = list(Entry.objects.filter(pk__in=advance_ids).order_by("due_on", "pk"))
        for advance in advances:
            _refuse_unfit(invoice, advance)
        if not advances:
            raise NoAdvances
        return sum((_settled(actor, invoice, one, on) for one in advances), money.ZERO)


def _refuse_unfit(invoice: Entry, advance: Entry) -> None:
    is_advance = advance.kind == "ADVANCE" and advance.side == "DEBIT"
    if not is_advance or advance.account_id != invoice.account_id:
        raise NotItsAdvance(number=advance.number)
    if Tie.objects.filter(document=advance, kind=Tie.Kind.ADVANCE).exists():
        raise AdvanceSettled(number=advance.number)


def _settled(actor: Actor, invoice: Entry, advance: Entry, on: dt.date) -> Decimal:
    left = advance.amount - _corrected(advance)
    if left <= 0:
        Tie.objects.create(entry=invoice, document=advance, kind=Tie.Kind.ADVANCE)
        return money.ZERO
    credit = ledger.post(
        actor=actor,
        draft=ledger.EntryDraft(
            party_id=invoice.account.party_id,
            creditor_id=invoice.account.creditor_id,
            currency=invoice.account.currency,
            side="CREDIT",
            kind="ADVANCE",
            amount=left,
            number=advance.number,
            title=advance.title,
            issued_on=on,
            booked_on=on,
            effective_on=on,
            point_id=advance.point_id,
            agreement_id=advance.agreement_id,
            account_id=invoice.account_id,
            designated=(advance.pk, invoice.pk),
            source=_SOURCE,
            source_ref=str(advance.pk),
        ),
    )
    Tie.objects.create(entry=invoice, document=advance, kind=Tie.Kind.ADVANCE)
    unpaid = min(left, _open(advance))
    of_invoice = min(left - unpaid, _open(invoice))
    choices = {advance.pk: unpaid, invoice.pk: of_invoice}
    used = {entry_id: amount for entry_id, amount in choices.items() if amount > 0}
    if used:
        ledger.settle(
            actor=actor,
            credit_id=credit,
            on=on,
            choices=used,
            confirmed=frozenset({ledger.LatePayment.code}),
        )
    return of_invoice


def _open(entry: Entry) -> Decimal:
    found = OpenAmount.objects.filter(entry_id=entry.pk).values_list("amount", flat=True)
    return found.first() or money.ZERO


def _corrected(advance: Entry) -> Decimal:
    corrections = Entry.objects.filter(
        account_id=advance.account_id,
        side="CREDIT",
        kind="CORRECTION",
        designated__contains=[advance.pk],
    )
    return corrections.aggregate(sum=Sum("amount"))["sum"] or money.ZERO
