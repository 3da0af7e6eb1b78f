"""A firm as an outside register knows it, whichever register that is."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_STREET = re.compile(r"^(?:ul|ulica)\.?\s+", re.IGNORECASE)
_POLISH_CODE = re.compile(r"(\d{2})-?(\d{3})")
_SLOVAK_CODE = re.compile(r"(\d{3}) ?(\d{2})")


class State(StrEnum):
    """Whether the firm is there for business."""

    ACTIVE = "ACTIVE"
    NOT_STARTED = "NOT_STARTED"
    SUSPENDED = "SUSPENDED"
    BANKRUPT = "BANKRUPT"
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True)
class Activity:
    """A line of business: PKD or NACE `code` without dots, of the classification `version`."""

    code: str
    name: str
    is_main: bool = False
    version: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a register says of a firm; "" where it says nothing.

    `identifiers` by the register's kinds (NIP, REGON, KRS, ICO, DIC, ICDPH), normalised.
    `state_on` is the day since which `state` holds.
    """

    source: str
    country: str
    kind: str
    name: str
    first_name: str = ""
    last_name: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    street: str = ""
    building: str = ""
    flat: str = ""
    postal_code: str = ""
    city: str = ""
    email: str = ""
    phone: str = ""
    activities: tuple[Activity, ...] = ()
    legal_form: str = ""
    established_on: dt.date | None = None
    state: State = State.ACTIVE
    state_on: dt.date | None = None


def street(text: str) -> str:
    """A street without the "ul." that registers put before it."""
    return _STREET.sub("", text.strip())


def postal_code(text: str, country: str) -> str:
    """A postal code as it is written in its country: 50-502, 811 01."""
    bare = text.strip()
    shape, sign = (_POLISH_CODE, "-") if country == "PL" else (_SLOVAK_CODE, " ")
    found = shape.fullmatch(bare)
    return sign.join(found.groups()) if found else bare


def day(text: object) -> dt.date | None:
    """An ISO day at the beginning of a text, None where there is none."""
    try:
        return dt.date.fromisoformat(str(text or "")[:10])
    except ValueError:
        return None
