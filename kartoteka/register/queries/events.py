"""What the register adds to the stream of a party: every change of its data, worded."""

from kartoteka.kernel.actor import Actor
from kartoteka.register.timeline import Before, Event
from kartoteka.trail import queries as trail

_MOST_FIELDS, _LONGEST = 6, 80


def changes(*, viewer: Actor, party_id: int, before: Before, limit: int) -> list[Event]:
    """Changes of the party and all its rows, by moment; sensitive values are dots."""
    which = trail.Which(earlier_than=(before.at, before.id))
    found = trail.changes_of(viewer=viewer, party_id=party_id, limit=limit, which=which)
    return [
        Event(
            at=change.at,
            id=change.id,
            what=f"{change.what} · {change.action}",
            details=_told(change),
            who=change.who,
        )
        for change in found
    ]


def _told(change: trail.Change) -> str:
    fields = [
        f"{field.label}: {_short(field.old)} → {_short(field.new)}"
        if field.old and field.new and field.old != field.new
        else f"{field.label}: {_short(field.new or field.old)}"
        for field in change.fields[:_MOST_FIELDS]
    ]
    return ", ".join([*fields, *(["…"] if len(change.fields) > _MOST_FIELDS else [])])


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
