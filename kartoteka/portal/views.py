"""What a customer reads: what is owed, invoices, payments and how they were used, own data."""

import re
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from kartoteka.billing import computations
from kartoteka.billing import queries as billing
from kartoteka.billing.confirmations import confirmation
from kartoteka.billing.queries import interest, overtaken, prices
from kartoteka.documents import queries as documents
from kartoteka.ledger import queries as ledger
from kartoteka.portal import customer
from kartoteka.register.queries import held
from kartoteka.ui import files, screens
from kartoteka.ui.screens import Request

PAGE = 25


def start(request: Request) -> HttpResponse:
    """How much, until when, how to pay; then the documents that are open."""
    who = customer.current(request)
    today = timezone.localdate()
    asked: dict[str, Any] = {"viewer": request.actor, "party_id": who.party.party_id, "on": today}
    open_ = ledger.open_entries(**asked)
    context = {
        "customer": who,
        "balances": ledger.balance(**asked),
        "open": open_,
        "today": today,
        "overtaken": overtaken.overtaken(viewer=request.actor, party_id=who.party.party_id)
        if any(one.debt_id for one in open_)
        else (),
        "has_prices": prices.has_own_prices(**asked),
        "here": "start",
    }
    return screens.page(request, "portal/start.html", context)


def invoices(request: Request) -> HttpResponse:
    """All documents, the newest first."""
    who = customer.current(request)
    before = _number(request.GET.get("after", ""))
    found = billing.documents_of(
        viewer=request.actor, party_id=who.party.party_id, before=before, limit=PAGE + 1
    )
    context = {
        "customer": who,
        "documents": [(one, one.is_overdue(timezone.localdate())) for one in found[:PAGE]],
        "next_after": found[PAGE - 1].entry_id if len(found) > PAGE else None,
        "notes": () if before else _notes(request, who.party.party_id),
        "here": "invoices",
    }
    return screens.page(request, "portal/invoices.html", context)


def _notes(request: Request, party_id: int) -> list[dict[str, Any]]:
    """Interest notes, each with the one in its place and what is due where it was overtaken."""
    asked: dict[str, Any] = {"viewer": request.actor, "party_id": party_id}
    notes = interest.notes_of(**asked)
    instead, changed = {}, {}
    if any(not one.stands for one in notes):
        instead = overtaken.replaced(**asked)
    if any(one.stands for one in notes):
        changed = {one.public_id: one for one in overtaken.overtaken(**asked)}
    numbers = {instead[one.public_id][0]: one.number for one in notes if one.public_id in instead}
    rows = []
    for note in notes:
        row: dict[str, Any] = {
            "note": note, "replaced_by": instead.get(note.public_id),
            "in_place_of": numbers.get(note.public_id, ""),
        }  # fmt: skip
        if found := changed.get(note.public_id):
            left = note.open_amount + found.differs
            row |= {"overtaken": found, "by": abs(found.differs), "due": left, "over": -left}
        rows.append(row)
    return rows


def interest_note_pdf(request: Request, public_id: UUID) -> HttpResponse:
    """An interest note as the office prints it, in the reader's language."""
    who = customer.current(request)
    found = interest.interest_note(viewer=request.actor, public_id=public_id)
    if found is None or found.party_id != who.party.party_id:
        raise Http404
    lines = interest.note_lines(viewer=request.actor, note=found)
    slip = billing.slip(
        viewer=request.actor,
        party_id=found.party_id,
        creditor_id=found.creditor_id,
        currency=found.currency,
        on=timezone.localdate(),
    )
    data = computations.interest_note(
        found,
        interest.note_computation(viewer=request.actor, note=found, lines=lines),
        slip=slip,
        language=get_language() or "",
    )
    return files.sent(data, name=f"{file_name(found.number)}.pdf")


def invoice(request: Request, public_id: UUID) -> HttpResponse:
    """One document, and the payments that were used on it."""
    who, receivable = _receivable(request, public_id)
    document = receivable.document
    context = {
        "customer": who,
        "receivable": receivable,
        "document": document,
        "is_overdue": document.is_overdue(timezone.localdate()),
        "lines": [
            line
            for line in ledger.settlements_of(viewer=request.actor, debit_id=document.entry_id)
            if line.stands
        ],
        "verified": billing.verified(viewer=request.actor, entry_ids=[document.entry_id]),
        "here": "invoices",
    }
    return screens.page(request, "portal/invoice.html", context)


def invoice_pdf(request: Request, public_id: UUID) -> HttpResponse:
    """The PDF that came with the document, else a confirmation that says it is no invoice."""
    _who, receivable = _receivable(request, public_id)
    document = receivable.document
    if document.content_id is not None:
        kept = documents.content(viewer=request.actor, content_id=document.content_id)
        data = documents.read(viewer=request.actor, content_id=document.content_id)
        return files.sent(data, name=kept.name, media_type=kept.media_type)
    verified = billing.verified(viewer=request.actor, entry_ids=[document.entry_id])
    data = confirmation(receivable, on=timezone.localdate(), verified=verified)
    return files.sent(data, name=f"{file_name(document.number or 'receivable')}.pdf")


def payments(request: Request) -> HttpResponse:
    """What was paid, and what each payment was used for and why."""
    who = customer.current(request)
    before = _number(request.GET.get("after", ""))
    found = ledger.credits_of(
        viewer=request.actor, party_id=who.party.party_id, before=before, limit=PAGE + 1
    )
    context = {
        "customer": who,
        "payments": found[:PAGE],
        "next_after": found[PAGE - 1].entry_id if len(found) > PAGE else None,
        "here": "payments",
    }
    return screens.page(request, "portal/payments.html", context)


def own_prices(request: Request) -> HttpResponse:
    """What the customer pays for what, today and as announced."""
    who = customer.current(request)
    today = timezone.localdate()
    context = {
        "customer": who,
        "prices": prices.own_prices(viewer=request.actor, party_id=who.party.party_id, on=today),
        "today": today,
        "here": "prices",
    }
    return screens.page(request, "portal/prices.html", context)


def my_data(request: Request) -> HttpResponse:
    """What the office keeps of the customer: addresses, contacts, identifiers."""
    who = customer.current(request)
    data = held.own_data(viewer=request.actor, party_id=who.party.party_id, on=timezone.localdate())
    context = {"customer": who, "data": data, "here": "my_data"}
    return screens.page(request, "portal/my_data.html", context)


@require_POST
def switch(request: Request) -> HttpResponse:
    """Look at another of the own parties."""
    try:
        chosen = UUID(request.POST.get("party", ""))
    except ValueError:
        raise Http404 from None
    customer.choose(request, chosen)
    return redirect("start")


def file_name(number: str) -> str:
    """A document's number as a file's name."""
    return re.sub(r"[^\w.-]+", "-", number).strip("-.") or "document"


def _receivable(request: Request, public_id: UUID) -> tuple[customer.Customer, billing.Receivable]:
    who = customer.current(request)
    entry_id = billing.entry_of(
        viewer=request.actor, party_id=who.party.party_id, public_id=public_id
    )
    found = entry_id and billing.receivable(viewer=request.actor, entry_id=entry_id)
    if not found:
        raise Http404
    return who, found


def _number(text: str) -> int | None:
    """A row's key out of an address; nonsense is no key."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text, re.ASCII) else None
