"""Forms of settling: which debits a payment is used on, why a settlement is withdrawn."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.billing.forms import AmountField
from kartoteka.ledger.queries import OpenEntry


class Settle(forms.Form):
    """By the scheme, or on the debits to which the person gives amounts."""

    how = forms.ChoiceField(
        label=_("Use the payment"),
        choices=[("scheme", _("by the scheme")), ("choice", _("on what I choose"))],
        widget=forms.RadioSelect,
        initial="scheme",
    )
    on = forms.DateField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, debits: Sequence[OpenEntry], on: dt.date) -> None:
        super().__init__(data, initial={"on": on, "how": "scheme"})
        self.debits = debits
        for debit in debits:
            self.fields[f"debit-{debit.entry_id}"] = AmountField(
                label=debit.number or debit.kind, required=False
            )

    def rows(self) -> list[tuple[OpenEntry, forms.BoundField]]:
        """Each open debit with the box for its amount."""
        return [(debit, self[f"debit-{debit.entry_id}"]) for debit in self.debits]

    def choices(self) -> dict[int, Decimal] | None:
        """Amount by debit, or None for the scheme. Only of a valid form."""
        if self.cleaned_data["how"] == "scheme":
            return None
        typed = {d.entry_id: self.cleaned_data.get(f"debit-{d.entry_id}") for d in self.debits}
        return {entry_id: amount for entry_id, amount in typed.items() if amount}


class Withdraw(forms.Form):
    """Which lines are taken back, and why."""

    lines = forms.TypedMultipleChoiceField(
        label=_("Lines to withdraw"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands in the history beside the withdrawal."),
    )

    def __init__(self, data: QueryDict | None, *, lines: Sequence[tuple[int, str]]) -> None:
        super().__init__(data, initial={"lines": [key for key, _word in lines]})
        self.fields["lines"].choices = lines  # type: ignore[attr-defined]


class Run(forms.Form):
    """Settling everybody: payments effective to this day."""

    on = forms.DateField(
        label=_("Payments effective to the day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
