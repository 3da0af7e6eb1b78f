"""What this room adds to the stream of a party: requests, disclosures, restrictions."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.privacy.models import Channel, Disclosure, Request
from kartoteka.register.timeline import Before, Event, Kind, day_event

PERSONAL = Kind("personal", gettext_lazy("Personal data"), "shield")
Row = tuple[
    int, str, dt.date, str, str, str, list[str], uuid.UUID | None, int | None
]  # as sql/timeline.sql answers


def acts(*, viewer: Actor, party_id: int, before: Before, limit: int) -> list[Event]:
    """Requests that came and were answered, disclosures, restrictions set and lifted, by day."""
    del viewer
    day, act_id = before.day
    asked = {"party": party_id, "day": day, "id": act_id, "limit": limit}
    return [_event(row, before) for row in sql.kept("kartoteka.privacy", "timeline", asked)]


def _event(row: Row, before: Before) -> Event:
    act_id, what, day, kind, how, words, scope, public_id, who = row
    about: tuple[str, object] | None = None
    if what == "DISCLOSED":
        said = _("Data disclosed: %(recipient)s") % {
            "recipient": words or Disclosure.Recipient(kind).label
        }
        details = [*(str(Disclosure.Scope(one).label) for one in scope), Disclosure.Way(how).label]
        about = ("disclosure", public_id)
    elif what == "RESTRICTED":
        said, details = _("Processing restricted"), [words]
    elif what == "LIFTED":
        said, details = _("Restriction of processing lifted"), []
    else:
        received = what == "RECEIVED"
        said = (
            _("Request received: %(kind)s") if received else _("Request answered: %(kind)s")
        ) % {"kind": Request.Kind(kind).label}
        details = [Channel(how).label if received else Request.State(how).label]
        about = ("request", public_id)
    shown = " · ".join(str(one) for one in details if one)
    return day_event(
        day, Event(at=before.at, id=act_id, what=said, details=shown, who=who, about=about)
    )
