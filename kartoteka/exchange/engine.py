"""The run itself, dry or real: read, stage, compare, carry out, tell. One transaction."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from kartoteka.exchange import masking
from kartoteka.exchange.fields import Column, Described, Kind, Settings
from kartoteka.exchange.kinds.staged import HERE, read_json
from kartoteka.exchange.reading import reader
from kartoteka.exchange.reading.refusals import Unreadable
from kartoteka.kernel import sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal

MOST_TOLD = 20_000
LONGEST_WHAT = 160
_CELLS_OF_BAD = 3
OUTCOMES = ("NEW", "CHANGED", "SAME", "CONFLICT", "REJECTED")
Tell = Callable[[int, str], None]


class SourceChanged(Refusal):
    code = "exchange.source_changed"
    message = _(
        "The data are no longer the same as in the dry run. Repeat the dry run and look at it."
    )


class NothingMapped(Refusal):
    code = "exchange.nothing_mapped"
    message = _("Choose a column for: %(fields)s.")


@dataclass(frozen=True, slots=True)
class Work:
    """What to import, wholly decided: where from, which columns, what holds for every row."""

    kind: Kind
    where: reader.Where
    columns: Mapping[str, Column]
    settings: Settings
    table: str = ""
    query: str = ""
    limit: int = reader.MOST_ROWS


@dataclass(frozen=True, slots=True)
class Told:
    """A row that a person should see. `outcome` NOTE is a row taken with something left out;
    `what` is by what a person knows the row again: its number, its name."""

    number: int
    outcome: str
    field: str
    code: str
    facts: Mapping[str, Any]
    what: str = ""


@dataclass(slots=True)
class Report:
    """What a run did, or would do. `rows` has the first `MOST_TOLD` of each outcome."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    rows: list[Told] = field(default_factory=list)
    digest: str = ""

    @property
    def total(self) -> int:
        """How many rows were read."""
        return sum(self.counts.values())


def check_mapped(kind: Described, columns: Mapping[str, Column]) -> None:
    """Raises NothingMapped when a field that the kind cannot do without has no column."""
    choices = [(field.name,) for field in kind.fields if field.required] + list(kind.one_of)
    missing = [
        " / ".join(str(kind.field(name).label) for name in choice)
        for choice in choices
        if not set(choice) & set(columns)
    ]
    if missing:
        raise NothingMapped(fields=", ".join(missing))


def run(
    work: Work, *, actor: Actor, dry: bool, expected: str = "", tell: Tell = lambda done, at: None
) -> Report:
    """Carries the work out, or with `dry` does all the same and takes it back.

    `expected` is the digest of a dry run: other data than it saw raise SourceChanged. Raises
    Unreadable, NothingMapped and what the room refuses as a whole; then nothing has changed.
    """
    check_mapped(work.kind, work.columns)
    with transaction.atomic(), acting(actor):
        report = Report()
        work.kind.begin()
        _stage(work, report, tell)
        if expected and report.digest != expected:
            raise SourceChanged
        tell(report.total, str(_("comparing")))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE exchange_staging")
        sql.run(HERE, "repeated", {"same": work.kind.repeats})
        work.kind.diff(actor, work.settings, tuple(work.columns))
        tell(report.total, str(_("writing")))
        work.kind.apply(actor, work.settings)
        _collect(report, work.kind)
        if dry:
            transaction.set_rollback(True)
    return report


def _stage(work: Work, report: Report, tell: Tell) -> None:
    source = reader.all_rows(work.where, table=work.table, query=work.query, limit=work.limit)
    with source as (names, batches):
        for column in work.columns.values():
            if column.name not in names:
                raise Unreadable("no_such_column", column=column.name)
        make = work.kind.maker(work.columns, names, work.settings)
        digest = hashlib.sha256(repr(sorted(work.columns.items())).encode())
        known_by = [
            names.index(work.columns[field].name)
            for field in work.kind.named_by
            if field in work.columns
        ]
        reading = _Reading(make, known_by, report, digest, tell)
        staging.fill("exchange_staging", ("n", *work.kind.staged), _made(reading, batches))
    report.digest = digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What goes along while rows are read. `known_by` are the cells by which a row is known."""

    make: Callable[[Sequence[str]], Any]
    known_by: Sequence[int]
    report: Report
    digest: Any
    tell: Tell


def _made(to: _Reading, batches: Iterator[reader.Batch]) -> Iterator[Sequence[Any]]:
    done = 0
    at = str(_("reading"))
    for batch in batches:
        to.digest.update(repr(batch.rows).encode())
        for bad in batch.bad:
            what = _what(bad.values[:_CELLS_OF_BAD])
            _reject(
                to.report, [Told(bad.number, "REJECTED", "", f"row.{bad.code}", bad.facts, what)]
            )
        for number, *cells in batch.rows:
            taken, faults = to.make(cells)
            if taken is not None:
                yield number, *taken
            if faults:
                what = _what([cells[place] for place in to.known_by])
                _reject(
                    to.report,
                    [Told(number, "REJECTED", f.field, f.code, f.facts, what) for f in faults],
                )
        done += len(batch.rows) + len(batch.bad)
        to.tell(done, at)


def _reject(report: Report, reasons: Sequence[Told]) -> None:
    """One row is rejected, for one reason or several."""
    report.counts["REJECTED"] += 1
    if report.counts["REJECTED"] <= MOST_TOLD:
        report.rows += reasons


def _note(n: int, note: Mapping[str, Any], what: str) -> Told:
    """What was left out of a row that was taken."""
    facts = {"value": note.get("value", ""), **note.get("facts", {})}
    return Told(n, "NOTE", note["field"], note.get("code", "left_out"), facts, what)


def _what(cells: Sequence[str]) -> str:
    """The cells in a line, without those that an earlier one says already."""
    said: list[str] = []
    for cell in cells:
        if cell and not any(f" {cell} " in f" {earlier} " for earlier in said):
            said.append(cell)
    line = masking.text(" · ".join(said))
    return line if len(line) <= LONGEST_WHAT else f"{line[: LONGEST_WHAT - 1]}…"


def _collect(report: Report, kind: Kind) -> None:
    for outcome, count in sql.rows(HERE, "counts"):
        report.counts[outcome] += count
    for n, outcome, name, code, facts, changes, notes, row in sql.rows(
        HERE, "report_rows", {"most": MOST_TOLD}
    ):
        cells = read_json(row)
        what = _what([cells["key"], *(cells.get(field, "") for field in kind.named_by)])
        if outcome in ("REJECTED", "CONFLICT"):
            reason = read_json(facts) or {}
            report.rows.append(Told(n, outcome, name or "", code or "", reason, what))
            continue
        if outcome == "CHANGED":
            told = masking.changes(read_json(changes) or {})
            report.rows.append(Told(n, outcome, "", "changed", told, what))
        report.rows += [_note(n, note, what) for note in read_json(notes) or ()]
    report.rows.sort(key=lambda told: told.number)
