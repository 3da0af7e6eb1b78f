"""What is asked of outside registers, and what of their answer is taken."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kartoteka.register.comparing import Line
from kartoteka.register.queries import outside
from kartoteka.ui.context import LANGUAGES


class LookUp(forms.Form):
    """A number by which registers know firms."""

    number = forms.CharField(
        label=_("NIP, REGON, KRS or IČO"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class Take(forms.Form):
    """Which fields are taken; the template draws the ticks beside both values."""

    fields_taken = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    language = forms.ChoiceField(label=_("Language of letters"), choices=LANGUAGES, required=False)

    def __init__(self, data: Any, *, lines: Sequence[Line], language: str) -> None:
        super().__init__(data, initial={"language": language})
        field: Any = self.fields["fields_taken"]
        field.choices = [(line.field, line.label) for line in lines]
        suggested = {line.field for line in lines if line.suggested}
        ticked = set(data.getlist("fields_taken")) if data is not None else suggested
        self.lines = [(line, line.field in ticked) for line in lines]


class StartRun(forms.Form):
    """Which run is to begin."""

    kind = forms.ChoiceField(choices=[("VAT", ""), ("REFRESH", "")])


def why_words(code: str) -> str:
    """The reason of "no answer" in words."""
    return str(outside.WHY.get(code, code))
