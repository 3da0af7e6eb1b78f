"""A creditor, an account and entries on it, through the room's own operations."""

import datetime as dt
import itertools
from collections.abc import Sequence
from decimal import Decimal

from kartoteka.agreements import operations as agreements
from kartoteka.agreements.rules import AgreementDraft
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import interest, operations
from kartoteka.ledger.models import Account
from kartoteka.register.models import Party

_next = itertools.count(1)


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def a_party(name: str = "Anna", country: str = "PL") -> int:
    return Party.objects.create(
        number=f"T{next(_next)}", kind="PERSON", name=name, country=country
    ).pk


def a_creditor(scheme: str = "PL_UTILITY", rounding: str = "once") -> int:
    party_id = a_party("Wodociągi")
    operations.register_creditor(actor=SYSTEM, party_id=party_id, scheme=scheme, rounding=rounding)
    return party_id


def an_account(creditor_id: int | None = None, currency: str = "PLN") -> int:
    return operations.open_account(
        actor=SYSTEM,
        party_id=a_party(),
        creditor_id=creditor_id or a_creditor(),
        currency=currency,
    )


# What an agreement says: some of it is cut, some follows a base rate.
TERMS = (
    interest.Term(on("2026-02-15"), on("2026-03-31"), "pl_contractual_delay", Decimal("18.75")),
    interest.Term(
        on("2026-04-01"), on("2026-05-10"), "pl_contractual_capital", Decimal("1.5"),
        "pl_nbp_reference",
    ),
    interest.Term(on("2026-06-20"), None, "pl_contractual_delay", Decimal("5.125")),
)  # fmt: skip


def an_agreement(account_id: int, terms: Sequence[interest.Term] = TERMS) -> int:
    """An agreement of the account's customer and creditor that says rates, none of them past."""
    account = Account.objects.get(pk=account_id)
    first = min(term.first for term in terms)
    draft = AgreementDraft(f"UM/{next(_next)}", account.party_id, account.creditor_id, first)
    agreement = agreements.add_agreement(actor=SYSTEM, draft=draft)
    for term in terms:
        rate = operations.AgreementRateDraft(
            term.kind, term.percent, term.first, term.last, term.base
        )
        operations.agree_agreement_rate(
            actor=SYSTEM, agreement_id=agreement, draft=rate, today=first
        )
    return agreement


def a_draft(
    party_id: int, creditor_id: int, amount: str, due: str, **more: object
) -> operations.EntryDraft:
    day = on(due)
    return operations.EntryDraft(
        **{  # type: ignore[arg-type]
            "party_id": party_id,
            "creditor_id": creditor_id,
            "currency": "PLN",
            "side": "DEBIT",
            "kind": "INVOICE",
            "amount": Decimal(amount),
            "issued_on": day - dt.timedelta(days=14),
            "due_on": day,
            "booked_on": day - dt.timedelta(days=14),
            "effective_on": day - dt.timedelta(days=14),
            "source": "test",
            "source_ref": f"E{next(_next)}",
        }
        | more
    )


def a_debit(account_id: int, amount: str, due: str, **more: object) -> int:
    return operations.post(actor=SYSTEM, draft=_for(account_id, amount, due, more))


def a_payment(account_id: int, amount: str, paid: str, **more: object) -> int:
    day = on(paid)
    credit = {
        "side": "CREDIT",
        "kind": "PAYMENT",
        "issued_on": day,
        "due_on": None,
        "booked_on": day,
        "effective_on": day,
    }
    return operations.post(actor=SYSTEM, draft=_for(account_id, amount, paid, credit | more))


def _for(account_id: int, amount: str, day: str, more: dict[str, object]) -> operations.EntryDraft:
    account = Account.objects.get(pk=account_id)
    return a_draft(
        account.party_id, account.creditor_id, amount, day, currency=account.currency, **more
    )
