"""The cash desk: receipts of cash (KP) and of cash paid out (KW), numbered without gaps."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, Creditor, Settlement
from kartoteka.payments.models import CashDesk, CashDocument, CashVoid
from kartoteka.payments.operations.booking import FutureDay, NoSuchAccount, ask_closed, credit
from kartoteka.payments.operations.countering import Counter, left_of, take_from, undo_refund
from kartoteka.payments.operations.rights import require

_SOURCE, _VOID = "payments.cash", "payments.cash.void"


class NoSuchDesk(Refusal):
    code = "payments.no_such_desk"
    message = _("Choose a cash desk that is open and keeps this creditor's money.")
    field = "desk"


class DeskCodeWrong(Refusal):
    code = "payments.desk_code_wrong"
    message = _("Give a code of one to ten capital letters and digits that no other desk has.")
    field = "code"


class NoSuchDocument(Refusal):
    code = "payments.no_such_cash_document"
    message = _("There is no such cash document.")


class VoidedAlready(Refusal):
    code = "payments.voided_already"
    message = _("This cash document has been voided already.")


class VoidReasonMissing(Refusal):
    code = "payments.void_reason_missing"
    message = _("Say why it is voided: it stays in the books with its number.")
    field = "reason"


class NotSoMuchLeft(Refusal):
    code = "payments.not_so_much_left"
    message = _("The customer has %(left)s that is not used. Pay out that much at most.")
    field = "amount"


class SentAlready(Refusal):
    code = "payments.cash_sent_already"
    message = _("This has been booked already: look at the list of cash documents.")


constraints.means("payments_cashdesk_unique", DeskCodeWrong)
constraints.means("payments_cashdocument_once", SentAlready)
constraints.means("payments_cashvoid_pkey", VoidedAlready)


@dataclass(frozen=True, slots=True)
class CashDraft:
    """Cash that comes in (`KP`) or goes out (`KW`). `token` tells a repeated one from a new one."""

    desk_id: int
    kind: str
    account_id: int
    amount: Decimal
    paid_on: dt.date
    payer: str
    title: str
    token: str


def add_cash_desk(*, actor: Actor, code: str, name: str, creditor_id: int, currency: str) -> int:
    """Opens a cash desk. Raises NotAllowed, DeskCodeWrong, NoSuchDesk."""
    require(actor, Role.ADMINISTRATOR)
    if not re.fullmatch(r"[A-Z0-9]{1,10}", code):
        raise DeskCodeWrong
    if not Creditor.objects.filter(pk=creditor_id).exists():
        raise NoSuchDesk
    with acting(actor), constraints.spoken():
        made = CashDesk.objects.create(
            code=code, name=name.strip()[:100], creditor_id=creditor_id, currency=currency
        )
        return made.pk


def close_cash_desk(*, actor: Actor, desk_id: int, is_closed: bool) -> None:
    """Closes a cash desk or opens it again; what it has given stays. Raises NotAllowed."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        CashDesk.objects.filter(pk=desk_id).update(is_closed=is_closed)


def add_cash(
    *, actor: Actor, draft: CashDraft, on: dt.date, confirmed: frozenset[str] = frozenset()
) -> UUID:
    """Posts cash and gives the document its number, in one transaction: no gap, nothing twice.

    The same `token` again returns the same document. Raises NotAllowed, NoSuchDesk, NoSuchAccount,
    FutureDay, NotSoMuchLeft, of a receipt OfClosedDay unless confirmed, and what ledger.post does.
    """
    require(actor, Role.CLERK)
    if draft.paid_on > on:
        raise FutureDay
    with acting(actor), constraints.spoken():
        locks.lock_form(draft.token)
        known = CashDocument.objects.filter(token=draft.token).first()
        if known is not None:
            return known.public_id
        desk = CashDesk.objects.filter(pk=draft.desk_id, is_closed=False).first()
        account = Account.objects.filter(pk=draft.account_id).first()
        if account is None:
            raise NoSuchAccount
        if desk is None or (desk.creditor_id, desk.currency) != (
            account.creditor_id,
            account.currency,
        ):
            raise NoSuchDesk
        if draft.kind == CashDocument.Kind.IN:
            ask_closed(account.creditor_id, draft.paid_on, confirmed)
        seq = _next(desk.pk, draft.kind, draft.paid_on.year)
        number = f"{draft.kind}/{desk.code}/{draft.paid_on.year}/{seq:05d}"
        made = CashDocument.objects.create(
            desk=desk, kind=draft.kind, year=draft.paid_on.year, seq=seq, number=number,
            account=account, entry_id=_post(actor, draft, account, number), amount=draft.amount,
            paid_on=draft.paid_on, payer=draft.payer.strip()[:250], title=draft.title[:250],
            token=draft.token, actor=actor.user_id,
        )  # fmt: skip
        made.refresh_from_db(fields=["public_id"])
        return made.public_id


def void_cash(*, actor: Actor, public_id: UUID, reason: str, on: dt.date) -> None:
    """Voids a cash document: it keeps its number and is seen, its money goes back.

    What a receipt had settled is open again. Administrators only. Raises NotAllowed,
    VoidReasonMissing, NoSuchDocument, VoidedAlready, and what ledger.post and withdraw do.
    """
    require(actor, Role.ADMINISTRATOR)
    if not reason.strip():
        raise VoidReasonMissing
    with acting(actor), constraints.spoken():
        document = CashDocument.objects.filter(public_id=public_id).first()
        if document is None:
            raise NoSuchDocument
        if CashVoid.objects.filter(pk=document.pk).exists():
            raise VoidedAlready
        day = max(on, document.paid_on)
        title = f"{document.number}: {reason.strip()}"[:250]
        entry = _taken_back(actor, document, title, day)
        CashVoid.objects.create(
            document=document, entry_id=entry, reason=reason.strip()[:300], actor=actor.user_id
        )


def _next(desk_id: int, kind: str, year: int) -> int:
    asked = {"desk": desk_id, "kind": kind, "year": year}
    ((number,),) = sql.rows("kartoteka.payments", "next_cash_number", asked)
    return int(number)


def _post(actor: Actor, draft: CashDraft, account: Account, number: str) -> int:
    title = draft.title or number
    if draft.kind == CashDocument.Kind.IN:
        return ledger.post(
            actor=actor,
            draft=credit(
                account=account, amount=draft.amount, on=draft.paid_on, title=title, entry_ids=(),
                via="CASH", parts=None, source=(_SOURCE, draft.token),
            ),
        )  # fmt: skip
    left = left_of(account.pk)
    if draft.amount > sum(left.values()):
        raise NotSoMuchLeft(left=sum(left.values(), Decimal(0)))
    counter = Counter(
        account_id=account.pk, amount=draft.amount, on=draft.paid_on, title=title,
        source=_SOURCE, source_ref=draft.token, number=number,
    )  # fmt: skip
    return take_from(actor, counter, left)


def _taken_back(actor: Actor, document: CashDocument, title: str, on: dt.date) -> int:
    counter = Counter(document.account_id, document.amount, on, title, _VOID, document.number)
    undo = undo_credit if document.kind == CashDocument.Kind.IN else undo_refund
    return undo(actor, counter, document.entry_id)


def undo_credit(actor: Actor, counter: Counter, credit_id: int) -> int:
    """Withdraws all that a credit has settled and takes the credit itself up; the refund's id."""
    if Settlement.objects.filter(credit_id=credit_id, mirrors=None, mirror=None).exists():
        ledger.withdraw(actor=actor, credit_id=credit_id, reason=counter.title)
    return take_from(actor, counter, {credit_id: counter.amount})
