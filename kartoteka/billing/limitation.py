"""When a claim becomes time-barred: the earliest day that can be defended. No database, no clock.

The law is data: dated terms and effects of events. A term runs from the due date as the document
told it (not from a later one that was agreed, nor from the worked day to which it moves), so that
the last day is never later than anybody could argue.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Term:
    """How long a kind of claim of a country lasts by the law in force from one day to another."""

    country: str
    claim: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    years: int
    to_year_end: bool
    basis: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What an event does to a running term: INTERRUPTS (while it lasts the term does not run, then
    it begins anew), SUSPENDS (it goes on afterwards), RESTARTS at once, or makes it a TITLE."""

    country: str
    event: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    effect: str
    basis: str


@dataclass(frozen=True, slots=True)
class Law:
    """All terms and effects."""

    terms: tuple[Term, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a claim on a day, or from one to another (None: it goes on)."""

    kind: str
    on: dt.date
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Why the last day is what it is: `code` is DUE, INTERRUPTS, SUSPENDS, RESTARTS, TITLE, PENDING
    (it does not run while the event lasts), TOO_LATE (the claim was barred before the event) or
    STANDING (the term did not run on the days of the event anyway: it had not begun, or stood)."""

    code: str
    event: str
    on: dt.date
    last_on: dt.date | None
    basis: str


@dataclass(frozen=True, slots=True)
class Limit:
    """The last day on which a claim is not barred; None while the term does not run, or where the
    law of the country is not known (`is_known`)."""

    claim: str
    last_on: dt.date | None
    steps: tuple[Step, ...] = field(default=())

    @property
    def is_known(self) -> bool:
        """Whether there is a law for it."""
        return bool(self.steps)

    @property
    def is_pending(self) -> bool:
        """Whether the term does not run for now."""
        return self.is_known and self.last_on is None

    @property
    def basis(self) -> str:
        """The law by which the last day is counted."""
        return self.steps[-1].basis if self.steps else ""


def limit(
    *, country: str, claim: str, due_on: dt.date, events: Sequence[Event] = (), law: Law
) -> Limit:
    """The last day of a claim due on a day, after all that happened to it.

    Days that several events stop are counted once, and only those on which the term would run. A
    title makes a claim good even where nothing recorded had stopped its term before.
    """
    rows = _rows(law, country, claim)
    if not rows:
        return Limit(claim, None)
    running = _Running(claim, rows, due_on)
    steps = [Step("DUE", "", due_on, running.last_on(), running.basis())]
    for event in sorted(events, key=lambda one: one.on):
        found = _effect(law, country, event)
        if found is None:
            continue
        last_on = steps[-1].last_on
        if found.effect != "TITLE" and last_on is not None and event.on > last_on:
            steps.append(Step("TOO_LATE", event.kind, event.on, last_on, found.basis))
        elif last_on is not None or found.effect == "TITLE":
            running, step = _after(running, event, found, law)
            steps.append(step)
    return Limit(running.claim, steps[-1].last_on, tuple(steps))


@dataclass(frozen=True, slots=True)
class _Running:
    claim: str
    rows: tuple[Term, ...]
    start: dt.date
    suspended: tuple[tuple[dt.date, dt.date], ...] = ()

    def last_on(self) -> dt.date:
        """By the law of its beginning, carried over each change of the law (art. 5 of the Act of
        13 April 2018): a shorter term runs from the change unless the old one ends earlier; a
        term as long or longer runs on by the new law."""
        return self._counted()[0]

    def basis(self) -> str:
        """The law by which it ends."""
        return self._counted()[1].basis

    def _counted(self) -> tuple[dt.date, Term]:
        at = next(
            (
                n
                for n, row in enumerate(self.rows)
                if row.valid_to is None or self.start <= row.valid_to
            ),
            len(self.rows) - 1,
        )
        term = self.rows[at]
        last = self._end(self.start, term)
        for later in self.rows[at + 1 :]:
            if later.valid_from is None or last < later.valid_from:
                break
            if later.years < term.years:
                last = min(last, self._end(later.valid_from, later))
            else:
                last = self._end(self.start, later)
            term = later
        return last, term

    def _end(self, start: dt.date, term: Term) -> dt.date:
        last = years_after(start, term.years) + dt.timedelta(days=self.stood(start))
        return dt.date(last.year, 12, 31) if term.to_year_end else last

    def stood(self, start: dt.date) -> int:
        """The days, of a term that began on `start`, on which it was suspended."""
        days, at = 0, start
        for first, until in sorted(self.suspended):
            days += max((until - max(first, at)).days, 0)
            at = max(at, until)
        return days


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _after(running: _Running, event: Event, found: Effect, law: Law) -> tuple[_Running, Step]:
    start = {"INTERRUPTS": event.until, "RESTARTS": event.on}.get(found.effect)
    if found.effect == "TITLE":
        begun = _Running("TITLE", _rows(law, found.country, "TITLE"), event.on)
    elif found.effect != "RESTARTS" and event.until is None:
        return running, Step("PENDING", event.kind, event.on, None, found.basis)
    elif start is not None:
        begun = replace(running, start=max(start, running.start))
    else:
        spans = (*running.suspended, (event.on, event.until or event.on))
        begun = replace(running, suspended=spans)
    moved = begun.start > running.start or begun.stood(begun.start) > running.stood(running.start)
    code = found.effect if moved or found.effect == "TITLE" else "STANDING"
    return begun, Step(code, event.kind, event.on, begun.last_on(), found.basis)


def _rows(law: Law, country: str, claim: str) -> tuple[Term, ...]:
    found = [one for one in law.terms if (one.country, one.claim) == (country, claim)]
    return tuple(sorted(found, key=lambda one: one.valid_from or dt.date.min))


def _effect(law: Law, country: str, event: Event) -> Effect | None:
    fitting: Iterable[Effect] = (
        one
        for one in law.effects
        if (one.country, one.event) == (country, event.kind)
        and (one.valid_from is None or one.valid_from <= event.on)
        and (one.valid_to is None or event.on <= one.valid_to)
    )
    return next(iter(fitting), None)
