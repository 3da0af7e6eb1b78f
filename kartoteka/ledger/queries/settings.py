"""Creditors and schemes: whose claims are kept, and how payments are used."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from kartoteka.kernel.actor import Actor, Role
from kartoteka.ledger import models, wording

_TERMS = (
    "country", "regime", "components", "by_component", "claims", "sharing", "designation",
    "plan_first", "follows_parts", "ahead_days", "overpayment", "interest", "threshold", "basis",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CreditorInfo:
    """A party in whose name receivables are posted; its books are closed to `closed_until`.

    `is_theirs` tells that the party that was asked about has an account with it.
    """

    party_id: int
    name: str
    country: str
    scheme: str
    rounding: str
    closed_until: dt.date | None
    is_theirs: bool = False

    @property
    def currency(self) -> str:
        """In what its customers usually pay."""
        return {"SK": "EUR", "CZ": "CZK"}.get(self.country, "PLN")


@dataclass(frozen=True, slots=True)
class SchemeInfo:
    """A settling scheme as it stands: `terms` by the columns of `models.Scheme`, `basis` and `name`
    in words, and how many accounts use it as their own."""

    code: str
    name: str
    version: int
    is_ready: bool
    basis: str
    labels: dict[str, str]
    terms: dict[str, Any]
    accounts: int = 0


@dataclass(frozen=True, slots=True)
class SchemeVersion:
    """What a scheme said from a moment on, and who said so."""

    version: int
    recorded_at: dt.datetime
    user_id: int | None
    terms: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SchemeChoice:
    """By which scheme a creditor's money of a kind is used, in place of the account's own."""

    creditor_id: int
    creditor: str
    via: str
    via_label: str
    scheme: str
    scheme_name: str


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """An account: whose, with whom, in which currency, and how its payments are used."""

    account_id: int
    party_id: int
    creditor_id: int
    currency: str
    scheme: str


def creditors(*, viewer: Actor, party_id: int | None = None) -> list[CreditorInfo]:
    """All creditors, by name; first those with whom the party has an account."""
    del viewer
    theirs = models.Account.objects.filter(party_id=party_id or 0, creditor_id=OuterRef("party_id"))
    found = (
        models.Creditor.objects.select_related("party")
        .annotate(is_theirs=Exists(theirs))
        .order_by("-is_theirs", "party__sort_pl", "pk")
    )
    return [
        CreditorInfo(
            row.party_id,
            row.party.name,
            row.party.country,
            row.scheme_id,
            row.rounding,
            row.closed_until,
            row.is_theirs,
        )
        for row in found
    ]


def schemes(*, viewer: Actor) -> list[SchemeInfo]:
    """All settling schemes, those that came with the program first, by code. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    found = models.Scheme.objects.annotate(
        used=Count("account", filter=Q(account__is_joined=False))
    ).order_by("-is_ready", "code")
    return [_info(row, row.used) for row in found]


def scheme(*, viewer: Actor, code: str) -> SchemeInfo | None:
    """One scheme; None where there is none. Staff only."""
    return next((one for one in schemes(viewer=viewer) if one.code == code), None)


def scheme_versions(*, viewer: Actor, code: str) -> list[SchemeVersion]:
    """What a scheme said and says, the newest first. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    return [
        SchemeVersion(row.version, row.recorded_at, row.actor, row.terms)
        for row in models.SchemeVersion.objects.filter(scheme_id=code).order_by("-version")
    ]


def scheme_choices(*, viewer: Actor) -> list[SchemeChoice]:
    """The schemes chosen by kind of payment, by creditor. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    found = models.SchemeChoice.objects.select_related("creditor__party", "scheme")
    return [
        SchemeChoice(
            row.creditor_id,
            row.creditor.party.name,
            row.via,
            str(row.get_via_display()),
            row.scheme_id,
            wording.scheme(row.scheme_id, row.scheme.labels),
        )
        for row in found.order_by("creditor__party__sort_pl", "creditor_id", "via")
    ]


def _info(row: models.Scheme, used: int) -> SchemeInfo:
    terms = {name: getattr(row, name) for name in _TERMS}
    return SchemeInfo(
        row.code,
        wording.scheme(row.code, row.labels),
        row.version,
        row.is_ready,
        wording.basis(row.basis),
        dict(row.labels),
        terms,
        used,
    )


def accounts(*, viewer: Actor, party_id: int) -> list[AccountInfo]:
    """The accounts of a party, in the order they were opened."""
    del viewer
    found = models.Account.objects.filter(party_id=party_id).order_by("pk")
    return [
        AccountInfo(row.pk, row.party_id, row.creditor_id, row.currency, row.scheme_id)
        for row in found
    ]
