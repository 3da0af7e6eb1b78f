"""The cash desk on screen: receipts, money paid out, voiding, and the desks themselves."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kartoteka.desk.typed import AmountField, AsksWhose, day_field
from kartoteka.kernel.actor import Role
from kartoteka.ledger import queries as ledger
from kartoteka.payments import cash_paper, operations, queries
from kartoteka.ui import files, screens

_KINDS = (
    ("KP", gettext_lazy("cash receipt (KP)")),
    ("KW", gettext_lazy("cash paid out (KW)")),
)


class AddCash(forms.Form):
    """Cash that a customer brings, or that is paid out to one."""

    widths = {
        "kind": 6, "desk": 6, "account": 12, "amount": 6, "paid_on": 6, "payer": 12, "title": 12,
    }  # fmt: skip

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=_KINDS)
    desk = forms.TypedChoiceField(label=gettext_lazy("Cash desk"), coerce=int)
    account = forms.TypedChoiceField(label=gettext_lazy("Account"), coerce=int)
    amount = AmountField(label=gettext_lazy("Amount"))
    paid_on = day_field(gettext_lazy("Day"))
    payer = forms.CharField(label=gettext_lazy("From whom, or to whom"), max_length=250)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=250, required=False)
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self,
        *args: Any,
        accounts: list[tuple[int, str]],
        desks: list[queries.DeskRow],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]
        self.fields["desk"].choices = [  # type: ignore[attr-defined]
            (one.desk_id, f"{one.code} {one.name} ({one.creditor}, {one.currency})")
            for one in desks
            if not one.is_closed
        ]
        self.fields["token"].initial = uuid.uuid4().hex


class AddDesk(AsksWhose):
    """A cash desk."""

    widths = {"code": 4, "name": 8, "creditor": 8, "currency": 4}
    field_order = list(widths)

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=10,
        help_text=gettext_lazy("Capital letters and digits; it stands in every number."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)


class Void(forms.Form):
    """Why a cash document does not count."""

    reason = forms.CharField(label=gettext_lazy("Why it is voided"), max_length=300)


def _desks_for(request: screens.Request, party_id: int) -> list[queries.DeskRow]:
    """The cash desks that can take this customer's money: others would only be refused."""
    theirs = {
        (one.creditor_id, one.currency)
        for one in ledger.accounts(viewer=request.actor, party_id=party_id)
    }
    desks = queries.cash_desks(viewer=request.actor)
    return [one for one in desks if (one.creditor_id, one.currency) in theirs]


@screens.staff()
def add(request: screens.Request, party_id: int) -> HttpResponse:
    """Cash of a customer; the document can be printed at once."""
    payer = queries.payer(viewer=request.actor, party_id=party_id)
    if payer is None:
        raise Http404
    today = timezone.localdate()
    form = AddCash(
        request.POST if request.method == "POST" else None,
        accounts=list(payer.accounts),
        desks=_desks_for(request, party_id),
        initial={"paid_on": today, "payer": payer.name},
    )
    if form.is_valid():
        said = form.cleaned_data
        with screens.refusals_on(form):
            draft = operations.CashDraft(
                desk_id=said["desk"],
                kind=said["kind"],
                account_id=said["account"],
                amount=said["amount"],
                paid_on=said["paid_on"],
                payer=said["payer"],
                title=said["title"],
                token=said["token"],
            )
            made = operations.add_cash(
                actor=request.actor, draft=draft, on=today, confirmed=screens.confirmed(request)
            )
            messages.success(request, _("The cash document is made. Print it."))
            return redirect("cash_document", made)
    context = {"form": form, "payer": payer, "has_desks": bool(form.fields["desk"].choices)}  # type: ignore[attr-defined]
    return screens.page(request, "desk/payments/add_cash.html", context)


@screens.staff()
def document(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """One cash document, printed or voided."""
    shown = _shown(request, public_id)
    form = Void(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.void_cash(
                actor=request.actor,
                public_id=public_id,
                reason=form.cleaned_data["reason"],
                on=timezone.localdate(),
            )
            messages.success(request, _("Voided. What it had settled is open again."))
            return redirect("cash_document", public_id)
    credit = ledger.credit(viewer=request.actor, credit_id=shown.entry_id)
    context = {
        "shown": shown,
        "posted_later": credit.posted_later if credit else "",
        "form": form,
        "may_void": request.actor.may(Role.ADMINISTRATOR) and not shown.voided_at,
        "languages": ("pl", "sk", "en"),
    }
    return screens.page(request, "desk/payments/cash_document.html", context)


@screens.staff()
def pdf(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """The document as paper, in the language of `?language=`."""
    shown = _shown(request, public_id)
    data = cash_paper.printed(shown, language=request.GET.get("language", ""))
    return files.sent(data, name=f"{shown.number.replace('/', '_')}.pdf")


@screens.staff(Role.ADMINISTRATOR)
def desks(request: screens.Request) -> HttpResponse:
    """The cash desks of the office, and one more."""
    form = AddDesk(
        request.POST if request.method == "POST" else None,
        creditors=ledger.creditors(viewer=request.actor),
    )
    if form.is_valid():
        said = form.cleaned_data
        with screens.refusals_on(form):
            operations.add_cash_desk(
                actor=request.actor,
                code=said["code"].upper(),
                name=said["name"],
                creditor_id=said["creditor"],
                currency=said["currency"],
            )
            messages.success(request, _("The cash desk is open."))
            return redirect("cash_desks")
    context = {"form": form, "rows": queries.cash_desks(viewer=request.actor)}
    return screens.page(request, "desk/payments/cash_desks.html", context)


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def switch_desk(request: screens.Request, desk_id: int) -> HttpResponse:
    """A cash desk is closed, or open again."""
    operations.close_cash_desk(
        actor=request.actor, desk_id=desk_id, is_closed="close" in request.POST
    )
    return redirect("cash_desks")


def _shown(request: screens.Request, public_id: uuid.UUID) -> queries.CashRow:
    shown = queries.cash_document(viewer=request.actor, public_id=public_id)
    if shown is None:
        raise Http404
    return shown
