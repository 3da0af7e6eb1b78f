"""Instalment plans at the desk: agreed, looked at, ended."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kartoteka.desk.arrangements import accounts, forms
from kartoteka.ledger import operations
from kartoteka.ledger.queries import plans as queries
from kartoteka.ui import screens


@screens.staff()
def add(request: screens.Request, party_id: int) -> HttpResponse:
    """Debts of one account, and the instalments in which they are paid."""
    today = timezone.localdate()
    chosen = accounts.chosen(request, party_id, today)
    form = forms.Plan(request.POST or None, debits=chosen.debits, today=today)
    if form.is_valid() and chosen.account:
        with screens.refusals_on(form):
            public_id = operations.agree_plan(
                actor=request.actor, draft=form.draft(chosen.account.account_id)
            )
            messages.success(request, _("The plan has been agreed."))
            return redirect("plan", public_id)
    context = {"form": form, "chosen": chosen}
    return screens.page(request, "desk/arrangements/plan_add.html", context)


@screens.staff()
def plan(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """What has been paid of each instalment; the plan can be ended."""
    today = timezone.localdate()
    found = queries.plan(viewer=request.actor, public_id=public_id, on=today)
    if found is None:
        raise Http404
    form = forms.EndPlan(request.POST or None, initial={"on": today})
    if form.is_valid():
        with screens.refusals_on(form):
            operations.end_plan(actor=request.actor, public_id=public_id, **form.cleaned_data)
            messages.success(request, _("The plan has been ended."))
            return redirect("plan", public_id)
    return screens.page(request, "desk/arrangements/plan.html", {"form": form, "plan": found})
