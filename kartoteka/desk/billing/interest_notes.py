"""Interest notes at the desk: one for a customer, many with a count first, their page and paper."""

import datetime as dt
import re
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kartoteka.access import queries as access
from kartoteka.billing import computations
from kartoteka.billing import queries as billing
from kartoteka.billing.operations import interest as operations
from kartoteka.billing.operations import noting
from kartoteka.billing.queries import interest as queries
from kartoteka.billing.queries import overtaken
from kartoteka.desk.billing import interest_forms as forms
from kartoteka.insight import queries as mailings
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import queries as ledger
from kartoteka.register import queries as register
from kartoteka.ui import files, screens
from kartoteka.ui.templatetags.ui import JOB_NAMES, JOB_REPORTS

JOB_NAMES[noting.KIND] = gettext_lazy("Interest notes")
JOB_REPORTS[noting.KIND] = "desk/billing/noted.html"


@screens.staff()
def add(request: screens.Request, party_id: int) -> HttpResponse:
    """A note of the account in `?account=` (else the first), of one of its debts with `?debt=`:
    what would stand in it, then the note."""
    party = register.party(viewer=request.actor, party_id=party_id)
    chosen = request.GET.get("account", "")
    accounts = ledger.accounts(viewer=request.actor, party_id=party_id)
    info = next((one for one in accounts if chosen in {"", str(one.account_id)}), None)
    if info is None or party is None:
        raise Http404
    debt = request.GET.get("debt", "")
    entry_ids = [int(debt[:18])] if debt.isdecimal() else None
    to = _day(request.GET.get("on", ""))
    today = timezone.localdate()
    form = forms.Note(request.POST or None, today=today, to=to)
    if form.is_valid() and "look" not in request.POST:
        with screens.refusals_on(form):
            made = operations.note_interest(
                actor=request.actor,
                account_id=info.account_id,
                terms=form.terms(),
                entry_ids=entry_ids,
            )
            messages.success(request, _("The interest note has been made."))
            return redirect("interest_note", made)
    day = form.cleaned_data.get("to") if form.is_bound and form.is_valid() else None
    lines, unknown = _lines(request, info, entry_ids, day or form.initial["to"])
    context = {
        "form": form,
        "party": party,
        "currency": info.currency,
        "lines": lines,
        "total": sum((one.interest.not_noted for one in lines), start=computations.NOTHING),
        "unknown": unknown,
    }
    return screens.page(request, "desk/billing/note_add.html", context, form=form)


@screens.staff()
def note(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """What a note asks for, line by line, and its prints."""
    found = _found(request, public_id)
    context = {
        "note": found,
        "lines": queries.note_lines(viewer=request.actor, note=found),
        "languages": computations.LANGUAGES,
        "overtaken": _overtaken(request, found),
        "corrected_by": overtaken.corrected_by(viewer=request.actor, note_id=found.id),
        "correction_of": overtaken.correction_of(viewer=request.actor, note_id=found.id),
        "paper": mailings.paper_of_note(viewer=request.actor, note_id=found.id),
    }
    return screens.page(request, "desk/billing/note.html", context)


@screens.staff()
def note_pdf(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """The note as paper, in the language of `?language=`."""
    found = _found(request, public_id)
    lines = queries.note_lines(viewer=request.actor, note=found)
    slip = billing.slip(
        viewer=request.actor,
        party_id=found.party_id,
        creditor_id=found.creditor_id,
        currency=found.currency,
        on=timezone.localdate(),
    )
    data = computations.interest_note(
        found,
        queries.note_computation(viewer=request.actor, note=found, lines=lines),
        slip=slip,
        language=request.GET.get("language", ""),
    )
    return files.sent(data, name=re.sub(r"[^\w-]+", "_", found.number) + ".pdf")


@screens.staff()
def withdraw(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Takes a note back by a mirror of each of its entries."""
    found = _found(request, public_id)
    form = forms.Withdrawal(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        with screens.refusals_on(form):
            operations.withdraw_note(
                actor=request.actor,
                note_id=found.id,
                confirmed=screens.confirmed(request),
                **form.cleaned_data,
            )
            messages.success(request, _("The interest note has been withdrawn."))
            return redirect("interest_note", public_id)
    return screens.page(request, "desk/billing/note_withdraw.html", {"form": form, "note": found})


@screens.staff()
def correct(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """A note by what is known today in place of one that was overtaken."""
    found = _found(request, public_id)
    today = timezone.localdate()
    initial = {"issued_on": today, "due_on": today + dt.timedelta(days=forms.PAYMENT_DAYS)}
    form = forms.NoteInPlace(request.POST or None, initial=initial)
    if form.is_valid():
        with screens.refusals_on(form):
            made = operations.correct_note(
                actor=request.actor,
                note_id=found.id,
                confirmed=screens.confirmed(request),
                **form.cleaned_data,
            )
            messages.success(request, _("The corrected note has been made."))
            return redirect("interest_note", made)
    context = {"form": form, "note": found, "overtaken": _overtaken(request, found)}
    return screens.page(request, "desk/billing/note_correct.html", context)


def _overtaken(
    request: screens.Request, note: queries.InterestNoteView
) -> overtaken.OvertakenNote | None:
    found = overtaken.overtaken(viewer=request.actor, note_id=note.id)
    return found[0] if found else None


@screens.staff()
def run(request: screens.Request) -> HttpResponse:
    """Notes of everybody, or of a creditor's customers: counted first, made after the count."""
    form = forms.Run(
        request.POST or None,
        creditors=ledger.creditors(viewer=request.actor),
        today=timezone.localdate(),
    )
    if form.is_valid():
        with screens.refusals_on(form):
            job = noting.note_later(
                actor=request.actor,
                terms=form.terms(),
                creditor_id=form.creditor_id(),
                dry="post" not in request.POST,
            )
            return redirect("job", job)
    mine = access.running_jobs(viewer=request.actor)
    running = next((job for job in mine if job.kind == noting.KIND), None)
    return screens.page(request, "desk/billing/note_run.html", {"form": form, "running": running})


def _found(request: screens.Request, public_id: uuid.UUID) -> queries.InterestNoteView:
    found = queries.interest_note(viewer=request.actor, public_id=public_id)
    if found is None:
        raise Http404
    return found


def _lines(
    request: screens.Request, info: ledger.AccountInfo, entry_ids: list[int] | None, on: dt.date
) -> tuple[list[ledger.DebtComputation], str]:
    party_id = None if entry_ids else info.party_id
    try:
        found = ledger.computations(
            viewer=request.actor,
            on=on,
            entry_ids=entry_ids,
            party_id=party_id,
            creditor_id=info.creditor_id,
            currency=info.currency,
        )
    except Refusal as refusal:
        return [], refusal.sentence()
    of_account = [one for one in found if one.account_id == info.account_id]
    return [one for one in of_account if one.interest.not_noted], ""


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
