"""A receivable entered by hand, its correction, and the PDF that came with it."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from kartoteka.agreements.models import Agreement, Point
from kartoteka.billing import rules
from kartoteka.billing.models import Attachment, PricedLine, Tie
from kartoteka.billing.operations import counted, used_notes
from kartoteka.billing.queries.priced import Lines, priced
from kartoteka.billing.rules import ReceivableDraft
from kartoteka.kernel import constraints, money, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.ledger import locks
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.interest import AGREED
from kartoteka.ledger.models import Entry, OpenAmount, Settlement
from kartoteka.ledger.queries import InterestNotKnown, interest_to
from kartoteka.register.queries import blocks

_HERE = "kartoteka.billing"
_SOURCE = "billing.hand"


class UnknownKind(Refusal):
    code = "billing.unknown_kind"
    message = _("A receivable of this kind is not entered by hand. Choose another kind.")
    field = "kind"


class NumberMissing(Refusal):
    code = "billing.number_missing"
    message = _("Give the number that stands on the document.")
    field = "number"


class DueBeforeIssued(Confirmable):
    code = "billing.due_before_issued"
    message = _("The document would be due before it was issued. Is that right?")
    field = "due_on"


class AlreadyThere(Confirmable):
    code = "billing.number_already_there"
    message = _(
        "This creditor already has a document %(number)s of %(issued_on)s. Add another one?"
    )
    field = "number"


class NotTheirs(Refusal):
    code = "billing.not_theirs"
    message = _("The point or agreement belongs to another customer. Choose one of this customer.")
    field = "agreement_id"


class NotADocument(Refusal):
    code = "billing.not_a_document"
    message = _("Only a document that the customer owes can be corrected. Choose one.")


class AboveTheDocument(Refusal):
    code = "billing.above_the_document"
    message = _("At most %(left)s of this document is left to correct. Give a smaller amount.")
    field = "amount"


class ReasonMissing(Refusal):
    code = "billing.reason_missing"
    message = _("Say why the document is corrected: the customer will see it.")
    field = "reason"


class SettledOtherwise(Refusal):
    code = "billing.settled_otherwise"
    message = _(
        "What was settled on this document stays: by hand, by another document or behind closed "
        "books. Let the correction count from its own day."
    )
    field = "since"


class PricesChanged(Refusal):
    code = "billing.prices_changed"
    message = _("A price list was withdrawn meanwhile. Look at the amount again and send it anew.")


constraints.means("billing_pricedline_in_force", PricesChanged)


def add_receivable(
    *, actor: Actor, draft: ReceivableDraft, confirmed: frozenset[str] = frozenset()
) -> int:
    """Posts one receivable and returns its entry; the same `token` again returns the same entry.

    Without a number the kinds of `rules.OWN_SERIES` get the creditor's next one, gapless within
    the year of issue. Raises UnknownKind, NumberMissing, NotTheirs, DueBeforeIssued and
    AlreadyThere (Confirmable), Blocked (sales, today or on the day of issue), of lines what
    queries.priced does and PricesChanged, and what ledger.post and, for a rate of the contract,
    ledger.agree_rate do.
    """
    number = draft.number.strip()
    if draft.kind not in rules.BY_HAND:
        raise UnknownKind
    if not number and draft.kind not in rules.OWN_SERIES:
        raise NumberMissing
    if draft.due_on < draft.issued_on and DueBeforeIssued.code not in confirmed:
        raise DueBeforeIssued
    with acting(actor):
        locks.lock_form(draft.token)
        posted = _posted(draft.token)
        if posted is not None:
            return posted
        for day in (None, draft.issued_on):
            blocks.refuse_blocked(viewer=actor, party_id=draft.party_id, what="SALES", on=day)
        _refuse_of_others(draft)
        if number and AlreadyThere.code not in confirmed and (posted := _same(draft, number)):
            return posted
        lines = _priced(actor, draft) if draft.lines else None
        if lines is not None:
            draft = replace(draft, amount=lines.gross)
        entry_id = ledger.post(actor=actor, draft=_entry(draft, number))
        if lines is not None:
            _keep(entry_id, lines)
        if draft.interest_kind in AGREED:
            ledger.agree_rate(
                actor=actor,
                entry_id=entry_id,
                kind=draft.interest_kind,
                percent=draft.interest_percent,
                on=draft.issued_on,
                reason="",
            )
        return entry_id


def correct(
    *,
    actor: Actor,
    entry_id: int,
    amount: Decimal,
    on: dt.date,
    reason: str,
    token: str,
    from_start: bool = False,
) -> int:
    """Lessens a document by a correction: a credit that names it and is used on it at once.

    It takes away what is open of the document itself, not its costs and interest; where less than
    `amount` is open, because it was paid, the rest is an overpayment. It counts from `on`, its own
    day, or `from_start` from the document's: then what it takes away bears no interest, and what
    was paid too much is an overpayment from the day on which it came. Returns the credit's entry.
    Raises NotADocument, ReasonMissing, AboveTheDocument (all corrections together are at most
    the document), SettledOtherwise (`from_start`), AccountBusy, and what ledger.post does.
    """
    if not reason.strip():
        raise ReasonMissing
    with acting(actor):
        locks.lock_form(token)
        posted = _posted(token)
        if posted is not None:
            return posted
        document = _document(entry_id)
        locks.lock_by_hand([document.account_id])
        _refuse_above(document, amount)
        since = min(document.effective_on, on) if from_start else on
        freed = _freed(actor, document, amount, on) if from_start else []
        credit = ledger.post(
            actor=actor,
            draft=ledger.EntryDraft(
                party_id=document.account.party_id,
                creditor_id=document.account.creditor_id,
                currency=document.account.currency,
                side="CREDIT",
                kind="CORRECTION",
                amount=amount,
                number=_next_number(document.account.creditor_id, "CORRECTION", on.year),
                title=reason.strip()[:250],
                issued_on=on,
                booked_on=on,
                effective_on=since,
                paid_on=since if from_start else None,
                point_id=document.point_id,
                agreement_id=document.agreement_id,
                designated=(document.pk,),
                source=_SOURCE,
                source_ref=token,
            ),
        )
        _use(actor, credit, document, amount, on)
        Tie.objects.create(entry_id=credit, document=document, kind=Tie.Kind.CORRECTS)
        used_notes.use_again(actor=actor, credit_ids=freed, on=on)
    return credit


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction would leave of a document, today: what is open of it with its costs and
    interest, its interest for delay (None where a rate is not known), each also as it is now, and
    what is left of money as an overpayment."""

    open_amount: Decimal
    open_before: Decimal
    interest: Decimal | None
    interest_before: Decimal | None
    overpaid: Decimal


