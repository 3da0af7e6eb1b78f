"""Write-offs and remissions at the desk: asked for, decided, cancelled."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kartoteka.access import queries as access
from kartoteka.billing.operations import write_offs as operations
from kartoteka.billing.queries import write_offs as queries
from kartoteka.desk.arrangements import accounts, forms
from kartoteka.kernel.actor import Role
from kartoteka.ui import screens


@screens.staff()
def add(request: screens.Request, party_id: int) -> HttpResponse:
    """Asks that debts of one account are not claimed any more."""
    today = timezone.localdate()
    chosen = accounts.chosen(request, party_id, today)
    form = forms.WriteOff(request.POST or None, debits=chosen.debits, today=today)
    if form.is_valid() and chosen.account:
        with screens.refusals_on(form):
            public_id = operations.ask_write_off(
                actor=request.actor,
                draft=form.draft(chosen.account.account_id),
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Asked. An administrator decides."))
            return redirect("write_off", public_id)
    context = {"form": form, "chosen": chosen}
    return screens.page(request, "desk/arrangements/write_off_add.html", context)


@screens.staff()
def write_off(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """A request with its debts; who may decides it, and takes back what was approved."""
    found = queries.write_off(viewer=request.actor, public_id=public_id)
    if found is None:
        raise Http404
    form = forms.Decide(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with screens.refusals_on(form):
            messages.success(request, _act(request, found, form.cleaned_data["answer"]))
            return redirect("write_off", public_id)
    people = (found.asked_by, found.decided_by, found.cancelled_by)
    names = access.names(viewer=request.actor, user_ids=[one for one in people if one])
    context = {
        "form": form,
        "request_": found,
        "asked_by": names.get(found.asked_by or 0, ""),
        "decided_by": names.get(found.decided_by or 0, ""),
        "cancelled_by": names.get(found.cancelled_by or 0, ""),
        "may_decide": request.actor.may(Role.ADMINISTRATOR),
        "is_own": found.asked_by is not None and found.asked_by == request.actor.user_id,
    }
    return screens.page(request, "desk/arrangements/write_off.html", context)


def _act(request: screens.Request, found: queries.WriteOffView, answer: str) -> str:
    today = timezone.localdate()
    if found.state == "APPROVED":
        operations.cancel_write_off(actor=request.actor, public_id=found.public_id, on=today)
        return _("Cancelled: the debts are open again.")
    approve = "approve" in request.POST
    operations.decide_write_off(
        actor=request.actor, public_id=found.public_id, on=today, approve=approve, answer=answer
    )
    return _("Approved and posted.") if approve else _("Refused; nothing is posted.")
