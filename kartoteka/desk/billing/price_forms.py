"""Forms of price lists: the list, its draft as a table, its days."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import price_rows
from kartoteka.billing.operations.prices import PriceListDraft
from kartoteka.billing.queries.prices import PriceListView
from kartoteka.billing.rules import ItemLine
from kartoteka.desk.fields.forms import Named
from kartoteka.desk.typed import AsksWhose, day_field
from kartoteka.ledger.queries import CreditorInfo
from kartoteka.register.queries.segments import Entry

# What a form may send at once is limited, and so is what a person edits in one table.
MOST_ROWS, EMPTY_ROWS = 150, 5
HEADINGS = (_("Code"), _("Name"), pgettext_lazy("measure", "Unit"), _("Price"), _("VAT, %"))


class PriceList(AsksWhose, Named):
    """What a list is called, whose it is, for whom and in what."""

    widths = {
        **Named.widths, "creditor": 8, "code": 4, "currency": 4, "is_net": 8,
    }  # fmt: skip

    code = forms.CharField(label=_("Code"), max_length=40)
    is_net = forms.TypedChoiceField(
        label=_("Prices"),
        choices=[("1", _("without VAT, which is added")), ("0", _("with VAT in them"))],
        coerce=lambda value: value == "1",
    )
    groups = forms.TypedMultipleChoiceField(
        label=_("For price groups"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "None ticked: for everybody. A customer's group stands in the trade terms of its "
            "profile, and a list of that group goes before one for everybody."
        ),
    )

    field_order = ["creditor", "code", "label_pl", "label_sk", "label_en", "currency", "is_net"]

    def __init__(
        self,
        data: Any,
        *,
        creditors: Sequence[CreditorInfo],
        groups: Sequence[Entry],
        found: PriceListView | None = None,
    ) -> None:
        initial = _shown(found) if found else {"is_net": "1"}
        super().__init__(data, initial=initial, creditors=creditors)
        self._choose("groups", [(one.id, one.label) for one in groups])
        if found and found.is_published:
            for name in ("creditor", "currency", "is_net", "groups"):
                self.fields[name].disabled = True
        if not groups:
            del self.fields["groups"]

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def draft(self) -> PriceListDraft:
        """What the form says. Only of a valid form."""
        said = self.cleaned_data
        return PriceListDraft(
            creditor_id=int(said["creditor"]),
            code=said["code"],
            labels=self.labels(),
            currency=said["currency"],
            is_net=said["is_net"] in {True, "1"},
            groups=[int(one) for one in said.get("groups", [])],
        )


def _shown(found: PriceListView) -> dict[str, Any]:
    names = {f"label_{language}": words for language, words in found.labels.items()}
    return names | {
        "creditor": found.creditor_id,
        "code": found.code,
        "currency": found.currency,
        "is_net": "1" if found.is_net else "0",
        "groups": list(found.group_ids),
    }


class Items(forms.Form):
    """The items of a draft, a row of boxes each; empty rows say nothing. `more` adds empty ones to
    what was sent, with all that was typed kept."""

    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("Such as the decision by which these prices were set."),
    )
    rows = forms.IntegerField(min_value=0, max_value=MOST_ROWS, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, items: Sequence[ItemLine], note: str = "", more: bool) -> None:
        language = get_language() or "pl"
        sent = data.get("rows", "") if data else ""
        count = int(sent) if sent.isdecimal() else len(items) + EMPTY_ROWS
        self.count = min(count + EMPTY_ROWS if more else count, MOST_ROWS)
        if data is not None:
            data = data.copy()
            data["rows"] = str(self.count)
        initial: dict[str, Any] = {"note": note, "rows": self.count}
        for n, item in enumerate(items):
            shown = (
                item.code,
                item.name,
                item.unit,
                price_rows.written(item.price, language),
                price_rows.written(item.vat_percent, language, least=0),
            )
            for column, text in zip(price_rows.COLUMNS, shown, strict=True):
                initial[f"{column}-{n}"] = text
        super().__init__(data, initial=initial)
        for n in range(self.count):
            self._put(n)

    def lines(self) -> list[list[tuple[str, forms.BoundField]]]:
        """The boxes row by row, each with its column."""
        return [
            [(column, self[f"{column}-{n}"]) for column in price_rows.COLUMNS]
            for n in range(self.count)
        ]

    def clean(self) -> dict[str, Any]:
        """Every row that says anything is an item, with its faults beside its boxes."""
        said = super().clean() or {}
        self.items: list[ItemLine] = []
        seen: set[str] = set()
        for n in range(self.count):
            texts = {column: said.get(f"{column}-{n}") or "" for column in price_rows.COLUMNS}
            if not any(texts.values()):
                continue
            item, faults = price_rows.item_of(texts)
            for column, words in faults.items():
                self.add_error(f"{column}-{n}", str(words))
            if item is not None and item.code in seen:
                self.add_error(f"code-{n}", _("This code is there twice. Leave one."))
            elif item is not None:
                seen.add(item.code)
                self.items.append(item)
        return said

    def _put(self, n: int) -> None:
        for column, heading in zip(price_rows.COLUMNS, HEADINGS, strict=True):
            attrs = {"autocomplete": "off"}
            if column in {"price", "vat"}:
                attrs["inputmode"] = "decimal"
            self.fields[f"{column}-{n}"] = forms.CharField(
                label=_("%(heading)s, row %(n)s") % {"heading": heading, "n": n + 1},
                required=False,
                widget=forms.TextInput(attrs),
            )


class Publish(forms.Form):
    """From which day the draft is in force, and to which."""

    widths = {"valid_from": 4, "valid_to": 4}

    valid_from = day_field(_("First day"))
    valid_to = day_field(
        _("Last day"), required=False, help_text=_("Empty: until the next version.")
    )


class End(forms.Form):
    """Another last day of a version."""

    widths = {"valid_to": 4}

    valid_to = day_field(_("Last day"), required=False, help_text=_("Empty: without end."))


class Withdraw(forms.Form):
    """Why a version is withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 2}))


class Compare(forms.Form):
    """Which two versions stand side by side."""

    widths = {"one": 5, "other": 5}

    one = forms.ChoiceField(label=_("Version"))
    other = forms.ChoiceField(label=_("Compared with"))

    def __init__(self, data: Any, *, versions: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(data, **more)
        for name in ("one", "other"):
            self.fields[name].choices = versions  # type: ignore[attr-defined]


class OnDay(forms.Form):
    """Of which day the prices are."""

    widths = {"on": 4}

    on = day_field(_("In force on"))
