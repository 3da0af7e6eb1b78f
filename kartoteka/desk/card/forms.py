"""What the card asks for: the day to which interest is shown, the place in a long history."""

import datetime as dt

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.typed import day_field


class Day(forms.Form):
    """The day to which interest runs; today until another is chosen."""

    on = day_field(_("Interest to the day"), required=False)

    def __init__(self, data: QueryDict | None, *, today: dt.date) -> None:
        super().__init__(data if data and data.get("on") else None, initial={"on": today})
        self.today = today

    def chosen(self) -> dt.date:
        """The day asked for; today where none or nonsense was typed."""
        if self.is_bound and self.is_valid():
            return self.cleaned_data["on"] or self.today
        return self.today


def cursor(query: QueryDict) -> int | None:
    """The row after which the list goes on, from `?before=`."""
    value = query.get("before", "")
    return int(value) if value.isdecimal() and len(value) < 19 else None  # noqa: PLR2004  (bigint)


def place(query: QueryDict) -> tuple[dt.date, int] | None:
    """The day and entry after which the list goes on, from `?before=2026-06-30,17`."""
    day, _comma, entry = query.get("before", "").partition(",")
    try:
        return dt.date.fromisoformat(day), int(entry[:18])
    except ValueError:
        return None
