"""The tab itself; what it shows is changed on pages of its own."""

from django.http import HttpResponse
from django.utils.functional import Promise

from kartoteka.desk.billing.forms import INTEREST
from kartoteka.desk.card import frame
from kartoteka.register.queries import blocks, groups, segments, terms
from kartoteka.ui import screens


@screens.staff()
def profile(request: screens.Request, party_id: int) -> HttpResponse:
    """What the customer is for the office, and what the office may do with them."""
    context = frame.head(request, party_id, tab="profile")
    viewer, today = request.actor, context["today"]
    lines = blocks.blocks_of(viewer=viewer, party_id=party_id)
    roles = segments.roles_of(viewer=viewer, party_id=party_id)
    context |= {
        "block_rows": [(line, line.is_in_force(today)) for line in lines],
        "roles": [(line, line.is_valid(today)) for line in roles],
        "segment": segments.segment_of(viewer=viewer, party_id=party_id),
        "terms": [
            (line, line.is_valid(today), _interest(line.interest_kind))
            for line in terms.terms_of(viewer=viewer, party_id=party_id)
        ],
        "memberships": [
            (line, line.is_valid(today))
            for line in groups.memberships(viewer=viewer, party_id=party_id)
        ],
        "activities": segments.activities_of(viewer=viewer, party_id=party_id),
    }
    return screens.page(request, "desk/profile/profile.html", context)


def _interest(kind: str) -> str | Promise:
    """The words of a kind of interest, "" where the terms say nothing of it."""
    return dict(INTEREST).get(kind, kind) if kind else ""
