"""Creditors: own firms in whose name receivables are posted, and how far their books are closed."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kartoteka.desk.typed import day_field
from kartoteka.kernel.actor import Role
from kartoteka.ledger import operations, queries
from kartoteka.register import queries as register
from kartoteka.ui import screens

_ROUNDING = (
    ("once", gettext_lazy("once, at the end")),
    ("period", gettext_lazy("row by row")),
)


class Terms(forms.Form):
    """Which firm, and how the money of its customers is used."""

    widths = {"number": 4, "scheme": 5, "rounding": 3}

    number = forms.CharField(
        label=gettext_lazy("Number of the firm"),
        max_length=40,
        help_text=gettext_lazy("Its number in the register."),
    )
    scheme = forms.ChoiceField(
        label=gettext_lazy("Settling scheme"),
        help_text=gettext_lazy("Accounts that are open already keep theirs."),
    )
    rounding = forms.ChoiceField(label=gettext_lazy("Rounding of interest"), choices=_ROUNDING)

    def __init__(self, *args: Any, schemes: list[queries.SchemeInfo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((one.code, one.name) for one in schemes),
        ]


class Close(forms.Form):
    """To which day books are closed."""

    widths = {"until": 6, "is_sure": 12}

    until = day_field(gettext_lazy("Closed to the end of"))
    is_sure = forms.BooleanField(
        label=gettext_lazy("I know that a closed period is not opened again")
    )


@screens.staff(Role.ADMINISTRATOR)
def creditors(request: screens.Request) -> HttpResponse:
    """All creditors, and the form that makes one of the office's own firms a creditor."""
    form = Terms(request.POST or None, schemes=queries.schemes(viewer=request.actor))
    if form.is_valid():
        said = form.cleaned_data
        party_id = _own_firm(request, said["number"].strip())
        if party_id is None:
            form.add_error(
                "number",
                _("No firm of the office has this number. Say on its card that it is a creditor."),
            )
        else:
            with screens.refusals_on(form):
                return _registered(request, form, party_id)
    return _all(request, form)


@screens.staff(Role.ADMINISTRATOR)
def creditor(request: screens.Request, party_id: int) -> HttpResponse:
    """Changes how the money of a creditor's new accounts is used."""
    shown = _creditor(request, party_id)
    form = Terms(
        request.POST or None,
        schemes=queries.schemes(viewer=request.actor),
        initial={"scheme": shown.scheme, "rounding": shown.rounding},
    )
    del form.fields["number"]
    if form.is_valid():
        with screens.refusals_on(form):
            return _registered(request, form, party_id)
    context = {"form": form, "shown": shown}
    return screens.page(request, "desk/settling/creditor.html", context)


@screens.staff(Role.ADMINISTRATOR)
def close(request: screens.Request, party_id: int) -> HttpResponse:
    """Closes a creditor's books: nothing is posted on or before that day any more."""
    shown = _creditor(request, party_id)
    today = timezone.localdate()
    ended = today.replace(day=1) - dt.timedelta(days=1)
    form = Close(request.POST or None, initial={"until": ended})
    if form.is_valid():
        until = form.cleaned_data["until"]
        with screens.refusals_on(form):
            operations.close_until(
                actor=request.actor, creditor_id=party_id, until=until, today=today
            )
            messages.success(request, _("The books are closed."))
            return redirect("creditors")
    context = {"form": form, "shown": shown}
    return screens.page(request, "desk/settling/close_books.html", context)


def _all(request: screens.Request, form: Terms) -> HttpResponse:
    names = {one.code: one.name for one in queries.schemes(viewer=request.actor)}
    rounding = dict(_ROUNDING)
    rows = [
        (one, names.get(one.scheme, one.scheme), rounding.get(one.rounding, one.rounding))
        for one in queries.creditors(viewer=request.actor)
    ]
    context = {"rows": rows, "form": form}
    return screens.page(request, "desk/settling/creditors.html", context, form=form)


def _registered(request: screens.Request, form: Terms, party_id: int) -> HttpResponse:
    said = form.cleaned_data
    operations.register_creditor(
        actor=request.actor, party_id=party_id, scheme=said["scheme"], rounding=said["rounding"]
    )
    messages.success(request, _("Saved."))
    return redirect("creditors")


def _own_firm(request: screens.Request, number: str) -> int | None:
    """The party of that number, where the register says that it is a firm of the office."""
    party_id = register.party_ids_by_number(viewer=request.actor, numbers=[number]).get(number)
    party = register.party(viewer=request.actor, party_id=party_id) if party_id else None
    return party_id if party is not None and party.is_creditor else None


def _creditor(request: screens.Request, party_id: int) -> queries.CreditorInfo:
    found = queries.creditors(viewer=request.actor)
    shown = next((one for one in found if one.party_id == party_id), None)
    if shown is None:
        raise Http404
    return shown
