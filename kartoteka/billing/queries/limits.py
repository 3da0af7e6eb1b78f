"""When documents become time-barred, and why."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.billing import law, limitation
from kartoteka.billing.limitation import Event, Interest, Limit, Step
from kartoteka.billing.models import Claim, ClaimRule, LimitationEvent, LimitationTerm
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger.queries import kind_word

_HERE = "kartoteka.billing"
Kind = LimitationEvent.Kind
BY_HAND = (
    Kind.RECOGNITION, Kind.SUIT, Kind.ENFORCEMENT, Kind.TITLE, Kind.MEDIATION, Kind.CONCILIATION,
    Kind.FORCE_MAJEURE, Kind.CLAIM,
)  # fmt: skip
LASTING = frozenset(
    {Kind.SUIT, Kind.ENFORCEMENT, Kind.MEDIATION, Kind.CONCILIATION, Kind.FORCE_MAJEURE}
)
_WHY: Mapping[str, str | Promise] = {
    "DUE": _("runs from the due date"),
    "INTERRUPTS": _("begins anew when it ended"),
    "SUSPENDS": _("goes on for as long as it lasted"),
    "RESTARTS": _("begins anew"),
    "TITLE": _("runs as of a title"),
    "PENDING": _("does not run while it lasts"),
    "TOO_LATE": _("changes nothing: the claim was time-barred before"),
    "STANDING": _("changes nothing: the term did not run on these days"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What limitation asks of a document. `claim` is its own kind, else that of the rules."""

    entry_id: int
    country: str
    claim: str
    due_on: dt.date
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that was recorded. `is_open`: it has no end yet; `stands`: not taken back."""

    id: int
    kind: str
    word: str
    on: dt.date
    until: dt.date | None
    claim_word: str
    reason: str
    recorded_at: dt.datetime
    actor: int | None
    stands: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class LimitView:
    """The last day of a document's claim, why, and what was recorded of it; of its unpaid interest
    what ends earlier."""

    limit: Limit
    claim_word: str
    steps: tuple[tuple[Step, str, str], ...]
    events: tuple[EventView, ...]
    interest: Interest

    def is_barred(self, on: dt.date) -> bool:
        """Whether the claim is time-barred on a day."""
        return self.limit.last_on is not None and self.limit.last_on < on


@dataclass(frozen=True, slots=True)
class TermView:
    """A term of the law in words."""

    country: str
    claim: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    years: int
    to_year_end: bool
    basis: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """Of what kind the claims of some documents are."""

    country: str
    creditor: str
    entry_kind: str
    debtor: str
    claim: str


def limit_of(*, viewer: Actor, entry_id: int, on: dt.date) -> LimitView | None:
    """The limitation of a document with every step, and of its interest as it is on a day; None
    where there is no such document."""
    found = facts_of(viewer=viewer, entry_ids=[entry_id])
    if not found:
        return None
    (facts,) = found
    counted = limitation.limit(
        country=facts.country,
        claim=facts.claim,
        due_on=facts.due_on,
        events=facts.events,
        law=law.in_force(),
    )
    events = _recorded([entry_id]).get(entry_id, [])
    return LimitView(
        limit=counted,
        claim_word=_claim(counted.claim),
        steps=tuple(
            (step, str(Kind(step.event).label) if step.event else "", str(_WHY[step.code]))
            for step in counted.steps
        ),
        events=tuple(_shown(event, events) for event in events),
        interest=_interest(facts, counted, on),
    )


def _interest(facts: Facts, counted: Limit, on: dt.date) -> Interest:
    days = sql.row(_HERE, "limitation_interest_days", {"entry": facts.entry_id, "on": on})
    if days is None or days[0] is None or days[1] is None:
        return Interest((), None, "")
    return limitation.interest(
        country=facts.country,
        claim=facts.claim,
        events=facts.events,
        law=law.in_force(),
        days=(days[0], days[1]),
        claim_ends=counted.last_on,
        today=on,
    )


def as_recorded(*, viewer: Actor, moment: dt.datetime) -> dict[int, dt.date | None]:
    """The last days, as they were at a moment, of the documents of which something has been
    recorded since; None where the term did not run. By the law and the rules of today."""
    since = LimitationEvent.objects.filter(recorded_at__gt=moment)
    entry_ids = sorted(set(since.values_list("entry_id", flat=True)))
    in_force = law.in_force()
    return {
        facts.entry_id: limitation.limit(
            country=facts.country,
            claim=facts.claim,
            due_on=facts.due_on,
            events=facts.events,
            law=in_force,
        ).last_on
        for facts in facts_of(viewer=viewer, entry_ids=entry_ids, moment=moment)
    }


def facts_of(
    *, viewer: Actor, entry_ids: Sequence[int], moment: dt.datetime | None = None
) -> list[Facts]:
    """What limitation asks of documents, with a `moment` by what had been recorded by then; rows
    that are no documents are left out."""
    del viewer
    recorded = _recorded(entry_ids, moment)
    return [
        Facts(
            entry_id=entry_id,
            country=country,
            claim=_own_claim(recorded.get(entry_id, [])) or ruled,
            due_on=due_on,
            events=_happened(recorded.get(entry_id, [])),
        )
        for entry_id, country, ruled, due_on in sql.rows(
            _HERE, "limitation_facts", {"entries": list(entry_ids)}
        )
    ]


def earliest(*, viewer: Actor, party_id: int) -> tuple[dt.date, int, str] | None:
    """The last day of the open document of a party that is barred first, with it and its number."""
    del viewer
    found = sql.row(_HERE, "limitation_earliest", {"party_id": party_id})
    return (found[0], int(found[1]), str(found[2])) if found else None


def earliest_interest(
    *, viewer: Actor, party_id: int, on: dt.date
) -> tuple[dt.date, int, str] | None:
    """The first day from a day on, on which a part of the interest of an open document of a party
    is barred before the document, with it and its number."""
    del viewer
    found = sql.row(_HERE, "limitation_interest_earliest", {"party_id": party_id, "on": on})
    return (found[0], int(found[1]), str(found[2])) if found else None


def warned_count(*, viewer: Actor, on: dt.date, until: dt.date) -> int:
    """How many open documents become time-barred from one day to another, or a part of their
    interest."""
    del viewer
    found = sql.row(_HERE, "limitation_warned", {"on": on, "until": until})
    return int(found[0]) if found else 0


def terms(*, viewer: Actor) -> list[TermView]:
    """The law as it is known, the newest of each kind last."""
    del viewer
    return [
        TermView(
            one.country, _claim(one.claim), one.valid_from, one.valid_to, one.years,
            one.to_year_end, one.basis,
        )
        for one in LimitationTerm.objects.order_by("country", "claim", "valid_from")
    ]  # fmt: skip


def rules(*, viewer: Actor) -> list[RuleView]:
    """Of what kind claims are, the most particular rules first."""
    del viewer
    return [
        RuleView(
            country=one.country,
            creditor=one.creditor.name if one.creditor else "",
            entry_kind=kind_word(one.entry_kind) if one.entry_kind else "",
            debtor=str(one.get_debtor_display()) if one.debtor else "",
            claim=_claim(one.claim),
        )
        for one in ClaimRule.objects.select_related("creditor").order_by(
            "country", "creditor__name", "-entry_kind", "-debtor"
        )
    ]


def claim_choices() -> list[tuple[str, str]]:
    """Kinds of claims to choose from."""
    return [(code, str(label)) for code, label in Claim.choices]


def event_choices() -> list[tuple[str, str]]:
    """What can be recorded of a claim."""
    return [(str(kind), str(kind.label)) for kind in BY_HAND]


def debtor_choices() -> list[tuple[str, str]]:
    """Of whom a rule may be."""
    return [(code, str(label)) for code, label in ClaimRule.Debtor.choices]


def _claim(code: str) -> str:
    return str(Claim(code).label) if code in Claim.values else "—"


def _recorded(
    entry_ids: Sequence[int], moment: dt.datetime | None = None
) -> dict[int, list[LimitationEvent]]:
    found = defaultdict(list)
    events = LimitationEvent.objects.filter(entry_id__in=entry_ids)
    if moment is not None:
        events = events.filter(recorded_at__lte=moment)
    for event in events.order_by("on", "pk"):
        found[event.entry_id].append(event)
    return found


def _standing(events: Sequence[LimitationEvent]) -> list[LimitationEvent]:
    gone = {event.of_id for event in events if event.kind == Kind.TAKE_BACK}
    return [event for event in events if event.pk not in gone]


def _own_claim(events: Sequence[LimitationEvent]) -> str:
    said = [event for event in _standing(events) if event.kind == Kind.CLAIM]
    return max(said, key=lambda one: one.pk).claim if said else ""


def _happened(events: Sequence[LimitationEvent]) -> tuple[Event, ...]:
    ends = _ends(events)
    return tuple(
        Event(event.kind, event.on, event.until or ends.get(event.pk))
        for event in _standing(events)
        if event.kind not in {Kind.CLAIM, Kind.END, Kind.TAKE_BACK}
    )


def _ends(events: Sequence[LimitationEvent]) -> dict[int | None, dt.date]:
    return {event.of_id: event.on for event in _standing(events) if event.kind == Kind.END}


def _shown(event: LimitationEvent, all_of_it: Sequence[LimitationEvent]) -> EventView:
    stands = event in _standing(all_of_it)
    until = event.until or _ends(all_of_it).get(event.pk)
    lasts = event.kind in LASTING
    return EventView(
        id=event.pk,
        kind=event.kind,
        word=str(event.get_kind_display()),
        on=event.on,
        until=until,
        claim_word=_claim(event.claim) if event.claim else "",
        reason=event.reason,
        recorded_at=event.recorded_at,
        actor=event.actor,
        stands=stands,
        is_open=stands and lasts and until is None,
    )
