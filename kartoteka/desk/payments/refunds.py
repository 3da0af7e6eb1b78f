"""Refunds on screen: prepared, approved by another, written for the bank; returned payments."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kartoteka.desk.typed import AmountField, day_field
from kartoteka.kernel.actor import Role
from kartoteka.ledger import queries as ledger
from kartoteka.payments import operations, queries
from kartoteka.ui import figures, files, screens


def _figure(amount: Decimal, currency: str = "") -> str:
    return figures.money(amount, currency, get_language() or "pl")


class PrepareRefund(forms.Form):
    """How much goes back, to whom and where."""

    widths = {"account": 12, "amount": 6, "name": 6, "to": 6, "iban": 6, "title": 12}

    account = forms.TypedChoiceField(label=gettext_lazy("Account"), coerce=int)
    amount = AmountField(label=gettext_lazy("Amount"))
    name = forms.CharField(label=gettext_lazy("To whom"), max_length=140)
    to = forms.ChoiceField(label=gettext_lazy("To account"), required=False)
    iban = forms.CharField(
        label=gettext_lazy("Another account"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("IBAN or NRB, where none of the known ones is right."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=100, required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        accounts: list[tuple[int, str]],
        known: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]
        self.fields["to"].choices = [("", "—"), *known]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("to") and not said.get("iban"):
            self.add_error("iban", _("Choose an account or type one."))
        return said


class ApproveMany(forms.Form):
    """On which day the refunds are posted."""

    on = day_field(gettext_lazy("Posted on"), initial=timezone.localdate)


class WriteRefunds(forms.Form):
    """From which account, and on which day."""

    account = forms.ChoiceField(label=gettext_lazy("Refunds and the account that pays them"))
    paid_on = day_field(gettext_lazy("Paid on"))

    def __init__(self, *args: Any, to_send: list[queries.ToSend], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [  # type: ignore[attr-defined]
            (
                f"{one.bank_account} {one.currency}",
                f"{one.creditor}: {one.count},"
                f" {_figure(one.sum, one.currency)}, {one.bank_account}",
            )
            for one in to_send
        ]


class ReturnPayment(forms.Form):
    """Why a payment was returned, and which line tells of it."""

    reason = forms.CharField(label=gettext_lazy("Why it was returned"), max_length=300)
    line = forms.TypedChoiceField(
        label=gettext_lazy("Line of the statement that tells of it"),
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, lines: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", "—"), *lines]  # type: ignore[attr-defined]


@screens.staff()
def prepare(request: screens.Request, party_id: int) -> HttpResponse:
    """A refund of what a customer has paid too much."""
    payer = queries.payer(viewer=request.actor, party_id=party_id)
    if payer is None:
        raise Http404
    unused = {
        account_id: queries.unused_of(viewer=request.actor, account_id=account_id)
        for account_id, _words in payer.accounts
    }
    most = max(unused, key=lambda key: unused[key], default=None)
    form = PrepareRefund(
        request.POST if request.method == "POST" else None,
        accounts=[(key, f"{words}: {_figure(unused[key])}") for key, words in payer.accounts],
        known=queries.accounts_to_refund(viewer=request.actor, party_id=party_id),
        initial={
            "name": payer.name,
            "account": most,
            "amount": unused.get(most or 0),
            "token": uuid.uuid4(),
        },
    )
    if form.is_valid():
        said = form.cleaned_data
        with screens.refusals_on(form):
            iban = said["iban"] or queries.account_to_refund(
                viewer=request.actor, party_id=party_id, key=said["to"]
            )
            draft = operations.RefundDraft(
                account_id=said["account"],
                amount=said["amount"],
                iban=iban,
                name=said["name"],
                title=said["title"],
                token=said["token"],
            )
            made = operations.prepare_refund(
                actor=request.actor, draft=draft, on=timezone.localdate()
            )
            messages.success(request, _("The refund is prepared; somebody else approves it."))
            return redirect("refund", made)
    context = {"form": form, "payer": payer, "has_money": any(unused.values())}
    return screens.page(request, "desk/payments/prepare_refund.html", context)


@screens.staff()
def refund(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """One refund: approved or given up."""
    shown = queries.refund(viewer=request.actor, public_id=public_id)
    if shown is None:
        raise Http404
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with screens.refusals_on(form):
            if "cancel" in request.POST:
                operations.cancel_refund(
                    actor=request.actor, public_id=public_id, on=timezone.localdate()
                )
                messages.success(request, _("The refund is cancelled."))
            else:
                operations.approve_refund(
                    actor=request.actor, public_id=public_id, on=timezone.localdate()
                )
                messages.success(request, _("Approved and posted. It waits to be written."))
            return redirect("refund", public_id)
    is_mine = shown.prepared_by_id is not None and shown.prepared_by_id == request.actor.user_id
    context = {
        "form": form,
        "shown": shown,
        "is_open": shown.state == "PREPARED",
        "may_approve": request.actor.may(Role.ADMINISTRATOR) and not is_mine,
        "may_give_up": shown.state == "APPROVED" and request.actor.may(Role.ADMINISTRATOR),
    }
    return screens.page(request, "desk/payments/refund.html", context)


@screens.staff(Role.ADMINISTRATOR)
def write(request: screens.Request) -> HttpResponse:
    """Approved refunds are written for the bank; the files that were."""
    waiting = queries.to_send(viewer=request.actor)
    form = WriteRefunds(
        request.POST if request.method == "POST" else None,
        to_send=waiting,
        initial={"paid_on": timezone.localdate()},
    )
    if form.is_valid():
        with screens.refusals_on(form):
            account, _blank, currency = form.cleaned_data["account"].rpartition(" ")
            operations.write_refunds(
                actor=request.actor,
                bank_account=account,
                currency=currency,
                paid_on=form.cleaned_data["paid_on"],
            )
            messages.success(request, _("The file is written. Download it and send it once."))
            return redirect("refund_files")
    context = {
        "form": form,
        "has_any": bool(waiting),
        "rows": queries.refund_files(viewer=request.actor),
    }
    return screens.page(request, "desk/payments/refund_files.html", context)


@screens.staff(Role.ADMINISTRATOR)
def download(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """A file as it was written."""
    found = queries.refund_file(viewer=request.actor, public_id=public_id)
    if found is None:
        raise Http404
    kind = "application/xml" if found[0].endswith(".xml") else "text/plain"
    return files.sent(found[1], name=found[0], media_type=kind)


@screens.staff()
def returned(request: screens.Request, credit_id: int) -> HttpResponse:
    """A payment that the bank has returned: what will be open again first, then it is done."""
    credit = ledger.credit(viewer=request.actor, credit_id=credit_id)
    if credit is None:
        raise Http404
    known = queries.returned(viewer=request.actor, credit_id=credit_id)
    form = ReturnPayment(
        request.POST if request.method == "POST" else None,
        lines=queries.lines_of_return(viewer=request.actor, credit_id=credit_id),
    )
    if form.is_valid():
        with screens.refusals_on(form):
            operations.return_payment(
                actor=request.actor,
                credit_id=credit_id,
                on=timezone.localdate(),
                reason=form.cleaned_data["reason"],
                line_id=form.cleaned_data["line"],
            )
            messages.success(request, _("The payment is taken back."))
            return redirect("party_settlements", credit.party_id)
    planned = None
    if known is None:
        planned = operations.preview_return(viewer=request.actor, credit_id=credit_id)
    context = {"form": form, "credit": credit, "known": known, "planned": planned}
    return screens.page(request, "desk/payments/returned.html", context)
