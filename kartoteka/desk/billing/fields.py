"""Fields that every form of money has: amounts, rates, days, as people type them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import price_rows, slips

FIRST_DAY = dt.date(1900, 1, 1)


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


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A date with the browser's own picker; a year of three digits is a slip of the hand."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[_possible], **more)


def _possible(day: dt.date) -> None:
    if day < FIRST_DAY:
        raise ValidationError(_("Give a day from 1900 on."))
