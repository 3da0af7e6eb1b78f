"""Paying: the codes on the screen and the slip on paper, for the whole or any other amount."""

from decimal import Decimal
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import queries as billing
from kartoteka.billing import slips
from kartoteka.billing.rules import SlipData
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import queries as ledger
from kartoteka.ledger.queries import Balance
from kartoteka.portal import customer
from kartoteka.portal.views import file_name
from kartoteka.ui import files, screens
from kartoteka.ui.screens import Request


class AmountField(forms.CharField):
    """An amount in any of the ways people type one."""

    def clean(self, value: str) -> Decimal:
        text = super().clean(value)
        try:
            return slips.amount_of(text)
        except slips.NoSuchAmount as refusal:
            raise ValidationError(refusal.sentence(), code=refusal.code) from refusal


class Pay(forms.Form):
    """How much the customer wants to pay."""

    amount = AmountField(label=_("How much do you want to pay?"), max_length=20)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["amount"].widget.attrs.update(inputmode="decimal", autocomplete="off")


def pay(request: Request) -> HttpResponse:
    """The codes to scan and the facts to copy; the amount can be changed."""
    who = customer.current(request)
    account, whole, number = _asked(request, who)
    form = Pay(_given(request, whole.amount))
    payable = None
    if form.is_valid():
        with screens.refusals_on(form):
            payable = slips.payable(whole, amount=form.cleaned_data["amount"], number=number)
    context = {
        "customer": who,
        "account": account,
        "form": form,
        "number": number,
        "document": request.GET.get("document", ""),
        "payable": payable,
        "facts": slips.facts(payable) if payable else [],
        "codes": slips.codes(payable) if payable else [],
        "here": "start",
    }
    return screens.page(request, "portal/pay.html", context)


def slip(request: Request) -> HttpResponse:
    """The slip as a PDF; a refused amount goes back to the page that says why."""
    who = customer.current(request)
    _account, whole, number = _asked(request, who)
    form = Pay(_given(request, whole.amount))
    try:
        if form.is_valid():
            data = slips.payable(whole, amount=form.cleaned_data["amount"], number=number)
            return files.sent(slips.as_pdf(data), name=f"{file_name(data.title)}.pdf")
    except Refusal:
        pass
    return redirect(f"/pay/?{request.GET.urlencode()}")


def _given(request: Request, whole: Decimal) -> QueryDict | dict[str, str] | None:
    """The amount asked for, else all that is open; None where nothing is, and none is asked for."""
    if "amount" in request.GET:
        return request.GET
    return {"amount": f"{whole:.2f}".replace(".", ",")} if whole > 0 else None


def _asked(request: Request, who: customer.Customer) -> tuple[Balance, SlipData, str]:
    """The account, its slip for the whole debt (or one document's), the document's number."""
    today = timezone.localdate()
    accounts = ledger.balance(viewer=request.actor, party_id=who.party.party_id, on=today)
    wanted = request.GET.get("account", "")
    account = next((one for one in accounts if wanted in {"", str(one.public_id)}), None)
    if account is None:
        raise Http404
    whole = billing.slip(
        viewer=request.actor,
        party_id=who.party.party_id,
        creditor_id=account.creditor_id,
        currency=account.currency,
        on=today,
    )
    if whole is None:
        raise Http404
    document = _document(request, who)
    if document is None:
        return account, whole, ""
    whole = billing.slip_of_debt(viewer=request.actor, whole=whole, entry_id=document.entry_id)
    return account, _only(whole, document), document.number


def _only(whole: SlipData, document: billing.Document) -> SlipData:
    from dataclasses import replace

    return replace(whole, amount=document.open_amount)


def _document(request: Request, who: customer.Customer) -> billing.Document | None:
    text = request.GET.get("document", "")
    if not text:
        return None
    try:
        public_id = UUID(text)
    except ValueError:
        raise Http404 from None
    entry_id = billing.entry_of(
        viewer=request.actor, party_id=who.party.party_id, public_id=public_id
    )
    found = entry_id and billing.receivable(viewer=request.actor, entry_id=entry_id)
    if not found:
        raise Http404
    return found.document
