"""Forms of the Profile: a role in time, priority and the like."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kartoteka.register.queries.segments import Entry, RoleLine, Segment, words_of


def day(label: Any, **more: Any) -> forms.DateField:
    """A day, which may be missing."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **more)


class Versioned(forms.Form):
    """Carries which state of the row the person saw."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)


def chosen(value: str) -> int | None:
    """The id that a list of entries gave, None for its empty line."""
    return int(value) if value else None


class Role(Versioned):
    """A role and its time; of a role that is there only the time changes."""

    widths = {"valid_from": 6, "valid_to": 6}

    role = forms.ChoiceField(label=_("Role"))
    valid_from = day(_("Valid from"), help_text=_("Empty: always was."))
    valid_to = day(_("Valid to"), help_text=_("The last day; empty: without end."))

    def __init__(self, *args: Any, roles: list[Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = words_of(roles)  # type: ignore[attr-defined]

    @classmethod
    def of(cls, line: RoleLine) -> dict[str, Any]:
        """What the form shows of a role."""
        return {
            "role": str(line.role.id),
            "valid_from": line.valid_from,
            "valid_to": line.valid_to,
            "version": line.version,
        }


class Segmentation(Versioned):
    """Priority, classification and source of acquisition."""

    priority = forms.ChoiceField(label=_("Priority"), required=False)
    classification = forms.ChoiceField(label=_("Classification"), required=False)
    source = forms.ChoiceField(label=_("Source of acquisition"), required=False)

    def __init__(self, *args: Any, lists: dict[str, list[Entry]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, entries in lists.items():
            field: Any = self.fields[name]
            field.choices = [("", "—"), *words_of(entries)]

    @classmethod
    def of(cls, segment: Segment) -> dict[str, Any]:
        """What the form shows of a party."""
        given = {"priority": segment.priority, "classification": segment.classification}
        given["source"] = segment.source
        said: dict[str, Any] = {name: str(one.id) for name, one in given.items() if one}
        return said | {"version": segment.version}

    def values(self) -> dict[str, int | None]:
        """The arguments of the operation."""
        said = self.cleaned_data
        return {f"{name}_id": chosen(said[name]) for name in self.fields if name != "version"}
