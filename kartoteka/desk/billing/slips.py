"""The slip at the desk: what is on it, its codes, and the PDF to print for the customer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kartoteka.billing import queries, slips
from kartoteka.billing.rules import SlipData
from kartoteka.desk.billing import forms
from kartoteka.insight import operations as printing
from kartoteka.insight import queries as insight
from kartoteka.kernel.actor import Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import queries as ledger
from kartoteka.register import queries as register
from kartoteka.ui import files, screens

MOST = 200


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
        "is_form": payable is not None and slips.form_of(payable) == "pl",
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
            blank = "blank" in request.GET
            moved = insight.offset(viewer=request.actor) if blank else insight.Offset()
            paper = slips.as_pdf(data, blank_form=blank, moved=(moved.right, moved.down))
            return files.sent(paper, name="slip.pdf")
    except Refusal:
        pass
    return redirect(f"{reverse('slip', args=[party_id])}?{request.GET.urlencode()}")


@screens.staff()
def slips_pdf(request: screens.Request, party_id: int) -> HttpResponse:
    """A slip for each document that stands open, four to a page."""
    whole = _whole(request, party_id)
    documents = [
        (one.number, one.open_amount)
        for one in queries.documents_of(viewer=request.actor, party_id=party_id, limit=MOST)
        if one.open_amount > 0
        and one.currency == whole.currency
        and str(one.creditor_id) == request.GET.get("creditor", str(one.creditor_id))
        and one.number
    ]
    try:
        made = slips.by_document(whole, documents[::-1])
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect(f"{reverse('slip', args=[party_id])}?{request.GET.urlencode()}")
    if not made:
        messages.error(request, _("No document with a number stands open."))
        return redirect(f"{reverse('slip', args=[party_id])}?{request.GET.urlencode()}")
    return files.sent(slips.four_to_a_page(made), name="slips.pdf")


@screens.staff()
def offset(request: screens.Request) -> HttpResponse:
    """How far a printer prints beside a pre-printed form."""
    shown = insight.offset(viewer=request.actor)
    form = forms.PrintOffset(
        request.POST if request.method == "POST" else None,
        initial={"right": shown.right, "down": shown.down},
        of_office=request.actor.may(Role.ADMINISTRATOR),
    )
    if form.is_valid():
        with screens.refusals_on(form):
            printing.move_print(
                actor=request.actor,
                right=form.cleaned_data["right"],
                down=form.cleaned_data["down"],
                of_office=form.cleaned_data.get("of_office", False),
            )
            messages.success(request, _("Saved."))
            return redirect("print_offset")
    return screens.page(request, "desk/billing/offset.html", {"form": form, "shown": shown})


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
