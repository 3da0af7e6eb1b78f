"""An address as each country writes it: on one line, on an envelope, and as a key to compare by.

Poland: street, building/flat; a village without streets has the number behind its own name; the
postal code names the post office, which may lie elsewhere. Slovakia: street, register number /
orientation number; where there are no streets the register number stands behind the municipality.
"""

import re
from typing import Protocol

from kartoteka.kernel.folding import fold

_NUMBERS_IN_PAIRS = frozenset({"SK", "CZ"})  # register (súpisné, popisné) and orientation number
_CODE = {
    "PL": (re.compile(r"(\d{2})[\s-]*(\d{3})"), "-"),
    "SK": (re.compile(r"(\d{3})\s*(\d{2})"), " "),
    "CZ": (re.compile(r"(\d{3})\s*(\d{2})"), " "),
}
# What stands before the name of a street and is left out as often as not.
STREET_WORDS = frozenset(
    {
        *("ul", "ulica", "ulice", "al", "aleja", "aleje", "os", "osiedle", "pl", "plac", "sq"),
        *("skwer", "nam", "namestie", "tr", "trieda", "cesta"),
    }
)


class Parts(Protocol):
    """What an address is made of: rows, lines and drafts alike."""

    @property
    def street(self) -> str: ...
    @property
    def building(self) -> str: ...
    @property
    def flat(self) -> str: ...
    @property
    def postal_code(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def registration_number(self) -> str: ...
    @property
    def post_office(self) -> str: ...


def postal_code(value: str, country: str) -> str:
    """The code as the country writes it: 00-950, 811 01; others stay as they are."""
    if country in _CODE:
        shape, between = _CODE[country]
        if found := shape.fullmatch(value.strip()):
            return between.join(found.groups())
    return value


def house(parts: Parts) -> str:
    """Building and flat: 3/4 in Poland; 123/5, byt 4 in Slovakia."""
    if parts.country in _NUMBERS_IN_PAIRS:
        pair = "/".join(filter(None, [parts.registration_number, parts.building]))
        if parts.registration_number and parts.flat:
            return f"{pair}, byt {parts.flat}"
        return "/".join(filter(None, [pair, parts.flat]))
    return "/".join(filter(None, [parts.building, parts.flat]))


def street_line(parts: Parts) -> str:
    """Street and house; of a place without streets its own name and the number, if it has one."""
    number = house(parts)
    if parts.street or not number:
        return f"{parts.street} {number}".strip()
    return f"{parts.city} {number}"


def postal_line(parts: Parts) -> str:
    """Postal code and post office, which is the place itself unless another is named."""
    office = parts.post_office or parts.city
    return f"{postal_code(parts.postal_code, parts.country)} {office}".strip()


def one_line(parts: Parts) -> str:
    """The whole address on one line."""
    place = postal_line(parts)
    if parts.post_office and parts.post_office != parts.city and parts.street:
        place = f"{parts.city}, {place}"
    street = f"{parts.street} {house(parts)}".strip()
    if not parts.street and house(parts):
        if not parts.post_office:
            return f"{place} {house(parts)}"
        street = street_line(parts)
    return ", ".join(filter(None, [street, place]))


def envelope(parts: Parts) -> tuple[str, ...]:
    """The lines of the address below the name, without the country."""
    elsewhere = parts.post_office and parts.post_office != parts.city and parts.street
    village = (parts.city,) if elsewhere else ()
    return tuple(filter(None, [*village, street_line(parts), postal_line(parts)]))


def key(parts: Parts) -> str:
    """What two writings of one address have in common; register_address_key says the same in SQL.

    Place, street without "ul." and the like, numbers without blanks; the postal code is left out,
    since it is wrong as often as not.
    """
    words = fold(parts.street).split()
    while len(words) > 1 and words[0] in STREET_WORDS:
        words = words[1:]
    numbers = [parts.registration_number, parts.building, parts.flat]
    folded = [fold(number).replace(" ", "") for number in numbers]
    return "|".join([fold(parts.city), " ".join(words), *folded])
