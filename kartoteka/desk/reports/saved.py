"""Saved reports: kept, scheduled, sent, and what was made of them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kartoteka.desk.reports import forms, views
from kartoteka.insight import operations, queries
from kartoteka.insight.reports import FLOW
from kartoteka.kernel.errors import Refusal
from kartoteka.ui import files, screens

_NOT_KEPT = {"page", "sort", "csrfmiddlewaretoken"}


@screens.staff()
def save(request: screens.Request, key: str) -> HttpResponse:
    """A name for what is asked, and how its days are found when it is opened or sent again."""
    found, asking = views.asked_of(request, key)
    back = f"{reverse('report', args=[key])}?{request.GET.urlencode()}"
    if not asking.is_valid():
        return redirect(back)
    form = forms.Save(
        request.POST if request.method == "POST" else None, has_period=found.of == FLOW
    )
    if form.is_valid():
        said = form.cleaned_data
        with screens.refusals_on(form):
            saved = operations.save_report(
                actor=request.actor,
                name=said["name"],
                report=key,
                asked=asking.asked(request.GET),
                query={k: str(asking.said[k]) for k in asking.said if k not in _NOT_KEPT},
                ending=said["ending"],
                beginning=said.get("beginning") or "FIXED",
                is_shared=said["is_shared"],
            )
            return redirect("saved_report", saved)
    return screens.page(
        request, "desk/reports/save.html", {"form": form, "report": found, "back": back}
    )


@screens.staff()
def saved_report(request: screens.Request, public_id: UUID) -> HttpResponse:
    """A saved report: when it is sent to whom, and what was made of it."""
    shown = queries.saved_report(
        viewer=request.actor, public_id=public_id, today=timezone.localdate()
    )
    if shown is None:
        raise Http404
    line, runs = shown
    form = forms.Schedule(
        request.POST if request.method == "POST" else None,
        viewer=request.actor,
        initial={
            "every": line.every,
            "format": line.format,
            "way": line.way,
            "recipients": line.recipients,
        },
    )
    if form.is_valid():
        with screens.refusals_on(form):
            operations.schedule(
                actor=request.actor,
                saved=public_id,
                on=timezone.localdate(),
                draft=operations.Schedule(**form.cleaned_data),
            )
            messages.success(request, _("Saved."))
            return redirect("saved_report", public_id)
    context = {"form": form, "saved": line, "runs": runs}
    return screens.page(request, "desk/reports/saved.html", context)


@screens.staff()
@require_POST
def send(request: screens.Request, public_id: UUID) -> HttpResponse:
    """It is made and sent now."""
    try:
        operations.send_now(actor=request.actor, saved=public_id, on=timezone.localdate())
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    return redirect("saved_report", public_id)


@screens.staff()
@require_POST
def remove(request: screens.Request, public_id: UUID) -> HttpResponse:
    """It is kept no more."""
    operations.remove(actor=request.actor, saved=public_id)
    messages.success(request, _("The report is removed."))
    return redirect("reports")


@screens.staff()
@never_cache
def run_file(request: screens.Request, public_id: UUID) -> HttpResponse:
    """The file of a report that was made."""
    name, media_type, data = queries.run_file(viewer=request.actor, public_id=public_id)
    return files.sent(data, name=name, media_type=media_type)
