"""Virtual accounts of a customer, for administrators: seen, added, closed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kartoteka.desk.payments import forms
from kartoteka.kernel.actor import Role
from kartoteka.payments import operations, queries
from kartoteka.ui import screens


@screens.staff(Role.ADMINISTRATOR)
def virtual_accounts(request: screens.Request, party_id: int) -> HttpResponse:
    """The customer's virtual accounts, and the form that adds one."""
    payer = _payer(request, party_id)
    form = forms.AddVirtualAccount(
        request.POST if request.method == "POST" else None, accounts=list(payer.accounts)
    )
    if form.is_valid():
        with screens.refusals_on(form):
            operations.assign_virtual_account(
                actor=request.actor,
                account_id=form.cleaned_data["account"],
                iban=form.cleaned_data["iban"],
                on=timezone.localdate(),
            )
            messages.success(request, _("The virtual account is added."))
            return redirect("virtual_accounts", party_id)
    context = {
        "form": form,
        "payer": payer,
        "rows": queries.virtual_accounts_of(viewer=request.actor, party_id=party_id),
    }
    return screens.page(request, "desk/payments/virtual_accounts.html", context)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def close_virtual_account(
    request: screens.Request, party_id: int, account_id: int, iban: str
) -> HttpResponse:
    """Ends a virtual account; slips do not name it any more."""
    if account_id not in dict(_payer(request, party_id).accounts):
        raise Http404
    operations.close_virtual_account(
        actor=request.actor, account_id=account_id, iban=iban, on=timezone.localdate()
    )
    messages.success(request, _("The virtual account is closed."))
    return redirect("virtual_accounts", party_id)


def _payer(request: screens.Request, party_id: int) -> queries.PayerRow:
    payer = queries.payer(viewer=request.actor, party_id=party_id)
    if payer is None:
        raise Http404
    return payer
