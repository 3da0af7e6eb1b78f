"""Money that goes back: a debit that takes a credit up, so that balance and use agree."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kartoteka.kernel.actor import Actor
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, Entry, OpenAmount, Settlement, Side
from kartoteka.ledger.operations import EntryDraft


@dataclass(frozen=True, slots=True)
class Counter:
    """What goes back to a customer, when, and as what it is known."""

    account_id: int
    amount: Decimal
    on: dt.date
    title: str
    source: str
    source_ref: str
    number: str = ""


def left_of(account_id: int) -> dict[int, Decimal]:
    """What is left of the credits of a ledger account, the oldest first."""
    found = OpenAmount.objects.filter(account_id=account_id, side=Side.CREDIT)
    return dict(found.order_by("effective_on", "entry_id").values_list("entry_id", "amount"))


def take_from(actor: Actor, counter: Counter, credits: Mapping[int, Decimal]) -> int:
    """Posts a refund and uses the credits on it, in the caller's transaction; the refund's id.

    Raises what ledger.post and ledger.settle do: also where somebody has used a credit meanwhile.
    """
    account = Account.objects.get(pk=counter.account_id)
    debit = ledger.post(
        actor=actor,
        draft=EntryDraft(
            party_id=account.party_id,
            creditor_id=account.creditor_id,
            currency=account.currency,
            side="DEBIT",
            kind="REFUND",
            amount=counter.amount,
            number=counter.number,
            title=counter.title[:250],
            issued_on=counter.on,
            booked_on=counter.on,
            effective_on=counter.on,
            due_on=counter.on,
            account_id=account.pk,
            source=counter.source,
            source_ref=counter.source_ref,
        ),
    )
    left = counter.amount
    for credit_id, amount in credits.items():
        used = min(left, amount)
        if used > 0:
            ledger.settle(
                actor=actor,
                credit_id=credit_id,
                on=counter.on,
                choices={debit: used},
                confirmed=frozenset({ledger.LatePayment.code}),
            )
            left -= used
    return debit


def undo_refund(actor: Actor, counter: Counter, debit_id: int) -> int:
    """Withdraws what was used on a refund and takes the refund itself up with a credit of its kind,
    in the caller's transaction; the credit's id. Raises what ledger.withdraw and ledger.post do."""
    used = Settlement.objects.filter(debit_id=debit_id, mirrors=None, mirror=None)
    ledger.withdraw(
        actor=actor, settlement_ids=list(used.values_list("pk", flat=True)), reason=counter.title
    )
    refund = Entry.objects.select_related("account").get(pk=debit_id)
    day = max(counter.on, refund.effective_on)
    credit = ledger.post(
        actor=actor,
        draft=EntryDraft(
            party_id=refund.account.party_id,
            creditor_id=refund.account.creditor_id,
            currency=refund.account.currency,
            side="CREDIT",
            kind=refund.kind,
            amount=counter.amount,
            number=counter.number,
            title=counter.title[:250],
            issued_on=day,
            booked_on=day,
            effective_on=day,
            account_id=counter.account_id,
            source=counter.source,
            source_ref=counter.source_ref,
        ),
    )
    ledger.settle(
        actor=actor,
        credit_id=credit,
        on=day,
        choices={debit_id: counter.amount},
        confirmed=frozenset({ledger.LatePayment.code}),
    )
    return credit
