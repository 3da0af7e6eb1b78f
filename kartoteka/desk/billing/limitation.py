"""Limitation: what happened to a claim, the kinds of claims, and documents by their last day."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kartoteka.billing import queries
from kartoteka.billing.operations import limitation as operations
from kartoteka.billing.queries import limits
from kartoteka.desk.billing import forms
from kartoteka.kernel.actor import Role
from kartoteka.ledger import queries as ledger
from kartoteka.ui import screens


@screens.staff()
def record(request: screens.Request, entry_id: int) -> HttpResponse:
    """Why the last day of a document is what it is; what happened is recorded."""
    found = queries.receivable(viewer=request.actor, entry_id=entry_id)
    shown = limits.limit_of(viewer=request.actor, entry_id=entry_id, on=timezone.localdate())
    if found is None or shown is None:
        raise Http404
    form = forms.LimitationEvent(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.record_event(actor=request.actor, entry_ids=[entry_id], draft=form.draft())
            messages.success(request, _("Recorded; the last day is counted anew."))
            return redirect("limitation", entry_id)
    context = {
        "form": form,
        "receivable": found,
        "document": found.document,
        "shown": shown,
        "is_barred": shown.is_barred(timezone.localdate()),
        "today": timezone.localdate(),
    }
    return screens.page(request, "desk/billing/limitation.html", context)


@screens.staff()
def change(request: screens.Request, entry_id: int, event_id: int, how: str) -> HttpResponse:
    """An event ends, or is taken back."""
    found = queries.receivable(viewer=request.actor, entry_id=entry_id)
    shown = limits.limit_of(viewer=request.actor, entry_id=entry_id, on=timezone.localdate())
    event = next((one for one in shown.events if one.id == event_id), None) if shown else None
    if found is None or event is None or how not in {"end", "back"}:
        raise Http404
    form = forms.LimitationChange(
        request.POST if request.method == "POST" else None,
        initial={"on": timezone.localdate()},
        ends=how == "end",
    )
    if form.is_valid():
        run = operations.end_event if how == "end" else operations.take_back
        with screens.refusals_on(form):
            run(
                actor=request.actor,
                event_id=event_id,
                on=form.cleaned_data.get("on") or timezone.localdate(),
                reason=form.cleaned_data["reason"],
            )
            return redirect("limitation", entry_id)
    context = {
        "form": form,
        "receivable": found,
        "document": found.document,
        "event": event,
        "ends": how == "end",
    }
    return screens.page(request, "desk/billing/limitation_change.html", context)


@screens.staff(Role.ADMINISTRATOR)
def rules(request: screens.Request) -> HttpResponse:
    """The law of limitation, and of what kind the claims of documents are."""
    creditors = ledger.creditors(viewer=request.actor)
    form = forms.ClaimRule(request.POST if request.method == "POST" else None, creditors=creditors)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.set_rule(actor=request.actor, **form.rule())
            messages.success(request, _("Saved."))
            return redirect(reverse("limitation_rules"))
    context = {
        "form": form,
        "terms": limits.terms(viewer=request.actor),
        "rules": limits.rules(viewer=request.actor),
    }
    return screens.page(request, "desk/billing/limitation_rules.html", context)
