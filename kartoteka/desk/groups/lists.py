"""The members of a group as a list: customers, with the group as the condition that holds."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.register.lists import PARTIES_LIST
from kartoteka.kernel import listing
from kartoteka.kernel.criteria import EVERYTHING, BadQuery, Group, as_json, in_words
from kartoteka.kernel.listing import Order
from kartoteka.ledger.criteria import CURRENCIES
from kartoteka.register.criteria.parties import PARTIES
from kartoteka.register.criteria.profiles import members
from kartoteka.register.queries.groups import GroupLine, group
from kartoteka.ui import screens
from kartoteka.ui.lists import ListScreen

_SUMS = ("due", "overdue", "overpaid")
NOBODY = Group("none", (EVERYTHING,))


def known(request: screens.Request, pk: int) -> GroupLine:
    """The group; 404 where the viewer sees none."""
    line = group(viewer=request.actor, group_id=pk)
    if line is None:
        raise Http404
    return line


def _members(request: screens.Request, pk: int) -> Group:
    """Who is in the group today; nobody where its conditions cannot be asked any more."""
    try:
        return members(request.actor, known(request, pk), timezone.localdate()).query
    except BadQuery:
        return NOBODY


def _about(request: screens.Request) -> dict[str, Any]:
    """Context: the group, what is wrong with its conditions, what its members owe together."""
    match = request.resolver_match
    line = known(request, match.kwargs["pk"] if match is not None else 0)
    context: dict[str, Any] = {"group": line, "problem": "", "sums": [], "group_words": ""}
    try:
        which = members(request.actor, line, timezone.localdate())
    except BadQuery as refusal:
        return context | {"group_problem": refusal.sentence()}
    query = urlencode({"where": as_json(which.query) or '{"all":[]}'})
    fields = PARTIES.fields(request.actor)
    return context | {
        "group_words": in_words(which.query, fields) if line.is_dynamic else "",
        "members": listing.count(PARTIES, which, exactly=True).rows,
        "sums": _sums(which),
        "list_url_of_group": f"{reverse('parties')}?{query}",
    }


def _sums(which: listing.Which) -> list[tuple[str, list[Any]]]:
    """What the members owe, by currency, where there is anything."""
    names = [f"{name}.{currency}" for currency in CURRENCIES for name in _SUMS]
    totals = listing.totals(PARTIES, which, names)
    rows = [
        (code, [totals.get(f"{name}.{code}", {}).get(code) for name in _SUMS])
        for code in CURRENCIES
    ]
    return [(code, sums) for code, sums in rows if any(sums)]


MEMBERS_LIST = ListScreen(
    subject=PARTIES,
    name="group",
    route="groups/<int:pk>/",
    template="desk/groups/group.html",
    row="party",
    columns=("name", "number", "kind", "address", "email"),
    order=(Order("name"),),
    always=PARTIES_LIST.always,
    lead=PARTIES_LIST.lead,
    fixed=_members,
    search_label=PARTIES_LIST.search_label,
    empty="desk/groups/none.html",
    file=_("Members of a group"),
    exporting=PARTIES_LIST.exporting,
    act_forms=PARTIES_LIST.act_forms,
    context=_about,
)
