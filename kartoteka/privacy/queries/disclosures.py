"""The register of disclosures: what went out, to whom, about whom."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kartoteka.access import queries as access
from kartoteka.kernel.actor import Actor, Role
from kartoteka.privacy.models import Basis, Disclosed, Disclosure
from kartoteka.privacy.queries.subjects import names_of


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """A disclosure; `recipient` is the name, or that it is the person concerned."""

    id: int
    public_id: uuid.UUID
    disclosed_on: dt.date
    at: dt.datetime
    who: str
    recipient: str
    recipient_kind: str
    scope: tuple[str, ...]
    basis: str
    basis_note: str
    way: str
    note: str
    persons: int


@dataclass(frozen=True, slots=True)
class Concerned:
    """A person whom a disclosure concerns."""

    party_id: int
    name: str
    number: str


def disclosures(
    *,
    viewer: Actor,
    text: str = "",
    recipient_kind: str = "",
    way: str = "",
    first: dt.date | None = None,
    last: dt.date | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[DisclosureLine]:
    """Disclosures that fit, newest first, after the one with the id `before`. Staff only.

    `text` is looked for in recipient, provision and note; `first` and `last` days are inclusive.
    """
    if not viewer.may(Role.CLERK):
        return []
    rows = Disclosure.objects.order_by("-disclosed_on", "-id")
    if text:
        rows = rows.filter(
            Q(recipient__icontains=text) | Q(basis_note__icontains=text) | Q(note__icontains=text)
        )
    if recipient_kind:
        rows = rows.filter(recipient_kind=recipient_kind)
    if way:
        rows = rows.filter(way=way)
    if first:
        rows = rows.filter(disclosed_on__gte=first)
    if last:
        rows = rows.filter(disclosed_on__lte=last)
    return _lines(viewer, _after(rows, before)[:limit])


def disclosures_of(
    *, viewer: Actor, party_id: int, before: int | None = None, limit: int = 50
) -> list[DisclosureLine]:
    """Disclosures that concern a party, newest first. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    theirs = Disclosed.objects.filter(party__in=names_of(viewer=viewer, party_id=party_id)).values(
        "disclosure_id"
    )
    rows = Disclosure.objects.filter(pk__in=theirs).order_by("-disclosed_on", "-id")
    return _lines(viewer, _after(rows, before)[:limit])


def recipients_of(*, viewer: Actor, party_id: int) -> list[str]:
    """Whom to tell when the data of a party is rectified or erased (art. 19 GDPR), by name: all
    who received them but the person and the office itself. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    theirs = Disclosed.objects.filter(party__in=names_of(viewer=viewer, party_id=party_id))
    others = Disclosure.objects.filter(pk__in=theirs.values("disclosure_id")).exclude(
        recipient_kind__in=[Disclosure.Recipient.SELF, Disclosure.Recipient.OWN]
    )
    return sorted(set(others.values_list("recipient", flat=True)))


def disclosure(*, viewer: Actor, public_id: uuid.UUID) -> DisclosureLine | None:
    """One disclosure. Staff only."""
    if not viewer.may(Role.CLERK):
        return None
    return next(iter(_lines(viewer, Disclosure.objects.filter(public_id=public_id))), None)


def concerned_by(
    *, viewer: Actor, disclosure_id: int, after: int = 0, limit: int = 100
) -> list[Concerned]:
    """The persons whom a disclosure concerns, from the one after the id `after`. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    rows = Disclosed.objects.filter(disclosure_id=disclosure_id, party_id__gt=after).order_by(
        "party_id"
    )
    found = rows.values_list("party_id", "party__name", "party__number")[:limit]
    return [Concerned(*row) for row in found]


def _after(rows: "QuerySet[Disclosure]", before: int | None) -> "QuerySet[Disclosure]":
    last = Disclosure.objects.filter(pk=before).first() if before else None
    if last is None:
        return rows
    return rows.filter(
        Q(disclosed_on__lt=last.disclosed_on) | Q(disclosed_on=last.disclosed_on, pk__lt=last.pk)
    )


def _lines(viewer: Actor, found: Any) -> list[DisclosureLine]:
    rows = list(found)
    names = access.names(viewer=viewer, user_ids=[row.actor for row in rows if row.actor])
    return [
        DisclosureLine(
            id=row.pk,
            public_id=row.public_id,
            disclosed_on=row.disclosed_on,
            at=row.at,
            who=names.get(row.actor, f"#{row.actor}") if row.actor else _("the program"),
            recipient=row.recipient or str(Disclosure.Recipient(row.recipient_kind).label),
            recipient_kind=str(Disclosure.Recipient(row.recipient_kind).label),
            scope=tuple(str(Disclosure.Scope(one).label) for one in row.scope),
            basis=str(Basis(row.basis).label),
            basis_note=row.basis_note,
            way=str(Disclosure.Way(row.way).label),
            note=row.note,
            persons=row.persons,
        )
        for row in rows
    ]
