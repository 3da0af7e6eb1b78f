"""Addresses with validity: of a registered and a correspondence one, one at a time."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.register import rules
from kartoteka.register.drafts import AddressDraft
from kartoteka.register.models import Address, Party
from kartoteka.register.operations.editing import take

ONE_AT_A_TIME = frozenset({"REGISTERED", "CORRESPONDENCE"})


class CityMissing(Refusal):
    """An address without a town leads nowhere."""

    code = "register.city_missing"
    message = _("Give the town.")
    field = "city"


class AddressesOverlap(Refusal):
    """Two addresses of a kind that is one at a time would be valid on the same day."""

    code = "register.addresses_overlap"
    message = _(
        "Another address of this kind is valid in that time. End it first, or give other days."
    )
    field = "valid_from"


class AddressReplaces(Confirmable):
    """The new address begins while the present one has no end: it would end the day before."""

    code = "register.address_replaces"
    message = _("The present address (%(address)s) will end on the day before.")


class EndsBeforeItBegins(Refusal):
    """The last day of the validity lies before the first."""

    code = "register.address_ends_before_it_begins"
    message = _("The address would end before it begins. Correct one of the days.")
    field = "valid_to"


constraints.means("register_address_one_at_a_time", AddressesOverlap)
constraints.means("register_address_valid_in_order", EndsBeforeItBegins)


def add_address(
    *,
    actor: Actor,
    party_id: int,
    draft: AddressDraft,
    confirmed: frozenset[str] = frozenset(),
) -> int:
    """Add an address; returns its id.

    Raises CityMissing, EndsBeforeItBegins, AddressesOverlap, and AddressReplaces (confirmed, the
    present one ends the day before) where the new one begins later than one without end.
    """
    with acting(actor), constraints.spoken():
        party = take(Party, party_id, actor=actor)
        _make_room(party.pk, draft, confirmed)
        return Address.objects.create(party=party, **address_values(draft, party.country)).pk


def change_address(
    *,
    actor: Actor,
    address_id: int,
    draft: AddressDraft,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Make the address as `draft` says.

    Raises NotThere, ChangedMeanwhile, CityMissing, EndsBeforeItBegins, AddressesOverlap.
    """
    with acting(actor), constraints.spoken():
        row = take(
            Address, address_id, actor=actor, expected_version=expected_version, confirmed=confirmed
        )
        for name, value in address_values(draft, row.country).items():
            setattr(row, name, value)
        row.save()


def end_address(*, actor: Actor, address_id: int, on: dt.date) -> None:
    """Let the address be valid up to and with `on`. Raises NotThere, EndsBeforeItBegins."""
    with acting(actor), constraints.spoken():
        row = take(Address, address_id, actor=actor)
        row.valid_to = on
        row.save(update_fields=["valid_to"])


def remove_address(*, actor: Actor, address_id: int) -> None:
    """Take away an address that never was right; the history keeps it. Raises NotThere."""
    with acting(actor):
        take(Address, address_id, actor=actor).delete()


def address_values(draft: AddressDraft, country: str) -> dict[str, object]:
    """The columns of an address row. Raises CityMissing."""
    city = rules.tidy(draft.city)
    if not city:
        raise CityMissing
    return {
        "kind": draft.kind,
        "street": rules.tidy(draft.street),
        "building": rules.tidy(draft.building),
        "flat": rules.tidy(draft.flat),
        "postal_code": rules.tidy(draft.postal_code),
        "city": city,
        "country": draft.country or country,
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
    }


def _make_room(party_id: int, draft: AddressDraft, confirmed: frozenset[str]) -> None:
    """Ends the address without end that the new one follows, once the person has agreed."""
    if draft.kind not in ONE_AT_A_TIME or draft.valid_from is None:
        return
    present = Address.objects.filter(
        Q(valid_from=None) | Q(valid_from__lt=draft.valid_from),
        party_id=party_id,
        kind=draft.kind,
        valid_to=None,
    ).first()
    if present is None:
        return
    if AddressReplaces.code not in confirmed:
        place = rules.tidy(f"{present.street} {present.building}, {present.city}").lstrip(", ")
        raise AddressReplaces(address=place)
    present.valid_to = draft.valid_from - dt.timedelta(days=1)
    present.save(update_fields=["valid_to"])
