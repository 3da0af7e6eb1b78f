"""Roles in time, priority and the like, and activities of a party."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.register.models import Activity, Party, PartyActivity, PartyRole, PartySegment
from kartoteka.register.operations.editing import NotThere, take


class RoleTwice(Refusal):
    """The party has the role in that time already."""

    code = "register.role_twice"
    message = _("The customer has this role in that time already. Give other days.")
    field = "valid_from"


class ValidityEndsBeforeItBegins(Refusal):
    """The last day lies before the first."""

    code = "register.validity_ends_before_it_begins"
    message = _("It would end before it begins. Correct one of the days.")
    field = "valid_to"


class ActivityTwice(Refusal):
    """The party has it already."""

    code = "register.activity_twice"
    message = _("The customer has this activity already.")
    field = "q"


constraints.means("register_partyrole_no_overlap", RoleTwice)
constraints.means("register_partyrole_valid_in_order", ValidityEndsBeforeItBegins)
constraints.means("register_partyactivity_unique", ActivityTwice)


def give_role(
    *,
    actor: Actor,
    party_id: int,
    role_id: int,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> int:
    """Give the party a role from day to day, both inclusive; returns the row's id.

    Raises RoleTwice, ValidityEndsBeforeItBegins, OfAnotherList, NotThere.
    """
    with acting(actor), constraints.spoken():
        take(Party, party_id, actor=actor)
        return PartyRole.objects.create(
            party_id=party_id, role_id=role_id, valid_from=valid_from, valid_to=valid_to
        ).pk


def change_role(
    *,
    actor: Actor,
    row_id: int,
    valid_from: dt.date | None,
    valid_to: dt.date | None,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Correct or end the time of a role. Raises as give_role, and ChangedMeanwhile."""
    with acting(actor), constraints.spoken():
        row = take(
            PartyRole, row_id, actor=actor, expected_version=expected_version, confirmed=confirmed
        )
        row.valid_from, row.valid_to = valid_from, valid_to
        row.save(update_fields=["valid_from", "valid_to"])


def remove_role(*, actor: Actor, row_id: int) -> None:
    """Take away a role that never was right; the history keeps it. Raises NotThere."""
    with acting(actor):
        take(PartyRole, row_id, actor=actor).delete()


def set_segment(
    *,
    actor: Actor,
    party_id: int,
    priority_id: int | None,
    classification_id: int | None,
    source_id: int | None,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Say priority, classification and source of the party, None for unknown.

    Raises OfAnotherList, NotThere, ChangedMeanwhile.
    """
    values = {
        "priority_id": priority_id,
        "classification_id": classification_id,
        "source_id": source_id,
    }
    with acting(actor), constraints.spoken():
        take(Party, party_id, actor=actor)
        if not PartySegment.objects.filter(pk=party_id).exists():
            if any(values.values()):
                PartySegment.objects.create(party_id=party_id, **values)
            return
        row = take(
            PartySegment,
            party_id,
            actor=actor,
            expected_version=expected_version,
            confirmed=confirmed,
        )
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def add_activity(*, actor: Actor, party_id: int, activity_id: int, is_main: bool = False) -> int:
    """Let the party do this; the first of its activities, or `is_main`, becomes the main one.

    Returns the row's id. Raises ActivityTwice, NotThere.
    """
    with acting(actor), constraints.spoken():
        take(Party, party_id, actor=actor)
        if not Activity.objects.filter(pk=activity_id).exists():
            raise NotThere
        own = PartyActivity.objects.filter(party_id=party_id)
        main = is_main or not own.filter(is_main=True).exists()
        if main:
            own.filter(is_main=True).update(is_main=False)
        return PartyActivity.objects.create(
            party_id=party_id, activity_id=activity_id, is_main=main
        ).pk


def make_main_activity(*, actor: Actor, row_id: int) -> None:
    """Let this activity of a party be its main one. Raises NotThere."""
    with acting(actor), constraints.spoken():
        row = take(PartyActivity, row_id, actor=actor)
        take(Party, row.party_id, actor=actor)
        PartyActivity.objects.filter(party_id=row.party_id, is_main=True).update(is_main=False)
        PartyActivity.objects.filter(pk=row_id).update(is_main=True)


def remove_activity(*, actor: Actor, row_id: int) -> None:
    """Take an activity of a party away; the history keeps it. Raises NotThere."""
    with acting(actor):
        take(PartyActivity, row_id, actor=actor).delete()
