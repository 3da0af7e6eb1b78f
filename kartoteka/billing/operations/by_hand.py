"""A receivable entered by hand, its correction, and the PDF that came with it."""

from django.utils.translation import gettext_lazy as _

from kartoteka.agreements.models import Agreement, Point
from kartoteka.billing import rules
from kartoteka.billing.models import Attachment
from kartoteka.billing.rules import ReceivableDraft
from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry

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


def add_receivable(
    *, actor: Actor, draft: ReceivableDraft, confirmed: frozenset[str] = frozenset()
) -> int:
    """Posts one receivable and returns its entry; the same `token` again returns the same entry.

    Without a number the kinds of `rules.OWN_SERIES` get the creditor's next one, gapless within
    the year of issue. Raises UnknownKind, NumberMissing, NotTheirs, DueBeforeIssued and
    AlreadyThere (Confirmable), and what ledger.post does.
    """
    number = draft.number.strip()
    if draft.kind not in rules.BY_HAND:
        raise UnknownKind
    if not number and draft.kind not in rules.OWN_SERIES:
        raise NumberMissing
    if draft.due_on < draft.issued_on and DueBeforeIssued.code not in confirmed:
        raise DueBeforeIssued
    with acting(actor):
        posted = _posted(draft.token)
        if posted is not None:
            return posted
        _refuse_of_others(draft)
        if number and AlreadyThere.code not in confirmed:
            _refuse_known_number(draft.creditor_id, number)
        return ledger.post(actor=actor, draft=_entry(draft, number))


def attach_pdf(*, actor: Actor, entry_id: int, content_id: int) -> None:
    """Keeps the PDF that came with a document, in place of the one it had. Raises NotADocument."""
    with acting(actor):
        document = _document(entry_id)
        Attachment.objects.update_or_create(
            entry_id=document.pk, defaults={"content_id": content_id}
        )


def _posted(token: str) -> int | None:
    found = Entry.objects.filter(source=_SOURCE, source_ref=token).values_list("pk", flat=True)
    return found.first()


def _document(entry_id: int) -> Entry:
    found = (
        Entry.objects.select_related("account")
        .filter(pk=entry_id, side="DEBIT", debt__isnull=True)
        .first()
    )
    if found is None:
        raise NotADocument
    return found


def _refuse_of_others(draft: ReceivableDraft) -> None:
    points = Point.objects.filter(pk=draft.point_id, party_id=draft.party_id)
    agreements = Agreement.objects.filter(
        pk=draft.agreement_id, party_id=draft.party_id, creditor_id=draft.creditor_id
    )
    if draft.point_id is not None and not points.exists():
        raise NotTheirs(field="point_id")
    if draft.agreement_id is not None and not agreements.exists():
        raise NotTheirs


def _refuse_known_number(creditor_id: int, number: str) -> None:
    known = Entry.objects.filter(
        number=number, account__creditor_id=creditor_id, side="DEBIT", debt__isnull=True
    ).first()
    if known is not None:
        raise AlreadyThere(number=number, issued_on=known.issued_on.isoformat())


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
