"""Forms of interest: to which day, notes with their days and thresholds, why one is withdrawn."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kartoteka.billing.operations.interest import NoteTerms, terms_of
from kartoteka.desk.typed import AmountField, PercentField, day_field
from kartoteka.ledger.queries import AGREED_KINDS, CreditorInfo

PAYMENT_DAYS = 14
YEARS_BACK = 3  # interest of older days is time-barred


class InterestTo(forms.Form):
    """The day to which interest is computed; today until another is chosen."""

    on = day_field(_("Interest to the day"), required=False)
    paid = forms.BooleanField(label=_("Also what was paid late"), required=False)

    def __init__(self, data: Any, *, today: dt.date, is_party: bool) -> None:
        super().__init__(data if data and data.get("on") else None, initial={"on": today})
        self.today = today
        if not is_party:
            del self.fields["paid"]

    def chosen(self) -> dt.date:
        """The day asked for; today where none or nonsense was typed."""
        if self.is_bound and self.is_valid():
            return self.cleaned_data["on"] or self.today
        return self.today

    def with_paid(self) -> bool:
        """Whether debts that are paid are computed too."""
        return bool(self.is_bound and self.is_valid() and self.cleaned_data.get("paid"))


class Note(forms.Form):
    """The days of an interest note."""

    widths = {"to": 4, "issued_on": 4, "due_on": 4}

    to = day_field(_("Interest to the day"))
    issued_on = day_field(_("Issued on"))
    due_on = day_field(_("Due on"))

    def __init__(self, data: Any, *, today: dt.date, to: dt.date | None = None) -> None:
        super().__init__(data, initial=days_of_note(today, to))

    def terms(self) -> NoteTerms:
        """What the form says. Only of a valid form."""
        return terms_of(self.cleaned_data)


def days_of_note(today: dt.date, to: dt.date | None = None) -> dict[str, dt.date]:
    """The days that a form begins with."""
    return {
        "to": min(to or today, today),
        "issued_on": today,
        "due_on": today + dt.timedelta(days=PAYMENT_DAYS),
    }


def _since(today: dt.date) -> dt.date:
    return dt.date(today.year - YEARS_BACK, 1, 1)


class Thresholds(forms.Form):
    """Days of many notes, and what is too little to be asked for."""

    widths = {
        "to": 4, "issued_on": 4, "due_on": 4, "least": 4, "least_of_debt": 4, "since": 4,
        "creditor": 8, "dry": 12,
    }  # fmt: skip

    to = day_field(_("Interest to the day"))
    issued_on = day_field(_("Issued on"))
    due_on = day_field(_("Due on"))
    least = AmountField(
        label=_("Least of a customer"),
        required=False,
        help_text=_("Below this in one currency and for one creditor no note is made."),
    )
    least_of_debt = AmountField(
        label=_("Least of a debt"),
        required=False,
        help_text=_("Interest of a debt below this is left for a later note."),
    )
    since = day_field(
        _("Debts due from"),
        required=False,
        help_text=_("Earlier ones are left out: claims for old interest are time-barred."),
    )

    def terms(self) -> NoteTerms:
        """What the form says. Only of a valid form."""
        return terms_of(self.cleaned_data)


class Run(Thresholds):
    """Notes of all customers, or of one creditor's."""

    creditor = forms.ChoiceField(label=_("Creditor"), required=False)

    def __init__(self, data: Any, *, creditors: Sequence[CreditorInfo], today: dt.date) -> None:
        super().__init__(data, initial={**days_of_note(today), "since": _since(today)})
        choices = [("", _("all")), *((str(one.party_id), one.name) for one in creditors)]
        self.fields["creditor"].choices = choices  # type: ignore[attr-defined]

    def creditor_id(self) -> int | None:
        """The creditor chosen, None for all. Only of a valid form."""
        chosen = self.cleaned_data["creditor"]
        return int(chosen) if chosen else None


class OfMany(Thresholds):
    """The same for chosen customers, in the list of customers or of a group."""

    dry = forms.BooleanField(
        label=_("Only count: post nothing"), required=False, initial=True,
        help_text=_("The report says for how many customers there would be a note."),
    )  # fmt: skip

    def __init__(self, data: Any = None, **more: Any) -> None:
        today = timezone.localdate()
        super().__init__(data, initial={**days_of_note(today), "since": _since(today)}, **more)

    def clean(self) -> dict[str, Any]:
        """Refused here, because the job that works on the rows can ask nobody."""
        said = super().clean() or {}
        if not self.errors:
            if said["to"] > said["issued_on"]:
                self.add_error("to", _("Interest is noted to the day of issue at the latest."))
            if said["due_on"] < said["issued_on"]:
                self.add_error("due_on", _("The interest would be due before it is issued."))
        return said


class Agreed(forms.Form):
    """What was agreed or chosen for the delay of a debt."""

    widths = {"kind": 8, "percent": 4, "on": 4, "reason": 8}

    kind = forms.ChoiceField(label=_("Interest for delay"))
    percent = PercentField(
        label=_("Rate of the contract, %"),
        required=False,
        help_text=_("It is cut to what the law allows when interest is computed."),
    )
    on = day_field(_("Agreed or chosen on"))
    reason = forms.CharField(
        label=_("Grounds"), max_length=300, help_text=_("Such as the paragraph of the contract.")
    )

    def __init__(self, data: Any, *, choices: Sequence[tuple[str, Any]], today: dt.date) -> None:
        super().__init__(data, initial={"on": today})
        self.fields["kind"].choices = list(choices)  # type: ignore[attr-defined]
        if not any(code in AGREED_KINDS for code, _words in choices):
            del self.fields["percent"]


class NoteInPlace(forms.Form):
    """Of which days a corrected note is, and why."""

    widths = {"issued_on": 4, "due_on": 4, "reason": 12}

    issued_on = day_field(_("Issued on"))
    due_on = day_field(_("Due on"))
    reason = forms.CharField(label=_("Reason"), max_length=300)


class Withdrawal(forms.Form):
    """From which day on a note is taken back, and why."""

    widths = {"on": 4, "reason": 8}

    on = day_field(_("From the day"))
    reason = forms.CharField(label=_("Reason"), max_length=300)
