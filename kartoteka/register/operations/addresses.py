"""Addresses with validity: of a registered and a correspondence one, one at a time."""

import datetime as dt
import re

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.register import addressing, rules
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


class AddressTwice(Refusal):
    """The party has the same address of this kind in that time already."""

    code = "register.address_twice"
    message = _("The customer has this address of this kind already.")


class TwoFirstChoices(Refusal):
    """Two addresses of a kind would be the first choice on the same day."""

    code = "register.two_first_choices"
    message = _(
        "Another one is the first choice in that time already. Take it from that one first."
    )
    field = "is_default"


class BadSymbol(Refusal):
    """The symbol is none of its register: SIMC has 7 digits, ULIC 5, TERC 7."""

    code = "register.bad_symbol"
    message = _("%(value)s is no symbol of %(register)s: it has %(digits)s digits.")


class EndsBeforeItBegins(Refusal):
    """The last day of the validity lies before the first."""

    code = "register.address_ends_before_it_begins"
    message = _("The address would end before it begins. Correct one of the days.")
    field = "valid_to"


constraints.means("register_address_one_at_a_time", AddressesOverlap)
constraints.means("register_address_valid_in_order", EndsBeforeItBegins)
constraints.means("register_address_twice", AddressTwice)
constraints.means("register_address_one_default", TwoFirstChoices)
_SYMBOLS: dict[str, dict[str, tuple[str | Promise, int]]] = {
    "PL": {
        "commune_symbol": ("TERC", 7),
        "place_symbol": ("SIMC", 7),
        "street_symbol": ("ULIC", 5),
    },
    "SK": {"place_symbol": (_("municipalities"), 6)},
}


def add_address(
    *,
    actor: Actor,
    party_id: int,
    draft: AddressDraft,
    confirmed: frozenset[str] = frozenset(),
) -> int:
    """Add an address; returns its id.

    The first choice of a kind takes that from the present one. Raises CityMissing, BadSymbol,
    EndsBeforeItBegins, AddressesOverlap, AddressTwice, and AddressReplaces (confirmed, the present
    one ends the day before) where the new one begins later than one without end.
    """
    with acting(actor), constraints.spoken():
        party = take(Party, party_id, actor=actor)
        _make_room(party.pk, draft, confirmed)
        _prefer(party.pk, draft)
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

    Raises NotThere, ChangedMeanwhile, and what add_address does but AddressReplaces.
    """
    with acting(actor), constraints.spoken():
        row = take(
            Address, address_id, actor=actor, expected_version=expected_version, confirmed=confirmed
        )
        _prefer(row.party_id, draft, besides=row.pk)
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
    """The columns of an address row. Raises CityMissing, BadSymbol."""
    city = rules.tidy(draft.city)
    if not city:
        raise CityMissing
    at = draft.country or country
    symbols = {name: re.sub(r"\s", "", getattr(draft, name)) for name in _SYMBOLS["PL"]}
    for name, (register, digits) in _SYMBOLS.get(at, {}).items():
        if symbols[name] and not re.fullmatch(rf"[0-9]{{{digits}}}", symbols[name]):
            raise BadSymbol(field=name, value=symbols[name], register=register, digits=digits)
    texts = (
        "street", "building", "flat", "label", "registration_number", "post_office", "region",
        "county", "commune",
    )  # fmt: skip
    return {
        "kind": draft.kind,
        **{name: rules.tidy(getattr(draft, name)) for name in texts},
        **{name: value if name in _SYMBOLS.get(at, {}) else "" for name, value in symbols.items()},
        "postal_code": addressing.postal_code(rules.tidy(draft.postal_code), at),
        "city": city,
        "country": at,
        "is_default": draft.is_default and draft.kind not in ONE_AT_A_TIME,
        "valid_from": draft.valid_from,
        "valid_to": draft.valid_to,
    }


def _prefer(party_id: int, draft: AddressDraft, besides: int | None = None) -> None:
    """Takes the first choice from those of the kind that have it in the time of the draft."""
    if draft.is_default and draft.kind not in ONE_AT_A_TIME:
        Address.objects.filter(
            within(draft.valid_from, draft.valid_to),
            party_id=party_id,
            kind=draft.kind,
            is_default=True,
        ).exclude(pk=besides or 0).update(is_default=False)


def within(begins: dt.date | None, ends: dt.date | None) -> Q:
    """Rows whose validity has a day in common with that from `begins` to `ends`, None open."""
    begun = Q() if ends is None else Q(valid_from=None) | Q(valid_from__lte=ends)
    return begun if begins is None else begun & (Q(valid_to=None) | Q(valid_to__gte=begins))


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
