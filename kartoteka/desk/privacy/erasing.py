"""Erasing: one person for a reason, or everybody whom a policy finds due."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kartoteka.desk.card.forms import cursor
from kartoteka.desk.privacy import forms
from kartoteka.desk.register.views import known
from kartoteka.kernel.actor import Role
from kartoteka.privacy import operations, queries
from kartoteka.ui import screens
from kartoteka.ui.templatetags.ui import JOB_NAMES, JOB_REPORTS

JOB_NAMES["privacy.erase_due"] = gettext_lazy("Erase customers who are due")
JOB_REPORTS["privacy.erase_due"] = "desk/privacy/erased.html"
SHOWN = 100


@screens.staff(Role.SUPERADMINISTRATOR)
def policies(request: screens.Request) -> HttpResponse:
    """Policies, and who was erased: proof without the data."""
    context = {
        "policies": queries.policies(viewer=request.actor),
        "erasures": queries.erasures(viewer=request.actor),
    }
    return screens.page(request, "desk/privacy/policies.html", context)


@screens.staff(Role.SUPERADMINISTRATOR)
def add(request: screens.Request) -> HttpResponse:
    """A new policy. It erases nothing by itself."""
    form = forms.Policy(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            policy_id = operations.add_policy(actor=request.actor, draft=form.draft())
            return redirect("policy", policy_id)
    return _page(request, form, _("New policy"), reverse("policies"))


@screens.staff(Role.SUPERADMINISTRATOR)
def change(request: screens.Request, policy_id: int) -> HttpResponse:
    """Whom a policy names."""
    shown = _shown(request, policy_id)
    form = forms.Policy(request.POST or None, initial=forms.Policy.of(shown))
    if form.is_valid():
        with screens.refusals_on(form):
            operations.change_policy(actor=request.actor, policy_id=policy_id, draft=form.draft())
            messages.success(request, _("Saved."))
            return redirect("policy", policy_id)
    return _page(request, form, shown.name, reverse("policy", args=[policy_id]))


@screens.staff(Role.SUPERADMINISTRATOR)
def policy(request: screens.Request, policy_id: int) -> HttpResponse:
    """A dry run: who is due and who is held, and why; then the job that erases those due."""
    shown = _shown(request, policy_id)
    today = timezone.localdate()
    form = forms.EraseDue(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            job = operations.erase_due_later(
                actor=request.actor,
                policy_id=policy_id,
                reason=form.cleaned_data["reason"],
                on=today,
            )
            return redirect("job", job)
    look = queries.look(
        viewer=request.actor, policy_id=policy_id, on=today, after=cursor(request.GET) or 0
    )
    context = {
        "shown": shown,
        "look": look,
        "due": look.due[:SHOWN],
        "held": look.held[:SHOWN],
        "form": form,
    }
    return screens.page(request, "desk/privacy/policy.html", context)


@screens.staff(Role.SUPERADMINISTRATOR)
def erase(request: screens.Request, party_id: int) -> HttpResponse:
    """One person's data, for a reason, with what stands in the way."""
    party = known(request, party_id)
    today = timezone.localdate()
    asked = [
        one
        for one in queries.requests_of(viewer=request.actor, party_id=party_id)
        if one.kind == "ERASURE" and one.is_open
    ]
    initial = {"ground": "REQUEST" if asked else "RETENTION"}
    form = forms.Erase(request.POST or None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        granted: UUID | None = asked[0].public_id if asked else None
        with screens.refusals_on(form):
            operations.erase(
                actor=request.actor,
                party_id=party_id,
                ground=said["ground"],
                reason=said["reason"],
                on=today,
                request=granted,
            )
            messages.success(request, _("Erased. What is left names nobody."))
            return redirect("party_personal", party_id)
    context = {
        "party": party,
        "form": form,
        "holds": queries.holds(viewer=request.actor, parties=[party_id], on=today),
        "request_open": asked[0] if asked else None,
        "recipients": queries.recipients_of(viewer=request.actor, party_id=party_id),
    }
    return screens.page(request, "desk/privacy/erase.html", context)


def _shown(request: screens.Request, policy_id: int) -> queries.PolicyLine:
    shown = queries.policy(viewer=request.actor, policy_id=policy_id)
    if shown is None:
        raise Http404
    return shown


def _page(request: screens.Request, form: forms.Policy, heading: str, back: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "submit": _("Save"),
        "back": back,
        "trail": [(reverse("policies"), _("Erasure"))],
    }
    return screens.page(request, "desk/privacy/part.html", context)
