"""Points and agreements of a customer: a small form for each, reached from the card."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.agreements import operations, queries
from kartoteka.agreements.queries import PointView
from kartoteka.agreements.rules import AgreementDraft, PointDraft
from kartoteka.desk.fields import generated
from kartoteka.desk.typed import day_field, offer_creditors
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import queries as ledger
from kartoteka.ledger.queries import CreditorInfo
from kartoteka.register import queries as register
from kartoteka.register.queries import PartyCard, fields
from kartoteka.register.queries.fields import RecordTab
from kartoteka.ui import screens

PAGE = "desk/billing/agreement.html"


class Point(forms.Form):
    """A point: where a service is delivered and billed."""

    widths = {"number": 4, "name": 8}

    number = forms.CharField(label=_("Number"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    address = forms.CharField(label=_("Address"), max_length=250, required=False)

    def draft(self, party_id: int) -> PointDraft:
        """What the form says. Only of a valid form."""
        return PointDraft(party_id=party_id, **self.cleaned_data)


class Agreement(forms.Form):
    """An agreement with one of the creditors, both days inclusive; and the office's own fields."""

    sections: list[tuple[Any, list[str]]] = [
        ("", ["number", "creditor", "valid_from", "valid_to", "point"])
    ]
    widths = {"number": 4, "creditor": 8, "valid_from": 4, "valid_to": 4, "point": 4}

    number = forms.CharField(label=_("Number"), max_length=60)
    creditor = forms.TypedChoiceField(label=_("Creditor"), coerce=int)
    valid_from = day_field(_("Valid from"))
    valid_to = day_field(_("Valid to"), required=False)
    point = forms.TypedChoiceField(label=_("Point"), coerce=int, empty_value=None, required=False)

    def __init__(
        self,
        data: Any,
        *,
        creditors: Sequence[CreditorInfo],
        points: Sequence[PointView],
        initial: dict[str, object],
        viewer: Actor,
        tabs: Sequence[RecordTab],
    ) -> None:
        super().__init__(data, initial=initial)
        self.viewer = viewer
        offer_creditors(self.fields["creditor"], creditors)
        self._choose("point", [("", "—"), *((one.point_id, str(one)) for one in points)])
        for tab in tabs:
            generated.add_tab(self, tab, viewer=viewer)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        generated.find_links(self, self.viewer, said)
        return said

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def draft(self, party_id: int) -> AgreementDraft:
        """What the form says. Only of a valid form."""
        typed = self.cleaned_data
        return AgreementDraft(
            number=typed["number"],
            party_id=party_id,
            creditor_id=typed["creditor"],
            valid_from=typed["valid_from"],
            valid_to=typed["valid_to"],
            point_id=typed["point"],
            fields=generated.values_of(self) or None,
        )


@screens.staff()
def point_add(request: screens.Request, party_id: int) -> HttpResponse:
    """A new point of the customer."""
    party = _party(request, party_id)
    form = Point(request.POST or None)
    return _answer(
        request,
        party,
        form,
        gettext("New point"),
        lambda: operations.add_point(actor=request.actor, draft=form.draft(party_id)),
    )


@screens.staff()
def point(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Another number, name or address of a point."""
    found = queries.point(viewer=request.actor, public_id=public_id)
    if found is None:
        raise Http404
    initial = {"number": found.number, "name": found.name, "address": found.address}
    form = Point(request.POST or None, initial=initial)
    return _answer(
        request,
        _party(request, found.party_id),
        form,
        str(found),
        lambda: operations.change_point(
            actor=request.actor, point_id=found.point_id, draft=form.draft(found.party_id)
        ),
    )


@screens.staff()
def agreement_add(request: screens.Request, party_id: int) -> HttpResponse:
    """A new agreement of the customer, valid from today until somebody ends it."""
    party = _party(request, party_id)
    form = _form(request, party_id, {"valid_from": timezone.localdate()})
    return _answer(
        request,
        party,
        form,
        gettext("New agreement"),
        lambda: operations.add_agreement(actor=request.actor, draft=form.draft(party_id)),
    )


@screens.staff()
def agreement(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Another validity, point or number of an agreement."""
    found = queries.agreement(viewer=request.actor, public_id=public_id)
    if found is None:
        raise Http404
    initial: dict[str, object] = {
        "number": found.number,
        "creditor": found.creditor_id,
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
        "point": found.point_id,
    }
    form = _form(request, found.party_id, initial, agreement_id=found.agreement_id)
    return _answer(
        request,
        _party(request, found.party_id),
        form,
        found.number,
        lambda: operations.change_agreement(
            actor=request.actor,
            agreement_id=found.agreement_id,
            draft=form.draft(found.party_id),
        ),
        agreement=found,
    )


def _form(
    request: screens.Request,
    party_id: int,
    initial: dict[str, dt.date] | dict[str, object],
    *,
    agreement_id: int | None = None,
) -> Agreement:
    return Agreement(
        request.POST or None,
        creditors=ledger.creditors(viewer=request.actor, party_id=party_id),
        points=queries.points_of(viewer=request.actor, party_id=party_id),
        initial=dict(initial),
        viewer=request.actor,
        tabs=fields.record_tabs(viewer=request.actor, record="agreement", record_id=agreement_id),
    )


def _party(request: screens.Request, party_id: int) -> PartyCard:
    party = register.party(viewer=request.actor, party_id=party_id)
    if party is None:
        raise Http404
    return party


def _answer(
    request: screens.Request,
    party: PartyCard,
    form: forms.Form,
    title: str,
    keep: Callable[[], object],
    **more: object,
) -> HttpResponse:
    if form.is_valid():
        with generated.refusals_on(form):
            keep()
            messages.success(request, gettext("Saved."))
            return redirect("party_details", party.id)
    context = {"form": form, "party": party, "what": title} | more
    return screens.page(request, PAGE, context)