def preview_correct(
    *,
    viewer: Actor,
    entry_id: int,
    amount: Decimal,
    on: dt.date,
    from_start: bool,
    today: dt.date,
) -> Corrected:
    """What `correct` would do, by doing it and taking all of it back. Raises what it raises."""
    account_id = _document(entry_id).account_id
    open_before, free = _still(entry_id), _unused(account_id)
    before = _accrued(viewer, entry_id, today)
    with transaction.atomic():
        correct(
            actor=viewer, entry_id=entry_id, amount=amount, on=on, reason="–",
            token=f"preview {uuid.uuid4()}", from_start=from_start,
        )  # fmt: skip
        told = Corrected(
            open_amount=_still(entry_id),
            open_before=open_before,
            interest=_accrued(viewer, entry_id, today),
            interest_before=before,
            overpaid=_unused(account_id) - free,
        )
        transaction.set_rollback(True)
    return told


def correct_upwards(
    *,
    actor: Actor,
    entry_id: int,
    amount: Decimal,
    on: dt.date,
    due_on: dt.date,
    reason: str,
    token: str,
) -> int:
    """Adds to a document by a correction: a debit of its own, tied to it, with the same interest.

    Returns the debit's entry. Raises NotADocument, ReasonMissing, and what ledger.post does.
    """
    if not reason.strip():
        raise ReasonMissing
    with acting(actor):
        locks.lock_form(token)
        posted = _posted(token)
        if posted is not None:
            return posted
        document = _document(entry_id)
        debit = ledger.post(
            actor=actor,
            draft=ledger.EntryDraft(
                party_id=document.account.party_id,
                creditor_id=document.account.creditor_id,
                currency=document.account.currency,
                side="DEBIT",
                kind="CORRECTION",
                amount=amount,
                number=_next_number(document.account.creditor_id, "CORRECTION", on.year),
                title=reason.strip()[:250],
                issued_on=on,
                due_on=due_on,
                booked_on=on,
                effective_on=on,
                point_id=document.point_id,
                agreement_id=document.agreement_id,
                interest_kind=document.interest_kind,
                account_id=document.account_id,
                source=_SOURCE,
                source_ref=token,
            ),
        )
        Tie.objects.create(entry_id=debit, document=document, kind=Tie.Kind.CORRECTS)
    return debit


def attach_pdf(*, actor: Actor, entry_id: int, content_id: int) -> None:
    """Keeps the PDF that came with a document, in place of the one it had. Raises NotADocument."""
    with acting(actor):
        document = _document(entry_id)
        Attachment.objects.update_or_create(
            entry_id=document.pk, defaults={"content_id": content_id}
        )


def _freed(actor: Actor, document: Entry, amount: Decimal, on: dt.date) -> list[int]:
    """The payments that make room for a correction that counts from the start."""
    closed = document.account.creditor.creditor.closed_until
    if closed is not None and on <= closed:
        raise ledger.PeriodClosed
    freed = counted.make_room(actor=actor, document_ids=[document.pk], amount=amount)
    if freed is None:
        raise SettledOtherwise
    return freed


def _accrued(viewer: Actor, entry_id: int, today: dt.date) -> Decimal | None:
    try:
        found = interest_to(viewer=viewer, entry_ids=[entry_id], on=today)
    except InterestNotKnown:
        return None
    return found[0].accrued if found else money.ZERO


