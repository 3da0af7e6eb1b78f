"""One receivable, adding one, correcting it, and its PDF."""

import datetime as dt
import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kartoteka.agreements import queries as agreements
from kartoteka.billing import notes, operations, queries, rules
from kartoteka.billing.confirmations import confirmation
from kartoteka.billing.queries import limits, priced, prices
from kartoteka.desk.billing import forms
from kartoteka.desk.billing.line_forms import HEADINGS, PricedReceivable
from kartoteka.documents import operations as contents
from kartoteka.documents import queries as documents
from kartoteka.kernel.actor import Role
from kartoteka.kernel.days import written
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.money import format_amount
from kartoteka.ledger import queries as ledger
from kartoteka.payments import queries as payments
from kartoteka.register import queries as register
from kartoteka.register.queries import terms
from kartoteka.ui import files, screens

HITS = 20


@screens.staff()
def receivable(request: screens.Request, entry_id: int) -> HttpResponse:
    """The document, what paid it and why, its interest by periods; from interest and costs on to
    the note or the document on which they hang."""
    if place := queries.hangs_on(viewer=request.actor, entry_id=entry_id):
        return redirect(*place)
    found = _receivable(request, entry_id)
    today = timezone.localdate()
    interest, unknown = _interest(request, entry_id)
    context = {
        "receivable": found,
        "document": found.document,
        "kind_word": ledger.kind_word(found.document.kind),
        "is_overdue": found.document.is_overdue(today),
        "lines": ledger.settlements_of(viewer=request.actor, debit_id=entry_id),
        "interest": interest,
        "unknown": unknown,
        "today": today,
        "languages": notes.LANGUAGES if notes.is_printed(found) else (),
        "limitation": limits.limit_of(
            viewer=request.actor, entry_id=entry_id, on=timezone.localdate()
        ),
        "ksef": queries.ksef_of(viewer=request.actor, entry_id=entry_id),
        "priced": priced.lines_of(viewer=request.actor, entry_id=entry_id),
        "ties": queries.ties_of(viewer=request.actor, entry_id=entry_id),
        "advances": queries.advances_of(viewer=request.actor, entry_id=entry_id),
        "virtual": payments.debt_account(request.actor, entry_id),
        "may_give": request.actor.may(Role.ADMINISTRATOR),
    }
    return screens.page(request, "desk/billing/receivable.html", context)


@screens.staff()
def receivable_add(request: screens.Request) -> HttpResponse:
    """A receivable by hand for the customer in `?party=`; without one, first whose it is."""
    party_id = request.GET.get("party", "")
    if not party_id:
        text = request.GET.get("q", "")[:200]
        hits = register.find(viewer=request.actor, text=text, limit=HITS) if text.strip() else []
        return screens.page(request, "desk/billing/whose.html", {"text": text, "hits": hits})
    party = register.party(viewer=request.actor, party_id=_number(party_id))
    if party is None:
        raise Http404
    creditors = ledger.creditors(viewer=request.actor, party_id=party.id)
    today = timezone.localdate()
    agreed = terms.terms_on(viewer=request.actor, party_id=party.id, on=today)
    days = agreed.payment_days if agreed is not None else None
    form = PricedReceivable(
        request.POST or None,
        items=prices.items_to_choose(viewer=request.actor),
        creditors=creditors,
        points=agreements.points_of(viewer=request.actor, party_id=party.id),
        agreements=agreements.agreements_of(viewer=request.actor, party_id=party.id),
        suggested=(agreed.interest_kind if agreed is not None else "")
        or rules.suggested_interest(
            country=creditors[0].country if creditors else party.country, party_kind=party.kind
        ),
        today=today,
        payment_days=14 if days is None else days,
    )
    context: dict[str, object] = {"form": form, "party": party, "headings": HEADINGS}
    if form.is_valid():
        with screens.refusals_on(form):
            draft = form.draft(party.id)
            if "count" in request.POST:
                if draft.lines:
                    context["priced"] = priced.priced(
                        viewer=request.actor, party_id=party.id, creditor_id=draft.creditor_id,
                        currency=draft.currency, asked=draft.lines,
                    )  # fmt: skip
                return screens.page(request, "desk/billing/add.html", context)
            entry_id = operations.add_receivable(
                actor=request.actor, draft=draft, confirmed=screens.confirmed(request)
            )
            messages.success(request, _("The receivable has been posted."))
            return redirect("receivable", entry_id)
    return screens.page(request, "desk/billing/add.html", context)


@screens.staff()
def receivable_correct(request: screens.Request, entry_id: int) -> HttpResponse:
    """Lessens a document, or adds to it, by a correction that names it."""
    found = _receivable(request, entry_id)
    today = timezone.localdate()
    form = forms.Correction(request.POST or None, today=today)
    context: dict[str, object] = {
        "form": form, "receivable": found, "document": found.document, "today": today,
    }  # fmt: skip
    if form.is_valid():
        said = dict(form.cleaned_data)
        from_start = said.pop("since") == "DOCUMENT"
        with screens.refusals_on(form):
            if said.pop("way") == "MORE":
                if "count" in request.POST:
                    context["adds"] = said
                    return screens.page(request, "desk/billing/correct.html", context)
                entry = operations.correct_upwards(actor=request.actor, entry_id=entry_id, **said)
            else:
                said.pop("due_on")
                said["from_start"] = from_start
                if "count" in request.POST:
                    context["counted"] = _counted(request, entry_id, said, today)
                    return screens.page(request, "desk/billing/correct.html", context)
                operations.correct(actor=request.actor, entry_id=entry_id, **said)
                entry = entry_id
            messages.success(request, _("The correction has been posted."))
            return redirect("receivable", entry)
    return screens.page(request, "desk/billing/correct.html", context)


