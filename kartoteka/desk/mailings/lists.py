"""Customers of documents in bulk as a list: of all, and of one mailing, which is its page."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.privacy import asking
from kartoteka.insight import queries
from kartoteka.insight.criteria import MAILED
from kartoteka.kernel.criteria import Condition, Group, Op
from kartoteka.kernel.listing import Order
from kartoteka.ui import screens
from kartoteka.ui.lists import ListScreen

_EXPORT = asking.Export(
    MAILED,
    "SELECT party_id FROM insight_mailed WHERE id IN ({})",
    scope=("IDENTITY", "DOCUMENTS"),
)
_BADGES = {"state": {"LETTER": "ok", "EMAIL": "ok", "LEFT_OUT": "warn", "WAITING": "quiet"}}


def _party(_mailed_id: int, values: Any) -> str:
    return reverse("party", args=[values["party_id"]])


def shown(request: screens.Request) -> queries.MailingCard:
    """The mailing that the address names; 404 where there is none."""
    match = request.resolver_match
    try:
        return queries.mailing(
            viewer=request.actor, public_id=match.kwargs["public_id"] if match else None
        )
    except queries.NoSuchMailing as refusal:
        raise Http404 from refusal


def _of_mailing(request: screens.Request, **_place: Any) -> Group:
    return Group("all", (Condition("mailing", Op.IS, (shown(request).line.mailing_id,)),))


MAILED_LIST = ListScreen(
    subject=MAILED,
    name="mailed",
    route="mailings/customers/",
    template="desk/mailings/mailed.html",
    row=_party,
    columns=("party", "kind", "on", "state", "reason", "made"),
    order=(Order("made", downwards=True), Order("place")),
    always=("party_id",),
    file=_("Documents in bulk"),
    badges=_BADGES,
    exporting=_EXPORT,
)
MAILING_LIST = ListScreen(
    subject=MAILED,
    name="mailing",
    route="mailings/<uuid:public_id>/",
    template="desk/mailings/mailing.html",
    row=_party,
    columns=("party", "party_number", "state", "reason", "place"),
    order=(Order("place"),),
    always=("party_id",),
    fixed=_of_mailing,
    file=_("Documents in bulk"),
    badges=_BADGES,
    exporting=_EXPORT,
    context=lambda request: {"shown": shown(request)},
)
