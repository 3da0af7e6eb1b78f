"""Payments that nobody has explained: whose work each is, notes, and the split over customers."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kartoteka.desk.typed import AmountField
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import queries as ledger
from kartoteka.payments import operations, queries
from kartoteka.ui import screens

ROWS, MOST_ROWS = 5, 50


def booked(request: screens.Request, credit_id: int) -> str:
    """That a payment is booked, and when it was posted where the books are closed to its day."""
    credit = ledger.credit(viewer=request.actor, credit_id=credit_id)
    later = credit.posted_later if credit else ""
    return f"{_('Booked.')} {later}." if later else _("Booked.")


def _clerks() -> list[tuple[Any, str]]:
    return [("", "—"), *queries.clerks(viewer=SYSTEM)]


class Assign(forms.Form):
    """Who explains the payments."""

    owner = forms.TypedChoiceField(
        label=gettext_lazy("Who explains it"),
        choices=_clerks,
        coerce=int,
        empty_value=None,
        required=False,
    )


class Split(forms.Form):
    """For whom one payment is: customers by their numbers, each with an amount."""

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for place in range(1, rows + 1):
            label = _("Customer's number") + f" {place}"
            self.fields[f"number_{place}"] = forms.CharField(
                label=label, max_length=40, required=False
            )
            self.fields[f"amount_{place}"] = AmountField(
                label=_("Amount") + f" {place}", required=False
            )
        self.widths = dict.fromkeys(self.fields, 6)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for place in range(1, self.rows + 1):
            number, amount = said.get(f"number_{place}"), said.get(f"amount_{place}")
            if number and not amount and f"amount_{place}" not in self.errors:
                self.add_error(f"amount_{place}", _("Give the amount."))
            if amount and not number and f"number_{place}" not in self.errors:
                self.add_error(f"number_{place}", _("Give the customer's number."))
        return said

    def told(self) -> list[tuple[int, str, Decimal]]:
        """Place, number and amount of each row that was filled in."""
        said = self.cleaned_data
        return [
            (place, said[f"number_{place}"].strip(), said[f"amount_{place}"])
            for place in range(1, self.rows + 1)
            if said.get(f"number_{place}")
        ]


@screens.staff()
@require_POST
def assign(request: screens.Request, line_id: int) -> HttpResponse:
    """Somebody takes the line upon them, or it is given to somebody."""
    form = Assign(request.POST)
    if form.is_valid():
        operations.assign(actor=request.actor, line_ids=[line_id], owner=form.cleaned_data["owner"])
        messages.success(request, _("Assigned."))
    return redirect("payment_line", line_id)


@screens.staff()
@require_POST
def note(request: screens.Request, line_id: int) -> HttpResponse:
    """What was found out is kept with the line."""
    operations.add_note(actor=request.actor, line_id=line_id, text=request.POST.get("text", ""))
    messages.success(request, _("The note is kept."))
    return redirect("payment_line", line_id)


@screens.staff()
def split(request: screens.Request, line_id: int) -> HttpResponse:
    """One payment for several customers, by amounts that add up to it."""
    shown = queries.line(viewer=request.actor, line_id=line_id)
    if shown is None or not shown.is_waiting:
        raise Http404
    asked = request.GET.get("rows", "")
    rows = min(MOST_ROWS, max(2, int(asked))) if asked.isascii() and asked.isdigit() else ROWS
    form = Split(request.POST if request.method == "POST" else None, rows=rows)
    if form.is_valid():
        told = form.told()
        known = queries.accounts_by_number(
            viewer=request.actor,
            creditor_id=shown.creditor_id,
            currency=shown.currency,
            numbers=[number for _place, number, _amount in told],
        )
        for place, number, _amount in told:
            if number not in known:
                form.add_error(
                    f"number_{place}", _("No customer of this creditor has this number.")
                )
        if not form.errors:
            with screens.refusals_on(form):
                made = operations.accept_split(
                    actor=request.actor,
                    line_id=line_id,
                    shares=[
                        operations.ShareDraft(known[number], amount)
                        for _place, number, amount in told
                    ],
                )
                messages.success(request, booked(request, made[0]))
                return redirect("payment_line", line_id)
    context = {"form": form, "shown": shown, "more": min(MOST_ROWS, rows + ROWS)}
    return screens.page(request, "desk/payments/split.html", context)
