"""Forms of settling: which debits a payment is used on, why a settlement is withdrawn."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.fields.forms import Named, spread
from kartoteka.desk.typed import AmountField, day_field, offer_creditors
from kartoteka.ledger.operations import SchemeDraft
from kartoteka.ledger.queries import (
    Credit,
    CreditorInfo,
    MoneyPlace,
    OpenEntry,
    SchemeInfo,
    choices,
)
from kartoteka.ui import figures


class OnDebts(forms.Form):
    """A form with a box for an amount beside each open debt."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        debits: Sequence[OpenEntry],
        initial: dict[str, Any] | None = None,
        key: str = "debit",
    ) -> None:
        super().__init__(data, initial=initial)
        self.debits, self.key = debits, key
        self.put(debits, key)

    def put(self, debits: Sequence[OpenEntry], key: str) -> None:
        """A box for each of these debts."""
        for debit in debits:
            self.fields[f"{key}-{debit.entry_id}"] = AmountField(
                label=debit.number or debit.kind, required=False
            )

    def rows(self) -> list[tuple[OpenEntry, forms.BoundField]]:
        """Each open debit with the box for its amount."""
        return self.boxes(self.debits, self.key)

    def boxes(
        self, debits: Sequence[OpenEntry], key: str
    ) -> list[tuple[OpenEntry, forms.BoundField]]:
        """Some debts with their boxes."""
        return [(debit, self[f"{key}-{debit.entry_id}"]) for debit in debits]

    def amounts(self, debits: Sequence[OpenEntry], key: str) -> dict[int, Decimal]:
        """What was typed beside debts. Only of a valid form."""
        typed = {one.entry_id: self.cleaned_data.get(f"{key}-{one.entry_id}") for one in debits}
        return {entry_id: amount for entry_id, amount in typed.items() if amount}


class Settle(OnDebts):
    """By the scheme, or on the debits to which the person gives amounts."""

    how = forms.ChoiceField(
        label=_("Use the payment"),
        choices=[("scheme", _("by the scheme")), ("choice", _("on what I choose"))],
        widget=forms.RadioSelect,
        initial="scheme",
    )
    on = forms.DateField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, debits: Sequence[OpenEntry], on: dt.date) -> None:
        super().__init__(data, debits=debits, initial={"on": on, "how": "scheme"})

    def choices(self) -> dict[int, Decimal] | None:
        """Amount by debit, or None for the scheme. Only of a valid form."""
        if self.cleaned_data["how"] == "scheme":
            return None
        return self.amounts(self.debits, self.key)


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


class Replay(forms.Form):
    """Why what came later is settled anew."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands in the history beside the withdrawal."),
    )


class Move(forms.Form):
    """Where the rest of a payment goes, how much of it, and why."""

    to = forms.TypedChoiceField(label=_("Account"), coerce=int)
    amount = AmountField(label=_("Amount"))
    reason = forms.CharField(
        label=_("Reason"), max_length=250, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, data: QueryDict | None, *, places: Sequence[MoneyPlace], credit: Credit, language: str
    ) -> None:
        left = f"{credit.open_amount:.2f}".replace(".", ",")
        super().__init__(data, initial={"amount": left})
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (
                one.account_id,
                f"{one.party} ({one.number}), {one.creditor}: "
                + figures.money(one.due, credit.currency, language),
            )
            for one in places
        ]


class Run(forms.Form):
    """Settling everybody: payments effective to this day."""

    on = day_field(_("Payments effective to the day"))


class Scheme(Named):
    """The terms of a settling scheme."""

    widths = {**Named.widths, "code": 4, "country": 4, "regime": 4}

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Capital letters, digits and underscores. It cannot be changed later."),
    )
    country = forms.ChoiceField(
        label=_("Country"), choices=[("PL", _("Poland")), ("SK", _("Slovakia"))]
    )
    regime = forms.ChoiceField(label=_("Regime"), choices=choices.REGIMES)
    designation = forms.ChoiceField(label=_("Designation"), choices=choices.DESIGNATION)
    follows_parts = forms.BooleanField(label=_("By the bailiff's breakdown"), required=False)
    plan_first = forms.BooleanField(label=_("Instalment plan first"), required=False)
    claims = forms.ChoiceField(label=_("Order of debts"), choices=choices.CLAIMS)
    components = forms.ChoiceField(label=_("Order inside a debt"), choices=choices.components)
    by_component = forms.BooleanField(
        label=_("This order across all debts: all costs before all interest"), required=False
    )
    sharing = forms.ChoiceField(label=_("Sharing"), choices=choices.SHARING)
    ahead_days = forms.IntegerField(
        label=_("Days ahead of the due date"),
        min_value=0,
        max_value=3660,
        required=False,
        help_text=_("Debts due later than that wait, the money is kept. Empty: none waits."),
    )
    overpayment = forms.ChoiceField(label=_("An overpayment"), choices=choices.OVERPAYMENT)
    interest = forms.ChoiceField(label=_("Interest that takes part"), choices=choices.INTEREST)
    threshold = AmountField(
        label=_("Interest below this is not noted"),
        required=False,
        help_text=_("So that a payer who is a few days late is not dunned for grosze."),
    )
    basis = forms.ChoiceField(label=_("Legal basis"), choices=choices.bases)

    def draft(self) -> SchemeDraft:
        """The terms as typed. Only of a valid form."""
        typed = self.cleaned_data
        own = {
            name: typed[name]
            for name in SchemeDraft.__dataclass_fields__
            if name not in {"labels", "components", "threshold"}
        }
        return SchemeDraft(
            labels={language: word for language, word in self.labels().items() if word},
            components=tuple(typed["components"].split(",")),
            threshold=typed["threshold"] or Decimal(0),
            **own,
        )


def scheme_initial(shown: SchemeInfo) -> dict[str, Any]:
    """What the form shows of a scheme."""
    return {
        **shown.terms,
        **spread(shown.labels, "label"),
        "components": ",".join(shown.terms["components"]),
        "threshold": shown.terms["threshold"] or None,
    }


class Trial(forms.Form):
    """On which customer a scheme is tried."""

    party = forms.CharField(label=_("Customer's number"), max_length=40)


class TrialOfAll(forms.Form):
    """On whose customers a scheme is tried."""

    prefix = "all"
    creditor_id = forms.TypedChoiceField(
        label=_("Creditor"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, data: QueryDict | None, *, creditors: Sequence[CreditorInfo]) -> None:
        super().__init__(data)
        self.fields["creditor_id"].choices = [  # type: ignore[attr-defined]
            ("", _("all creditors")),
            *((one.party_id, one.name) for one in creditors),
        ]


class Choice(forms.Form):
    """By which scheme a creditor's money of a kind is used."""

    widths = {"creditor_id": 6, "via": 6, "scheme": 12}

    creditor_id = forms.TypedChoiceField(label=_("Creditor"), coerce=int)
    via = forms.ChoiceField(label=_("Kind of payment"), choices=choices.VIA)
    scheme = forms.ChoiceField(label=_("Scheme"), required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        creditors: Sequence[CreditorInfo],
        schemes: Sequence[SchemeInfo],
    ) -> None:
        super().__init__(data)
        offer_creditors(self.fields["creditor_id"], creditors)
        self.fields["scheme"].choices = [  # type: ignore[attr-defined]
            ("", _("each account's own")),
            *((one.code, one.name) for one in schemes),
        ]
