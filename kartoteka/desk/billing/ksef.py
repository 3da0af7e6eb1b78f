"""Invoices of KSeF: handed in, shown with what becomes of each, taken in."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from kartoteka.billing import operations, queries
from kartoteka.billing.operations import sets
from kartoteka.billing.queries import sets as set_queries
from kartoteka.desk.billing import forms
from kartoteka.documents import queries as documents
from kartoteka.formats.ksef import File
from kartoteka.kernel.errors import Refusal
from kartoteka.ui import files, screens
from kartoteka.ui.templatetags.ui import JOB_NAMES, JOB_REPORTS

JOB_NAMES[sets.KIND] = gettext_lazy("Invoices of KSeF")
JOB_REPORTS[sets.KIND] = "desk/billing/ksef_job.html"


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
            job = operations.look(actor=request.actor, public_id=held)
            return redirect("job", job) if job else redirect("ksef_set", held)
    return screens.page(request, "desk/billing/ksef_hand_in.html", {"form": form})


@screens.staff()
@require_POST
def take(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """The person lets a set in, or the rest of it."""
    try:
        job = operations.take(actor=request.actor, public_id=public_id)
    except operations.SetNotHeld as refusal:
        messages.info(request, refusal.sentence())
        return redirect("ksef_hand_in")
    except Refusal as refusal:
        messages.warning(request, refusal.sentence())
        return redirect("ksef_set", public_id)
    if job:
        return redirect("job", job)
    taken = set_queries.invoice_set(viewer=request.actor, public_id=public_id)
    if taken is not None:
        messages.success(request, _summary(taken))
    return redirect("ksef_set", public_id)


@screens.staff()
@require_POST
def look(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """What becomes of a set is found out anew."""
    job = operations.look(actor=request.actor, public_id=public_id)
    return redirect("job", job) if job else redirect("ksef_set", public_id)


@screens.staff()
@require_POST
def drop(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Handed-in invoices are forgotten."""
    try:
        operations.let_go(actor=request.actor, public_id=public_id)
    except Refusal as refusal:
        messages.warning(request, refusal.sentence())
        return redirect("ksef_set", public_id)
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


def _summary(taken: set_queries.InvoiceSetView) -> str:
    came = ngettext(
        "%(count)s invoice has come in.", "%(count)s invoices have come in.", taken.new
    ) % {"count": taken.new}
    rest = _("Known already: %(known)s, refused: %(refused)s.") % {
        "known": taken.known,
        "refused": taken.refused,
    }
    return f"{came} {rest}"
