"""What hangs on a party, in any kind of import: cells into rows of the register's tables, and back
what became of them."""

import dataclasses
import datetime as dt
import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from kartoteka.exchange import masking
from kartoteka.exchange.fields import Column, Fault, Field, Settings
from kartoteka.exchange.kinds import cells as reading
from kartoteka.exchange.kinds import staged
from kartoteka.exchange.kinds.cells import Read, Reader, Wrong
from kartoteka.kernel import sql, staging
from kartoteka.kernel.actor import Actor
from kartoteka.register import operations as register

FILL = "FILL"
SENTENCES = {
    **reading.SENTENCES,
    "twice": _("Row %(row)s says something else of the same."),
    "two_first": _("Row %(row)s is to be the first choice already."),
    "overlaps": _("Another one is valid in that time already."),
    "overlaps_row": _("Row %(row)s is valid in that time already."),
    "ends_before": _("It would end before it begins. Correct one of the days."),
    "limit_without_currency": _(
        "A limit is at least zero and has a currency; without a limit there is none."
    ),
    "oneself": _("A person cannot serve themself. Choose another one."),
    "no_person": _("Only a person or a sole trader can serve a customer."),
    "no_such_purpose": _("“%(value)s” is no purpose that stands on consent."),
    "in_future": _("This cannot have happened yet. Give today or an earlier day."),
    "erased": _("There is no such customer, or their data was erased."),
    "under_it": _("Active customers stand under it: it was not archived."),
}
_RESULT = ("n", "is_main", "outcome", "field", "code", "facts", "changes", "notes")
Said = dict[str, str]
Finish = Callable[[Said, Settings], list[tuple[str, Wrong]]]


class Bring(Protocol):
    """An operation that lays rows of party and values over a table, as `bring_parts` does."""

    def __call__(
        self,
        *,
        actor: Actor,
        rows: Iterable[tuple[int, Mapping[str, str]]],
        on: dt.date,
        fill_only: bool = False,
    ) -> Iterator[register.PartOutcome]: ...


