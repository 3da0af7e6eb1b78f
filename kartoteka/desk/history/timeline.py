"""Everything about a customer on one time line, narrowed by kind."""

from django.http import HttpResponse
from django.urls import reverse

from kartoteka.desk.card import frame
from kartoteka.register import timeline
from kartoteka.ui import screens

PAGE = 40
# The pages that show what an event is about, by the word that its source gives.
PAGES = {
    "receivable": "receivable",
    "withdraw": "withdraw",
    "letter": "letter_pdf",
    "request": "privacy_request",
    "disclosure": "disclosure",
}


@screens.staff()
def events(request: screens.Request, party_id: int) -> HttpResponse:
    """Changes, letters, documents, payments, settlements, personal data; newest first."""
    known = timeline.kinds()
    only = [kind.key for kind in known if kind.key in request.GET.getlist("kind")]
    stream = timeline.timeline(
        viewer=request.actor,
        party_id=party_id,
        only=only,
        older_than=request.GET.get("before", "")[:100],
        limit=PAGE,
    )
    context = frame.head(request, party_id, tab="timeline") | {
        "rows": [(row, _page(row.event.about)) for row in stream.rows],
        "older": stream.older,
        "kinds": [(kind, kind.key in only) for kind in known],
    }
    return screens.page(request, "desk/history/timeline.html", context, fragment="events")


def _page(about: tuple[str, object] | None) -> str:
    """The address of what an event is about, "" where there is no page for it."""
    name = PAGES.get(about[0]) if about else None
    return reverse(name, args=[about[1]]) if about and name else ""
