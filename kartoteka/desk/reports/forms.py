"""What a report is asked."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kartoteka.agreements import queries as agreements
from kartoteka.desk.typed import CURRENCIES, day_field
from kartoteka.insight import queries
from kartoteka.insight.reports import (
    BANDS,
    BY,
    EFFECTIVE,
    FLOW,
    MODES,
    MOST_BANDS,
    SHOWN,
    STOCK,
    Asked,
    Report,
)
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import queries as ledger
from kartoteka.register import queries as register
from kartoteka.register.queries import segments
from kartoteka.register.queries.groups import groups

_MOST_DAYS = 36_500


class Asking(forms.Form):
    """The parameters of one report; a field that it does not know is not there.

    A group or segment that is retired is offered to whom an old link asks for it, and named in
    `retired`.
    """

    widths = {
        "by": 3, "on": 3, "first": 3, "mode": 6, "creditor": 3, "currency": 3, "party": 3,
        "tree": 3, "group": 3, "segment": 3, "point": 3, "agreement": 3, "bands": 6,
    }  # fmt: skip

    by = forms.ChoiceField(label=_("Rows by"), required=False)
    first = day_field(_("From"))
    on = day_field(_("As of"))
    mode = forms.ChoiceField(label=_("Which past"), choices=MODES, required=False)
    bands = forms.CharField(
        label=_("Bands of days"),
        max_length=60,
        required=False,
        help_text=_("The last day of each band, for instance 30, 60, 90."),
    )
    creditor = forms.TypedChoiceField(
        label=_("Creditor"), coerce=int, empty_value=None, required=False
    )
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[("", _("all")), *CURRENCIES], required=False
    )
    party = forms.CharField(label=_("Customer number"), max_length=40, required=False)
    tree = forms.BooleanField(label=_("With their whole tree"), required=False)
    group = forms.TypedChoiceField(label=_("Group"), coerce=int, empty_value=None, required=False)
    segment = forms.TypedChoiceField(
        label=_("Segment"), coerce=int, empty_value=None, required=False
    )
    point = forms.CharField(label=_("Point"), max_length=60, required=False)
    agreement = forms.CharField(label=_("Agreement"), max_length=60, required=False)

    def __init__(self, data: QueryDict, *, viewer: Actor, report: Report, today: dt.date) -> None:
        super().__init__(data)
        self.said = data
        self.viewer, self.report, self.today = viewer, report, today
        self.fields["by"].choices = [(one, BY[one]) for one in report.by]  # type: ignore[attr-defined]
        unasked = [
            *([] if report.of == FLOW else ["first"]),
            *([] if report.has_bands else ["bands"]),
            *([] if report.by else ["by"]),
            *(["mode"] if report.only_shown else []),
        ]
        for name in unasked:
            del self.fields[name]
        if report.of == FLOW:
            self.fields["on"].label = _("To")
        group, segment = _key(data.get("group")), _key(data.get("segment"))
        seen = [
            one
            for one in groups(viewer=viewer, with_retired=group is not None)
            if not one.is_retired or one.id == group
        ]
        entries = _segments(viewer, segment)
        self.retired = [
            *(one.label for one in seen if one.is_retired),
            *(one.label for one in entries if one.is_retired),
        ]
        some = {
            "creditor": [(one.party_id, one.name) for one in ledger.creditors(viewer=viewer)],
            "group": [(one.id, one.label) for one in seen],
            "segment": [(one.id, one.label) for one in entries],
        }
        for name, choices in some.items():
            self.fields[name].choices = [("", _("all")), *choices]  # type: ignore[attr-defined]

    def clean_bands(self) -> tuple[int, ...]:
        """The bounds in order, each once."""
        return _bands(self.cleaned_data["bands"])

    def clean_party(self) -> int | None:
        """The customer of that number."""
        number = self.cleaned_data["party"].strip()
        if not number:
            return None
        known = register.party_ids_by_number(viewer=self.viewer, numbers=[number])
        if number not in known:
            raise forms.ValidationError(_("There is no customer of this number."))
        return known[number]

    def clean_point(self) -> int | None:
        """The point of that number."""
        number = self.cleaned_data["point"].strip()
        if not number:
            return None
        known = agreements.point_ids_by_number(viewer=self.viewer, numbers=[number])
        if number not in known:
            raise forms.ValidationError(_("There is no point of this number."))
        return known[number]

    def clean_agreement(self) -> int | None:
        """The agreement of that number, of the creditor and the customer where they are given."""
        number = self.cleaned_data["agreement"].strip()
        if not number:
            return None
        found = agreements.agreements_numbered(
            viewer=self.viewer,
            number=number,
            creditor_id=self.cleaned_data.get("creditor"),
            party_id=self.cleaned_data.get("party"),
        )
        if not found:
            raise forms.ValidationError(_("There is no agreement of this number."))
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several creditors have an agreement of this number: choose the creditor.")
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        """A period in order."""
        said: dict[str, Any] = super().clean() or {}
        first, on = said.get("first"), said.get("on")
        if first and on and first > on:
            self.add_error("on", _("The period ends before it begins."))
        return said

    def asked(self, given: Any) -> Asked:
        """What is asked, with what only links say: which figure's entries, the order."""
        said = self.cleaned_data
        on = said.get("on") or self.today
        is_past = self.report.only_shown and on < self.today
        return Asked(
            on=on,
            first=said.get("first"),
            mode=SHOWN if is_past else said.get("mode") or EFFECTIVE,
            by=said.get("by") or "customer",
            creditor=said["creditor"],
            party=said["party"],
            group=said["group"],
            segment=said["segment"],
            point=said["point"],
            agreement=said["agreement"],
            currency=said["currency"],
            bands=said.get("bands") or _bands_of_link(given.get("bands", "")),
            band=_number(given.get("band")),
            late=given.get("late") == "True",
            side=given.get("side") if given.get("side") in {"DEBIT", "CREDIT"} else "",
            kind="PAYMENT" if given.get("kind") == "PAYMENT" else "",
            sort=str(given.get("sort", ""))[:30],
            tree=said["tree"] and said["party"] is not None,
        )


