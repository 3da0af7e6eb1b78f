"""What is known from outside registers: standings, facts, enquiries, runs and their reports."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.gateways.subject import Subject
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor, Role
from kartoteka.register import comparing, rules
from kartoteka.register.models import (
    Enquiry,
    Identifier,
    OutsideFacts,
    OutsideRun,
    Party,
)
from kartoteka.register.models.outside import About, Status, Way
from kartoteka.register.queries.card import PartyCard
from kartoteka.trail import proofs

_HERE = "kartoteka.register"

WHY: dict[str, str | Promise] = {
    "NOT_SET_UP": _("this register is not set up: an administrator names its address and key"),
    "UNREACHABLE": _("the register cannot be reached"),
    "TIMEOUT": _("the register did not answer in time"),
    "MAINTENANCE": _("the register is closed for maintenance"),
    "BROKEN": _("the answer could not be read"),
    "LIMIT": _("the limit of questions is used up for now"),
    "BUSY": _("the register is overloaded or updates its data"),
    "BAD_KEY": _("the register refused the office's key"),
    "REFUSED": _("the register refused the question"),
}
GOOD, BAD = {"ACTIVE", "VALID", "LISTED"}, {"INVALID", "NOT_LISTED", "NOT_REGISTERED"}


@dataclass(frozen=True, slots=True)
class StandingLine:
    """What an outside register says now. `status` "" is "never answered"; `why` tells, in words,
    that the last question was not answered, at `failed_at`. A status is told with `as_of`."""

    about: str
    about_label: str
    account_id: int | None
    iban: str
    number: str
    status: str
    status_label: str
    way_label: str
    as_of: dt.date | None
    evidence: uuid.UUID | None
    proof: str
    failed_at: dt.datetime | None
    why: str

    @property
    def tone(self) -> str:
        """ok, late, warn or quiet: how a badge is coloured, beside its words."""
        if self.status in GOOD:
            return "ok"
        return "late" if self.status in BAD else "warn" if self.status else "quiet"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a register of firms said beyond names, numbers and address."""

    source: str
    state: str
    state_label: str
    state_on: dt.date | None
    legal_form: str
    activities: tuple[dict[str, Any], ...]
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class EnquiryLine:
    """A question and its answer, as a list shows them. `evidence` names the proof of the call."""

    id: int
    party_id: int | None
    party: str
    about: str
    about_label: str
    number: str
    iban: str
    way_label: str
    state: str
    status_label: str
    was_label: str
    why: str
    as_of: dt.date | None
    asked_at: dt.datetime
    evidence: uuid.UUID | None
    is_taken: bool
    changes: tuple["Change", ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A field in which the register says otherwise than the card."""

    field: str
    label: str | Promise
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the firms that an enquiry found; `party_id` where it is a customer already."""

    place: int
    subject: Subject
    address: str
    state_label: str | Promise
    has_details: bool
    party_id: int | None
    party_name: str


@dataclass(frozen=True, slots=True)
class Found:
    """An enquiry about a firm with all that it found. `why` in words, where nothing came."""

    id: int
    number_kind: str
    number: str
    shown: str
    party_id: int | None
    asked_at: dt.datetime
    way_label: str
    why: str
    choices: tuple[Choice, ...]
    evidence: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run with its counts; `waiting` questions are still to be asked, till `planned_on`."""

    public_id: uuid.UUID
    kind: str
    kind_label: str
    state: str
    state_label: str
    created_at: dt.datetime
    finished_at: dt.datetime | None
    planned_on: dt.date | None
    next_at: dt.datetime | None
    why: str
    started_by: int | None
    total: int
    waiting: int
    changed: int
    unanswered: int

    @property
    def percent(self) -> int:
        return 100 * (self.total - self.waiting) // self.total if self.total else 0


def standings(*, viewer: Actor, party_id: int) -> list[StandingLine]:
    """What outside registers say of the party's VAT, EU VAT number and accounts; staff only.

    A standing about a number or account that is another now is left out: it proves nothing.
    """
    if not viewer.may(Role.CLERK):
        return []
    return [_standing(row) for row in sql.kept(_HERE, "standings", {"party": party_id})]


def outside_facts(*, viewer: Actor, party_id: int) -> Facts | None:
    """Legal state and lines of business, where they were ever taken; staff only."""
    found = OutsideFacts.objects.filter(party_id=party_id).first()
    if found is None or not viewer.may(Role.CLERK):
        return None
    return Facts(
        source=str(Way(found.source).label),
        state=found.state,
        state_label=str(comparing.STATES.get(found.state, "")),
        state_on=found.state_on,
        legal_form=found.legal_form,
        activities=tuple(found.activities),
        as_of=found.as_of,
    )


def enquiries(*, viewer: Actor, party_id: int, limit: int = 20) -> list[EnquiryLine]:
    """The latest questions about a party that are answered or given up; staff only."""
    if not viewer.may(Role.CLERK):
        return []
    rows = Enquiry.objects.filter(party_id=party_id).exclude(state="WAITING")
    return [_enquiry(row) for row in _with_names(rows).order_by("-id")[:limit]]


def found(*, viewer: Actor, enquiry_id: int) -> Found | None:
    """An enquiry about a firm; staff only."""
    row = Enquiry.objects.filter(pk=enquiry_id, about="SUBJECT").first()
    if row is None or not viewer.may(Role.CLERK):
        return None
    subjects = [comparing.read(one["subject"]) for one in row.found or []]
    known = _known_parties(subjects)
    choices = []
    for place, subject in enumerate(subjects):
        same = next((known[key] for key in subject.identifiers.items() if key in known), None)
        choices.append(
            Choice(
                place=place,
                subject=subject,
                address=comparing.address_line(subject),
                state_label=comparing.STATES[subject.state.value],
                has_details="hit" not in (row.found or [])[place],
                party_id=same[0] if same else None,
                party_name=same[1] if same else "",
            )
        )
    return Found(
        id=row.pk,
        number_kind=str(Identifier.Kind(row.number_kind).label),
        number=row.number,
        shown=rules.shown(row.number_kind, row.number),
        party_id=row.party_id,
        asked_at=row.asked_at,
        way_label=str(Way(row.way).label),
        why=str(WHY.get(row.why, "")),
        choices=tuple(choices),
        evidence=proofs.names_of(row.evidence_ids),
    )


def compared(*, subject: Subject, party: PartyCard | None, on: dt.date) -> list[comparing.Line]:
    """What the register says of a firm beside what is kept of the party, field by field."""
    return comparing.compared(subject, party, dict(Party.Kind.choices), on)


def runs(*, viewer: Actor, limit: int = 50) -> list[RunLine]:
    """The runs, the latest first; staff only."""
    if not viewer.may(Role.CLERK):
        return []
    return [_run(row) for row in _counted(OutsideRun.objects.all()).order_by("-id")[:limit]]


def run(*, viewer: Actor, public_id: uuid.UUID) -> RunLine | None:
    """One run; staff only."""
    row = _counted(OutsideRun.objects.filter(public_id=public_id)).first()
    return _run(row) if row is not None and viewer.may(Role.CLERK) else None


def run_rows(
    *, viewer: Actor, public_id: uuid.UUID, show: str = "changed", after: int = 0, limit: int = 100
) -> list[EnquiryLine]:
    """Rows of a run's report after the row `after`: `changed` (another status than before, or
    another name or address there), `unanswered`, or "all" that is answered. Staff only."""
    if not viewer.may(Role.CLERK):
        return []
    rows = Enquiry.objects.filter(run__public_id=public_id, pk__gt=after)
    shown = {"changed": _CHANGED, "unanswered": Q(state="NO_ANSWER")}
    rows = rows.filter(shown.get(show, ~Q(state="WAITING")))
    return [_enquiry(row) for row in _with_names(rows).order_by("pk")[:limit]]


_CHANGED = Q(state="ANSWERED") & (
    (~Q(about="SUBJECT") & ~Q(status=F("was"))) | (Q(about="SUBJECT") & ~Q(changes=[]))
)


def _counted(rows: "QuerySet[OutsideRun]") -> Any:
    return rows.annotate(
        total=Count("enquiry"),
        waiting=Count("enquiry", filter=Q(enquiry__state="WAITING")),
        unanswered=Count("enquiry", filter=Q(enquiry__state="NO_ANSWER")),
        changed=Count(
            "enquiry",
            filter=Q(enquiry__state="ANSWERED")
            & (
                (~Q(enquiry__about="SUBJECT") & ~Q(enquiry__status=F("enquiry__was")))
                | (Q(enquiry__about="SUBJECT") & ~Q(enquiry__changes=[]))
            ),
        ),
    )


def _run(row: Any) -> RunLine:
    return RunLine(
        public_id=row.public_id,
        kind=row.kind,
        kind_label=str(OutsideRun.Kind(row.kind).label),
        state=row.state,
        state_label=str(OutsideRun.State(row.state).label),
        created_at=row.created_at,
        finished_at=row.finished_at,
        planned_on=row.planned_on,
        next_at=row.next_at,
        why=str(WHY.get(row.why, "")),
        started_by=row.started_by,
        total=row.total,
        waiting=row.waiting,
        changed=row.changed,
        unanswered=row.unanswered,
    )


def _with_names(rows: "QuerySet[Enquiry]") -> Any:
    return rows.defer("found").annotate(
        party_name=F("party__name"), evidence_name=F("evidence__public_id")
    )


def _enquiry(row: Any) -> EnquiryLine:
    return EnquiryLine(
        id=row.pk,
        party_id=row.party_id,
        party=row.party_name or "",
        about=row.about,
        about_label=str(About(row.about).label),
        number=rules.shown(row.number_kind, row.number),
        iban=row.iban,
        way_label=str(Way(row.way).label),
        state=row.state,
        status_label=_status(row.status) or (str(WHY.get(row.why, "")) if row.why else ""),
        was_label=_status(row.was),
        why=str(WHY.get(row.why, "")),
        as_of=row.as_of,
        asked_at=row.answered_at or row.asked_at,
        evidence=row.evidence_name,
        is_taken=row.taken_at is not None,
        changes=tuple(_changes(row.changes or [])),
    )


def _changes(said: Iterable[dict[str, str]]) -> Iterable[Change]:
    for one in said:
        field, there = one["field"], one["there"]
        if field == "missing":
            yield Change(field, "", "", str(_("not found in the register")))
        else:
            words = comparing.STATES.get(there, there) if field == "state" else there
            yield Change(field, comparing.LABELS.get(field, field), one["here"], str(words))


def changes_told(said: Iterable[dict[str, str]]) -> list[str]:
    """What differs, each field in words: "label: here → there"."""
    return [
        f"{one.label}: {one.here} → {one.there}" if one.label else one.there
        for one in _changes(said)
    ]


def _standing(row: tuple[Any, ...]) -> StandingLine:
    about, account_id, iban, number, status, way, as_of, evidence, proof, failed_at, why = row
    return StandingLine(
        about=about,
        about_label=str(About(about).label),
        account_id=account_id,
        iban=iban,
        number=number,
        status=status,
        status_label=_status(status),
        way_label=str(Way(way).label),
        as_of=as_of,
        evidence=evidence,
        proof=proof,
        failed_at=failed_at,
        why=str(WHY.get(why, "")),
    )


def _status(status: str) -> str:
    return str(Status(status).label) if status else ""


def _known_parties(subjects: Iterable[Subject]) -> dict[tuple[str, str], tuple[int, str]]:
    """Heads of trees that have one of the firms' numbers, by kind and number."""
    wanted = Q(pk=None)
    for subject in subjects:
        for kind, value in subject.identifiers.items():
            wanted |= Q(kind=kind, value=value)
    rows = Identifier.objects.filter(wanted, is_head=True).select_related("party")
    return {(row.kind, row.value): (row.party_id, row.party.name) for row in rows}
