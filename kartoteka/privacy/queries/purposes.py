"""Purposes of processing, and consents for those that stand on one."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kartoteka.access import queries as access
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.privacy.models import Basis, Channel, Consent, Purpose
from kartoteka.privacy.queries.subjects import names_of
from kartoteka.trail import queries as trail

_HERE = "kartoteka.privacy"


@dataclass(frozen=True, slots=True)
class PurposeLine:
    """A purpose; `words` is its name in the reader's language, `names` in all."""

    id: int
    code: str
    words: str
    names: dict[str, str]
    basis: str
    basis_label: str
    basis_note: str
    country: str
    after: str
    after_label: str
    months: int | None
    from_year_end: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """A consent as it stands, or one of the events that led to it."""

    purpose: str
    channel: str
    is_given: bool
    happened_on: dt.date
    how: str
    evidence: str
    recorded_at: dt.datetime
    who: str
    is_latest: bool


@dataclass(frozen=True, slots=True)
class ConsentThen:
    """What the office knew of a consent on an earlier day, and whether it is given now."""

    purpose: str
    channel: str
    was_given: bool
    happened_on: dt.date
    is_given: bool

    @property
    def differs(self) -> bool:
        return self.was_given != self.is_given


def purposes(*, viewer: Actor, active_only: bool = False) -> list[PurposeLine]:
    """All purposes, those in use first. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    rows = Purpose.objects.order_by("-is_active", "code")
    return [_purpose(row) for row in (rows.filter(is_active=True) if active_only else rows)]


def purpose(*, viewer: Actor, purpose_id: int) -> PurposeLine | None:
    """One purpose. Staff only."""
    row = Purpose.objects.filter(pk=purpose_id).first() if viewer.may(Role.CLERK) else None
    return _purpose(row) if row else None


def consents_of(*, viewer: Actor, party_id: int) -> list[ConsentLine]:
    """Every giving and withdrawing of a party, the latest of each purpose and channel first marked
    as such; newest first. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    rows = list(
        Consent.objects.filter(party__in=names_of(viewer=viewer, party_id=party_id))
        .select_related("purpose")
        .order_by("-happened_on", "-id")
    )
    names = access.names(viewer=viewer, user_ids=[row.actor for row in rows if row.actor])
    seen: set[tuple[int, str]] = set()
    found = []
    for row in rows:
        key = (row.purpose_id, row.channel)
        found.append(
            ConsentLine(
                purpose=worded(row.purpose.name),
                channel=str(Channel(row.channel).label),
                is_given=row.is_given,
                happened_on=row.happened_on,
                how=str(Channel(row.how).label),
                evidence=row.evidence,
                recorded_at=row.recorded_at,
                who=names.get(row.actor, f"#{row.actor}") if row.actor else _("the program"),
                is_latest=key not in seen,
            )
        )
        seen.add(key)
    return found


def consents_as_of(*, viewer: Actor, party_id: int, day: dt.date) -> list[ConsentThen]:
    """The latest word of a party on each purpose and channel that had happened, and had been
    recorded, by the end of `day`. Staff only."""
    latest: dict[tuple[str, str], ConsentLine] = {}
    then: dict[tuple[str, str], ConsentLine] = {}
    for line in reversed(consents_of(viewer=viewer, party_id=party_id)):
        latest[line.purpose, line.channel] = line
        if line.happened_on <= day and line.recorded_at < trail.ends(day):
            then[line.purpose, line.channel] = line
    return [
        ConsentThen(
            purpose=line.purpose,
            channel=line.channel,
            was_given=line.is_given,
            happened_on=line.happened_on,
            is_given=latest[key].is_given,
        )
        for key, line in sorted(then.items())
    ]


def consenting(
    *, viewer: Actor, parties: Collection[int], purpose: str, channel: str
) -> frozenset[int]:
    """Those of the parties whose latest word on the purpose (its code) and channel was yes.

    For jobs: one statement, whatever the number of parties. Staff only.
    """
    if not viewer.may(Role.CLERK):
        return frozenset()
    asked = {"parties": list(parties), "purpose": purpose, "channel": channel}
    return frozenset(party for (party,) in sql.rows(_HERE, "consenting", asked))


def worded(name: dict[str, str]) -> str:
    """A name made by users in the reader's language, else in the first that it has."""
    language = get_language() or "pl"
    return next(
        (name[one] for one in (language, "pl", "sk", "en") if name.get(one)),
        next(iter(name.values()), ""),
    )


def _purpose(row: Purpose) -> PurposeLine:
    return PurposeLine(
        id=row.pk,
        code=row.code,
        words=worded(row.name),
        names=row.name,
        basis=row.basis,
        basis_label=str(Basis(row.basis).label),
        basis_note=row.basis_note,
        country=row.country,
        after=row.after,
        after_label=str(Purpose.After(row.after).label),
        months=row.months,
        from_year_end=row.from_year_end,
        is_active=row.is_active,
    )
