"""A receivable by hand with lines from price lists beside."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import rules
from kartoteka.billing.rules import LineAsked
from kartoteka.desk.billing.forms import Receivable
from kartoteka.desk.typed import day_field

ROWS = 6
QUANTITY_PLACES = 5
HEADINGS = (_("Item"), _("Quantity"), _("From"), _("To"))
COLUMNS = ("item", "quantity", "first", "last")


class QuantityField(forms.CharField):
    """How much of something, with a comma or a point."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def clean(self, value: str) -> Decimal | None:
        text = "".join(super().clean(value).split()).replace(",", ".")
        if not text:
            return None
        whole, _point, places = text.partition(".")
        is_number = text.isascii() and whole.isdecimal() and (places.isdecimal() or not places)
        if not is_number or len(places) > QUANTITY_PLACES or not Decimal(text):
            raise ValidationError(
                _("Give a quantity above zero with at most 5 places, such as 12,5.")
            )
        return Decimal(text)


class PricedReceivable(Receivable):
    """A receivable with an amount, or with lines whose prices make it. Offered are the items that
    have prices in the currency; what was chosen before another currency stays, with a word."""

    sections = [
        (_("Document"), [
            "creditor", "currency", "kind", "number", "title", "issued_on", "due_on", "amount",
        ]),
        (_("Point and interest"), ["point", "agreement", "interest_kind", "percent"]),
    ]  # fmt: skip

    def __init__(
        self, data: Any, *, items: Mapping[str, Sequence[tuple[str, str]]], **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.has_items = bool(items)
        if not items:
            return
        self.shown_currency = str(self["currency"].value() or "")
        offered = items.get(self.shown_currency, ())
        self.codes = {code for code, _words in offered}
        kept = {str(data.get(f"item-{n}", "")) for n in range(ROWS)} if data else set()
        kept -= {*self.codes, ""}
        self.has_lines = bool(offered or kept)
        self.fields["amount"].required = False
        self.fields["amount"].help_text = _("Empty where lines from the price list make it.")
        for n in range(ROWS):
            self.fields[f"item-{n}"] = forms.ChoiceField(
                label=_("Item, row %(n)s") % {"n": n + 1},
                choices=[("", "—"), *offered, *((code, code) for code in sorted(kept))],
                required=False,
            )
            self.fields[f"quantity-{n}"] = QuantityField(
                label=_("Quantity, row %(n)s") % {"n": n + 1}, required=False
            )
            self.fields[f"first-{n}"] = day_field(
                _("From, row %(n)s") % {"n": n + 1}, required=False
            )
            self.fields[f"last-{n}"] = day_field(_("To, row %(n)s") % {"n": n + 1}, required=False)

    def lines(self) -> list[list[forms.BoundField]]:
        """The boxes of the lines, row by row."""
        return [[self[f"{column}-{n}"] for column in COLUMNS] for n in range(ROWS)]

    def clean(self) -> dict[str, Any]:
        """An amount or lines; a line is whole. Without days it is of the day of issue."""
        said = super().clean() or {}
        self.asked: list[LineAsked] = []
        if not self.has_items:
            return said
        for n in range(ROWS):
            self._take(said, n)
        if self.asked and said.get("amount") is not None:
            self.add_error("amount", _("The lines make the amount. Leave this empty."))
        elif not self.asked and said.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Give the amount, or lines from the price list."))
        return said

    def draft(self, party_id: int) -> rules.ReceivableDraft:
        """What the form says. Only of a valid form."""
        if not self.asked:
            return super().draft(party_id)
        self.cleaned_data["amount"] = Decimal(0)
        return replace(super().draft(party_id), lines=tuple(self.asked))

    def _take(self, said: dict[str, Any], n: int) -> None:
        item, quantity, first, last = (said.get(f"{column}-{n}") for column in COLUMNS)
        if not (item or quantity or first or last):
            return
        if not item and f"item-{n}" not in self.errors:
            self.add_error(f"item-{n}", _("Choose the item."))
        elif item and item not in self.codes:
            self.add_error(
                f"item-{n}",
                _("No list has a price of this item in %(currency)s. Choose another one.")
                % {"currency": self.shown_currency},
            )
        if quantity is None and f"quantity-{n}" not in self.errors:
            self.add_error(f"quantity-{n}", _("Give the quantity."))
        first = first or last or said.get("issued_on")
        last = last or first
        if first and last and last < first:
            self.add_error(f"last-{n}", _("The last day is before the first. Choose a later one."))
        elif item and quantity and first and last:
            self.asked.append(LineAsked(item, quantity, first, last))
