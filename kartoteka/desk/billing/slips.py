"""The slip at the desk: what is on it, its codes, and the PDF to print for the customer."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kartoteka.billing import queries, slips
from kartoteka.billing.rules import SlipData
from kartoteka.desk.billing import forms
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import queries as ledger
from kartoteka.register import queries as register
from kartoteka.ui import files, screens


@screens.staff()
def slip(request: screens.Request, party_id: int) -> HttpResponse:
    """The facts and codes of a slip for the whole debt or another amount."""
    party = register.party(viewer=request.actor, party_id=party_id)
    if party is None:
        raise Http404
    whole = _whole(request, party_id)
    form = forms.Slip(_given(request, whole))
    payable = None
    if form.is_valid():
        with screens.refusals_on(form):
            payable = slips.payable(whole, amount=form.cleaned_data["amount"])
    context = {
        "party": party,
        "form": form,
        "currency": whole.currency,
        "facts": slips.facts(payable) if payable else [],
        "codes": slips.codes(payable) if payable else [],
        "payable": payable,
    }
    return screens.page(request, "desk/billing/slip.html", context)


@screens.staff()
def slip_pdf(request: screens.Request, party_id: int) -> HttpResponse:
    """The slip as a PDF; a refused amount goes back to the page that says why."""
    whole = _whole(request, party_id)
    form = forms.Slip(_given(request, whole))
    try:
        if form.is_valid():
            data = slips.payable(whole, amount=form.cleaned_data["amount"])
            return files.sent(slips.as_pdf(data), name="slip.pdf")
    except Refusal:
        pass
    return redirect(f"{reverse('slip', args=[party_id])}?{request.GET.urlencode()}")


def _given(request: screens.Request, whole: SlipData) -> dict[str, str]:
    typed = request.GET.get("amount")
    if typed is not None:
        return {"amount": typed}
    return {"amount": f"{whole.amount:.2f}".replace(".", ",") if whole.amount else ""}


def _whole(request: screens.Request, party_id: int) -> SlipData:
    """The slip of the account asked for: by currency, and by creditor where there are several."""
    today = timezone.localdate()
    creditor, currency = request.GET.get("creditor", ""), request.GET.get("currency", "")
    accounts = ledger.balance(viewer=request.actor, party_id=party_id, on=today)
    wanted = [
        account
        for account in accounts
        if currency in {"", account.currency} and creditor in {"", str(account.creditor_id)}
    ]
    account = max(wanted, key=lambda one: one.due, default=None)
    if account is None:
        raise Http404
    found = queries.slip(
        viewer=request.actor,
        party_id=party_id,
        creditor_id=account.creditor_id,
        currency=account.currency,
        on=today,
    )
    if found is None:
        raise Http404
    return found
