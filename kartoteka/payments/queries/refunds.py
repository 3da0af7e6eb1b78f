"""Refunds, the files in which they went out, and payments that the bank has returned."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum

from kartoteka.access import queries as access
from kartoteka.documents import queries as documents
from kartoteka.kernel.actor import Actor
from kartoteka.ledger.models import Creditor, Entry
from kartoteka.payments.models import Line, Payer, Refund, RefundFile, Returned
from kartoteka.payments.operations.countering import left_of
from kartoteka.payments.operations.refunds import reference
from kartoteka.register.models import BankAccount
from kartoteka.register.rules import masked_account


@dataclass(frozen=True, slots=True)
class RefundRow:
    """A refund; `iban` is masked."""

    public_id: UUID
    reference: str
    party_id: int
    party: str
    creditor: str
    amount: Decimal
    currency: str
    iban: str
    name: str
    title: str
    state: str
    state_word: str
    prepared_by: str
    prepared_by_id: int | None
    prepared_at: dt.datetime
    approved_by: str
    approved_at: dt.datetime | None
    file: UUID | None
    line_id: int | None


@dataclass(frozen=True, slots=True)
class RefundFileRow:
    """A file that was written for the bank."""

    public_id: UUID
    name: str
    format: str
    creditor: str
    bank_account: str
    currency: str
    paid_on: dt.date
    count: int
    sum: Decimal
    sha256: str
    made_at: dt.datetime
    confirmed: int


@dataclass(frozen=True, slots=True)
class ToSend:
    """Approved refunds of a creditor and currency, and the account that would pay them."""

    bank_account: str
    creditor: str
    currency: str
    count: int
    sum: Decimal


def refund(*, viewer: Actor, public_id: UUID) -> RefundRow | None:
    """One refund, None where there is none."""
    wanted = Refund.objects.select_related("account__party", "account__creditor", "file")
    one = wanted.filter(public_id=public_id).first()
    if one is None:
        return None
    people = [user for user in (one.prepared_by, one.approved_by) if user]
    names = access.names(viewer=viewer, user_ids=people)
    return RefundRow(
        public_id=one.public_id,
        reference=reference(one.pk),
        party_id=one.account.party_id,
        party=one.account.party.name,
        creditor=one.account.creditor.name,
        amount=one.amount,
        currency=one.account.currency,
        iban=masked_account(one.iban) if one.iban else "",
        name=one.name,
        title=one.title,
        state=one.state,
        state_word=one.get_state_display(),
        prepared_by=names.get(one.prepared_by or 0, "—"),
        prepared_by_id=one.prepared_by,
        prepared_at=one.prepared_at,
        approved_by=names.get(one.approved_by or 0, ""),
        approved_at=one.approved_at,
        file=one.file.public_id if one.file else None,
        line_id=one.line_id,
    )


def unused_of(*, viewer: Actor, account_id: int) -> Decimal:
    """What of a customer's payments on a ledger account is not used."""
    del viewer
    return sum(left_of(account_id).values(), Decimal(0))


def accounts_to_refund(*, viewer: Actor, party_id: int) -> list[tuple[str, str]]:
    """Where money of a party may go back to: a key and the masked account, those of the register
    first, then those from which it was paid."""
    del viewer
    known = BankAccount.objects.filter(party_id=party_id).order_by("-is_default", "pk")
    found = [(f"register-{one.pk}", masked_account(one.iban)) for one in known]
    paid = Payer.objects.filter(account__party_id=party_id).order_by("-payments")[:20]
    return [*found, *((f"payer-{one.pk}", masked_account(one.bank_account)) for one in paid)]


def account_to_refund(*, viewer: Actor, party_id: int, key: str) -> str:
    """The whole account behind a key of `accounts_to_refund`; empty where there is none."""
    del viewer
    kind, _dash, number = key.partition("-")
    if not number.isascii() or not number.isdigit():
        return ""
    if kind == "register":
        found = BankAccount.objects.filter(party_id=party_id, pk=int(number))
        return found.values_list("iban", flat=True).first() or ""
    paid = Payer.objects.filter(account__party_id=party_id, pk=int(number))
    return paid.values_list("bank_account", flat=True).first() or ""


def refund_files(*, viewer: Actor, limit: int = 100) -> list[RefundFileRow]:
    """The files written for the bank, the newest first."""
    del viewer
    confirmed = Count("refunds", filter=Q(refunds__state=Refund.State.CONFIRMED))
    found = RefundFile.objects.select_related("creditor").annotate(confirmed=confirmed)
    return [
        RefundFileRow(
            one.public_id, one.name, one.get_format_display(), one.creditor.name,
            one.bank_account, one.currency, one.paid_on, one.count, one.sum, one.sha256,
            one.made_at, one.confirmed,
        )
        for one in found.order_by("-pk")[:limit]
    ]  # fmt: skip


def refund_file(*, viewer: Actor, public_id: UUID) -> tuple[str, bytes] | None:
    """Name and bytes of a file, as they were written."""
    one = RefundFile.objects.filter(public_id=public_id).first()
    if one is None:
        return None
    return one.name, documents.read(viewer=viewer, content_id=one.content_id)


def to_send(*, viewer: Actor) -> list[ToSend]:
    """What could be written for the bank now."""
    del viewer
    waiting = (
        Refund.objects.filter(state=Refund.State.APPROVED)
        .values_list("account__creditor_id", "account__currency")
        .annotate(Count("pk"), Sum("amount"))
        .order_by("account__creditor_id", "account__currency")
    )
    found = []
    for creditor_id, currency, count, total in waiting:
        ours = BankAccount.objects.filter(party_id=creditor_id, currency__in=("", currency))
        creditor = Creditor.objects.select_related("party").get(pk=creditor_id).party.name
        found += [
            ToSend(one.iban, creditor, currency, count, total)
            for one in ours.order_by("-is_for_slips", "pk")
        ]
    return found


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """That and why the bank has returned a payment."""

    reason: str
    returned_at: dt.datetime


def returned(*, viewer: Actor, credit_id: int) -> ReturnedRow | None:
    """Whether a payment was returned."""
    del viewer
    one = Returned.objects.filter(pk=credit_id).first()
    return ReturnedRow(one.reason, one.returned_at) if one else None


def lines_of_return(*, viewer: Actor, credit_id: int) -> list[tuple[int, str]]:
    """Lines of statements that may tell of the return: the same amount, going out, later."""
    del viewer
    credit = Entry.objects.select_related("account").filter(pk=credit_id).first()
    if credit is None:
        return []
    found = Line.objects.filter(
        creditor_id=credit.account.creditor_id,
        amount=-credit.amount,
        currency=credit.account.currency,
        booked_on__gte=credit.came_on,
    ).exclude(pk__in=Returned.objects.filter(line__isnull=False).values("line_id"))
    return [
        (one.pk, f"{one.booked_on:%d.%m.%Y} {one.counterparty_name} {one.title}"[:100])
        for one in found.order_by("-booked_on", "-pk")[:20]
    ]
