"""Interest for delay, itemised: of one debt or of a customer, to any day, also as paper."""

import datetime as dt
import re
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from kartoteka.billing import computations, queries
from kartoteka.billing.queries.overtaken import overtaken
from kartoteka.desk.billing import interest_forms as forms
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations
from kartoteka.ledger import queries as ledger
from kartoteka.register import queries as register
from kartoteka.ui import files, screens


@screens.staff()
def of_debt(request: screens.Request, entry_id: int) -> HttpResponse:
    """The computation for one debt, to a chosen day; `?language=` brings it as paper."""
    found = queries.receivable(viewer=request.actor, entry_id=entry_id)
    if found is None:
        raise Http404
    context = {
        "receivable": found,
        "agreed": ledger.agreed_rates(viewer=request.actor, entry_id=entry_id),
        "by_agreement": ledger.agreement_of(viewer=request.actor, entry_id=entry_id),
        "may_agree": bool(ledger.rate_choices(viewer=request.actor, entry_id=entry_id)),
    }
    return _page(request, {"entry_ids": [entry_id]}, found.party_id, context)


@screens.staff()
def agree(request: screens.Request, entry_id: int) -> HttpResponse:
    """The rate of the contract, or the creditor's choice, for the delay of one debt."""
    found = queries.receivable(viewer=request.actor, entry_id=entry_id)
    choices = ledger.rate_choices(viewer=request.actor, entry_id=entry_id)
    if found is None:
        raise Http404
    form = forms.Agreed(request.POST or None, choices=choices, today=timezone.localdate())
    if form.is_valid():
        with screens.refusals_on(form):
            said = {"percent": None, **form.cleaned_data}
            operations.agree_rate(actor=request.actor, entry_id=entry_id, **said)
            messages.success(request, _("Saved."))
            return redirect("debt_interest", entry_id)
    context = {
        "form": form,
        "receivable": found,
        "document": found.document,
        "choices": choices,
        "agreed": ledger.agreed_rates(viewer=request.actor, entry_id=entry_id),
        "by_agreement": ledger.agreement_of(viewer=request.actor, entry_id=entry_id),
    }
    return screens.page(request, "desk/billing/agreed.html", context)


@screens.staff()
def of_party(request: screens.Request, party_id: int) -> HttpResponse:
    """The computation for a customer, account by account; each comes as paper."""
    return _page(request, {"party_id": party_id}, party_id, {"is_party": True})


def _page(
    request: screens.Request, which: dict[str, Any], party_id: int, more: dict[str, Any]
) -> HttpResponse:
    party = register.party(viewer=request.actor, party_id=party_id)
    if party is None:
        raise Http404
    today = timezone.localdate()
    form = forms.InterestTo(request.GET or None, today=today, is_party="is_party" in more)
    on = form.chosen()
    if "is_party" in more:
        which |= {"is_open": not form.with_paid()}
    debts, unknown = _debts(request, which, on)
    language = request.GET.get("language", "")
    if language and debts:
        return _paper(request, debts, party, on=on, language=language)
    accounts = [
        (one[0], one, computations.shown_sums(one))
        for _id, found in groupby(debts, key=lambda one: one.account_id)
        for one in [list(found)]
    ]
    context = more | {
        "party": party,
        "form": form,
        "on": on,
        "accounts": accounts,
        "creditors": {
            one.party_id: one.name
            for one in ledger.creditors(viewer=request.actor, party_id=party_id)
        },
        "unknown": unknown,
        "overtaken": overtaken(viewer=request.actor, party_id=party_id),
        "languages": computations.LANGUAGES,
        "asked": {"on": on.isoformat(), "paid": "on" if form.with_paid() else ""},
    }
    return screens.page(request, "desk/billing/interest.html", context, form=form)


def _debts(
    request: screens.Request, which: dict[str, Any], on: dt.date
) -> tuple[list[ledger.DebtComputation], str]:
    account = request.GET.get("account", "")
    try:
        found = ledger.computations(viewer=request.actor, on=on, **which)
    except Refusal as refusal:
        return [], refusal.sentence()
    if account.isdecimal():
        found = [one for one in found if one.account_id == int(account)]
    return found, ""


def _paper(
    request: screens.Request,
    debts: list[ledger.DebtComputation],
    party: register.PartyCard,
    *,
    on: dt.date,
    language: str,
) -> HttpResponse:
    """The first account's computation as a PDF."""
    first = debts[0]
    creditor = register.party(viewer=request.actor, party_id=first.creditor_id)
    slip = queries.slip(
        viewer=request.actor,
        party_id=party.id,
        creditor_id=first.creditor_id,
        currency=first.currency,
        on=timezone.localdate(),
    )
    assert creditor is not None  # noqa: S101  (an account has a creditor)
    data = computations.computation(
        [one for one in debts if one.account_id == first.account_id],
        on=on,
        made_on=timezone.localdate(),
        creditor=creditor.name,
        debtor=party.name,
        debtor_number=party.number,
        slip=slip,
        country=creditor.country,
        language=language,
    )
    name = re.sub(r"[^\w-]+", "_", f"interest {party.number} {on}")
    return files.sent(data, name=f"{name}.pdf")
