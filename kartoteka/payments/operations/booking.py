"""Booking by hand: a waiting line given to its customer, and money without a statement."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.ledger import locks
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, Creditor, Entry
from kartoteka.ledger.operations import EntryDraft
from kartoteka.payments import candidates
from kartoteka.payments.models import Line, Payment, Waiting
from kartoteka.payments.operations.matching import alone
from kartoteka.payments.operations.rights import require

_HERE = "kartoteka.payments"
_LINE, _HAND = "payments.line", "payments.hand"


class NoSuchLine(Refusal):
    code = "payments.no_such_line"
    message = _("There is no such line.")


class AlreadyBooked(Refusal):
    code = "payments.already_booked"
    message = _("Somebody has booked this payment already.")


class NoSuchAccount(Refusal):
    code = "payments.no_such_account"
    message = _("Choose a customer who has an account with this creditor in this currency.")
    field = "account"


class NotADebitOfTheirs(Refusal):
    code = "payments.not_a_debit_of_theirs"
    message = _("The chosen document belongs to another account.")


class FutureDay(Refusal):
    code = "payments.future_day"
    message = _("A payment cannot have come in the future. Give the day on which it came.")
    field = "paid_on"


class OfClosedDay(Confirmable):
    code = "payments.of_closed_day"
    message = _(
        "The creditor has closed its books to %(closed)s. The payment will be posted on "
        "%(posted)s, and interest stops on %(paid)s. Is %(paid)s the day on which the money came?"
    )
    field = "paid_on"


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """Money that came without a statement. `token` tells a repeated posting from a new one;
    `entry_ids` are the debits that the payer named, `via` (ledger's `Via`) is how it came, `parts`
    what of it is for costs, interest and principal, as a bailiff told."""

    account_id: int
    amount: Decimal
    paid_on: dt.date
    title: str
    token: str
    entry_ids: tuple[int, ...] = ()
    via: str = "CASH"
    parts: tuple[Decimal, Decimal, Decimal] | None = None


def accept(*, actor: Actor, line_id: int, account_id: int, entry_ids: tuple[int, ...] = ()) -> int:
    """Gives a waiting line to a ledger account and returns the credit; the payer is remembered.

    `entry_ids` are the debits that the payer designated. Raises `NoSuchLine`, `AlreadyBooked`,
    `NoSuchAccount`, `NotADebitOfTheirs`, `MatchingRuns`, and what ledger.post does.
    """
    require(actor, Role.CLERK)
    with acting(actor):
        alone()
        line = Line.objects.filter(pk=line_id, amount__gt=0).first()
        if line is None:
            raise NoSuchLine
        if not Waiting.objects.filter(pk=line_id).exists():
            raise AlreadyBooked
        account = Account.objects.filter(
            pk=account_id, creditor_id=line.creditor_id, currency=line.currency
        ).first()
        entry_id = ledger.post(
            actor=actor,
            draft=credit(
                account=account,
                amount=line.amount,
                on=line.booked_on,
                title=line.title,
                entry_ids=entry_ids,
                via=line.kind,
                parts=_parts(line),
                source=(_LINE, str(line.pk)),
            ),
        )
        Payment.objects.create(
            line=line,
            entry_id=entry_id,
            account_id=Entry.objects.values_list("account_id", flat=True).get(pk=entry_id),
            rule="HAND",
            facts={},
            actor=actor.user_id,
        )
        candidates.stage()
        candidates.choose([line.pk])
        sql.run(_HERE, "booked")
        return entry_id


def add_payment(
    *,
    actor: Actor,
    draft: PaymentDraft,
    on: dt.date,
    confirmed: frozenset[str] = frozenset(),
) -> int:
    """Posts money that came without a statement (at the till) and returns its credit.

    `on` is today; a later day of payment is refused. The same `token` again returns the same
    credit. Raises `NoSuchAccount`, `NotADebitOfTheirs`, `FutureDay`, `OfClosedDay` unless
    confirmed, and what ledger.post does.
    """
    require(actor, Role.CLERK)
    if draft.paid_on > on:
        raise FutureDay
    with acting(actor):
        locks.lock_form(draft.token)
        known = Entry.objects.filter(source=_HAND, source_ref=draft.token).first()
        if known is not None:
            return known.pk
        account = Account.objects.filter(pk=draft.account_id).first()
        if account is not None:
            ask_closed(account.creditor_id, draft.paid_on, confirmed)
        return ledger.post(
            actor=actor,
            draft=credit(
                account=account,
                amount=draft.amount,
                on=draft.paid_on,
                title=draft.title,
                entry_ids=draft.entry_ids,
                via=draft.via,
                parts=draft.parts,
                source=(_HAND, draft.token),
            ),
        )


def ask_closed(creditor_id: int, paid_on: dt.date, confirmed: frozenset[str]) -> None:
    """Raises `OfClosedDay` where somebody has typed a day to which the books are closed: that is
    more often a slip than money told late. A bank's own day is not asked about."""
    closed = (
        Creditor.objects.filter(pk=creditor_id, closed_until__gte=paid_on)
        .values_list("closed_until", flat=True)
        .first()
    )
    if closed and OfClosedDay.code not in confirmed:
        raise OfClosedDay(closed=closed, posted=closed + dt.timedelta(days=1), paid=paid_on)


def _parts(line: Line) -> tuple[Decimal, Decimal, Decimal] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT payments_parts(breakdown, amount) FROM payments_line WHERE id = %s", [line.pk]
        )
        found = cursor.fetchone()[0]
    return tuple(found) if found else None


def credit(
    *,
    account: Account | None,
    amount: Decimal,
    on: dt.date,
    title: str,
    entry_ids: tuple[int, ...],
    via: str,
    parts: tuple[Decimal, Decimal, Decimal] | None,
    source: tuple[str, str],
) -> EntryDraft:
    """The credit of a payment that came on that day, posted on the first open one where the books
    are closed to it. Raises `NoSuchAccount`, `NotADebitOfTheirs`."""
    if account is None:
        raise NoSuchAccount
    theirs = Entry.objects.filter(
        pk__in=entry_ids,
        side="DEBIT",
        account__party_id=account.party_id,
        account__creditor_id=account.creditor_id,
        account__currency=account.currency,
    ).count()
    if theirs != len(set(entry_ids)):
        raise NotADebitOfTheirs
    return EntryDraft(
        party_id=account.party_id,
        creditor_id=account.creditor_id,
        currency=account.currency,
        side="CREDIT",
        kind="PAYMENT",
        amount=amount,
        title=title[:250],
        issued_on=on,
        booked_on=on,
        effective_on=on,
        paid_on=on,
        designated=entry_ids or None,
        via=via,
        parts=parts,
        source=source[0],
        source_ref=source[1],
    )
