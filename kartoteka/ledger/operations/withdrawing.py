"""Withdrawing settlements, moving due dates, transferring money: corrections by new rows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks
from kartoteka.ledger.models import Account, DueChange, Entry, Kind, Settlement, Side
from kartoteka.ledger.operations.posting import EntryDraft, post
from kartoteka.ledger.operations.rights import require
from kartoteka.ledger.operations.settling import NotACredit, settle

_PACKAGE = "kartoteka.ledger"
# By these lines interest was taken back; without them its days would be owed twice.
_TAKEN_BACK = ("CANCELLED", "NOTE_WITHDRAWN")
OF_DOCUMENTS = (Kind.WRITE_OFF, Kind.REMISSION, Kind.OFFSET)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """How many settlements were taken back, and how many interest entries with them."""

    lines: int
    interest: int


class NothingToWithdraw(Refusal):
    code = "ledger.nothing_to_withdraw"
    message = _("There is no settlement to withdraw.")


class AlreadyWithdrawn(Refusal):
    code = "ledger.already_withdrawn"
    message = _("This settlement has been withdrawn already.")


class OfADocument(Refusal):
    code = "ledger.of_a_document"
    message = _("A write-off, a remission or an offset has settled this. Cancel that document.")


class OfTakenBackInterest(Refusal):
    code = "ledger.of_taken_back_interest"
    message = _("This took interest back, or is itself a withdrawal. It is not withdrawn again.")


class NotADebit(Refusal):
    code = "ledger.not_a_debit"
    message = _("There is no such debt.")


class SameDueDate(Refusal):
    code = "ledger.same_due_date"
    message = _("The debt is due on %(due_on)s already.")
    field = "due_on"


class SameAccount(Refusal):
    code = "ledger.same_account"
    message = _("Choose another account: the money is on this one.")


class OtherCurrency(Refusal):
    code = "ledger.other_currency"
    message = _("The accounts are kept in different currencies.")


constraints.means("ledger_settlement_mirrored_once", AlreadyWithdrawn)
constraints.means("ledger_settlement_mirrors_exactly", AlreadyWithdrawn)


def withdraw(
    *,
    actor: Actor,
    reason: str,
    settlement_ids: Sequence[int] | None = None,
    credit_id: int | None = None,
    of_documents: bool = False,
) -> Withdrawn:
    """Takes back the settlements named, or all of one credit that still stand, all or none.

    Writes their mirrors, and corrects interest that was noted only because of them: balance and
    interest are what they were. What a write-off, a remission or an offset settled goes with that
    document only (`of_documents`): its credit would be money for other debts. Raises `NotAllowed`,
    `AccountBusy`, `NothingToWithdraw`, `AlreadyWithdrawn`, `OfADocument`, `OfTakenBackInterest`,
    `PeriodClosed`.
    """
    require(actor, Role.CLERK)
    with acting(actor), constraints.spoken():
        if settlement_ids is None:
            chosen = Settlement.objects.filter(credit_id=credit_id, mirrors=None)
        else:
            chosen = Settlement.objects.filter(pk__in=list(settlement_ids))
        locks.lock_by_hand(sorted(set(chosen.values_list("account_id", flat=True))))
        if settlement_ids is None:
            chosen = chosen.filter(mirror=None)
        ids = list(chosen.values_list("id", flat=True))
        if not ids:
            raise NothingToWithdraw
        if not of_documents and chosen.filter(credit__kind__in=OF_DOCUMENTS).exists():
            raise OfADocument
        if chosen.filter(Q(rule__in=_TAKEN_BACK) | Q(mirrors__isnull=False)).exists():
            raise OfTakenBackInterest
        parameters: dict[str, object] = {"ids": ids, "actor": actor.user_id, "reason": reason}
        lines = sql.run(_PACKAGE, "withdraw", parameters)
        return Withdrawn(lines=lines, interest=_withdraw_interest(parameters))


def _withdraw_interest(parameters: dict[str, object]) -> int:
    pairs = sql.rows(_PACKAGE, "withdraw_interest", parameters)
    if not pairs:
        return 0
    corrections, notes = (list(column) for column in zip(*pairs, strict=True))
    return sql.run(
        _PACKAGE,
        "withdraw_interest_settled",
        {"corrections": corrections, "notes": notes, "actor": parameters["actor"]},
    )


def change_due(*, actor: Actor, entry_id: int, due_on: dt.date, reason: str) -> None:
    """Moves the due date of a debit; interest and the order of settling follow from then on.

    Raises `NotAllowed`, `NotADebit`, `SameDueDate`, `AccountBusy`.
    """
    require(actor, Role.CLERK)
    debit = Entry.objects.filter(pk=entry_id, side=Side.DEBIT).first()
    if debit is None:
        raise NotADebit
    with acting(actor):
        locks.lock_by_hand([debit.account_id])
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_due_on(%s)", [entry_id])
            if cursor.fetchone()[0] == due_on:
                raise SameDueDate(due_on=due_on.isoformat())
        DueChange.objects.create(entry=debit, due_on=due_on, reason=reason, actor=actor.user_id)


@dataclass(frozen=True, slots=True)
class Transferred:
    """The pair of entries that moved the money."""

    debit_id: int
    credit_id: int


def transfer(
    *,
    actor: Actor,
    credit_id: int,
    to_account_id: int,
    amount: Decimal,
    on: dt.date,
    reason: str,
    paid_on: dt.date | None = None,
) -> Transferred:
    """Moves `amount` of what is left of a credit to another account of the same currency.

    A debit on the one, settled with the credit, and a credit on the other, both effective `on`.
    Interest of what the other account owes runs to `paid_on` where that is earlier. Raises
    `NotAllowed`, `NotACredit`, `SameAccount`, `OtherCurrency`, `MoreThanOpen`, `AccountBusy`,
    `PeriodClosed`.
    """
    require(actor, Role.CLERK)
    credit = Entry.objects.select_related("account").filter(pk=credit_id, side="CREDIT").first()
    target = Account.objects.filter(pk=to_account_id).first()
    if credit is None or target is None:
        raise NotACredit
    if target.pk == credit.account_id:
        raise SameAccount
    if target.currency != credit.account.currency:
        raise OtherCurrency
    with acting(actor):
        locks.lock_by_hand(sorted([credit.account_id, target.pk]))
        nth = Entry.objects.filter(source="transfer", source_ref__startswith=f"{credit_id}/")
        reference = f"{credit_id}/{nth.count() // 2 + 1}"
        taken = post(
            actor=actor,
            draft=_transfer_draft(credit.account, "DEBIT", amount, on, reason, f"{reference}/from"),
        )
        settle(
            actor=actor,
            credit_id=credit_id,
            on=max(on, credit.effective_on),
            choices={taken: amount},
            confirmed=frozenset({"ledger.late_payment"}),
        )
        given = post(
            actor=actor,
            draft=replace(
                _transfer_draft(target, "CREDIT", amount, on, reason, f"{reference}/to"),
                paid_on=paid_on,
            ),
        )
        return Transferred(debit_id=taken, credit_id=given)


def _transfer_draft(  # noqa: PLR0917  (one row, in the order of its columns)
    account: Account, side: str, amount: Decimal, on: dt.date, reason: str, reference: str
) -> EntryDraft:
    return EntryDraft(
        party_id=account.party_id,
        creditor_id=account.creditor_id,
        currency=account.currency,
        side=side,
        kind="TRANSFER",
        amount=amount,
        title=reason[:250],
        issued_on=on,
        due_on=on if side == "DEBIT" else None,
        booked_on=on,
        effective_on=on,
        account_id=account.pk,
        source="transfer",
        source_ref=reference,
    )
