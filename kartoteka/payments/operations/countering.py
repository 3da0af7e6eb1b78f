"""Money that goes back: a debit that takes a credit up, so that balance and use agree."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kartoteka.kernel.actor import Actor
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, OpenAmount, Side
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
