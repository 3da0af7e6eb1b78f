"""Forms of tax information: every field with the sentence that helps to fill it in."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.billing.forms import SeveralFiles
from kartoteka.desk.typed import AmountField, day_field
from kartoteka.tax import choices, rules
from kartoteka.tax.queries import FormRow, ItemRow, OfficeRow, PlaceRow

LARGEST = 10 * 1024 * 1024


def _file(label: Any, **more: Any) -> forms.FileField:
    return forms.FileField(
        label=label,
        error_messages={"empty": _("The file is empty. Choose another one.")},
        **more,
    )


class _SmallFile(forms.Form):
    """Files are read whole, so none is larger than 10 MB."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name, field in self.fields.items():
            said = given.get(name) if isinstance(field, forms.FileField) else None
            said = said or []
            sizes = [file.size for file in (said if isinstance(said, list) else [said])]
            if any(size > LARGEST for size in sizes):
                self.add_error(name, _("The file is larger than 10 MB."))
        return given


class _OfPayer(_SmallFile):
    payer = forms.TypedChoiceField(label=_("Payer"), coerce=int)

    def __init__(self, *args: Any, payers: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payer"].choices = payers  # type: ignore[attr-defined]


class Take(_OfPayer):
    """Whose write-offs of which year are taken."""

    widths = {"payer": 8, "year": 4}

    year = forms.IntegerField(label=_("Year"), min_value=rules.FIRST_YEAR)


class AddItem(_OfPayer):
    """An income by hand. The token makes a form sent twice add once."""

    widths = {"payer": 8, "number": 4, "kind": 4, "on": 4, "amount": 4, "title": 12}

    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
    number = forms.CharField(label=_("Customer number"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), choices=choices.kinds)
    on = day_field(_("Day"), help_text=_("On which it was paid, given or forgiven."))
    amount = AmountField(label=_("Amount (PLN)"))
    title = forms.CharField(label=_("What for"), max_length=250, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid.uuid4().hex


class ImportItems(_OfPayer):
    """A CSV file of incomes."""

    file = _file(
        _("CSV file"),
        help_text=_(
            "Columns number, date, kind, amount, title with their names in the first row. Kinds: "
            "forgiven, gift, prize, other. Rows with a fault take nothing in."
        ),
    )


class Decide(forms.Form):
    """Whether a row counts."""

    widths = {"decision": 12, "exclusion": 12, "pln": 4, "note": 12}

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("COUNTED", _("It counts")), ("EXCLUDED", _("It is left out"))],
        widget=forms.RadioSelect,
    )
    exclusion = forms.ChoiceField(label=_("Why it is left out"), required=False)
    pln = AmountField(
        label=_("Amount in złoty"),
        required=False,
        help_text=_(
            "By the average rate of the National Bank of Poland of the last working day before."
        ),
    )
    note = forms.CharField(label=_("Note"), max_length=250, required=False)

    def __init__(self, *args: Any, row: ItemRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exclusion"].choices = [("", "—"), *choices.exclusions()]  # type: ignore[attr-defined]
        if row.currency == "PLN":
            del self.fields["pln"]


class Residence(forms.Form):
    """What the register and the dictionary do not say of a residence."""

    widths = {"office": 12, "province": 4, "county": 4, "commune": 4}

    office = forms.ChoiceField(
        label=_("Tax office"),
        required=False,
        help_text=_("Empty fields are filled in by the dictionary of tax offices."),
    )
    province = forms.CharField(label=_("Province"), max_length=60, required=False)
    county = forms.CharField(label=_("County"), max_length=60, required=False)
    commune = forms.CharField(label=_("Commune"), max_length=60, required=False)

    def __init__(self, *args: Any, offices: Sequence[OfficeRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.code, f"{one.code} {one.name}") for one in offices]
        self.fields["office"].choices = [("", _("by the dictionary")), *named]  # type: ignore[attr-defined]


class Issue(forms.Form):
    """The day of issue."""

    issued_on = day_field(_("Date of issue"), initial=timezone.localdate)


class Correct(Issue):
    """The day and the reason of a correction."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class Queue(forms.Form):
    """The date of letters."""

    on = day_field(_("Date of the letter"), initial=timezone.localdate)


class Mark(forms.Form):
    """What became of many."""

    kind = forms.ChoiceField(label=_("What became of it"), choices=choices.marks)
    on = day_field(_("Day"), initial=timezone.localdate)


class Exclude(forms.Form):
    """Why all rows of many are left out."""

    exclusion = forms.ChoiceField(label=_("Why they are left out"), choices=choices.exclusions)
    note = forms.CharField(label=_("Note"), max_length=250, required=False)


class Event(_SmallFile):
    """What became of one information."""

    widths = {"kind": 8, "on": 4, "number": 12, "receipt": 12, "note": 12}

    kind = forms.ChoiceField(label=_("What became of it"), choices=choices.events)
    on = day_field(_("Day"), initial=timezone.localdate)
    number = forms.CharField(
        label=_("Number"), max_length=100, required=False, help_text=_("Of the receipt (UPO).")
    )
    receipt = _file(_("Receipt (UPO), XML or PDF"), required=False)
    note = forms.CharField(label=_("Note"), max_length=250, required=False)


class AddOffice(forms.Form):
    """A tax office, and whose residents belong to it."""

    widths = {
        "code": 3, "name": 9, "city": 8, "postal_code": 4, "province": 4, "county": 4, "commune": 4,
    }  # fmt: skip

    code = forms.CharField(label=_("Code"), max_length=4, help_text=_("Four digits."))
    name = forms.CharField(label=_("Name"), max_length=150)
    city = forms.CharField(label=_("Town of the residents"), max_length=100, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=10, required=False)
    province = forms.CharField(label=_("Province"), max_length=60, required=False)
    county = forms.CharField(label=_("County"), max_length=60, required=False)
    commune = forms.CharField(label=_("Commune"), max_length=60, required=False)


class ImportOffices(_SmallFile):
    """A CSV file of tax offices."""

    file = _file(
        _("CSV file"),
        help_text=_(
            "Columns code, name, city, postal code, province, county, commune with their names in "
            "the first row."
        ),
    )


class Install(_SmallFile):
    """An XSD with the files that it imports."""

    file = _file(_("XSD of the form"))
    others = SeveralFiles(
        label=_("Files that it imports"),
        required=False,
        help_text=_("Several at once. Files of forms installed before are known."),
    )


class ChooseForm(forms.Form):
    """Which form a year is told on."""

    widths = {"year": 3, "schema": 9}

    year = forms.IntegerField(
        label=_("Year"), min_value=rules.FIRST_YEAR, max_value=rules.LAST_YEAR
    )
    schema = forms.TypedChoiceField(label=_("Form"), coerce=int)

    def __init__(self, *args: Any, installed: Sequence[FormRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [
            (one.id, f"{one.version or one.code or one.name} · {one.name}") for one in installed
        ]
        self.fields["schema"].choices = named  # type: ignore[attr-defined]


class Places(forms.Form):
    """What stands at each open place of a form: a value, an option of the XSD, or a text."""

    def __init__(self, *args: Any, places: Sequence[PlaceRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [row for row in places if row.place.is_open]
        self.fixed = [row for row in places if not row.place.is_open]
        is_new = not any(row.value or row.text for row in self.rows)
        self.has_suggestions = is_new and any(row.suggested for row in self.rows)
        for number, row in enumerate(self.rows):
            options = [(f"={one}", f"= {one}") for one in row.place.options]
            offered: list[Any] = [("", "—"), *rules.VALUES.items()]
            if options:
                offered.append((_("Allowed by the form"), options))
            known = f"={row.text}" if row.text in row.place.options else row.value
            self.fields[f"value_{number}"] = forms.ChoiceField(
                choices=offered,
                required=False,
                initial=row.suggested if is_new else known,
                widget=forms.Select(attrs={"aria-labelledby": f"place-{number}"}),
            )
            self.fields[f"text_{number}"] = forms.CharField(
                max_length=200,
                required=False,
                initial="" if known.startswith("=") else row.text,
                widget=forms.TextInput(attrs={"aria-labelledby": f"place-{number} text-head"}),
            )

    def lines(self) -> Iterator[tuple[int, PlaceRow, BoundField, BoundField]]:
        """Each place with its two fields."""
        for number, row in enumerate(self.rows):
            yield number, row, self[f"value_{number}"], self[f"text_{number}"]

    def said(self) -> dict[str, tuple[str, str]]:
        """By path: the key of a value, or a text."""
        found = {}
        for number, row in enumerate(self.rows):
            value = self.cleaned_data[f"value_{number}"]
            text = self.cleaned_data[f"text_{number}"]
            is_option = value.startswith("=")
            found[row.place.path] = ("", value[1:]) if is_option else (value, text)
        return {path: both for path, both in found.items() if any(both)}
