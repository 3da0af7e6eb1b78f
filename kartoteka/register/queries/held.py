"""What a customer's pages ask of the register. Works only as the portal's database role, which
sees the parties that the signed-in login holds, and of these the columns opened to it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.register import addressing, rules
from kartoteka.register.models import Address, Contact, Identifier


@dataclass(frozen=True, slots=True)
class HeldParty:
    """A party for which the signed-in login may act."""

    party_id: int
    public_id: UUID
    number: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class OwnAddress:
    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnData:
    """What the office keeps of a party, as the party itself may read it."""

    addresses: list[OwnAddress]
    phones: list[str]
    emails: list[str]
    identifiers: list[tuple[str, str]]


def held_parties(*, viewer: Actor) -> list[HeldParty]:
    """The parties that the signed-in login holds now, in the order of their names."""
    return [HeldParty(*row) for row in sql.rows("kartoteka.register", "held_parties")]


def own_data(*, viewer: Actor, party_id: int, on: dt.date) -> OwnData:
    """Addresses valid on the day, contacts, and identifiers that need no masking."""
    valid = (Q(valid_from__isnull=True) | Q(valid_from__lte=on)) & (
        Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    )
    addresses = Address.objects.filter(valid, party_id=party_id).order_by("kind", "id")
    columns = (
        "kind", "street", "building", "flat", "postal_code", "city", "country",
        "registration_number", "post_office",
    )  # fmt: skip
    contacts = list(
        Contact.objects.filter(party_id=party_id)
        .order_by("-is_preferred", "id")
        .values_list("kind", "value")
    )
    identifiers = Identifier.objects.filter(party_id=party_id).order_by("id")
    return OwnData(
        addresses=[
            OwnAddress(str(Address.Kind(row.kind).label), addressing.envelope(row))
            for row in addresses.values_list(*columns, named=True)
        ],
        phones=[rules.shown_phone(value) for kind, value in contacts if kind == Contact.Kind.PHONE],
        emails=[value for kind, value in contacts if kind == Contact.Kind.EMAIL],
        identifiers=[
            (str(Identifier.Kind(kind).label), rules.shown(kind, value))
            for kind, value in identifiers.values_list("kind", "value")
        ],
    )
