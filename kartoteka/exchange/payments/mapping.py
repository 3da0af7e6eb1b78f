"""Mappings of tables of payments: kept under a name, found again by the columns of a file."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kartoteka.exchange import guessing, plans, queries
from kartoteka.exchange import models as kept
from kartoteka.exchange.fields import Column
from kartoteka.exchange.payments import contents as held
from kartoteka.exchange.payments import reading
from kartoteka.exchange.payments.fields import PAYMENTS
from kartoteka.exchange.reading import reader
from kartoteka.exchange.reading.lying import lying_at
from kartoteka.exchange.reading.refusals import Unreadable
from kartoteka.formats.statements import ParsedFile, Problem
from kartoteka.kernel.actor import Actor, Realm, Role
from kartoteka.payments import operations as payments
from kartoteka.payments.tables import Read

_MOST_TRIED = 10
_WRITTEN = ("encoding", "separator", "header")


@dataclass(frozen=True, slots=True)
class Look:
    """A table to be mapped: as on the mapping page of imports, with its sheets and the mappings
    that are kept for these very columns."""

    to_map: queries.ToMap
    header: tuple[str, ...]
    table: str
    tables: tuple[str, ...]
    fitting: tuple[tuple[uuid.UUID, str], ...]
    plan: Mapping[str, Any]


def read(data: bytes, name: str, mapping: uuid.UUID | None) -> Read | None:
    """A table read by the mapping, else by the one kept for its columns; None for no table.

    A table without a mapping, or with several for the same columns, says so as its problem.
    """
    try:
        with lying_at(data, name) as path:
            return _read(path, mapping)
    except Unreadable:
        return None


def look(
    *, viewer: Actor, data: bytes, name: str, table: str = "", written: Mapping[str, Any]
) -> Look:
    """What a table holds and what is suggested for it. Raises NotAllowed, Unreadable."""
    require(viewer)
    with lying_at(data, name) as path:
        place = reader.Where(path=path, **said(written))
        tables = [each for each in reader.tables(place).tables if each.columns]
        names = [each.name for each in tables]
        chosen = table if table in names else next(iter(names), "")
        seen = reader.sample(place, table=chosen)
    fitting = _fitting(seen.columns)
    plan: Mapping[str, Any] = fitting[0].plan if len(fitting) == 1 else {}
    mapped = plans.columns(plan)
    suggested = _suggested(seen)
    columns, places = queries.places_of(PAYMENTS, seen, mapped, suggested)
    return Look(
        to_map=queries.ToMap(
            kind=PAYMENTS,
            columns=columns,
            places=places,
            options=seen.options,
            system="",
            systems=(),
            bad=queries.told_bad(seen),
        ),
        header=seen.columns,
        table=chosen,
        tables=tuple(names),
        fitting=tuple((each.public_id, each.name) for each in fitting),
        plan=plan,
    )


def _suggested(seen: reader.Sample) -> dict[str, guessing.Suggestion]:
    """Suggestions by the rows that are payments. Where no amount has a sign, a column that says of
    each row whether money came or went is the sign's, whatever its name. Columns without names are
    told by what they hold."""
    rows = [row for row in seen.rows if not reading.is_sentence(row)]
    if _is_nameless(seen.columns):
        return held.suggest(seen.columns, rows)
    found = guessing.suggest(PAYMENTS, seen.columns, rows)
    if {"credit", "debit"} <= set(found) and _is_of_sums(found.get("amount")):
        del found["amount"]
    if "amount" not in found or {"sign", "credit", "debit"} & set(found):
        return found
    at = seen.columns.index(found["amount"].column.name)
    free = set(seen.columns) - {each.column.name for each in found.values()}
    if any("-" in row[at] or "\u2212" in row[at] for row in rows):
        return found
    for place, name in enumerate(seen.columns):
        if name in free and rows and all(reading.direction(row[place]) for row in rows):
            score = guessing.BY_CONTENT
            found["sign"] = guessing.Suggestion("sign", Column(name), score, "content")
            break
    return found


def _is_of_sums(found: guessing.Suggestion | None) -> bool:
    """Whether a column is named for a sum: beside what came and what went, it is a balance."""
    return found is not None and reading.is_sum(found.column.name)


def require(actor: Actor) -> None:
    """Whoever takes payments in may say what the columns of a table of them are."""
    if actor.realm is not Realm.DESK or not actor.may(Role.CLERK):
        raise payments.NotAllowed


def _read(path: str, mapping: uuid.UUID | None) -> Read | None:
    chosen = kept.Mapping.objects.filter(kind=PAYMENTS.code)
    row = chosen.filter(public_id=mapping).first() if mapping else None
    contents = reader.tables(reader.Where(path=path, **said(row.plan if row else {})))
    if contents.kind == "database":
        return None
    tables = [each for each in contents.tables if len(each.columns) > 1]
    if not tables and contents.kind != "csv":
        return None
    for table in tables:
        fitting = [row] if row else _fitting(table.columns)
        if len(fitting) == 1 and list(table.columns) == fitting[0].plan["names"]:
            return _by(fitting[0], path, table.name, contents.options)
    if row is None and (found := _written_otherwise(path)):
        return found
    is_prose = contents.kind == "csv" and not (tables and _has_rows(path))
    told = Problem("table.none" if is_prose else "table.unmapped")
    return Read(ParsedFile((), (told,), _encoding(contents.options)))


def _has_rows(path: str) -> bool:
    """Whether at least two rows, that of the names included, have the same columns."""
    seen = reader.sample(reader.Where(path=path))
    return len(seen.rows) + bool(seen.options.get("names_in")) > 1


def _written_otherwise(path: str) -> Read | None:
    """The file as a mapping says that it is written, where its columns then are the mapping's."""
    for row in [each for each in _latest() if said(each.plan)][:_MOST_TRIED]:
        try:
            contents = reader.tables(reader.Where(path=path, **said(row.plan)))
        except Unreadable:
            continue
        for table in contents.tables:
            named = not _is_nameless(table.columns)
            if named and list(table.columns) == row.plan["names"]:
                return _by(row, path, table.name, contents.options)
    return None


def _by(row: kept.Mapping, path: str, table: str, options: Mapping[str, Any]) -> Read:
    place = reader.Where(path=path, **said(row.plan))
    given = row.plan["given"]
    with reader.all_rows(place, table=table) as (names, batches):
        parsed = reading.statements(
            names, batches, plans.columns(row.plan), given, _encoding(options)
        )
    return Read(parsed, given["creditor"], f"{row.name}, {row.version}")


def _fitting(columns: tuple[str, ...]) -> list[kept.Mapping]:
    """The latest versions of mappings whose file had these very columns."""
    if _is_nameless(columns):
        return []
    return [row for row in _latest() if row.plan["names"] == list(columns)]


def _latest() -> list[kept.Mapping]:
    found = kept.Mapping.objects.filter(kind=PAYMENTS.code).order_by("name", "-version")
    return list(found.distinct("name"))


def _is_nameless(columns: Sequence[str]) -> bool:
    """Whether the columns have no names: any file of that width would be taken for the same."""
    return all(name.startswith("Column ") for name in columns)


def said(written: Mapping[str, Any]) -> dict[str, Any]:
    """How a file is written, as far as a person has said it."""
    return {name: written[name] for name in _WRITTEN if written.get(name) not in {None, ""}}


def _encoding(options: Mapping[str, Any]) -> str:
    return str(options.get("encoding") or "xlsx")
