"""The tab itself; what it shows is changed on pages of its own."""

from django.http import HttpResponse

from kartoteka.desk.card import frame
from kartoteka.register.queries import blocks
from kartoteka.ui import screens


@screens.staff()
def profile(request: screens.Request, party_id: int) -> HttpResponse:
    """What the customer is for the office, and what the office may do with them."""
    context = frame.head(request, party_id, tab="profile")
    today = context["today"]
    lines = blocks.blocks_of(viewer=request.actor, party_id=party_id)
    context |= {"block_rows": [(line, line.is_in_force(today)) for line in lines]}
    return screens.page(request, "desk/profile/profile.html", context)
