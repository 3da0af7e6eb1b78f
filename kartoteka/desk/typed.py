"""Fields that forms of every room have: amounts, rates, days as people type them, whose it is."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import price_rows, slips
from kartoteka.ledger.queries import CreditorInfo

FIRST_DAY = dt.date(1900, 1, 1)
CURRENCIES = [("PLN", "PLN"), ("EUR", "EUR"), ("CZK", "CZK"), ("USD", "USD"), ("GBP", "GBP")]


class AmountField(forms.CharField):
    """An amount in any of the ways people type one: 1 234,5 or 1234.50."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=24, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """An amount that the program fills in, with the reader's decimal mark."""
        is_known = isinstance(value, Decimal)
        return price_rows.written(value, get_language() or "pl") if is_known else value

    def clean(self, value: str) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return slips.amount_of(text)
        except slips.NoSuchAmount as refusal:
            raise ValidationError(refusal.sentence(), code=refusal.code) from refusal


class PercentField(forms.DecimalField):
    """A yearly rate, with a comma or a point."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(min_value=0, max_value=999, decimal_places=4, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def day_box() -> forms.DateInput:
    """The browser's own picker of a date."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A date; a year of three digits is a slip of the hand."""
    return forms.DateField(label=label, widget=day_box(), validators=[_possible], **more)


def _possible(day: dt.date) -> None:
    if day < FIRST_DAY:
        raise ValidationError(_("Give a day from 1900 on."))


def offer_creditors(field: forms.Field, creditors: Sequence[CreditorInfo]) -> None:
    """Lets a person choose a creditor. One stands there already only where no other can be meant:
    the only one, or the one with whom the customer has an account."""
    choices: list[tuple[Any, str]] = [(one.party_id, one.name) for one in creditors]
    if not meant(creditors):
        choices.insert(0, ("", "—"))
    field.choices = choices  # type: ignore[attr-defined]


def meant(creditors: Sequence[CreditorInfo]) -> CreditorInfo | None:
    """The creditor that stands chosen in a form, if any."""
    theirs = [one for one in creditors if one.is_theirs]
    if len(creditors) == 1 or theirs:
        return creditors[0]
    return None


class AsksWhose(forms.Form):
    """A form that asks for creditor and currency, which is the creditor's usual one unless another
    is chosen."""

    creditor = forms.TypedChoiceField(label=_("Creditor"), coerce=int)
    currency = forms.ChoiceField(label=_("Currency"), required=False)

    def __init__(self, *args: Any, creditors: Sequence[CreditorInfo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._usual = {one.party_id: one.currency for one in creditors}
        offer_creditors(self.fields["creditor"], creditors)
        choices: list[tuple[str, Any]] = list(CURRENCIES)
        if only := meant(creditors):
            self.initial.setdefault("currency", only.currency)
        else:
            choices.insert(0, ("", _("the creditor's own")))
        self.fields["currency"].choices = choices  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        """The one chosen, else the creditor's."""
        said = self.cleaned_data
        return str(said["currency"] or self._usual.get(said.get("creditor", 0), ""))
