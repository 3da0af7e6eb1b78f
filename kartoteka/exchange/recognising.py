"""Under which name a program is known already, told by rows that came in from it before.

Files are called anew each month, and customers and their invoices come in files of two names; the
name of a program that stays the same is what makes a second import an update.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kartoteka.exchange import guessing, models
from kartoteka.exchange.fields import Kind
from kartoteka.exchange.kinds import receivables
from kartoteka.exchange.kinds.staged import HERE
from kartoteka.exchange.reading import reader
from kartoteka.kernel import sql

_BY_ID, _BY_NUMBER = "party_external_id", "party_number"


@dataclass(frozen=True, slots=True)
class Advice:
    """Suggested columns, and what to call the program that they come from."""

    suggested: dict[str, guessing.Suggestion]
    system: str


def advise(kind: Kind, seen: reader.Sample, system: str, *, may_rename: bool = True) -> Advice:
    """What is suggested for a sample of a table. `system` is what the program would be called;
    without `may_rename` that is settled."""
    suggested = guessing.suggest(kind, seen.columns, seen.rows)
    known = [system, *(name for name in systems() if name != system)] if may_rename else [system]
    if kind.code == receivables.CODE:
        return _of_receivables(suggested, seen, known)
    if any(field.name == _BY_ID for field in kind.fields):
        return _of_details(suggested, seen, known)
    names = _names(suggested, seen)
    found = _counted(
        "known_parties",
        {"ids": _cells(suggested, seen, "external_id"), "names": names, "systems": known},
    )
    return Advice(suggested, _most(found, known, len(names)) or system)


def systems() -> list[str]:
    """Names of programs that something has come in from, the latest first."""
    done = models.Run.objects.filter(state=models.Run.State.DONE).order_by("-id")
    return list(dict.fromkeys(name for name in done.values_list("plan__system", flat=True) if name))


def _of_receivables(
    suggested: dict[str, guessing.Suggestion], seen: reader.Sample, known: list[str]
) -> Advice:
    keys = "external_id" if "external_id" in suggested else "number"
    documents = {
        "keys": _cells(suggested, seen, keys),
        "numbers": _cells(suggested, seen, "number"),
        "sources": [receivables.source_of(name) for name in known],
    }
    by_source = _counted("known_documents", documents)
    found = {name: by_source.get(receivables.source_of(name), 0) for name in known}
    system = _most(found, known, len(documents["keys"]))
    named = _BY_ID if _BY_ID in suggested else _BY_NUMBER
    if named not in suggested:
        return Advice(suggested, system or known[0])
    values = list({cell for cell in _cells(suggested, seen, named) if cell})
    there = _counted("known_customers", {"ids": values, "systems": [system] if system else known})
    numbered = sql.rows(HERE, "known_numbers", {"numbers": values})[0][0]
    by_id = _most(there, known, len(values))
    ways = {_BY_ID: bool(by_id), _BY_NUMBER: numbered * 2 >= max(1, len(values))}
    way = named if ways[named] else next((way for way in ways if ways[way]), named)
    moved = {name: found for name, found in suggested.items() if name not in (_BY_ID, _BY_NUMBER)}
    moved[way] = replace(suggested[named], field=way)
    return Advice(moved, system or (by_id if way == _BY_ID else "") or known[0])


def _of_details(
    suggested: dict[str, guessing.Suggestion], seen: reader.Sample, known: list[str]
) -> Advice:
    """What hangs on customers is from the program that knows them by these ids."""
    values = list({cell for cell in _cells(suggested, seen, _BY_ID) if cell})
    there = _counted("known_customers", {"ids": values, "systems": known})
    return Advice(suggested, _most(there, known, len(values)) or known[0])


def _most(found: Mapping[str, int], known: Sequence[str], rows: int) -> str:
    """The system that knows at least half of the rows; the first named if it is one of several,
    nothing if none stands out."""
    enough = {name: count for name, count in found.items() if count and count * 2 >= rows}
    if known[0] in enough:
        return known[0]
    best = max(enough.values(), default=0)
    first = [name for name, count in enough.items() if count == best]
    return first[0] if len(first) == 1 else ""


def _counted(name: str, parameters: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return dict(sql.rows(HERE, name, parameters))


def _cells(
    suggested: Mapping[str, guessing.Suggestion], seen: reader.Sample, field: str
) -> list[str]:
    """The sampled cells of the column for the field, empty ones without a column."""
    if field not in suggested:
        return [""] * len(seen.rows)
    place = seen.columns.index(suggested[field].column.name)
    return [row[place] for row in seen.rows]


def _names(suggested: Mapping[str, guessing.Suggestion], seen: reader.Sample) -> list[str]:
    """The names of the sampled parties, put together as an import does it."""
    parts = ("name", "name2", "name3") if "name" in suggested else ("last_name", "first_name")
    columns = [_cells(suggested, seen, part) for part in parts]
    return [" ".join(filter(None, cells)) for cells in zip(*columns, strict=True)]
