"""Likely twins: of a party that is being written down, and the pairs that the finder has found."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kartoteka.access import queries as access
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.register import rules
from kartoteka.register.models import Merge, Twin
from kartoteka.register.queries.card import PartyCard, party

_HERE = "kartoteka.register"
WORTH_SAYING = 25  # while typing: a name that is quite alike, or a value that is the same
WORTH_A_LOOK = 60  # in the queue: two things that speak for it
WORDS: dict[str, str | Promise] = {
    "identifier": gettext_lazy("same identifier"),
    "other_identifier": gettext_lazy("other identifier of the same kind"),
    "birth_date": gettext_lazy("born on the same day"),
    "other_birth_date": gettext_lazy("born on another day"),
    "account": gettext_lazy("same bank account"),
    "phone": gettext_lazy("same phone"),
    "email": gettext_lazy("same e-mail"),
    "address": gettext_lazy("same address"),
    "town": gettext_lazy("same town"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for two parties being one, or (points below zero) against it."""

    what: str
    points: int
    percent: int | None = None

    @property
    def words(self) -> str:
        """The reason in the active language."""
        if self.what != "name":
            return str(WORDS.get(self.what, self.what))
        if self.percent == 100:  # noqa: PLR2004  (per cent)
            return _("same name")
        return _("name alike to %(percent)s%%") % {"percent": self.percent}


@dataclass(frozen=True, slots=True)
class Asked:
    """A party as it is being typed: only what is new or changed, everything may be empty."""

    kind: str = "COMPANY"
    name: str = ""
    birth_date: dt.date | None = None
    country: str = "PL"
    identifiers: Mapping[str, str] = field(default_factory=dict)
    phone: str = ""
    email: str = ""
    iban: str = ""
    street: str = ""
    building: str = ""
    flat: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class LikelyTwin:
    """Somebody who may be the one that is being written down; `score` goes to 100."""

    party_id: int
    number: str
    name: str
    is_archived: bool
    merged_into_id: int | None
    address: str
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parties that may be one, as the queue shows them."""

    id: int
    first: "Side"
    second: "Side"
    score: int
    reasons: tuple[Reason, ...]
    state: str
    state_label: str
    found_at: dt.datetime
    decided_at: dt.datetime | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class Side:
    """One party of a pair."""

    party_id: int
    number: str
    name: str
    kind_label: str
    merged_into_id: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """Pairs of the queue; `after` leads on, 0 where nothing follows. `count` is of all that fit."""

    pairs: tuple[Pair, ...]
    count: int
    after: int


def likely_twins(
    *, viewer: Actor, asked: Asked, party_id: int | None = None, limit: int = 5
) -> list[LikelyTwin]:
    """At most `limit` parties that may be the one being typed, likest first; staff only.

    Of a party that is there already (`party_id`) what is not asked counts as it is kept. Values
    that are no phone, address, account or identifier yet are passed over.
    """
    if not viewer.may(Role.CLERK):
        return []
    parameters = _parameters(asked) | {
        "party": party_id,
        "least": WORTH_SAYING,
        "limit": limit,
    }
    if not any(parameters[name] for name in ("name", "contacts", "accounts", "numbers", "hashes")):
        return []
    return [_likely(row) for row in sql.kept(_HERE, "likely_twins", parameters)]


def twins(
    *,
    viewer: Actor,
    state: str = "OPEN",
    least: int = 0,
    party_id: int | None = None,
    after: int = 0,
    limit: int = 50,
) -> Page:
    """Pairs in a state, the likest first; administrators only.

    Open pairs of which one was merged meanwhile are left out. `after` counts the pairs passed.
    """
    if not viewer.may(Role.ADMINISTRATOR):
        return Page((), 0, 0)
    found = Twin.objects.filter(state=state, score__gte=least)
    if state == Twin.State.OPEN:
        found = found.filter(first__merged_into=None, second__merged_into=None)
    if party_id is not None:
        found = found.filter(Q(first=party_id) | Q(second=party_id))
    order = ("-score", "id") if state == Twin.State.OPEN else ("-decided_at", "-id")
    rows = list(found.select_related("first", "second").order_by(*order)[after : after + limit + 1])
    names = access.names(viewer=viewer, user_ids={row.decided_by for row in rows if row.decided_by})
    more = len(rows) > limit
    return Page(
        tuple(_pair(row, names) for row in rows[:limit]),
        found.count(),
        after + limit if more else 0,
    )


def twin(*, viewer: Actor, pair_id: int) -> Pair | None:
    """One pair; administrators only."""
    if not viewer.may(Role.ADMINISTRATOR):
        return None
    row = Twin.objects.select_related("first", "second").filter(pk=pair_id).first()
    if row is None:
        return None
    return _pair(row, access.names(viewer=viewer, user_ids=filter(None, [row.decided_by])))


def open_twins_count(*, viewer: Actor) -> int:
    """How many pairs wait for a decision."""
    if not viewer.may(Role.ADMINISTRATOR):
        return 0
    return Twin.objects.filter(
        state=Twin.State.OPEN, first__merged_into=None, second__merged_into=None
    ).count()


def likeness(*, viewer: Actor, first_id: int, second_id: int) -> tuple[int, tuple[Reason, ...]]:
    """The score of two parties as they are kept now, and why; staff only."""
    if not viewer.may(Role.CLERK):
        return 0, ()
    found = sql.row(_HERE, "likeness_of", {"first": first_id, "second": second_id})
    return (found[0] or 0, _reasons(found[1])) if found else (0, ())


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that two parties have differently: whose is kept when they are merged.

    `key` is what `operations.merge` takes in `choices`; `may_be_both` where they can be joined.
    """

    key: str
    label: str | Promise
    survivor: str
    loser: str
    may_be_both: bool = False


