"""The desk's menu, also the commands of Ctrl+K: an area adds its line under a heading."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.actor import Role


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the menu: its words, the name of its address, a lucide icon, who sees it.

    `also` are the beginnings of other addresses that belong to it.
    """

    label: str | Promise
    url_name: str
    icon: str
    role: Role = Role.CLERK
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """An Item as a page shows it."""

    label: str | Promise
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (empty for the first lines) with what stands under it."""

    label: str | Promise
    items: list[Any]


_OF_THE_CARD = ("/credits/", "/points/", "/agreements/", "/attachments/", "/plans/")
_OF_TWINS = ("/merges/", "/merge/", "/compare/")
MENU = [
    Section("", [Item(_("My desk"), "start", "layout-dashboard")]),
    Section(
        _("Customers"),
        [
            Item(_("Register"), "parties", "contact", also=_OF_THE_CARD),
            Item(_("Groups"), "groups", "group"),
            Item(_("Blocks"), "blocks", "ban"),
            Item(_("Likely twins"), "twins", "users-round", Role.ADMINISTRATOR, also=_OF_TWINS),
            Item(_("Portal users"), "portal_users", "key-round"),
            Item(_("Outside registers"), "outside", "shield-check"),
        ],
    ),
    Section(
        _("Money"),
        [
            Item(_("Receivables"), "entries", "receipt-text"),
            Item(_("Price lists"), "price_lists", "tags"),
            Item(_("Calendars of advances"), "advance_plans", "calendar-days"),
            Item(_("Interest notes"), "interest_notes", "percent"),
            Item(_("Limitation ahead"), "limitations", "calendar-clock"),
            Item(_("Statements and payments"), "statements", "landmark"),
            Item(_("Cash documents"), "cash", "wallet"),
            Item(_("Refunds"), "refunds", "undo-2"),
            Item(_("Batches of payments"), "batches", "list-checks"),
            Item(_("Settle all payments"), "settle_all", "scale"),
            Item(_("Overpayments"), "overpayments", "piggy-bank"),
            Item(_("Write-offs"), "write_offs", "eraser"),
            Item(_("Offsets"), "offsets", "replace"),
            Item(_("Settling schemes"), "schemes", "list-ordered"),
            Item(_("Reports"), "reports", "chart-column"),
            Item(_("Tax information"), "tax", "receipt-text"),
        ],
    ),
    Section(
        _("Documents"),
        [
            Item(_("Customers' documents"), "documents", "file-badge"),
            Item(_("Documents in bulk"), "mailings", "files"),
            Item(_("Print queue"), "letters", "printer"),
            Item(_("E-mails"), "emails", "mail"),
        ],
    ),
    Section(
        _("Personal data"),
        [
            Item(_("Requests"), "privacy_requests", "mail-question-mark"),
            Item(_("Disclosures"), "disclosures", "share-2"),
            Item(_("Purposes"), "purposes", "scroll-text", Role.ADMINISTRATOR),
            Item(_("Erasure"), "policies", "eraser", Role.SUPERADMINISTRATOR),
        ],
    ),
    Section(
        _("Office"),
        [
            Item(_("Imports"), "imports", "upload", Role.ADMINISTRATOR),
            Item(
                _("Fields and dictionaries"),
                "fields",
                "text-cursor-input",
                Role.ADMINISTRATOR,
                also=("/dictionaries/",),
            ),
            Item(_("Creditors and their books"), "creditors", "book-lock", Role.ADMINISTRATOR),
            Item(_("Rates of interest"), "interest_rates", "trending-up", Role.ADMINISTRATOR),
            Item(_("Document types"), "document_types", "files", Role.ADMINISTRATOR),
            Item(_("Dictionaries"), "choices", "list", Role.ADMINISTRATOR),
            Item(_("Users"), "users", "users", Role.ADMINISTRATOR),
            Item(_("Units"), "units", "building-2", Role.ADMINISTRATOR),
        ],
    ),
]


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context: the lines that this person may use, the present one marked; their `menu_key`."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"menu": [], "menu_key": ""}
    here = _current(request.path)
    sections = [
        Section(
            section.label,
            [_line(item, here) for item in section.items if actor.may(item.role)],
        )
        for section in MENU
    ]
    current = ",".join(
        line.url for section in sections for line in section.items if line.is_current
    )
    return {
        "menu": [section for section in sections if section.items],
        "menu_key": f"{actor.role} {current}",
    }


@cache
def _url(name: str) -> str:
    return reverse(name)


def _current(path: str) -> Item | None:
    """Where a page belongs: the item with the longest beginning of its address."""
    found = [
        (len(begin), item)
        for section in MENU
        for item in section.items
        for begin in (_url(item.url_name), *item.also)
        if path == begin or (begin != "/" and path.startswith(begin))
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


def _line(item: Item, here: Item | None) -> Line:
    return Line(item.label, _url(item.url_name), item.icon, item is here)
