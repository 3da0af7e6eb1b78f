"""Interest that an agreement says itself: its rates by day, a new one, one ended or taken back."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.access import queries as access
from kartoteka.agreements import queries as agreements
from kartoteka.agreements.queries import AgreementView
from kartoteka.desk.typed import PercentField, day_field
from kartoteka.ledger import operations, queries
from kartoteka.ledger.operations import AgreementRateDraft
from kartoteka.register import queries as register
from kartoteka.ui import screens


class NewRate(forms.Form):
    """A rate of the agreement from a day on."""

    widths = {
        "kind": 12, "percent": 4, "base": 8, "valid_from": 4, "valid_to": 4, "reason": 12,
    }  # fmt: skip

    kind = forms.ChoiceField(label=_("Interest for delay"))
    percent = PercentField(label=_("Rate of the contract, %"))
    base = forms.ChoiceField(
        label=_("Over a rate of the law"),
        required=False,
        help_text=_("The rate is then counted in points over it, and follows it."),
    )
    valid_from = day_field(_("From the day"))
    valid_to = day_field(_("To the day"), required=False)
    reason = forms.CharField(
        label=_("Grounds"), max_length=300, required=False,
        help_text=_("Such as the paragraph of the contract."),
    )  # fmt: skip

    def __init__(
        self, data: Any, *, kinds: Sequence[tuple[str, str]], bases: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]
        self.fields["base"].choices = [  # type: ignore[attr-defined]
            ("", gettext("none: the rate is fixed")), *bases,
        ]  # fmt: skip

    def draft(self) -> AgreementRateDraft:
        """What the form says. Only of a valid form."""
        return AgreementRateDraft(**self.cleaned_data)


class End(forms.Form):
    """The last day of a rate, or none of it at all, and why."""

    widths = {"on": 4, "why": 8}

    on = day_field(
        _("Last day"),
        required=False,
        help_text=_("Empty: it is taken back whole, as if it had not been agreed."),
    )
    why = forms.CharField(label=_("Reason"), max_length=300)


@screens.staff()
def rates(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """The rates of an agreement by day, what was taken back, and a form for another."""
    viewer = request.actor
    agreement = _agreement(request, public_id)
    creditor = register.party(viewer=viewer, party_id=agreement.creditor_id)
    country = creditor.country if creditor else ""
    form = NewRate(
        request.POST or None,
        kinds=queries.agreement_kinds(viewer=viewer, country=country),
        bases=queries.base_rates(viewer=viewer, country=country),
    )
    if form.is_valid():
        with screens.refusals_on(form):
            operations.agree_agreement_rate(
                actor=viewer,
                agreement_id=agreement.agreement_id,
                draft=form.draft(),
                today=timezone.localdate(),
                confirmed=screens.confirmed(request),
            )
            messages.success(request, gettext("Saved."))
            return redirect("agreement_rates", public_id)
    found = queries.agreement_rates(viewer=viewer, agreement_id=agreement.agreement_id)
    people = {one for rate in found for one in (rate.actor, rate.withdrawn_by) if one}
    context = {
        "form": form,
        "agreement": agreement,
        "party": register.party(viewer=viewer, party_id=agreement.party_id),
        "standing": [one for one in found if one.stands],
        "taken": [one for one in found if not one.stands],
        "names": access.names(viewer=viewer, user_ids=people),
    }
    return screens.page(request, "desk/billing/agreement_rates.html", context)


@screens.staff()
def end(request: screens.Request, public_id: uuid.UUID, rate_id: int) -> HttpResponse:
    """The last day of a rate of the agreement, or the whole of it taken back."""
    agreement = _agreement(request, public_id)
    found = queries.agreement_rates(viewer=request.actor, agreement_id=agreement.agreement_id)
    rate = next((one for one in found if one.id == rate_id and one.stands), None)
    if rate is None:
        raise Http404
    form = End(request.POST or None)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.end_agreement_rate(
                actor=request.actor,
                rate_id=rate_id,
                today=timezone.localdate(),
                confirmed=screens.confirmed(request),
                **form.cleaned_data,
            )
            messages.success(request, gettext("Saved."))
            return redirect("agreement_rates", public_id)
    context = {
        "form": form,
        "agreement": agreement,
        "rate": rate,
        "party": register.party(viewer=request.actor, party_id=agreement.party_id),
    }
    return screens.page(request, "desk/billing/agreement_rate.html", context)


def _agreement(request: screens.Request, public_id: uuid.UUID) -> AgreementView:
    found = agreements.agreement(viewer=request.actor, public_id=public_id)
    if found is None:
        raise Http404
    return found
