"""The whole tree: who stands under whom, what each owes and all together; moves by keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kartoteka.desk.card import frame
from kartoteka.kernel.criteria import Condition, Op, as_json
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import queries as ledger
from kartoteka.ledger.queries import PartyBalance
from kartoteka.register import operations
from kartoteka.register.queries import trees
from kartoteka.register.queries.trees import Node
from kartoteka.ui import screens

MOST_OPEN = 100


@dataclass(frozen=True, slots=True)
class Branch:
    """A party of the tree with its own balances and those of all that stands under it with it."""

    node: Node
    own: list[PartyBalance] = field(default_factory=list)
    all: list[PartyBalance] = field(default_factory=list)
    has_under: bool = False
    may_rise: bool = False
    may_sink: bool = False


@screens.staff()
def tree(request: screens.Request, party_id: int) -> HttpResponse:
    """Every party of the tree with its balance, the whole in each currency, what is open."""
    context = frame.head(request, party_id, tab="tree")
    nodes = trees.whole_tree(viewer=request.actor, party_id=party_id)
    ids = [node.id for node in nodes]
    balances = ledger.balances_of(viewer=request.actor, party_ids=ids, on=context["today"])
    found = ledger.open_of(viewer=request.actor, party_ids=ids, limit=MOST_OPEN + 1)
    context |= {
        "branches": branches(nodes, balances),
        "whole": ledger.added_up(balances),
        "open": found[:MOST_OPEN],
        "is_cut": len(found) > MOST_OPEN,
        "report_query": urlencode({"party": context["party"].number, "tree": "on"}),
        "list_query": urlencode({"where": as_json(Condition("tree", Op.IS, (party_id,)))}),
    }
    return screens.page(request, "desk/people/tree.html", context)


@screens.staff()
@require_POST
def tree_move(request: screens.Request, party_id: int) -> HttpResponse:
    """Moves a party of this tree one floor: under the one before it, or beside its superior."""
    nodes = trees.whole_tree(viewer=request.actor, party_id=party_id)
    node = next((one for one in nodes if str(one.id) == request.POST.get("party")), None)
    if node is None:
        raise Http404
    to = _under(nodes, node) if "sink" in request.POST else _beside(nodes, node)
    if to is None:
        messages.error(request, _("There is no place to move it to."))
        return redirect("party_tree", party_id)
    try:
        operations.move_party(
            actor=request.actor, party_id=node.id, parent_id=to.id, place=node.place
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
    else:
        words = _("%(name)s stands under %(other)s now.") % {"name": node.name, "other": to.name}
        messages.success(request, words)
    return redirect("party_tree", party_id)


def branches(nodes: Sequence[Node], balances: Sequence[PartyBalance]) -> list[Branch]:
    """The tree with balances: what is under a node follows it at a greater depth."""
    own: dict[int, list[PartyBalance]] = {}
    for balance in balances:
        own.setdefault(balance.party_id, []).append(balance)
    made = []
    for place, node in enumerate(nodes):
        end = place + 1
        while end < len(nodes) and nodes[end].depth > node.depth:
            end += 1
        under = [row for one in nodes[place:end] for row in own.get(one.id, [])]
        made.append(
            Branch(
                node=node,
                own=own.get(node.id, []),
                all=ledger.added_up(under),
                has_under=end > place + 1,
                may_rise=_beside(nodes, node) is not None,
                may_sink=_under(nodes, node) is not None,
            )
        )
    return made


def _under(nodes: Sequence[Node], node: Node) -> Node | None:
    """The party before it on the same floor, under which it can be moved."""
    place = nodes.index(node)
    for one in reversed(nodes[:place]):
        if one.depth < node.depth:
            return None
        if one.depth == node.depth:
            return one
    return None


def _beside(nodes: Sequence[Node], node: Node) -> Node | None:
    """The superior of its superior, under which it can be moved."""
    known = {one.id: one for one in nodes}
    above = known.get(node.parent_id or 0)
    return known.get(above.parent_id or 0) if above is not None else None
