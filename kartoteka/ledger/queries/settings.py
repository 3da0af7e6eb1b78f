"""Creditors and schemes: whose claims are kept, and how payments are used."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef

from kartoteka.kernel.actor import Actor
from kartoteka.ledger import models, wording


@dataclass(frozen=True, slots=True)
class CreditorInfo:
    """A party in whose name receivables are posted; its books are closed to `closed_until`."""

    party_id: int
    name: str
    country: str
    scheme: str
    rounding: str
    closed_until: dt.date | None


@dataclass(frozen=True, slots=True)
class SchemeInfo:
    """A settling scheme: `components` in their order inside a debt, the interest that takes part
    and the amount below which it is not noted, the legal basis in words."""

    code: str
    country: str
    regime: str
    components: tuple[str, ...]
    interest: str
    threshold: Decimal
    basis: str


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
    found = models.Creditor.objects.select_related("party").order_by(
        Exists(theirs).desc(), "party__sort_pl", "pk"
    )
    return [
        CreditorInfo(
            row.party_id,
            row.party.name,
            row.party.country,
            row.scheme_id,
            row.rounding,
            row.closed_until,
        )
        for row in found
    ]


def schemes(*, viewer: Actor) -> list[SchemeInfo]:
    """All settling schemes, by code."""
    del viewer
    return [
        SchemeInfo(
            row.code,
            row.country,
            row.regime,
            tuple(row.components),
            row.interest,
            row.threshold,
            wording.basis(row.basis),
        )
        for row in models.Scheme.objects.order_by("code")
    ]


def accounts(*, viewer: Actor, party_id: int) -> list[AccountInfo]:
    """The accounts of a party, in the order they were opened."""
    del viewer
    found = models.Account.objects.filter(party_id=party_id).order_by("pk")
    return [
        AccountInfo(row.pk, row.party_id, row.creditor_id, row.currency, row.scheme_id)
        for row in found
    ]
