"""What forbids to erase whom: what rooms say, and times of keeping that are not over."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import days
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.personal import Event, Held
from kartoteka.privacy import rules
from kartoteka.privacy.models import Purpose
from kartoteka.privacy.queries.purposes import worded
from kartoteka.privacy.rooms import ROOMS

_KEPT = _("“%(purpose)s”: must be kept until %(day)s (%(provision)s).")


@dataclass(frozen=True, slots=True)
class Keeping:
    """A time of keeping that a purpose sets for a party; `until` is its last day."""

    party_id: int
    purpose: str
    provision: str
    event_on: dt.date
    until: dt.date


def holds(*, viewer: Actor, parties: Collection[int], on: dt.date) -> list[Held]:
    """Everything that forbids to erase these parties on the day, times of keeping last.

    A few statements, whatever the number of parties. A party that nothing holds is absent.
    Staff only.
    """
    if not viewer.may(Role.CLERK):
        return []
    ids = list(parties)
    said = [
        held
        for room in ROOMS
        for ask in room.holds
        for held in ask(viewer=viewer, parties=ids, on=on)
    ]
    language = get_language() or "pl"
    kept = [
        Held(
            one.party_id,
            "privacy.kept",
            _KEPT,
            {
                "purpose": one.purpose,
                "day": days.written(one.until, language),
                "provision": one.provision or "—",
            },
        )
        for one in keepings(viewer=viewer, parties=ids)
        if one.until >= on
    ]
    return said + kept


def keepings(*, viewer: Actor, parties: Collection[int]) -> list[Keeping]:
    """The time of keeping that each purpose sets or set for these parties, by its latest event, the
    longest first. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    rules_in_force = list(Purpose.objects.filter(is_active=True).exclude(after=""))
    found: dict[tuple[int, int], Keeping] = {}
    for event in events(viewer=viewer, parties=parties):
        for purpose in rules_in_force:
            if purpose.after != event.kind or purpose.country not in {"", event.country}:
                continue
            until = rules.kept_until(
                event.day, purpose.months or 0, from_year_end=purpose.from_year_end
            )
            key = (event.party_id, purpose.pk)
            if key not in found or found[key].until < until:
                found[key] = Keeping(
                    event.party_id, worded(purpose.name), purpose.basis_note, event.day, until
                )
    return sorted(found.values(), key=lambda one: one.until, reverse=True)


def events(*, viewer: Actor, parties: Collection[int]) -> Iterator[Event]:
    """What all rooms say of the days from which retention runs."""
    ids = list(parties)
    for room in ROOMS:
        for ask in room.events:
            yield from ask(viewer=viewer, parties=ids)
