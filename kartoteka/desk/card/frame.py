"""The card's frame: the head of every tab, and the tabs themselves. An area adds its tab to TABS.

context = frame.head(request, party_id, tab="papers") | {"papers": ...}
return screens.page(request, "desk/papers/tab.html", context)   # extends desk/card/base.html
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.card import panels
from kartoteka.desk.history import as_of
from kartoteka.documents import queries as documents
from kartoteka.kernel.actor import Actor, Role
from kartoteka.ledger import queries as ledger
from kartoteka.privacy import queries as privacy
from kartoteka.register import queries as register
from kartoteka.register.queries import blocks, fields, groups, outside
from kartoteka.ui import screens
from kartoteka.ui.quick import address_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A tab as the card shows it."""

    key: str
    label: str | Promise
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the card: its name in `tab`, its words, the name of its address (takes the id)."""

    key: str
    label: str | Promise
    url_name: str
    role: Role = Role.CLERK


TABS = [
    Tab("overview", _("Overview"), "party"),
    Tab("settlements", _("Settlements"), "party_settlements"),
    Tab("prices", _("Prices"), "party_prices"),
    Tab("details", _("Details"), "party_details"),
    Tab("analysis", _("Analysis"), "party_analysis"),
    Tab("timeline", _("Timeline"), "party_timeline"),
    Tab("documents", _("Documents"), "party_documents"),
    Tab("profile", _("Profile"), "party_profile"),
    Tab("people", _("People"), "party_people"),
    Tab("tree", _("Tree"), "party_tree"),
    Tab("outside", _("Outside registers"), "party_outside"),
    Tab("history", _("History"), "party_history"),
    Tab("personal", _("Personal data"), "party_personal"),
]


def head(
    request: screens.Request, party_id: int, *, tab: str, on: dt.date | None = None
) -> dict[str, Any]:
    """What `desk/card/base.html` shows on every tab, `on` being the day of interest (today).

    Raises Http404 where there is no such party, and leads on from one that was merged into another.
    """
    today = timezone.localdate()
    on = on or today
    party = register.party(viewer=request.actor, party_id=party_id)
    if party is None:
        raise Http404
    lead_on(request, party)
    balances = ledger.balance(viewer=request.actor, party_id=party_id, on=on)
    return {
        "party": party,
        "blocks": blocks.blocks_of(viewer=request.actor, party_id=party_id, on=today),
        "groups": groups.memberships(viewer=request.actor, party_id=party_id, on=today),
        "address": party.address(on, "REGISTERED", "CORRESPONDENCE") or party.address(on),
        "balances": balances,
        "is_restricted": bool(privacy.restricted(viewer=request.actor, parties=[party_id])),
        "sums": panels.sums(balances, on),
        "papers": documents.warned(viewer=request.actor, party_id=party_id, on=today),
        "on": on,
        "today": today,
        "tab": tab,
        "standings": outside.standings(viewer=request.actor, party_id=party_id),
        "slider": as_of.slider(request, party_id),
        "tabs": _tabs(request.actor, party_id),
    }


def lead_on(request: screens.Request, party: register.PartyCard) -> None:
    """Raises Elsewhere for a party that was merged: its addresses lead to the one that stays."""
    if party.merged_into_id is None:
        return
    words = _("%(name)s (%(number)s) was merged into this customer.") % {
        "name": party.name,
        "number": party.number,
    }
    match = request.resolver_match
    here = match.url_name if match and set(match.kwargs) == {"party_id"} else None
    is_shown = request.method in {"GET", "HEAD"} and here
    raise screens.Elsewhere(
        reverse(here if is_shown and here else "party", args=[party.merged_into_id]), words
    )


def _tabs(viewer: Actor, party_id: int) -> list[Shown]:
    """The card's own tabs; those of custom fields stand before the last one, the history."""
    own = [
        Shown(one.key, one.label, address_of(one.url_name, party_id))
        for one in TABS
        if viewer.may(one.role)
    ]
    custom = [
        Shown(f"fields-{one.key}", one.label, reverse("party_fields", args=[party_id, one.key]))
        for one in fields.tab_names(viewer=viewer, record="party")
        if not one.is_in_details
    ]
    return [*own[:-1], *custom, *own[-1:]]
