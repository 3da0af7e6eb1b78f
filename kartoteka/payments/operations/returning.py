"""Payments that the bank has returned: what they settled is open again, and the credit is gone."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry, Settlement, Side
from kartoteka.ledger.operations import Replayed, Withdrawn
from kartoteka.payments.models import Line, Returned
from kartoteka.payments.operations.booking import NoSuchLine
from kartoteka.payments.operations.cash import undo_credit
from kartoteka.payments.operations.countering import Counter
from kartoteka.payments.operations.rights import require


class NotAPayment(Refusal):
    code = "payments.not_a_payment"
    message = _("This is no payment that could be returned.")


class ReturnedAlready(Refusal):
    code = "payments.returned_already"
    message = _("This payment has been returned already.")


class ReturnReasonMissing(Refusal):
    code = "payments.return_reason_missing"
    message = _("Say why the bank has returned it.")
    field = "reason"


constraints.means("payments_returned_pkey", ReturnedAlready)


def preview_return(*, viewer: Actor, credit_id: int) -> Replayed:
    """What would be open again if the payment were returned; nothing is done."""
    standing = Settlement.objects.filter(credit_id=credit_id, mirrors=None, mirror=None)
    ids = list(standing.values_list("pk", flat=True))
    if not ids:
        return Replayed(Withdrawn(0, 0), ())
    return ledger.preview_withdraw(viewer=viewer, settlement_ids=ids)


def return_payment(
    *, actor: Actor, credit_id: int, on: dt.date, reason: str, line_id: int | None = None
) -> None:
    """Takes a payment back that the bank has returned, in one transaction and once.

    `line_id` is the statement line that tells of it, if there is one: of the same amount, going
    out. Raises NotAllowed, ReturnReasonMissing, NotAPayment, ReturnedAlready, NoSuchLine, and what
    ledger.post and withdraw do.
    """
    require(actor, Role.CLERK)
    if not reason.strip():
        raise ReturnReasonMissing
    with acting(actor), constraints.spoken():
        credit = Entry.objects.filter(pk=credit_id, side=Side.CREDIT, kind="PAYMENT").first()
        if credit is None:
            raise NotAPayment
        if Returned.objects.filter(pk=credit_id).exists():
            raise ReturnedAlready
        fitting = Line.objects.filter(amount=-credit.amount)
        if line_id is not None and not fitting.filter(pk=line_id).exists():
            raise NoSuchLine
        counter = Counter(
            account_id=credit.account_id,
            amount=credit.amount,
            on=max(on, credit.effective_on),
            title=reason.strip()[:250],
            source="payments.return",
            source_ref=str(credit_id),
        )
        entry = undo_credit(actor, counter, credit_id)
        Returned.objects.create(
            credit=credit,
            entry_id=entry,
            line_id=line_id,
            reason=reason.strip()[:300],
            actor=actor.user_id,
        )
