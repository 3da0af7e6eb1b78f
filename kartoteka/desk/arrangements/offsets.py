"""Offsets at the desk: made, printed, taken back."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kartoteka.billing import offset_prints
from kartoteka.billing import queries as billing
from kartoteka.billing.operations import offsets as operations
from kartoteka.billing.queries import write_offs as queries
from kartoteka.desk.arrangements import accounts, forms
from kartoteka.kernel.actor import Role
from kartoteka.ledger import queries as ledger
from kartoteka.ui import files, screens


@screens.staff()
def add(request: screens.Request, party_id: int) -> HttpResponse:
    """Debts of one account against what the creditor owes the customer."""
    today = timezone.localdate()
    chosen = accounts.chosen(request, party_id, today)
    other = theirs = None
    if chosen.account:
        other = queries.mutual_account(viewer=request.actor, account_id=chosen.account.account_id)
    if other:
        theirs = ledger.open_entries(viewer=request.actor, account_id=other, on=today)
    form = forms.Offset(
        request.POST or None, debits=chosen.debits, theirs=theirs or [], today=today
    )
    if form.is_valid() and chosen.account:
        with screens.refusals_on(form):
            public_id = operations.offset(
                actor=request.actor,
                draft=form.draft(chosen.account.account_id, other),
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Set off and posted."))
            return redirect("offset", public_id)
    context = {"form": form, "chosen": chosen}
    return screens.page(request, "desk/arrangements/offset_add.html", context)


@screens.staff()
def offset(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Both sides of an offset; an administrator may take it back."""
    found = _found(request, public_id)
    form = forms.CancelOffset(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.cancel_offset(
                actor=request.actor,
                public_id=public_id,
                on=timezone.localdate(),
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, _("Cancelled: the debts are open again."))
            return redirect("offset", public_id)
    context = {
        "form": form,
        "offset": found,
        "may_cancel": request.actor.may(Role.ADMINISTRATOR) and not found.cancelled_at,
        "languages": offset_prints.LANGUAGES,
    }
    return screens.page(request, "desk/arrangements/offset.html", context)


@screens.staff()
def printed(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """The statement to the other side as PDF, in `?language=` or that of the creditor's country."""
    found = _found(request, public_id)
    sides = billing.slip(
        viewer=request.actor,
        party_id=found.party_id,
        creditor_id=found.creditor_id,
        currency=found.currency,
        on=found.declared_on,
    )
    data = offset_prints.statement(found, sides=sides, language=request.GET.get("language", ""))
    return files.sent(data, name=f"{found.number.replace('/', '_')}.pdf")


def _found(request: screens.Request, public_id: uuid.UUID) -> queries.OffsetView:
    found = queries.offset(viewer=request.actor, public_id=public_id)
    if found is None:
        raise Http404
    return found