@dataclass(frozen=True, slots=True)
class Target:
    """A field of an import that fills a column of a part, and what reads its cells."""

    field: Field
    column: str
    reader: Reader


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that together say a row of a part, or with `is_list` one row for each word of a cell.

    `fixed` are columns that are always so; without a value in one of `needs` nothing is said.
    `finish` completes and judges what was read: it changes the values in place. `bring` is the
    operation of a room other than the register.
    """

    name: str
    part: str
    targets: tuple[Target, ...]
    fixed: Mapping[str, str] = dataclasses.field(default_factory=dict)
    is_list: bool = False
    needs: tuple[str, ...] = ()
    finish: Finish | None = None
    bring: Bring | None = None

    @property
    def names(self) -> dict[str, str]:
        """Columns by the name of the field that fills them."""
        return {target.column: target.field.name for target in self.targets}


Parts = dict[str, list[Said]]
ReadParts = Callable[[Sequence[str]], tuple[Parts, list[Fault]]]


def reader(
    groups: Iterable[Group],
    columns: Mapping[str, Column],
    names: Sequence[str],
    settings: Settings,
) -> ReadParts:
    """What reads the groups out of a row: rows of parts by group, and why some values are none."""
    made = [
        (group, [(target, names.index(columns[target.field.name].name),
                  target.reader(columns[target.field.name]))
                 for target in group.targets if target.field.name in columns])
        for group in groups
    ]  # fmt: skip
    wanted = [(group, places) for group, places in made if places]

    def read(cells: Sequence[str]) -> tuple[Parts, list[Fault]]:
        parts: Parts = {}
        faults: list[Fault] = []
        for group, places in wanted:
            rows = _rows(group, places, cells, settings, faults)
            if rows:
                parts[group.name] = rows
        return parts, faults

    return read


def _rows(
    group: Group,
    places: Sequence[tuple[Target, int, Read]],
    cells: Sequence[str],
    settings: Settings,
    faults: list[Fault],
) -> list[Said]:
    rows: list[Said] = []
    said: Said = {}
    for target, place, read in places:
        written = cells[place].strip()
        if not written:
            continue
        if masking.is_masked(written):
            faults.append(Fault(target.field.name, "masked", {"value": written[:60]}))
            continue
        try:
            if group.is_list:
                rows += [{target.column: one} for one in reading.several(read, written)]
            else:
                said[target.column] = read(written)
        except Wrong as wrong:
            faults.append(Fault(target.field.name, wrong.code, wrong.facts))
    if said and (not group.needs or any(map(said.get, group.needs))):
        rows.append(said)
    for row in rows:
        row |= {name: value for name, value in group.fixed.items() if name not in row}
        for column, refused in group.finish(row, settings) if group.finish else ():
            faults.append(Fault(group.names.get(column, ""), refused.code, refused.facts))
    return [row for row in rows if not group.needs or any(map(row.get, group.needs))]


def dumped(parts: Parts) -> str | None:
    """What was read, as staging keeps it."""
    return json.dumps(parts, ensure_ascii=False) if parts else None


def take(actor: Actor, settings: Settings, groups: Sequence[Group], main: str = "") -> None:
    """Brings the parts of the staged rows into the register and marks what became of them.

    Of a kind whose rows are parts, the group `main` decides how the row comes out; what other
    groups change is told with it, and what they refuse is noted as left out.
    """
    told = {name for (name,) in sql.rows(staged.HERE, "parts_told")}
    for part in dict.fromkeys(group.part for group in groups if group.name in told):
        mine = {group.name: group for group in groups if group.part == part}
        rows = staged.stream("part_rows", {"groups": list(mine)})
        told_of = _Told()
        bring: Bring = groups[0].bring or partial(register.bring_parts, part=part)
        brought = bring(
            actor=actor,
            rows=told_of.rows(rows, mine),
            on=_on(settings),
            fill_only=settings.given.get("changing") == FILL,
        )
        results = _results(brought, told_of, main)
        sql.run(staged.HERE, "part_result_begin")
        staging.fill("exchange_part_result", _RESULT, results)
        sql.run(staged.HERE, "part_result_take")


def _on(settings: Settings) -> dt.date:
    on: dt.date = settings.given["on"]
    return on


class _Told:
    """What staged rows say of one part, remembered row by row while it is handed on."""

    def __init__(self) -> None:
        self.numbers = array("q")
        self.groups: list[Group] = []
        self.said: list[Said] = []
        self.of_new = bytearray()

    def rows(self, rows: Iterable[Any], groups: Mapping[str, Group]) -> Iterator[tuple[int, Said]]:
        for row in rows:
            said = json.loads(row.said)
            self.numbers.append(row.n)
            self.groups.append(groups[row.grouped])
            self.said.append(said)
            self.of_new.append(row.is_new)
            yield row.target, said


def _results(
    brought: Iterable[register.PartOutcome], told: _Told, main: str
) -> Iterator[tuple[Any, ...]]:
    """One result for the main group of a row and one for all its others together; none where the
    row is new and nothing was refused."""
    numbers, groups = told.numbers, told.groups
    by_row = groupby(brought, key=lambda one: (numbers[one.row], groups[one.row].name == main))
    for (n, is_main), several in by_row:
        if is_main:
            yield from (
                _main(n, one, numbers, groups[one.row]) for one in several if one.outcome != "NEW"
            )
            continue
        changes: dict[str, Any] = {}
        notes = []
        for one in several:
            group, said = groups[one.row], told.said[one.row]
            if one.outcome == "REJECTED":
                notes.append(_note(one, numbers, group, said))
            elif not told.of_new[one.row]:
                _add(changes, _changes(one, group, said))
        if changes or notes:
            yield n, False, None, None, None, None, staged.or_null(changes), staged.or_null(notes)


def _main(
    n: int, one: register.PartOutcome, numbers: Sequence[int], group: Group
) -> tuple[Any, ...]:
    field = group.names.get(one.field, "")
    facts = _facts(one, numbers)
    changes = _changes(one, group, {}) if one.outcome == "CHANGED" else {}
    return n, True, one.outcome, field, one.code, Jsonb(facts), staged.or_null(changes), None


def _changes(one: register.PartOutcome, group: Group, said: Said) -> dict[str, list[str | None]]:
    """What is different, by the names of fields; of a new row all that it says."""
    told: Mapping[str, tuple[str | None, str | None]] = (
        {column: (None, value) for column, value in said.items()}
        if one.outcome == "NEW"
        else one.changes or {}
    )
    return {name: list(told[column]) for column, name in group.names.items() if column in told}


def _add(changes: dict[str, Any], more: Mapping[str, list[str | None]]) -> None:
    """Several values of one field are told one after another."""
    for name, (was, becomes) in more.items():
        if name in changes:
            changes[name][1] = ", ".join(filter(None, (changes[name][1], becomes)))
        else:
            changes[name] = [was, becomes]


def _note(
    one: register.PartOutcome, numbers: Sequence[int], group: Group, said: Said
) -> dict[str, Any]:
    names = group.names
    column = one.field if one.field in names else next((c for c in names if c in said), "")
    name = names.get(column, group.targets[0].field.name)
    value = masking.value(name, said.get(column, ""))[:60]
    return {"field": name, "value": value, "code": one.code, "facts": _facts(one, numbers)}


def _facts(one: register.PartOutcome, numbers: Sequence[int]) -> dict[str, Any]:
    """Facts with rows counted as the file counts them."""
    facts = dict(one.facts or {})
    if facts.get("row") is not None:
        facts["row"] = numbers[int(facts["row"])]
    return facts
