"""Forms that set and lift a block."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.typed import day_field
from kartoteka.register.operations import BlockDraft
from kartoteka.register.operations.blocks import BlockEndsBeforeItBegins
from kartoteka.register.queries import choices


class Block(forms.Form):
    """What is stopped, why, and for how long."""

    widths = {"valid_from": 6, "valid_to": 6}

    what = forms.MultipleChoiceField(
        label=_("What is blocked"),
        choices=choices.BLOCKS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        help_text=_("Everybody whom the block stops will read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    valid_from = day_field(_("Valid from"))
    valid_to = day_field(
        _("Valid to"), required=False, help_text=_("The last day; empty: until it is lifted.")
    )

    def draft(self) -> BlockDraft:
        """The block as the form says."""
        said = self.cleaned_data
        return BlockDraft(tuple(said["what"]), said["reason"], said["valid_from"], said["valid_to"])


class Lift(forms.Form):
    """Why a block is no longer needed."""

    reason = forms.CharField(
        label=_("Why it is lifted"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class BlockMany(Block):
    """The same for many customers at once, in the list of parties."""

    what = forms.MultipleChoiceField(
        label=_("What is blocked"),
        choices=choices.BLOCKS,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        begins, ends = said.get("valid_from"), said.get("valid_to")
        if isinstance(begins, dt.date) and isinstance(ends, dt.date) and ends < begins:
            self.add_error("valid_to", BlockEndsBeforeItBegins().sentence())
        return said