def merge_conflicts(*, viewer: Actor, survivor_id: int, loser_id: int) -> list[Conflict]:
    """The values of which one is to be chosen before a merge; staff only."""
    one = party(viewer=viewer, party_id=survivor_id)
    other = party(viewer=viewer, party_id=loser_id)
    if one is None or other is None or not viewer.may(Role.CLERK):
        return []
    rows = [
        Conflict("name", gettext_lazy("name"), _full(one), _full(other)),
        Conflict("kind", gettext_lazy("kind"), one.kind_label, other.kind_label),
        Conflict(
            "birth_date", gettext_lazy("date of birth"),
            _day(one.birth_date), _day(other.birth_date),
        ),
        Conflict("country", gettext_lazy("country"), one.country, other.country),
        Conflict("language", gettext_lazy("language"), one.language, other.language),
        Conflict("function", gettext_lazy("function"), one.function, other.function),
        Conflict("note", gettext_lazy("Note"), one.note, other.note, may_be_both=True),
    ]  # fmt: skip
    for line in one.identifiers:
        theirs = other.identifier(line.kind)
        if theirs is not None:
            rows.append(Conflict(f"identifier_{line.kind}", line.label, line.shown, theirs.shown))
    for kind in ("REGISTERED", "CORRESPONDENCE"):
        places = [
            "; ".join(line.line for line in card.addresses if line.kind == kind)
            for card in (one, other)
        ]
        label = next(
            (line.label for line in (*one.addresses, *other.addresses) if line.kind == kind), kind
        )
        rows.append(
            Conflict(
                f"address_{kind}", _("address: %(kind)s") % {"kind": label}, places[0], places[1]
            )
        )
    return [row for row in rows if row.survivor and row.loser and row.survivor != row.loser]


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge as it is told: who went into whom, when, by whom, whether it was undone."""

    public_id: uuid.UUID
    survivor: Side
    loser: Side
    reason: str
    merged_at: dt.datetime
    merged_by: str
    undone_at: dt.datetime | None
    undone_by: str
    counts: tuple[Mapping[str, Any], ...]
    undo_counts: tuple[Mapping[str, Any], ...]


def moved_words() -> dict[str, str | Promise]:
    """What the counts of a merge are called, by key: of every room that moves something."""
    from kartoteka.register.operations.merging.acts import movers

    return {key: words for mover in movers() for key, words in mover.words.items()}


def merge_row(*, viewer: Actor, public_id: uuid.UUID) -> MergeRow | None:
    """One merge; staff only."""
    if not viewer.may(Role.CLERK):
        return None
    found = Merge.objects.filter(public_id=public_id).select_related("survivor", "loser")
    return next(iter(_merge_rows(viewer, found)), None)


def _merge_rows(viewer: Actor, found: Any) -> list[MergeRow]:
    rows = list(found)
    users = {user for row in rows for user in (row.merged_by, row.undone_by) if user}
    names = access.names(viewer=viewer, user_ids=users)
    return [
        MergeRow(
            public_id=row.public_id,
            survivor=_side(row.survivor),
            loser=_side(row.loser),
            reason=row.reason,
            merged_at=row.merged_at,
            merged_by=names.get(row.merged_by or 0, ""),
            undone_at=row.undone_at,
            undone_by=names.get(row.undone_by or 0, ""),
            counts=tuple(row.counts),
            undo_counts=tuple(row.undo_counts),
        )
        for row in rows
    ]


def _parameters(asked: Asked) -> dict[str, Any]:
    phone = rules.normalise_phone(asked.phone, asked.country) if asked.phone else None
    email = rules.normalise_email(asked.email) if asked.email else None
    iban = rules.normalise_account(asked.iban) if asked.iban else None
    numbers: list[str] = []
    hashes: list[bytes] = []
    keys: list[str] = []
    for kind, value in asked.identifiers.items():
        checked = rules.check_identifier(kind, value)
        if not checked.valid:
            continue
        if kind in rules.SENSITIVE:
            digest = rules.keyed_hash(kind, checked.normalised, settings.IDENTIFIER_KEY)
            hashes.append(digest)
            keys.append(f"{kind}:{digest.hex()}")
        else:
            forms, key = rules.identifier_forms(kind, checked.normalised)
            numbers += forms
            keys.append(key)
    return {
        "natural": asked.kind in {"PERSON", "HOUSEHOLD", "SOLE_TRADER"},
        "name": rules.tidy(asked.name)[:250],
        "birth_date": asked.birth_date,
        "contacts": [value for value in (phone, email) if value],
        "phones": [phone[-9:]] if phone else [],
        "emails": [email] if email else [],
        "accounts": [iban] if iban else [],
        "numbers": numbers,
        "hashes": hashes,
        "identifiers": keys,
        "street": rules.tidy(asked.street),
        "building": rules.tidy(asked.building),
        "flat": rules.tidy(asked.flat),
        "city": rules.tidy(asked.city),
    }


def _likely(row: tuple[Any, ...]) -> LikelyTwin:
    party_id, number, name, archived, into, street, building, city, score, reasons = row
    return LikelyTwin(
        party_id=party_id,
        number=number,
        name=name,
        is_archived=archived,
        merged_into_id=into,
        address=", ".join(filter(None, [f"{street or ''} {building or ''}".strip(), city])),
        score=score,
        reasons=_reasons(reasons),
    )


def _reasons(found: Sequence[Mapping[str, Any]] | None) -> tuple[Reason, ...]:
    return tuple(
        Reason(what=one["what"], points=one["points"], percent=one.get("percent"))
        for one in found or ()
    )


def _pair(row: Twin, names: Mapping[int, str]) -> Pair:
    return Pair(
        id=row.pk,
        first=_side(row.first),
        second=_side(row.second),
        score=row.score,
        reasons=_reasons(row.reasons),
        state=row.state,
        state_label=str(Twin.State(row.state).label),
        found_at=row.found_at,
        decided_at=row.decided_at,
        decided_by=names.get(row.decided_by or 0, ""),
    )


def _side(row: Any) -> Side:
    return Side(row.pk, row.number, row.name, str(row.get_kind_display()), row.merged_into_id)


def _full(card: PartyCard) -> str:
    parts = " ".join(filter(None, [card.first_name, card.last_name]))
    return card.name if not parts or parts in card.name else f"{card.name} ({parts})"


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
