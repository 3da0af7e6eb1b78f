"""Cards looked at last, kept in the session: no names outlive the sign-in on this machine."""

from dataclasses import dataclass

from django.http import HttpRequest

KEY, MOST, LONGEST = "recent", 8, 120


@dataclass(frozen=True, slots=True)
class Recent:
    """A link to a card."""

    url: str
    label: str


def remember(request: HttpRequest, url: str, label: str) -> None:
    """Puts the card at `url` first; writes nothing if it is first already."""
    kept: list[list[str]] = request.session.get(KEY, [])
    seen = [url, label[:LONGEST]]
    if kept[:1] != [seen]:
        others = [item for item in kept if item[0] != url]
        request.session[KEY] = [seen, *others][:MOST]


def recent(request: HttpRequest) -> dict[str, list[Recent]]:
    """Context: `recent`, for the start page and for Ctrl+K."""
    if getattr(request, "actor", None) is None:
        return {"recent": []}
    return {"recent": [Recent(url, label) for url, label in request.session.get(KEY, [])]}
