"""The card's tabs. Each reads what it shows in a few statements and renders once."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from kartoteka.agreements import queries as agreements
from kartoteka.billing.queries import limits
from kartoteka.billing.queries.overtaken import overtaken
from kartoteka.desk.card import forms, frame, panels
from kartoteka.desk.history import as_of
from kartoteka.desk.register import inline
from kartoteka.desk.start import recent
from kartoteka.insight import queries as insight
from kartoteka.kernel.actor import Role
from kartoteka.ledger import queries as ledger
from kartoteka.ledger.queries import plans
from kartoteka.payments import queries as payments
from kartoteka.register import analysis as register_analysis
from kartoteka.register import queries as register
from kartoteka.register.queries import fields
from kartoteka.trail import queries as trail
from kartoteka.ui import screens

RECENT, BRIEF = 6, 3  # changes, and fields told of each
PAGE = 50


@screens.staff()
def overview(request: screens.Request, party_id: int) -> HttpResponse:
    """Who, how much, what is late, what came in, what changed; as it stood, where asked for."""
    if day := as_of.asked(request):
        return as_of.card(request, party_id, day)
    on = timezone.localdate()
    viewer = request.actor
    head = frame.head(request, party_id, tab="overview")
    context = head | {
        "lines": panels.lines(ledger.open_entries(viewer=viewer, party_id=party_id, on=on)),
        "payments": payments.payments_of(viewer=viewer, party_id=party_id, limit=RECENT),
        "changes": trail.changes_of(
            viewer=viewer,
            party_id=party_id,
            former=[one.id for one in head["party"].former],
            limit=RECENT,
            brief=BRIEF,
        ),
    }
    recent.remember(request, request.path, context["party"].name)
    return screens.page(request, "desk/card/overview.html", context)


@screens.staff()
def settlements(request: screens.Request, party_id: int) -> HttpResponse:
    """What is open with interest to a chosen day, and everything that was ever posted."""
    viewer = request.actor
    form = forms.Day(request.GET or None, today=timezone.localdate())
    on = form.chosen()
    context = frame.head(request, party_id, tab="settlements", on=on) | {
        "form": form,
        "lines": panels.lines(ledger.open_entries(viewer=viewer, party_id=party_id, on=on)),
        "unused": ledger.open_entries(viewer=viewer, party_id=party_id, on=on, side="CREDIT"),
        "posted": ledger.history(
            viewer=viewer, party_id=party_id, limit=PAGE, before=forms.place(request.GET)
        ),
        "page": PAGE,
        "barred_first": limits.earliest(viewer=viewer, party_id=party_id),
        "interest_first": limits.earliest_interest(
            viewer=viewer, party_id=party_id, on=timezone.localdate()
        ),
        "plans": plans.plans_of(viewer=viewer, party_id=party_id, on=timezone.localdate()),
        "overtaken": overtaken(viewer=viewer, party_id=party_id),
    }
    return screens.page(request, "desk/card/settlements.html", context, form=form)


@screens.staff()
def details(request: screens.Request, party_id: int) -> HttpResponse:
    """Identifiers, addresses, contacts, accounts, points, agreements, tree, portal logins."""
    viewer = request.actor
    context = frame.head(request, party_id, tab="details")
    party = context["party"]
    context |= {
        "inlines": {name: inline.of_party(party, name) for name in inline.PARTY_FIELDS},
        "contacts": [(one, inline.of_contact(party_id, one, "value")) for one in party.contacts],
        "tree": register.tree(viewer=viewer, party_id=party_id),
        "points": agreements.points_of(viewer=viewer, party_id=party_id),
        "agreements": agreements.agreements_of(viewer=viewer, party_id=party_id),
        "grants": register.grants(viewer=viewer, party_id=party_id),
        "virtual_accounts": payments.virtual_accounts_of(viewer=viewer, party_id=party_id),
        "may_assign": viewer.may(Role.ADMINISTRATOR),
        "field_panels": [
            one
            for one in fields.record_tabs(viewer=viewer, record="party", record_id=party_id)
            if one.tab.is_in_details and one.tab.fields
        ],
    }
    return screens.page(request, "desk/card/details.html", context)


@screens.staff()
def analysis(request: screens.Request, party_id: int) -> HttpResponse:
    """What every room can say of the customer at a glance: sales, payments, contacts."""
    context = frame.head(request, party_id, tab="analysis") | {
        "sections": register_analysis.sections(
            viewer=request.actor, party_id=party_id, on=timezone.localdate()
        ),
        "behaviour": [
            (one, _chart(one))
            for one in insight.behaviour(
                viewer=request.actor, party_id=party_id, on=timezone.localdate()
            )
        ],
    }
    return screens.page(request, "desk/card/analysis.html", context)


def _chart(one: insight.Behaviour) -> dict[str, Any]:
    """What the script draws; the same stands in the table beside it."""
    return {
        "id": f"behaviour-{one.currency}",
        "title": f"{_('Payment behaviour')}, {one.currency}",
        "names": [_("In time, %"), _("Delay, days")],
        "months": [f"{month.month:%m.%Y}" for month in one.months],
        "first": [_plain(month.punctual) for month in one.months],
        "second": [_plain(month.delay) for month in one.months],
    }


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
