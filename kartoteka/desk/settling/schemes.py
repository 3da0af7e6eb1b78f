"""Settling schemes: what they say, changed by versions, tried on a customer before use."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kartoteka.access import queries as access
from kartoteka.desk.settling import forms
from kartoteka.kernel.actor import Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations, queries, wording
from kartoteka.register import queries as register
from kartoteka.ui import screens
from kartoteka.ui.templatetags.ui import JOB_NAMES, JOB_REPORTS

JOB_NAMES["ledger.try_scheme"] = gettext_lazy("Try a scheme on all customers")
JOB_REPORTS["ledger.try_scheme"] = "desk/settling/trial.html"


@screens.staff()
def schemes(request: screens.Request) -> HttpResponse:
    """All schemes, and which a creditor's money of a kind is used by."""
    form = forms.Choice(
        request.POST or None,
        creditors=queries.creditors(viewer=request.actor),
        schemes=queries.schemes(viewer=request.actor),
    )
    if form.is_valid():
        with screens.refusals_on(form):
            operations.choose_scheme(actor=request.actor, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("schemes")
    context = {
        "schemes": queries.schemes(viewer=request.actor),
        "choices": queries.scheme_choices(viewer=request.actor),
        "form": form,
        "may_change": request.actor.may(Role.ADMINISTRATOR),
    }
    return screens.page(request, "desk/settling/schemes.html", context, form=form)


@screens.staff()
def scheme(request: screens.Request, code: str) -> HttpResponse:
    """What a scheme says and said; tried on a customer whose number is given."""
    shown = _scheme(request, code)
    form = forms.Trial(request.POST or None)
    trial, party = None, None
    if form.is_valid():
        number = form.cleaned_data["party"]
        known = register.party_ids_by_number(viewer=request.actor, numbers=[number])
        if number not in known:
            form.add_error("party", _("There is no customer with this number."))
        else:
            party = register.party(viewer=request.actor, party_id=known[number])
            with screens.refusals_on(form):
                trial = _try(request, code, known[number])
    versions = queries.scheme_versions(viewer=request.actor, code=code)
    names = access.names(
        viewer=request.actor, user_ids=[one.user_id for one in versions if one.user_id]
    )
    context = {
        "shown": shown,
        "says": wording.terms(shown.terms),
        "versions": [
            (one, names.get(one.user_id or 0, ""), wording.terms(one.terms)) for one in versions
        ],
        "form": form,
        "trial": trial,
        "party": party,
        "of_all": forms.TrialOfAll(None, creditors=queries.creditors(viewer=request.actor)),
        "may_change": request.actor.may(Role.ADMINISTRATOR),
    }
    return screens.page(request, "desk/settling/scheme.html", context, form=form)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def try_for_all(request: screens.Request, code: str) -> HttpResponse:
    """Tries a scheme on all customers, in the background."""
    form = forms.TrialOfAll(request.POST, creditors=queries.creditors(viewer=request.actor))
    if form.is_valid():
        try:
            job = operations.try_for_all_later(
                actor=request.actor,
                scheme=code,
                on=timezone.localdate(),
                creditor_id=form.cleaned_data["creditor_id"],
            )
        except Refusal as refusal:
            messages.error(request, refusal.sentence())
        else:
            return redirect("job", job)
    return redirect("scheme", code)


@screens.staff(Role.ADMINISTRATOR)
def change(request: screens.Request, code: str) -> HttpResponse:
    """Changes the office's own scheme: a new version."""
    shown = _scheme(request, code)
    form = forms.Scheme(request.POST or None, initial=forms.scheme_initial(shown))
    del form.fields["code"]
    if form.is_valid():
        with screens.refusals_on(form):
            operations.change_scheme(actor=request.actor, code=code, draft=form.draft())
            messages.success(request, _("Saved."))
            return redirect("scheme", code)
    return screens.page(request, "desk/settling/scheme_form.html", {"form": form, "shown": shown})


@screens.staff(Role.ADMINISTRATOR)
def add(request: screens.Request, code: str) -> HttpResponse:
    """A scheme of the office's own, made from another one."""
    shown = _scheme(request, code)
    form = forms.Scheme(request.POST or None, initial=forms.scheme_initial(shown) | {"code": ""})
    if form.is_valid():
        with screens.refusals_on(form):
            own = form.cleaned_data["code"]
            operations.add_scheme(actor=request.actor, code=own, draft=form.draft())
            messages.success(request, _("Saved."))
            return redirect("scheme", own)
    context: dict[str, Any] = {"form": form, "shown": shown, "is_new": True}
    return screens.page(request, "desk/settling/scheme_form.html", context)


def _scheme(request: screens.Request, code: str) -> queries.SchemeInfo:
    found = queries.scheme(viewer=request.actor, code=code)
    if found is None:
        raise Http404
    return found


def _try(request: screens.Request, code: str, party_id: int) -> list[operations.Difference]:
    accounts = queries.accounts(viewer=request.actor, party_id=party_id)
    return operations.try_scheme(
        viewer=request.actor,
        scheme=code,
        on=timezone.localdate(),
        account_ids=[one.account_id for one in accounts],
    )
