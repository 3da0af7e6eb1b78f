"""Requests of persons about their data, with the day to answer by."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kartoteka.desk.privacy import forms
from kartoteka.desk.register.views import known
from kartoteka.kernel.actor import Role
from kartoteka.privacy import operations, queries
from kartoteka.ui import figures, screens


@screens.staff()
def request(request: screens.Request, public_id: UUID) -> HttpResponse:
    """One request: what was asked, by when, and its answer."""
    shown = _shown(request, public_id)
    today = timezone.localdate()
    form = forms.Answer(request.POST or None, initial={"on": today, "state": "GRANTED"})
    if form.is_valid():
        said = form.cleaned_data
        with screens.refusals_on(form):
            operations.answer(
                actor=request.actor,
                request=public_id,
                state=said["state"],
                text=said["answer"],
                on=said["on"],
                today=today,
            )
            messages.success(request, _("The request is answered."))
            return redirect("privacy_request", public_id)
    context = {
        "shown": shown,
        "form": form,
        "today": today,
        "may_erase": request.actor.may(Role.SUPERADMINISTRATOR),
    }
    return screens.page(request, "desk/privacy/request.html", context)


@screens.staff()
def prolong(request: screens.Request, public_id: UUID) -> HttpResponse:
    """Two months more, with the reason."""
    shown = _shown(request, public_id)
    form = forms.Prolong(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.prolong(
                actor=request.actor,
                request=public_id,
                reason=form.cleaned_data["reason"],
                today=timezone.localdate(),
            )
            messages.success(request, _("Tell the person now why it takes longer."))
            return redirect("privacy_request", public_id)
    context = {
        "form": form,
        "heading": _("Two months more"),
        "text": _("By %(day)s at the latest. The person is to be told before the first month ends.")
        % {"day": figures.day(shown.longest_on, get_language() or "pl")},
        "submit": _("Prolong"),
        "back": reverse("privacy_request", args=[public_id]),
        "trail": [(reverse("privacy_requests"), _("Requests"))],
    }
    return screens.page(request, "desk/privacy/part.html", context)


@screens.staff()
def add(request: screens.Request, party_id: int) -> HttpResponse:
    """A request that came."""
    party = known(request, party_id)
    today = timezone.localdate()
    form = forms.NewRequest(request.POST or None, initial={"received_on": today})
    if form.is_valid():
        said = form.cleaned_data
        with screens.refusals_on(form):
            public_id = operations.take_down(
                actor=request.actor, party_id=party_id, today=today, **said
            )
            messages.success(request, _("Taken down."))
            return redirect("privacy_request", public_id)
    context = {
        "form": form,
        "heading": _("New request"),
        "submit": _("Take down"),
        "back": reverse("party_personal", args=[party_id]),
        "trail": [(reverse("party", args=[party_id]), party.name)],
    }
    return screens.page(request, "desk/privacy/part.html", context)


def _shown(request: screens.Request, public_id: UUID) -> queries.RequestLine:
    shown = queries.request(viewer=request.actor, public_id=public_id)
    if shown is None:
        raise Http404
    return shown
