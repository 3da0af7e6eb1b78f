"""Purposes of processing: the list and each as a form."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kartoteka.desk.privacy import forms
from kartoteka.kernel.actor import Role
from kartoteka.privacy import operations, queries
from kartoteka.ui import screens


@screens.staff(Role.ADMINISTRATOR)
def purposes(request: screens.Request) -> HttpResponse:
    """What data is processed for, on what basis, how long it is kept."""
    context = {"purposes": queries.purposes(viewer=request.actor)}
    return screens.page(request, "desk/privacy/purposes.html", context)


@screens.staff(Role.ADMINISTRATOR)
def add(request: screens.Request) -> HttpResponse:
    """A new purpose."""
    form = forms.Purpose(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.add_purpose(actor=request.actor, draft=form.draft())
            messages.success(request, _("Added."))
            return redirect("purposes")
    return _page(request, form, _("New purpose"))


@screens.staff(Role.ADMINISTRATOR)
def purpose(request: screens.Request, purpose_id: int) -> HttpResponse:
    """A purpose: what it is called, on what it stands, how long it holds data."""
    shown = queries.purpose(viewer=request.actor, purpose_id=purpose_id)
    if shown is None:
        raise Http404
    form = forms.Purpose(request.POST or None, initial=forms.Purpose.of(shown))
    if form.is_valid():
        with screens.refusals_on(form):
            operations.change_purpose(
                actor=request.actor, purpose_id=purpose_id, draft=form.draft()
            )
            messages.success(request, _("Saved."))
            return redirect("purposes")
    return _page(request, form, shown.words)


def _page(request: screens.Request, form: forms.Purpose, heading: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "submit": _("Save"),
        "back": reverse("purposes"),
        "trail": [(reverse("purposes"), _("Purposes of processing"))],
    }
    return screens.page(request, "desk/privacy/part.html", context)
