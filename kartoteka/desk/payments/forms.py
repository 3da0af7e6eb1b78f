"""Forms of statements and payments."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.typed import AmountField, day_field
from kartoteka.kernel.actor import Actor
from kartoteka.ledger.queries import choices
from kartoteka.payments import queries

LARGEST = 100 * 1024 * 1024


class HandIn(forms.Form):
    """A bank file."""

    file = forms.FileField(
        label=_("Bank file"),
        help_text=_(
            "MT940, MT942, camt.052 to 054, Elixir-0 or Fio XML as the bank sends it, or a table "
            "(CSV, XLSX) of any bank, cash desk or bailiff, in any encoding. You will see what it "
            "holds before anything is taken in."
        ),
        error_messages={"empty": _("The file is empty. Choose another one.")},
    )

    def clean_file(self) -> Any:
        """Not larger than is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 100 MB. Ask for shorter days."))
        return file


class TakeIn(forms.Form):
    """What the person decides about a file that is held."""

    creditor = forms.TypedChoiceField(
        label=_("Whose is the bank account?"),
        coerce=int,
        empty_value=None,
        help_text=_("None of the creditors has this account yet. It is remembered from now on."),
    )
    settle = forms.BooleanField(
        label=_("Use the payments at once on what is owed"), required=False, initial=True
    )

    def __init__(self, *args: Any, viewer: Actor, asks_whose: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_whose:
            choices = queries.creditors_to_choose(viewer=viewer)
            self.fields["creditor"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["creditor"]


class Accept(forms.Form):
    """Whose a waiting line is. `entries` are the documents that it names."""

    account = forms.IntegerField(widget=forms.HiddenInput)
    entries = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_entries(self) -> tuple[int, ...]:
        """Numbers parted by blanks."""
        words = self.cleaned_data["entries"].split()
        if not all(word.isascii() and word.isdigit() and len(word) < 19 for word in words):  # noqa: PLR2004
            raise forms.ValidationError(_("The chosen document belongs to another account."))
        return tuple(int(word) for word in words)


class AddVirtualAccount(forms.Form):
    """A number of the bank that shall stand for one ledger account of the customer."""

    account = forms.TypedChoiceField(label=_("Account"), coerce=int)
    iban = forms.CharField(
        label=_("Virtual account"),
        max_length=80,
        help_text=_(
            "IBAN or NRB as the bank gave it, in any grouping. It stands for this account for good "
            "and is never given to another."
        ),
    )

    def __init__(self, *args: Any, accounts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]


_BROKEN_DOWN = _("Only where a bailiff told what of the money is for what.")


class AddPayment(forms.Form):
    """Money that came without a statement."""

    widths = {
        "account": 12, "amount": 4, "paid_on": 4, "via": 4, "costs": 6, "interest": 6,
        "principal": 12, "title": 12,
    }  # fmt: skip

    account = forms.TypedChoiceField(label=_("Account"), coerce=int)
    amount = AmountField(label=_("Amount"))
    paid_on = day_field(_("Came on"))
    via = forms.ChoiceField(label=_("Kind of payment"), choices=choices.VIA, initial="CASH")
    costs = AmountField(label=_("For costs"), required=False)
    interest = AmountField(label=_("For interest"), required=False)
    principal = AmountField(label=_("For principal"), required=False, help_text=_BROKEN_DOWN)
    title = forms.CharField(label=_("Title"), max_length=250, required=False)
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, accounts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = accounts  # type: ignore[attr-defined]
        self.fields["token"].initial = uuid.uuid4().hex
        for name in ("costs", "interest", "principal"):
            needed = {"data-needs": "via", "data-needs-values": "BAILIFF"}
            self.fields[name].widget.attrs.update(needed)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        parts = [given.get(name) or Decimal(0) for name in ("costs", "interest", "principal")]
        if sum(parts) and given.get("amount") and sum(parts) != given["amount"]:
            self.add_error("costs", _("What it is for must add up to the amount."))
        return given

    def parts(self) -> tuple[Decimal, Decimal, Decimal] | None:
        """Costs, interest and principal, where they were told. Only of a valid form."""
        typed = self.cleaned_data
        if not any(typed[name] for name in ("costs", "interest", "principal")):
            return None
        nothing = Decimal(0)
        return (
            typed["costs"] or nothing,
            typed["interest"] or nothing,
            typed["principal"] or nothing,
        )
