"""One issued information: its files, its letter, what became of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kartoteka.desk.tax import forms
from kartoteka.desk.tax.views import form_page, sent
from kartoteka.kernel.actor import Role
from kartoteka.kernel.errors import Refusal
from kartoteka.tax import queries
from kartoteka.tax.operations import files, issuing
from kartoteka.ui import files as downloads
from kartoteka.ui import screens


def _information(request: screens.Request, public_id: UUID) -> queries.InformationView:
    found = queries.information(viewer=request.actor, public_id=public_id)
    if found is None:
        raise Http404
    return found


@screens.staff()
@never_cache
def pdf(request: screens.Request, public_id: UUID) -> HttpResponse:
    """The printed summary."""
    _information(request, public_id)
    name, data = files.hand_out_pdf(actor=request.actor, public_id=public_id)
    return downloads.sent(data, name=name)


@screens.staff(Role.ADMINISTRATOR)
@never_cache
def xml(request: screens.Request, public_id: UUID) -> HttpResponse:
    """The e-Declaration as it is kept."""
    _information(request, public_id)
    name, data = files.hand_out_xml(actor=request.actor, public_id=public_id)
    return downloads.sent(data, name=name, media_type="application/xml")


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def write(request: screens.Request, public_id: UUID) -> HttpResponse:
    """The e-Declaration is written, or the page says why it cannot be."""
    told = _information(request, public_id)
    try:
        files.write_xml(actor=request.actor, public_id=public_id)
        messages.success(request, _("The e-Declaration is written and valid."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    return redirect("taxpayer", told.taxpayer_id)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def letter(request: screens.Request, public_id: UUID) -> HttpResponse:
    """The printed summary goes into the print queue."""
    told = _information(request, public_id)
    try:
        files.queue_letter(actor=request.actor, public_id=public_id, on=timezone.localdate())
        messages.success(request, _("The letter waits in the print queue."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    return redirect("taxpayer", told.taxpayer_id)


@screens.staff(Role.ADMINISTRATOR)
def event(request: screens.Request, public_id: UUID) -> HttpResponse:
    """What became of it."""
    told = _information(request, public_id)
    form = forms.Event(sent(request), request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data
        receipt = given.pop("receipt")
        with screens.refusals_on(form):
            issuing.note_event(
                actor=request.actor,
                public_id=public_id,
                receipt=(receipt.name, receipt.read()) if receipt else None,
                **given,
            )
            messages.success(request, _("Saved."))
            return redirect("taxpayer", told.taxpayer_id)
    return form_page(
        request,
        form,
        title=_("What became of it"),
        crumb=told.facts.get("person", {}).get("name", "—"),
        submit=_("Save"),
        back=reverse("taxpayer", args=[told.taxpayer_id]),
    )