def _counted(
    request: screens.Request, entry_id: int, said: dict[str, Any], today: dt.date
) -> operations.Corrected:
    asked = {name: said[name] for name in ("amount", "on", "from_start")}
    return operations.preview_correct(viewer=request.actor, entry_id=entry_id, today=today, **asked)


@screens.staff()
def receivable_advances(request: screens.Request, entry_id: int) -> HttpResponse:
    """Settles advances against the invoice that is for the whole."""
    found = _receivable(request, entry_id)
    advances = queries.advances_of(viewer=request.actor, entry_id=entry_id)
    currency, language = found.document.currency, translation.get_language() or "pl"
    choices = [
        (
            one.entry_id,
            _("%(number)s, due %(day)s: %(amount)s, of it not paid %(open)s")
            % {
                "number": one.number or one.title,
                "day": written(one.due_on, language),
                "amount": format_amount(one.amount, currency, language),
                "open": format_amount(one.open_amount, currency, language),
            },
        )
        for one in advances
    ]
    form = forms.Advances(request.POST or None, choices=choices, today=timezone.localdate())
    if form.is_valid():
        with screens.refusals_on(form):
            operations.settle_advances(
                actor=request.actor,
                entry_id=entry_id,
                advance_ids=form.cleaned_data["advances"],
                on=form.cleaned_data["on"],
            )
            messages.success(request, _("The advances have been settled."))
            return redirect("receivable", entry_id)
    context = {
        "form": form, "receivable": found, "document": found.document, "advances": advances,
    }  # fmt: skip
    return screens.page(request, "desk/billing/advances.html", context)


@screens.staff()
def receivable_pdf(request: screens.Request, entry_id: int) -> HttpResponse:
    """The PDF that came with the document, else a confirmation that says it is no invoice."""
    found = _receivable(request, entry_id)
    document = found.document
    if document.content_id is None:
        name = re.sub(r"[^\w-]+", "_", document.number) or "receivable"
        verified = queries.verified(viewer=request.actor, entry_ids=[entry_id])
        data = confirmation(found, on=timezone.localdate(), verified=verified)
        return files.sent(data, name=f"{name}.pdf")
    kept = documents.content(viewer=request.actor, content_id=document.content_id)
    data = documents.read(viewer=request.actor, content_id=document.content_id)
    return files.sent(data, name=kept.name, media_type=kept.media_type)


@screens.staff()
def receivable_note(request: screens.Request, entry_id: int) -> HttpResponse:
    """A document of the office's own as paper, in the language of `?language=`."""
    found = _receivable(request, entry_id)
    if not notes.is_printed(found):
        raise Http404
    document = found.document
    slip = queries.slip(
        viewer=request.actor,
        party_id=found.party_id,
        creditor_id=document.creditor_id,
        currency=document.currency,
        on=timezone.localdate(),
    )
    if slip is not None:
        slip = queries.slip_of_debt(viewer=request.actor, whole=slip, entry_id=entry_id)
    ties = queries.ties_of(viewer=request.actor, entry_id=entry_id)
    data = notes.note(
        found,
        slip=slip,
        ties=ties,
        lines=priced.lines_of(viewer=request.actor, entry_id=entry_id),
        language=request.GET.get("language", ""),
    )
    name = re.sub(r"[^\w-]+", "_", document.number) or "note"
    return files.sent(data, name=f"{name}.pdf")


@screens.staff()
def receivable_attach(request: screens.Request, entry_id: int) -> HttpResponse:
    """Keeps the PDF that came with a document."""
    found = _receivable(request, entry_id)
    form = forms.Pdf(request.POST or None, request.FILES or None)
    if form.is_valid():
        with screens.refusals_on(form):
            file = form.cleaned_data["file"]
            content_id = contents.keep(
                actor=request.actor,
                data=file.read(),
                name=file.name,
                media_type="application/pdf",
            )
            operations.attach_pdf(actor=request.actor, entry_id=entry_id, content_id=content_id)
            return redirect("receivable", entry_id)
    context = {"form": form, "receivable": found, "document": found.document}
    return screens.page(request, "desk/billing/attach.html", context)


def _receivable(request: screens.Request, entry_id: int) -> queries.Receivable:
    found = queries.receivable(viewer=request.actor, entry_id=entry_id)
    if found is None:
        raise Http404
    return found


def _interest(request: screens.Request, entry_id: int) -> tuple[ledger.DebtInterest | None, str]:
    try:
        found = ledger.interest_to(
            viewer=request.actor, entry_ids=[entry_id], on=timezone.localdate()
        )
    except Refusal as refusal:
        return None, refusal.sentence()
    return (found[0] if found else None), ""


def _number(text: str) -> int:
    if not text.isdecimal():
        raise Http404
    return int(text[:18])
