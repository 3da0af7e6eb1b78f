"""Payments of a customer, and the virtual account that they may pay to."""

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger.models import Account
from kartoteka.ledger.queries import posted_later
from kartoteka.payments.models import Payer, VirtualAccount
from kartoteka.payments.queries.wording import reason_kept
from kartoteka.register.models import Party
from kartoteka.register.rules import masked_account

_HERE = "kartoteka.payments"
_PAYER_ACCOUNT = 10  # its place in payments_of.sql


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Money of a customer that came; `left` of it is not used yet. `reason` says why it is theirs,
    empty for one entered by hand or imported; `payer_account` is masked."""

    entry_id: int
    public_id: UUID
    account_id: int
    currency: str
    creditor: str
    booked_on: dt.date
    amount: Decimal
    left: Decimal
    title: str
    payer: str
    payer_account: str
    vs: str
    reason: str
    user_id: int | None
    recorded_at: dt.datetime
    paid_on: dt.date | None

    @property
    def posted_later(self) -> str:
        """When it came and when it was posted, where the books were closed; else empty."""
        return posted_later(self.paid_on, self.booked_on)


def payments_of(
    *, viewer: Actor, party_id: int, before: int | None = None, limit: int = 20
) -> list[PaymentRow]:
    """The payments of a party, newest first; `before` is the entry of the last one shown."""
    del viewer
    parameters = {"party_id": party_id, "before": before, "limit": limit}
    return [_row(row) for row in sql.kept(_HERE, "payments_of", parameters)]


@dataclass(frozen=True, slots=True)
class PayerRow:
    """A party with its ledger accounts, each as id and words: creditor and currency."""

    party_id: int
    name: str
    number: str
    accounts: tuple[tuple[int, str], ...]


def payer(*, viewer: Actor, party_id: int) -> PayerRow | None:
    """Who may pay and on which accounts; None where there is no such party. What a merge has
    joined is paid through the account that it was joined to."""
    del viewer
    party = Party.objects.filter(pk=party_id).first()
    if party is None:
        return None
    mains = Account.objects.filter(party_id=party_id, is_joined=False)
    accounts = mains.select_related("creditor").order_by("pk")
    worded = tuple((each.pk, f"{each.creditor.name}, {each.currency}") for each in accounts)
    return PayerRow(party.pk, party.name, party.number, worded)


@dataclass(frozen=True, slots=True)
class VirtualAccountRow:
    """A virtual account and the ledger account for which it stands or stood; `document` is the
    number of the debt where it stands for one only."""

    iban: str
    account_id: int
    creditor: str
    currency: str
    assigned_on: dt.date
    closed_on: dt.date | None
    document: str | None


def virtual_accounts_of(*, viewer: Actor, party_id: int) -> list[VirtualAccountRow]:
    """The virtual accounts of a party, the open ones first, then the last closed."""
    del viewer
    found = VirtualAccount.objects.filter(account__party_id=party_id).values_list(
        "iban",
        "account_id",
        "account__creditor__name",
        "account__currency",
        "assigned_on",
        "closed_on",
        "debt__number",
    )
    newest = F("closed_on").desc(nulls_first=True)
    return [VirtualAccountRow(*row) for row in found.order_by(newest, "account_id")]


def virtual_account(viewer: Actor, account_id: int) -> str | None:
    """The IBAN that stands for a ledger account and is open, None where there is none."""
    del viewer
    return (
        VirtualAccount.objects.filter(
            account_id=account_id, debt__isnull=True, closed_on__isnull=True
        )
        .values_list("iban", flat=True)
        .first()
    )


def account_of_payer(*, viewer: Actor, bank_account: str) -> int | None:
    """The ledger account for which a bank account has paid, if it was always the same one."""
    del viewer
    found = Payer.objects.filter(bank_account=bank_account).values_list("account_id", flat=True)
    return found[0] if len(found[:2]) == 1 else None


def _row(row: tuple[Any, ...]) -> PaymentRow:
    *start, rule, facts, user, at, paid_on = row
    start[_PAYER_ACCOUNT] = start[_PAYER_ACCOUNT] and masked_account(start[_PAYER_ACCOUNT])
    kept = json.loads(facts) if isinstance(facts, str) else facts
    values: list[Any] = [*start, reason_kept(rule, kept), user, at, paid_on]
    return PaymentRow(*values)
