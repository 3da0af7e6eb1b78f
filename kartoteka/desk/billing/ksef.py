"""Invoices of KSeF: handed in, shown with what becomes of each, taken in."""

import uuid
from collections import defaultdict
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kartoteka.billing import operations, queries
from kartoteka.desk.billing import forms
from kartoteka.documents import queries as documents
from kartoteka.formats.ksef import File
from kartoteka.kernel.errors import Refusal
from kartoteka.ui import files, screens

SHOWN = 200


@screens.staff()
def hand_in(request: screens.Request) -> HttpResponse:
    """Invoices are handed in, one or many; what becomes of them is shown next."""
    sent = request.POST if request.method == "POST" else None
    form = forms.Invoices(sent, request.FILES or None)
    if form.is_valid():
        with screens.refusals_on(form):
            given = form.cleaned_data["invoices"]
            number = form.cleaned_data["number"]
            held = operations.hold(
                actor=request.actor,
                files=[File(f"{number}.xml" if number else one.name, one.read()) for one in given],
            )
            operations.preview_held(viewer=request.actor, public_id=held)
            return redirect("ksef_set", held)
    return screens.page(request, "desk/billing/ksef_hand_in.html", {"form": form})


@screens.staff()
def held_set(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """What becomes of each handed-in invoice; the person lets them in."""
    try:
        if request.method == "POST":
            taken = operations.take_in_held(actor=request.actor, public_id=public_id)
            messages.success(request, _summary(taken))
            return redirect("entries")
        name, planned = operations.preview_held(viewer=request.actor, public_id=public_id)
    except Refusal as refusal:
        messages.info(request, refusal.sentence())
        return redirect("ksef_hand_in")
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in planned.lines:
        if line.outcome == "NEW" and line.amount is not None:
            sums[line.currency] += line.amount
    taken_lines = [line for line in planned.lines if line.outcome != "REFUSED"]
    context = {
        "name": name,
        "public_id": public_id,
        "planned": planned,
        "sums": sorted(sums.items()),
        "refused": planned.refused[:SHOWN],
        "lines": taken_lines[:SHOWN],
        "more": max(0, len(taken_lines) - SHOWN) + max(0, len(planned.refused) - SHOWN),
    }
    return screens.page(request, "desk/billing/ksef_set.html", context)


@screens.staff()
@require_POST
def drop(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Handed-in invoices are forgotten."""
    operations.let_go(actor=request.actor, public_id=public_id)
    messages.info(request, _("Nothing was taken in."))
    return redirect("entries")


@screens.staff()
def xml(request: screens.Request, entry_id: int, number: str) -> HttpResponse:
    """The invoice as KSeF has it."""
    found = queries.ksef_of(viewer=request.actor, entry_id=entry_id)
    invoice = next((one for one in found if one.number == number), None)
    if invoice is None:
        raise Http404
    data = documents.read(viewer=request.actor, content_id=invoice.content_id)
    return files.sent(data, name=f"{invoice.number}.xml", media_type="application/xml")


def _summary(taken: operations.TakenInvoices) -> str:
    came = ngettext(
        "%(count)s invoice has come in.", "%(count)s invoices have come in.", taken.new
    ) % {"count": taken.new}
    rest = _("Known already: %(known)s, refused: %(refused)s.") % {
        "known": taken.known,
        "refused": len(taken.refused),
    }
    return f"{came} {rest}"
