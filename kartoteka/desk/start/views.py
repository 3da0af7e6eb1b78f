"""The page on which the day begins."""

from django.http import HttpResponse

from kartoteka.desk.start import tiles
from kartoteka.ui import screens


@screens.staff()
def start(request: screens.Request) -> HttpResponse:
    """What waits for me, and the cards that I looked at last."""
    return screens.page(request, "desk/start/start.html", {"tiles": tiles.waiting(request.actor)})
