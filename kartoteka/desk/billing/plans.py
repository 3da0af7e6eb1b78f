"""Calendars of advances at the desk: made for many, edited, ended, posted."""

import uuid
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kartoteka.agreements import queries as agreements
from kartoteka.billing.operations import plans as operations
from kartoteka.billing.queries import plans as queries
from kartoteka.desk.billing import forms
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import queries as ledger
from kartoteka.ui import screens


@screens.staff()
def add(request: screens.Request) -> HttpResponse:
    """Calendars for one agreement, for many, or for all of a creditor."""
    creditors = ledger.creditors(viewer=request.actor)
    form = forms.Plans(request.POST or None, creditors=creditors)
    if form.is_valid():
        chosen, unknown = _chosen(request.actor, form)
        if unknown:
            words = _("The creditor has no agreement %(numbers)s.") % {
                "numbers": ", ".join(unknown[:5])
            }
            form.add_error("agreements", words)
        else:
            with screens.refusals_on(form):
                made, passed = operations.plan_advances(
                    actor=request.actor, template=form.template(), amounts=chosen
                )
                said = ngettext(
                    "%(count)s calendar has been made.", "%(count)s calendars have been made.", made
                )
                rest = _("Agreements passed over: %(count)s.") % {"count": passed}
                words = said % {"count": made}
                messages.success(request, f"{words} {rest}" if passed else words)
                return redirect("advance_plans")
    return screens.page(request, "desk/billing/plan_add.html", {"form": form})


@screens.staff()
def plan(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """All advances of a calendar; it can be ended early."""
    found = _found(request, public_id)
    form = forms.EndPlan(request.POST or None, initial={"on": timezone.localdate()})
    if form.is_valid():
        with screens.refusals_on(form):
            operations.end_plan(actor=request.actor, plan_id=found.id, on=form.cleaned_data["on"])
            messages.success(request, _("The calendar has been ended."))
            return redirect("advance_plan", public_id)
    return screens.page(request, "desk/billing/plan.html", {"form": form, "plan": found})


@screens.staff()
def advance(request: screens.Request, public_id: uuid.UUID, advance_id: int) -> HttpResponse:
    """Other days or another amount of an advance that is not posted yet."""
    found = _found(request, public_id)
    shown = next((one for one in found.advances if one.id == advance_id), None)
    if shown is None:
        raise Http404
    initial = {
        "issued_on": shown.issued_on,
        "due_on": shown.due_on,
        "amount": f"{shown.amount:.2f}".replace(".", ","),
    }
    form = forms.Advance(request.POST or None, initial=initial)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.change_advance(
                actor=request.actor, advance_id=advance_id, **form.cleaned_data
            )
            messages.success(request, _("Saved."))
            return redirect("advance_plan", public_id)
    context = {"form": form, "plan": found, "shown": shown}
    return screens.page(request, "desk/billing/advance.html", context)


@screens.staff()
@require_POST
def post(request: screens.Request) -> HttpResponse:
    """Posts what is to be issued by today; the worker does the same every night."""
    posted, closed = operations.post_advances(actor=request.actor, on=timezone.localdate())
    said = ngettext(
        "%(count)s advance has been posted.", "%(count)s advances have been posted.", posted
    ) % {"count": posted}
    rest = _("Left, because their day is closed: %(count)s.") % {"count": closed} if closed else ""
    messages.info(request, f"{said} {rest}".strip())
    return redirect("advance_plans")


def _found(request: screens.Request, public_id: uuid.UUID) -> queries.PlanView:
    found = queries.plan(viewer=request.actor, public_id=public_id)
    if found is None:
        raise Http404
    return found


def _chosen(actor: Actor, form: forms.Plans) -> tuple[dict[int, Decimal], list[str]]:
    """Agreements with the amount of each, and the numbers that the creditor does not have."""
    said = form.cleaned_data
    numbered = said["numbered"]
    if not numbered:
        valid = queries.agreements_valid(
            viewer=actor, creditor_id=said["creditor"], on=said["first_due"]
        )
        return dict.fromkeys(valid, said["amount"]), []
    known = agreements.agreement_ids_by_number(
        viewer=actor, creditor_id=said["creditor"], numbers=numbered
    )
    unknown = [number for number in numbered if number not in known]
    return {known[number]: numbered[number] for number in known}, unknown
