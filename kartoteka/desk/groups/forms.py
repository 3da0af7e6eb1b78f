"""The form of a group, and the one by which many customers are put into one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.choices.forms import Named
from kartoteka.desk.typed import day_field
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.operations import GroupDraft
from kartoteka.register.queries import choices
from kartoteka.register.queries.groups import GroupLine, groups


class NewGroup(Named):
    """A new group; its conditions, if it has some, come with it unseen."""

    widths = {"pl": 4, "sk": 4, "en": 4, "colour": 4}

    colour = forms.ChoiceField(label=_("Colour"), choices=choices.COLOURS, required=False)
    is_shared = forms.BooleanField(
        label=_("All staff see the group and put customers into it"), required=False, initial=True
    )
    note = forms.CharField(
        label=_("What it is for"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def draft(self, query: dict[str, Any] | None) -> GroupDraft:
        """The group as the form says."""
        said = self.cleaned_data
        return GroupDraft(self.labels(), said["colour"], said["note"], said["is_shared"], query)


class ChangedGroup(NewGroup):
    """A group that is there."""

    is_retired = forms.BooleanField(label=_("Retired: kept, and no longer offered"), required=False)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, line: GroupLine) -> dict[str, Any]:
        """What the form shows of a group."""
        names = ("colour", "is_shared", "note", "is_retired", "version")
        return {**line.labels, **{name: getattr(line, name) for name in names}}


def _shared() -> list[tuple[str, str]]:
    """Groups made by hand that everybody sees."""
    return [
        (str(one.id), one.label)
        for one in groups(viewer=SYSTEM)
        if one.is_shared and not one.is_dynamic
    ]


class InGroup(forms.Form):
    """Into or out of which group, from which day on: for an act on many customers."""

    widths = {"group": 6, "on": 6}

    group = forms.ChoiceField(label=_("Group"), choices=_shared)
    on = day_field(_("From the day"))
