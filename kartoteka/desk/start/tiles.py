"""What waits for me: an area adds a tile, which counts something and leads to it.

TILES.append(Tile(_("Unmatched payments"), "payments_unmatched", queries.unmatched_count))
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.access import queries
from kartoteka.billing.queries import limits
from kartoteka.correspondence import queries as correspondence
from kartoteka.documents import queries as documents
from kartoteka.kernel.actor import Actor, Role
from kartoteka.payments import queries as payments
from kartoteka.privacy import queries as privacy
from kartoteka.register import queries as register
from kartoteka.tax import queries as tax


@dataclass(frozen=True, slots=True)
class Tile:
    """Words, the name of the address it leads to, and what counts (viewer → number)."""

    label: str | Promise
    url_name: str
    count: Callable[[Actor], int]
    icon: str = "inbox"
    role: Role = Role.CLERK


@dataclass(frozen=True, slots=True)
class Waiting:
    """A tile as the page shows it."""

    label: str | Promise
    url: str
    icon: str
    count: int


TILES = [
    Tile(
        _("Payments without a customer"),
        "waiting_payments",
        lambda viewer: payments.waiting_count(viewer=viewer),
        icon="user-search",
    ),
    Tile(
        _("Documents ending or expired"),
        "documents",
        lambda viewer: documents.warned(viewer=viewer, on=timezone.localdate()).together,
        icon="calendar-clock",
    ),
    Tile(
        _("Claims time-barred within a month"),
        "limitations",
        lambda viewer: limits.warned_count(
            viewer=viewer,
            on=timezone.localdate(),
            until=timezone.localdate() + dt.timedelta(days=31),
        ),
        icon="calendar-clock",
    ),
    Tile(
        _("Likely twins"),
        "twins",
        lambda viewer: register.open_twins_count(viewer=viewer),
        icon="users-round",
        role=Role.ADMINISTRATOR,
    ),
    Tile(
        _("Running jobs"),
        "jobs",
        lambda viewer: len(queries.running_jobs(viewer=viewer)),
        icon="loader",
    ),
    Tile(
        _("Letters to print"),
        "letters",
        lambda viewer: correspondence.waiting_count(viewer=viewer),
        icon="printer",
    ),
    Tile(
        _("Requests about personal data"),
        "privacy_requests",
        lambda viewer: privacy.waiting_count(viewer=viewer),
        icon="mail-question-mark",
    ),
    Tile(
        _("Tax information for the tax office"),
        "tax",
        lambda viewer: tax.waiting(viewer=viewer, year=timezone.localdate().year - 1)[0],
        icon="landmark",
    ),
    Tile(
        _("Tax information for customers"),
        "tax",
        lambda viewer: tax.waiting(viewer=viewer, year=timezone.localdate().year - 1)[1],
        icon="receipt-text",
    ),
]


def waiting(viewer: Actor) -> list[Waiting]:
    """The tiles of this person, those that count something first."""
    shown = [
        Waiting(tile.label, reverse(tile.url_name), tile.icon, tile.count(viewer))
        for tile in TILES
        if viewer.may(tile.role)
    ]
    return sorted(shown, key=lambda tile: tile.count == 0)
