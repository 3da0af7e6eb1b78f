"""Pairs that may be one customer, the likest first, and merges, as lists."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from kartoteka.access import queries as access
from kartoteka.desk.privacy import asking
from kartoteka.kernel.criteria import Condition, Group, Op, as_json
from kartoteka.kernel.listing import Order
from kartoteka.register.criteria.twins import MERGES, TWINS
from kartoteka.ui import screens
from kartoteka.ui.lists import ListScreen

KIND = "register.find_twins"


def _only(state: str) -> Group:
    return Group("all", (Condition("state", Op.ONE_OF, (state,)),))


_SHORT_CUTS = (
    (_("to decide"), _only("OPEN")),
    (_("not the same"), _only("DISTINCT")),
    (_("merged"), _only("MERGED")),
)


def _about(request: screens.Request) -> dict[str, Any]:
    """Context: the finder that runs; what is asked for most, as (words, address)."""
    running = (job for job in access.running_jobs(viewer=request.actor) if job.kind == KIND)
    here = reverse("twins")
    return {
        "running": next(running, None),
        "short_cuts": [
            (words, f"{here}?{urlencode({'where': as_json(query)})}")
            for words, query in _SHORT_CUTS
        ],
    }


TWINS_LIST = ListScreen(
    subject=TWINS,
    name="twins",
    route="twins/",
    template="desk/twins/queue.html",
    row="twin",
    columns=("first", "second", "score", "why", "against"),
    order=(Order("score", downwards=True), Order("pair")),
    query=_only("OPEN"),
    always=("state", "first_number", "decided", "decided_by"),
    lead="desk/twins/pair_lead.html",
    last="desk/twins/pair_do.html",
    search_label=_("Name or number"),
    empty="desk/twins/no_pairs.html",
    file=_("Likely twins"),
    exporting=asking.Export(
        TWINS,
        "SELECT unnest(ARRAY[t.first_id, t.second_id]) FROM register_twin t WHERE t.id IN ({})",
        scope=("IDENTITY",),
    ),
    context=_about,
)


def _merge(_merge_id: int, values: Mapping[str, Any]) -> str:
    return reverse("merge_shown", args=[values["public_id"]])


MERGES_LIST = ListScreen(
    subject=MERGES,
    name="merges",
    route="merges/",
    template="desk/twins/merges.html",
    row=_merge,
    columns=("went", "into", "state", "merged", "merged_by", "reason"),
    order=(Order("merged", downwards=True),),
    always=("public_id", "went_number"),
    lead="desk/twins/merge_lead.html",
    badges={"state": {"STANDS": "ok", "UNDONE": "quiet"}},
    search_label=_("Name or number"),
    empty="desk/twins/no_merges.html",
    file=_("Merges"),
    exporting=asking.Export(
        MERGES,
        "SELECT unnest(ARRAY[m.survivor_id, m.loser_id]) FROM register_merge m WHERE m.id IN ({})",
        scope=("IDENTITY",),
    ),
)
