"""Compensation for recovery at the desk: for one document, for many with a preview; NBP rates."""

from collections import defaultdict
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kartoteka.billing import queries
from kartoteka.billing.operations import compensation as operations
from kartoteka.billing.queries import compensation
from kartoteka.desk.billing import forms
from kartoteka.kernel.actor import Role
from kartoteka.ledger import queries as ledger
from kartoteka.ui import screens

SHOWN = 200


@screens.staff()
def one(request: screens.Request, entry_id: int) -> HttpResponse:
    """What may be claimed for a document, or why nothing; it is claimed."""
    found = queries.receivable(viewer=request.actor, entry_id=entry_id)
    today = timezone.localdate()
    told = compensation.compensations(viewer=request.actor, on=today, entry_ids=[entry_id])
    if found is None or not told:
        raise Http404
    form = forms.Sure(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.claim_compensation(actor=request.actor, entry_id=entry_id, on=today)
            messages.success(request, _("The compensation has been posted."))
            return redirect("receivable", entry_id)
    context = {
        "form": form,
        "receivable": found,
        "document": found.document,
        "told": told[0],
        "ties": queries.ties_of(viewer=request.actor, entry_id=entry_id),
    }
    return screens.page(request, "desk/billing/compensation.html", context)


@screens.staff()
def many(request: screens.Request) -> HttpResponse:
    """Every document that gives a right to compensation, with what is claimed; all are claimed."""
    today = timezone.localdate()
    creditors = ledger.creditors(viewer=request.actor)
    sent = request.POST if request.method == "POST" else request.GET or None
    form = forms.Compensations(sent, creditors=creditors)
    asked = form.asked()
    if request.method == "POST" and form.is_valid():
        with screens.refusals_on(form):
            posted, left = operations.claim_all(actor=request.actor, on=today, **asked)
            said = ngettext(
                "%(count)s compensation has been posted.",
                "%(count)s compensations have been posted.",
                posted,
            )
            rest = _("Could not be claimed: %(count)s.") % {"count": left} if left else ""
            messages.success(request, f"{said % {'count': posted}} {rest}".strip())
            return redirect("compensations")
    told = compensation.compensations(viewer=request.actor, on=today, **asked)
    fit = [row for row in told if not row.fault]
    faults = [row for row in told if row.fault not in {"", "already"}]
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in fit:
        sums[row.currency] += row.claimed
    context = {
        "form": form,
        "asked": asked,
        "count": len(fit),
        "already": len(told) - len(fit) - len(faults),
        "faults": faults[:SHOWN],
        "fault_count": len(faults),
        "rows": fit[:SHOWN],
        "more": max(0, len(fit) - SHOWN),
        "sums": sorted(sums.items()),
    }
    return screens.page(request, "desk/billing/compensations.html", context)


@screens.staff(Role.ADMINISTRATOR)
def rates(request: screens.Request) -> HttpResponse:
    """Exchange rates of the NBP: taken from its files, or typed."""
    is_file = request.method == "POST" and "file" in request.FILES
    is_typed = request.method == "POST" and not is_file
    upload = forms.RateFile(request.POST, request.FILES) if is_file else forms.RateFile()
    typed = forms.Rate(request.POST if is_typed else None)
    if is_file and upload.is_valid():
        with screens.refusals_on(upload):
            data = upload.cleaned_data["file"].read()
            count = operations.import_rates(actor=request.actor, data=data)
            said = ngettext("%(count)s rate taken over.", "%(count)s rates taken over.", count)
            messages.success(request, said % {"count": count})
            return redirect("exchange_rates")
    if is_typed and typed.is_valid():
        with screens.refusals_on(typed):
            operations.set_rate(actor=request.actor, **typed.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("exchange_rates")
    context = {
        "form": upload if is_file else typed,
        "upload": upload,
        "typed": typed,
        "rates": compensation.rates(viewer=request.actor),
    }
    return screens.page(request, "desk/billing/rates.html", context)
