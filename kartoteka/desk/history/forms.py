"""What a history is asked for, and the question before an earlier value comes back."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.typed import day_field
from kartoteka.trail.queries import Offered, Which


class Filter(forms.Form):
    """What of the history is shown; every field may stay empty."""

    q = forms.CharField(
        label=_("Contains"), max_length=100, required=False, widget=forms.SearchInput
    )
    table = forms.ChoiceField(label=_("What"), required=False)
    column = forms.ChoiceField(label=_("Field"), required=False)
    who = forms.ChoiceField(label=_("Who"), required=False)
    since = day_field(_("From"), required=False)
    until = day_field(_("To"), required=False)

    def __init__(self, query: QueryDict, offered: Offered) -> None:
        super().__init__(query)
        for name, choices in (
            ("table", offered.tables),
            ("column", offered.columns),
            ("who", tuple((str(user), words) for user, words in offered.people)),
        ):
            field: Any = self.fields[name]
            field.choices = [("", _("all")), *choices]

    def which(self) -> Which:
        """What is asked for; what was typed wrong asks nothing."""
        self.is_valid()
        said = self.cleaned_data
        who = said.get("who")
        return Which(
            table=said.get("table", ""),
            column=said.get("column", ""),
            user_id=int(who) if who else None,
            since=said.get("since"),
            until=said.get("until"),
            text=said.get("q", ""),
        )


class Restore(forms.Form):
    """Whether the earlier value shall be the present one again."""
