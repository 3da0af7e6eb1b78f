"""Files and databases of other programs, and imports of them, as tests need them."""

import datetime as dt
import sqlite3
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from kartoteka.exchange import engine, guessing, kinds
from kartoteka.exchange.fields import Column, Settings
from kartoteka.exchange.reading import reader
from kartoteka.exchange.reading.reader import Where
from kartoteka.kernel.actor import SYSTEM

TODAY = dt.date(2026, 6, 30)


def an_sqlite(path: Path, script: str) -> Where:
    """A database made by the script."""
    database = sqlite3.connect(path)
    database.executescript(script)
    database.close()
    return Where(path=str(path))


def a_csv(path: Path, text: str) -> Where:
    """A file of separated values."""
    path.write_text(text, encoding="utf-8")
    return Where(path=str(path))


def suggested(kind: str, where: Where, table: str = "") -> dict[str, Column]:
    """The columns that are suggested for a kind."""
    seen = reader.sample(where, table=table)
    found = guessing.suggest(kinds.kind_of(kind), seen.columns, seen.rows)
    return {name: suggestion.column for name, suggestion in found.items()}


def imported(
    kind: str,
    where: Where,
    *,
    table: str = "",
    columns: Mapping[str, Column] | None = None,
    system: str = "stary",
    dry: bool = False,
    expected: str = "",
    on: dt.date = TODAY,
    **given: Any,
) -> engine.Report:
    """What an import by suggestions, or by the given columns, did."""
    work = engine.Work(
        kind=kinds.whole(kind),
        where=where,
        columns=columns or suggested(kind, where, table),
        settings=Settings(system=system, given={"on": on, **given}),
        table=table,
    )
    return engine.run(work, actor=SYSTEM, dry=dry, expected=expected)


def brought(
    tmp_path: Path, kind: str, text: str, *, unsure: Collection[str] = (), **given: Any
) -> engine.Report:
    """What an import by suggestions did with the text, and that a second one finds all the same.

    All columns are suggested; those of `unsure` fields, whose values are too wrong for that, by
    their heads alone.
    """
    where = a_csv(tmp_path / "a.csv", text)
    seen = reader.sample(where)
    known = kinds.whole(kind)
    found = guessing.suggest(known, seen.columns, seen.rows)
    by_head = guessing.suggest(known, seen.columns, [])
    columns = {name: by_head[name].column for name in unsure}
    taken = {column.name for column in columns.values()}
    columns |= {name: one.column for name, one in found.items() if one.column.name not in taken}
    assert {column.name for column in columns.values()} == set(seen.columns), sorted(columns)
    report = imported(kind, where, columns=columns, **given)
    again = imported(kind, where, columns=columns, dry=True, **given)
    refused = report.counts["REJECTED"]
    assert again.counts == {
        "NEW": 0, "CHANGED": 0, "SAME": report.total - refused, "CONFLICT": 0, "REJECTED": refused
    }  # fmt: skip
    return report


def told(report: engine.Report, kind: str) -> list[tuple[int, str, str, str]]:
    """Rows of a report in words: number, outcome, field, sentence."""
    from kartoteka.exchange import queries

    return [
        (row.number, row.outcome, row.field, queries.sentence(kind, row.code, row.facts))
        for row in report.rows
    ]
