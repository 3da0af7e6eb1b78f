"""The form of a person's link to a customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.profile.forms import Versioned
from kartoteka.desk.typed import day_field
from kartoteka.register.operations import PersonDraft
from kartoteka.register.queries.persons import LinkLine
from kartoteka.register.queries.segments import Entry, words_of


class Link(Versioned):
    """What the person is there, what they do, from when to when."""

    widths = {"function": 6, "title": 6, "valid_from": 6, "valid_to": 6}

    function = forms.ChoiceField(label=_("Function"))
    title = forms.CharField(
        label=_("Exact title"),
        required=False,
        max_length=100,
        help_text=_("Such as: head of accounts."),
    )
    signs = forms.BooleanField(label=_("Signs for the customer"), required=False)
    gets_invoices = forms.BooleanField(label=_("Receives invoices"), required=False)
    gets_calls = forms.BooleanField(label=_("Receives calls"), required=False)
    valid_from = day_field(_("Valid from"), required=False, help_text=_("Empty: always was."))
    valid_to = day_field(
        _("Valid to"), required=False, help_text=_("The last day; empty: without end.")
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, functions: list[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["function"].choices = words_of(functions)  # type: ignore[attr-defined]

    @classmethod
    def of(cls, line: LinkLine) -> dict[str, Any]:
        """What the form shows of a link."""
        names = [name for name in cls.base_fields if name != "function"]
        return {name: getattr(line, name) for name in names} | {"function": str(line.function_id)}

    def draft(self) -> PersonDraft:
        """The link as the form says."""
        said = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"version", "function"}
        }
        return PersonDraft(function_id=int(self.cleaned_data["function"]), **said)
