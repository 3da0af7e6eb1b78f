"""Offsets: claims of a creditor and of its customer extinguish each other."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import rules
from kartoteka.billing.models import Offset, OffsetLine
from kartoteka.billing.operations.reversing import reverse
from kartoteka.kernel import money, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.ledger import locks
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, Entry, OpenAmount, Side

_HERE = "kartoteka.billing"
_SOURCE = "billing.offset"


@dataclass(frozen=True, slots=True)
class OffsetDraft:
    """Which amounts of the customer's debts, against what. Either `against` (debts that the
    creditor has with this customer in these books, on the account `other_id`), or a document of
    theirs: its number, due date and whole amount. By declaration only debts that are due."""

    account_id: int
    amounts: Mapping[int, Decimal]
    declared_on: dt.date
    is_agreement: bool = False
    other_id: int | None = None
    against: Mapping[int, Decimal] = field(default_factory=dict)
    their_number: str = ""
    their_due_on: dt.date | None = None
    their_amount: Decimal | None = None


class NothingToOffset(Refusal):
    code = "billing.nothing_to_offset"
    message = _("Say how much of which debt is set off.")


class SumsDiffer(Refusal):
    code = "billing.sums_differ"
    message = _("Our claims make %(ours)s, theirs %(theirs)s. Set off the same amount on both.")


class TheirClaimMissing(Refusal):
    code = "billing.their_claim_missing"
    message = _("Give the number, due date and amount of their document.")
    field = "their_number"


class AboveTheirClaim(Refusal):
    code = "billing.above_their_claim"
    message = _("Their document is for %(theirs)s only. Set off at most that.")
    field = "their_amount"


class NotDueYet(Refusal):
    code = "billing.not_due_yet"
    message = _("%(number)s is not due yet. It can be set off by agreement only.")


class NotMutual(Refusal):
    code = "billing.not_mutual"
    message = _("These accounts are not of the same two parties in the same currency.")


class SameOffset(Confirmable):
    """The same amounts of the same debts were set off that day already; `facts` name it."""

    code = "billing.same_offset"
    message = _("%(number)s of that day sets off the same already. Is this another one?")


class NotStanding(Refusal):
    code = "billing.offset_not_standing"
    message = _("There is no such offset, or it has been cancelled already.")


def offset(
    *, actor: Actor, draft: OffsetDraft, confirmed: frozenset[str] = frozenset()
) -> uuid.UUID:
    """Sets claims off against each other and returns the offset's public id.

    Each pair ends on the later of its due dates, from which it could be set off (art. 499 of the
    Polish Civil Code, § 580 of the Slovak one): no interest runs behind it. Where books are closed
    the entries are effective on the first open day. Raises NotAllowed, NothingToOffset, SumsDiffer,
    TheirClaimMissing, AboveTheirClaim, NotDueYet, NotMutual, MoreThanOpen, AccountBusy; and unless
    confirmed SameOffset.
    """
    if not actor.may(Role.CLERK):
        raise ledger.NotAllowed
    wanted = {debt: amount for debt, amount in draft.amounts.items() if amount}
    total = sum(wanted.values(), money.ZERO)
    if not wanted:
        raise NothingToOffset
    with acting(actor):
        account, other = _accounts(draft, total)
        locks.lock_by_hand(sorted({account.pk, other.pk if other else account.pk}))
        if SameOffset.code not in confirmed:
            _refuse_same(draft, wanted)
        ours = _claims(account, wanted, None if draft.is_agreement else draft.declared_on)
        theirs = _claims(other, draft.against, None) if other else [_told(draft)]
        year = draft.declared_on.year
        number = rules.series_number("OFFSET", year, _ordinal(account.creditor_id, year))
        made = Offset.objects.create(
            number=number,
            account=account,
            other=other,
            declared_on=draft.declared_on,
            is_agreement=draft.is_agreement,
            their_number="" if other else draft.their_number.strip(),
            their_due_on=None if other else draft.their_due_on,
            their_amount=None if other else draft.their_amount,
            actor=actor.user_id,
        )
        _post(actor, made, rules.paired(ours, theirs))
    made.refresh_from_db(fields=["public_id"])
    return made.public_id


def cancel_offset(*, actor: Actor, public_id: uuid.UUID, on: dt.date, reason: str) -> None:
    """Takes an offset back, booked `on`: both sides' debts are open again. An administrator's.

    Raises NotAllowed, NotStanding, AccountBusy, PeriodClosed.
    """
    if not actor.may(Role.ADMINISTRATOR):
        raise ledger.NotAllowed
    with acting(actor):
        found = (
            Offset.objects.select_for_update()
            .filter(public_id=public_id, cancelled_at__isnull=True)
            .first()
        )
        if found is None:
            raise NotStanding
        ids: list[int] = []
        for pair in found.lines.values_list("credit", "other_credit"):
            ids += [credit for credit in pair if credit]
        entries = Entry.objects.select_related("account").filter(pk__in=ids).order_by("pk")
        reverse(actor=actor, credits=list(entries), on=on)
        Offset.objects.filter(pk=found.pk).update(
            cancelled_at=timezone.now(), cancelled_by=actor.user_id, reason=reason.strip()[:300]
        )


def _refuse_same(draft: OffsetDraft, wanted: Mapping[int, Decimal]) -> None:
    """A form that was sent twice would set off twice."""
    alike = Offset.objects.filter(
        account=draft.account_id,
        other=draft.other_id,
        declared_on=draft.declared_on,
        their_number=draft.their_number.strip() if draft.other_id is None else "",
        cancelled_at__isnull=True,
    ).prefetch_related("lines")
    for one in alike:
        told: Counter[int] = Counter()
        for line in one.lines.all():
            told[line.debt_id] += line.amount  # type: ignore[assignment]
        if told == wanted:
            raise SameOffset(number=one.number)


def _accounts(draft: OffsetDraft, total: Decimal) -> tuple[Account, Account | None]:
    chosen = Account.objects.select_related("creditor__creditor")
    account = chosen.filter(pk=draft.account_id).first()
    if account is None:
        raise NotMutual
    if draft.other_id is None:
        if not (draft.their_number.strip() and draft.their_due_on and draft.their_amount):
            raise TheirClaimMissing
        if draft.their_amount < total:
            raise AboveTheirClaim(theirs=draft.their_amount)
        return account, None
    other = chosen.filter(
        pk=draft.other_id,
        party=account.creditor_id,
        creditor=account.party_id,
        currency=account.currency,
    ).first()
    if other is None:
        raise NotMutual
    theirs = sum(draft.against.values(), money.ZERO)
    if theirs != total:
        raise SumsDiffer(ours=total, theirs=theirs)
    return account, other


def _claims(
    account: Account, wanted: Mapping[int, Decimal], due_by: dt.date | None
) -> list[rules.SetOff]:
    """The chosen amounts of debts that are open, the longest due first."""
    chosen = [key for key, amount in wanted.items() if amount]
    rows = OpenAmount.objects.select_related("entry").filter(
        account=account, side=Side.DEBIT, entry__in=chosen
    )
    found = [
        rules.SetOff(row.entry_id, row.line_on, wanted[row.entry_id])
        for row in rows.order_by("line_on", "entry_id")
    ]
    if len(found) != len(chosen) or any(wanted[row.entry_id] > row.amount for row in rows):
        raise ledger.MoreThanOpen
    for row in rows:
        if due_by and row.line_on > due_by:
            raise NotDueYet(number=row.entry.number)
    return found


def _told(draft: OffsetDraft) -> rules.SetOff:
    assert draft.their_due_on is not None  # noqa: S101  (asked in _accounts)
    assert draft.their_amount is not None  # noqa: S101
    return rules.SetOff(None, draft.their_due_on, draft.their_amount)


def _ordinal(creditor_id: int, year: int) -> int:
    asked = {"creditor_id": creditor_id, "kind": "OFFSET", "year": year}
    taken = sql.row(_HERE, "next_number", asked)
    assert taken is not None  # noqa: S101  (the statement always returns its row)
    return int(taken[0])


def _post(actor: Actor, made: Offset, pieces: Sequence[rules.Piece]) -> None:
    drafts = []
    for n, piece in enumerate(pieces):
        title = made.their_number if made.other is None else ""
        drafts.append(_credit(made, made.account, piece, piece.ours, f"{made.pk}/{n}/ours", title))
        if made.other is not None and piece.theirs:
            reference = f"{made.pk}/{n}/theirs"
            drafts.append(_credit(made, made.other, piece, piece.theirs, reference, ""))
    ledger.post_many(actor=actor, rows=drafts)
    ledger.settle_named(actor=actor, source=_SOURCE)
    known = dict(
        Entry.objects.filter(source=_SOURCE, source_ref__startswith=f"{made.pk}/").values_list(
            "source_ref", "pk"
        )
    )
    if OpenAmount.objects.filter(entry__in=known.values()).exists():
        raise ledger.MoreThanOpen
    OffsetLine.objects.bulk_create(
        [
            OffsetLine(
                offset=made,
                debt_id=piece.ours,
                against_id=piece.theirs,
                amount=piece.amount,
                credit_id=known[f"{made.pk}/{n}/ours"],
                other_credit_id=known.get(f"{made.pk}/{n}/theirs"),
            )
            for n, piece in enumerate(pieces)
        ]
    )


def _credit(  # noqa: PLR0917  (one row, in the order of its columns)
    made: Offset, account: Account, piece: rules.Piece, debt: int, reference: str, title: str
) -> ledger.EntryDraft:
    closed = account.creditor.creditor.closed_until
    day = max(piece.on, closed + dt.timedelta(days=1)) if closed else piece.on
    return ledger.EntryDraft(
        party_id=account.party_id,
        creditor_id=account.creditor_id,
        currency=account.currency,
        side="CREDIT",
        kind="OFFSET",
        amount=piece.amount,
        number=made.number,
        title=title,
        issued_on=made.declared_on,
        booked_on=max(made.declared_on, day),
        effective_on=day,
        account_id=account.pk,
        designated=(debt,),
        via="OFFSET",
        source=_SOURCE,
        source_ref=reference,
    )
