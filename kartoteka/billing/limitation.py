"""When a claim becomes time-barred: the earliest day that can be defended. No database, no clock.

The law is data: dated terms and effects of events. A term runs from the due date as the document
told it (not from a later one that was agreed, nor from the worked day to which it moves), so that
the last day is never later than anybody could argue.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

_DAY = dt.timedelta(days=1)
_LONG_AGO = 1950  # a year before any claim that is still kept


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


@dataclass(frozen=True, slots=True)
class Run:
    """Days of delay (both inclusive, None: without end) whose interest ends on one day; None while
    its term does not run."""

    first: dt.date | None
    until: dt.date | None
    last_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Interest:
    """When the interest of a claim ends, as far as that is earlier than the claim itself. `parts`
    are the days that are barred and those that end next, in their order; `next_on` is the first
    day on which some that is not barred yet ends."""

    parts: tuple[Run, ...]
    next_on: dt.date | None
    basis: str


def interest_claim(country: str, claim: str) -> str:
    """As what kind of claim the interest of a claim ends: in Poland as a periodic one (art. 118
    KC), elsewhere by the term of the claim itself before any title (§ 110 (3) OZ, § 397 ObchZ)."""
    return "BUSINESS" if country == "PL" else claim


def last_of_day(
    *, country: str, claim: str, day: dt.date, events: Sequence[Event], law: Law
) -> dt.date | None:
    """The last day of the interest for one day of delay, apart from that of the claim itself; None
    while its term does not run or there is no law for it.

    What is recorded of the claim is of its interest too, but a title only awards the days up to
    its own: later ones have the term of interest (art. 125 § 1 KC, § 110 (3) OZ), whatever came
    before the title. Days on which a term was suspended are not added: earlier, never too late.
    """
    titled = max((one.on for one in _titles(country, events, law) if one.on < day), default=None)
    counted = [
        one
        for one in events
        if (titled is None or one.on > titled) and not _is_over(country, one, law)
    ]
    claim = interest_claim(country, claim)
    return limit(country=country, claim=claim, due_on=day, events=counted, law=law).last_on


def interest_runs(
    *, country: str, claim: str, events: Sequence[Event], law: Law
) -> tuple[Run, ...]:
    """The days of delay whose interest ends together because of what was recorded. Those of later
    days than any of them end by their own term, those between them are barred."""

    def last(day: dt.date) -> dt.date | None:
        return last_of_day(country=country, claim=claim, day=day, events=events, law=law)

    if not _rows(law, country, interest_claim(country, claim)):
        return ()
    titles = sorted({one.on for one in _titles(country, events, law)})
    firsts = [None, *(on + _DAY for on in titles)]
    runs = [Run(first, on, last(on)) for first, on in zip(firsts, titles, strict=False)]
    since = [
        one
        for one in events
        if (not titles or one.on > titles[-1])
        and _effect(law, country, one) is not None
        and not _is_over(country, one, law)
    ]
    if since:
        lasts = any(one.until is None and _lasts(country, one, law) for one in since)
        latest = max(one.until or one.on for one in since)
        held = last(latest)
        earliest = firsts[-1] or dt.date(_LONG_AGO, 1, 1)
        first = _first_day(earliest, latest, lambda day: last(day) == held)
        runs.append(Run(first, None if lasts else latest, held))
    return tuple(runs)


def interest(
    *,
    country: str,
    claim: str,
    events: Sequence[Event],
    law: Law,
    days: tuple[dt.date, dt.date],
    claim_ends: dt.date | None,
    today: dt.date,
) -> Interest:
    """What of the interest for days of delay (first and last) is barred before the claim is, and
    what comes next. As accessory it ends with the claim at the latest."""

    def last(day: dt.date) -> dt.date | None:
        return last_of_day(country=country, claim=claim, day=day, events=events, law=law)

    rows = _rows(law, country, interest_claim(country, claim))
    if not rows or days[0] > days[1] or (claim_ends is not None and claim_ends < today):
        return Interest((), None, rows[-1].basis if rows else "")
    parts, at = [], days[0]
    for run in interest_runs(country=country, claim=claim, events=events, law=law):
        if run.first is not None and at < run.first <= days[1]:
            parts.append(Run(at, run.first - _DAY, last(run.first - _DAY)))
            at = run.first
        until = min(run.until or days[1], days[1])
        if at <= until:
            parts.append(Run(at, until, run.last_on))
            at = until + _DAY
    if at <= days[1]:
        parts += _by_own_term(at, days[1], today, last)
    early = [
        one
        for one in parts
        if one.last_on is not None and (claim_ends is None or one.last_on < claim_ends)
    ]
    ahead = [one.last_on for one in early if one.last_on is not None and one.last_on >= today]
    return Interest(_joined(early, today), min(ahead, default=None), rows[-1].basis)


def _by_own_term(
    first: dt.date, until: dt.date, today: dt.date, last: Callable[[dt.date], dt.date | None]
) -> list[Run]:
    """The days that are barred by their own term, and those that end next."""

    def after(bound: dt.date) -> Callable[[dt.date], bool]:
        return lambda day: (last(day) or dt.date.max) >= bound

    following = _first_day(first, until, after(today))
    parts = [Run(first, min(following - _DAY, until), last(min(following - _DAY, until)))]
    if following > until:
        return parts
    ends = last(following)
    stop = _first_day(following, until, after((ends or today) + _DAY))
    coming = Run(following, stop - _DAY, ends)
    return [*parts, coming] if following > first else [coming]


def _first_day(first: dt.date, until: dt.date, holds: Callable[[dt.date], bool]) -> dt.date:
    """The first day from which on something holds; the day behind `until` where it never does."""
    low, high = first.toordinal(), until.toordinal() + 1
    while low < high:
        middle = (low + high) // 2
        if holds(dt.date.fromordinal(middle)):
            high = middle
        else:
            low = middle + 1
    return dt.date.fromordinal(low)


def _joined(parts: Sequence[Run], today: dt.date) -> tuple[Run, ...]:
    """Days that touch are one part where they end together, or all of them are barred: then the
    last day of the latest is told."""
    joined: list[Run] = []
    for part in parts:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.until is not None
            and part.first == before.until + _DAY
            and (
                before.last_on == part.last_on
                or max(before.last_on or today, part.last_on or today) < today
            )
        ):
            joined[-1] = Run(before.first, part.until, part.last_on)
        else:
            joined.append(part)
    return tuple(joined)


def _titles(country: str, events: Sequence[Event], law: Law) -> list[Event]:
    found = [(one, _effect(law, country, one)) for one in events]
    return [one for one, effect in found if effect is not None and effect.effect == "TITLE"]


def _lasts(country: str, event: Event, law: Law) -> bool:
    effect = _effect(law, country, event)
    return effect is not None and effect.effect in {"INTERRUPTS", "SUSPENDS"}


def _is_over(country: str, event: Event, law: Law) -> bool:
    """Whether it is a suspension that has ended."""
    effect = _effect(law, country, event)
    return effect is not None and effect.effect == "SUSPENDS" and event.until is not None
