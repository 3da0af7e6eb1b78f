"""Credits of documents taken back: what they settled is open again, and nothing is left of them."""

import datetime as dt
from collections.abc import Sequence

from kartoteka.kernel.actor import Actor
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry, Settlement


def reverse(
    *,
    actor: Actor,
    credits: Sequence[Entry],
    on: dt.date,
) -> dict[int, int]:
    """Withdraws what the credits settled and posts a debit of the same kind, number and amount for
    each, booked `on`, on which the credit is used: it can never become money for another debt.

    Returns the debit by credit. Raises NotAllowed, AccountBusy, PeriodClosed.
    """
    made = Settlement.objects.filter(credit__in=credits, mirrors=None, mirror=None)
    ledger.withdraw(
        actor=actor,
        settlement_ids=list(made.values_list("pk", flat=True)),
        reason=", ".join(sorted({credit.number for credit in credits}))[:500],
        of_documents=True,
    )
    debits = {}
    for credit in credits:
        day = max(on, credit.effective_on)
        debit = ledger.post(
            actor=actor,
            draft=ledger.EntryDraft(
                party_id=credit.account.party_id,
                creditor_id=credit.account.creditor_id,
                currency=credit.account.currency,
                side="DEBIT",
                kind=credit.kind,
                amount=credit.amount,
                number=credit.number,
                title=credit.title,
                issued_on=on,
                due_on=day,
                booked_on=day,
                effective_on=day,
                account_id=credit.account_id,
                source=credit.source,
                source_ref=f"{credit.source_ref}/back",
            ),
        )
        ledger.settle(
            actor=actor,
            credit_id=credit.pk,
            on=day,
            choices={debit: credit.amount},
            confirmed=frozenset({ledger.LatePayment.code}),
        )
        debits[credit.pk] = debit
    return debits