def _still(entry_id: int) -> Decimal:
    found = OpenAmount.objects.filter(debt_id=entry_id, side="DEBIT")
    return found.aggregate(sum=Sum("amount"))["sum"] or money.ZERO


def _unused(account_id: int) -> Decimal:
    found = OpenAmount.objects.filter(account_id=account_id, side="CREDIT")
    return found.aggregate(sum=Sum("amount"))["sum"] or money.ZERO


def _priced(actor: Actor, draft: ReceivableDraft) -> Lines:
    return priced(
        viewer=actor,
        party_id=draft.party_id,
        creditor_id=draft.creditor_id,
        currency=draft.currency,
        asked=draft.lines,
    )


def _keep(entry_id: int, lines: Lines) -> None:
    with constraints.spoken():
        PricedLine.objects.bulk_create(
            [
                PricedLine(
                    entry_id=entry_id,
                    ordinal=ordinal,
                    item_id=one.item_id,
                    group_id=one.group_id,
                    first=one.first,
                    last=one.last,
                    quantity=one.quantity,
                    amount=one.amount,
                    discount=one.discount,
                    terms_from=one.terms_from,
                )
                for ordinal, one in enumerate(lines.lines, 1)
            ]
        )


def _posted(token: str) -> int | None:
    found = Entry.objects.filter(source=_SOURCE, source_ref=token).values_list("pk", flat=True)
    return found.first()


def _document(entry_id: int) -> Entry:
    found = (
        Entry.objects.select_related("account__creditor__creditor")
        .filter(pk=entry_id, side="DEBIT", debt__isnull=True)
        .first()
    )
    if found is None:
        raise NotADocument
    return found


def _refuse_of_others(draft: ReceivableDraft) -> None:
    points = Point.objects.filter(pk=draft.point_id or 0, party_id=draft.party_id)
    agreements = Agreement.objects.filter(
        pk=draft.agreement_id or 0, party_id=draft.party_id, creditor_id=draft.creditor_id
    )
    if draft.point_id is not None and not points.exists():
        raise NotTheirs(field="point_id")
    if draft.agreement_id is not None and not agreements.exists():
        raise NotTheirs


def _same(draft: ReceivableDraft, number: str) -> int | None:
    """The entry that the other click of the same form has posted meanwhile. Raises AlreadyThere."""
    try:
        _refuse_known_number(draft.creditor_id, number)
    except AlreadyThere:
        if posted := _posted(draft.token):
            return posted
        raise
    return None


def _refuse_known_number(creditor_id: int, number: str) -> None:
    known = sql.row(_HERE, "known_number", {"creditor": creditor_id, "number": number})
    if known is not None:
        raise AlreadyThere(number=number, issued_on=known[0].isoformat())


def _refuse_above(document: Entry, amount: Decimal) -> None:
    """Of a correction of several documents counts what was used on this one."""
    corrections = Entry.objects.filter(
        account_id=document.account_id,
        side="CREDIT",
        kind="CORRECTION",
        designated__contains=[document.pk],
    )
    own = corrections.filter(designated__len=1).aggregate(sum=Sum("amount"))["sum"]
    shared = Settlement.objects.filter(
        debit=document, credit__in=corrections.filter(designated__len__gt=1)
    ).aggregate(sum=Sum("amount"))["sum"]
    left = document.amount - (own or money.ZERO) - (shared or money.ZERO)
    if amount > left:
        raise AboveTheDocument(left=left)


def _use(actor: Actor, credit: int, document: Entry, amount: Decimal, on: dt.date) -> None:
    still_open = OpenAmount.objects.filter(entry_id=document.pk).values_list("amount", flat=True)
    used = min(amount, still_open.first() or money.ZERO)
    if used > 0:
        # Where it goes is chosen, so payments used later than its day do not change it.
        ledger.settle(
            actor=actor,
            credit_id=credit,
            on=on,
            choices={document.pk: used},
            confirmed=frozenset({ledger.LatePayment.code}),
        )


def _entry(draft: ReceivableDraft, number: str) -> ledger.EntryDraft:
    year = draft.issued_on.year
    return ledger.EntryDraft(
        party_id=draft.party_id,
        creditor_id=draft.creditor_id,
        currency=draft.currency,
        side="DEBIT",
        kind=draft.kind,
        amount=draft.amount,
        number=number or _next_number(draft.creditor_id, draft.kind, year),
        title=draft.title.strip(),
        issued_on=draft.issued_on,
        due_on=draft.due_on,
        booked_on=draft.issued_on,
        effective_on=draft.issued_on,
        point_id=draft.point_id,
        agreement_id=draft.agreement_id,
        interest_kind=draft.interest_kind,
        source=_SOURCE,
        source_ref=draft.token,
    )


def _next_number(creditor_id: int, kind: str, year: int) -> str:
    taken = sql.row(_HERE, "next_number", {"creditor_id": creditor_id, "kind": kind, "year": year})
    assert taken is not None  # noqa: S101  (the statement always returns its row)
    return rules.series_number(kind, year, int(taken[0]))
