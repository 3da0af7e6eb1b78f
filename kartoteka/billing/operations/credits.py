"""A credit note and an opening balance in the customer's favour, entered by hand."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kartoteka.billing import rules
from kartoteka.kernel import money, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry, OpenAmount

_HERE = "kartoteka.billing"
_SOURCE = "billing.hand"
KINDS = ("NOTE", "OPENING")


@dataclass(frozen=True, slots=True)
class CreditDraft:
    """What a creditor owes a customer, effective from `issued_on`. `debt_id` names the document
    that it lessens, if any. `token` makes a form that is sent twice post once. A credit note
    without a number gets the next of its series."""

    party_id: int
    creditor_id: int
    currency: str
    kind: str
    issued_on: dt.date
    amount: Decimal
    token: str
    number: str = ""
    title: str = ""
    debt_id: int | None = None


class NotACreditKind(Refusal):
    code = "billing.not_a_credit_kind"
    message = _("By hand only a credit note or an opening balance can be entered as a credit.")
    field = "kind"


class NotTheirDebt(Refusal):
    code = "billing.not_their_debt"
    message = _("This document is another customer's, another creditor's or in another currency.")
    field = "debt_id"


def add_credit(*, actor: Actor, draft: CreditDraft) -> int:
    """Posts the credit and returns its entry; one that names a document is used on it at once, as
    far as it is open, the rest waits as an overpayment.

    Raises NotACreditKind, NotTheirDebt, AccountBusy, and what ledger.post does.
    """
    if draft.kind not in KINDS:
        raise NotACreditKind
    with acting(actor):
        locks.lock_form(draft.token)
        known = Entry.objects.filter(source=_SOURCE, source_ref=draft.token)
        if posted := known.values_list("pk", flat=True).first():
            return posted
        debt = _debt(draft)
        credit = ledger.post(actor=actor, draft=_entry(draft, debt))
        still = OpenAmount.objects.filter(entry_id=draft.debt_id or 0).values_list(
            "amount", flat=True
        )
        used = min(draft.amount, still.first() or money.ZERO)
        if used > 0 and debt is not None:
            ledger.settle(
                actor=actor,
                credit_id=credit,
                on=draft.issued_on,
                choices={debt.pk: used},
                confirmed=frozenset({ledger.LatePayment.code}),
            )
    return credit


def _debt(draft: CreditDraft) -> Entry | None:
    if draft.debt_id is None:
        return None
    found = Entry.objects.filter(
        pk=draft.debt_id,
        side="DEBIT",
        account__party=draft.party_id,
        account__creditor=draft.creditor_id,
        account__currency=draft.currency,
    ).first()
    if found is None:
        raise NotTheirDebt
    return found


def _entry(draft: CreditDraft, debt: Entry | None) -> ledger.EntryDraft:
    number = draft.number.strip()
    if not number and draft.kind == "NOTE":
        asked = {"creditor_id": draft.creditor_id, "kind": "CREDIT", "year": draft.issued_on.year}
        taken = sql.row(_HERE, "next_number", asked)
        assert taken is not None  # noqa: S101  (the statement always returns its row)
        number = rules.series_number("CREDIT", draft.issued_on.year, int(taken[0]))
    return ledger.EntryDraft(
        party_id=draft.party_id,
        creditor_id=draft.creditor_id,
        currency=draft.currency,
        side="CREDIT",
        kind=draft.kind,
        amount=draft.amount,
        number=number,
        title=draft.title.strip(),
        issued_on=draft.issued_on,
        booked_on=draft.issued_on,
        effective_on=draft.issued_on,
        point_id=debt.point_id if debt else None,
        agreement_id=debt.agreement_id if debt else None,
        account_id=debt.account_id if debt else None,
        designated=(debt.pk,) if debt else None,
        source=_SOURCE,
        source_ref=draft.token,
    )