def beginning(report: Report, today: dt.date) -> dict[str, str]:
    """What a report is asked before anybody said anything: today, or this year."""
    said = {"on": today.isoformat(), "mode": EFFECTIVE, "by": (report.by or ("",))[0]}
    if report.of != STOCK:
        said["first"] = today.replace(month=1, day=1).isoformat()
    if report.has_bands:
        said["bands"] = ", ".join(map(str, BANDS))
    return said


def _bands(text: str) -> tuple[int, ...]:
    words = re.split(r"[\s,;/]+", text.strip())
    if words == [""]:
        return BANDS
    if not all(re.fullmatch(r"0*[1-9][0-9]{0,4}", word) for word in words):
        raise forms.ValidationError(_("Give days as whole numbers, for instance 30, 60, 90."))
    days = sorted({int(word) for word in words})
    if len(days) >= MOST_BANDS or days[-1] > _MOST_DAYS:
        raise forms.ValidationError(_("Give at most ten bands, of at most 36,500 days."))
    return tuple(days)


def _bands_of_link(text: str) -> tuple[int, ...]:
    """The bands of the report that led here."""
    try:
        return _bands(text[:60])
    except forms.ValidationError:
        return BANDS


def _segments(viewer: Actor, asked: int | None) -> list[segments.Entry]:
    return [
        one
        for name in ("PRIORITY", "CLASSIFICATION", "SOURCE")
        for one in segments.entries(viewer=viewer, of=name, keep=[asked])
    ]


def _key(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else None


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,2}", text) else None


class Save(forms.Form):
    """Under which name a report is kept, and how its days are found anew."""

    widths = {"name": 12, "beginning": 6, "ending": 6, "is_shared": 12}

    name = forms.CharField(label=_("Name"), max_length=80)
    beginning = forms.ChoiceField(label=_("Its period begins on"), choices=queries.BEGINNINGS)
    ending = forms.ChoiceField(
        label=_("It speaks of"),
        choices=queries.ENDINGS,
        help_text=_("Counted from the day on which it is opened or sent."),
    )
    is_shared = forms.BooleanField(label=_("Everybody in the office sees it"), required=False)

    def __init__(self, *args: Any, has_period: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_period:
            del self.fields["beginning"]


class Schedule(forms.Form):
    """When a saved report is sent, in which format, how and to whom."""

    widths = {"every": 4, "format": 4, "way": 4, "recipients": 12}

    every = forms.ChoiceField(label=_("It is sent"), choices=queries.EVERY, required=False)
    format = forms.ChoiceField(label=_("Format"), choices=queries.FORMATS)
    way = forms.ChoiceField(label=_("How"), choices=queries.WAYS)
    recipients = forms.TypedMultipleChoiceField(
        label=_("To"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].choices = queries.recipients_to_choose(viewer=viewer)  # type: ignore[attr-defined]

    def clean_recipients(self) -> tuple[int, ...]:
        """As the operation takes them."""
        return tuple(self.cleaned_data["recipients"])
