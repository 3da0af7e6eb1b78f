"""Shapes of points and agreements as people hand them in. No database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PointDraft:
    """A point as it shall be. `number` is unique in the whole office."""

    number: str
    party_id: int
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """An agreement as it shall be. Both days of validity are inclusive; no end means open.

    `fields` are values of the office's own fields by key, as typed; None leaves them alone.
    """

    number: str
    party_id: int
    creditor_id: int
    valid_from: dt.date
    valid_to: dt.date | None = None
    point_id: int | None = None
    fields: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point among many; its party is named by number."""

    number: str
    party_number: str
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement among many; party and point are named by their numbers ('' = no point)."""

    number: str
    party_number: str
    creditor_id: int
    valid_from: dt.date
    valid_to: dt.date | None = None
    point_number: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """How many rows of a set came in and how many stood there already, unchanged."""

    added: int
    known: int
