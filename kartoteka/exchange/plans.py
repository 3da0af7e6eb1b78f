"""The plan of an import as it is kept: what was chosen, mapped and set, as plain JSON."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kartoteka.exchange import files, parsing, sealing
from kartoteka.exchange.engine import Work
from kartoteka.exchange.fields import Column, Kind, Settings
from kartoteka.exchange.models import Run
from kartoteka.exchange.reading.reader import Where

LONGEST_SYSTEM = 20
_COPY = re.compile(r" ?\(\d+\)$")
_DAY = re.compile(r"( |^)(\d{1,2} ){0,2}\d{4,}( \d{1,2}){0,2}(?= |$)")
_WRITTEN = ("encoding", "separator", "header")


def system_of(name: str) -> str:
    """What to call the program that a file or database of this name comes from: without the day
    and the mark of a copy, so that next month's file is called the same."""
    folded = parsing.fold(_COPY.sub("", Path(name).stem))
    bare = _DAY.sub(" ", folded).strip().replace(" ", "-")
    return bare[:LONGEST_SYSTEM].strip("-") or "import"


def columns(plan: Mapping[str, Any]) -> dict[str, Column]:
    """The mapped columns of a plan."""
    return {field: Column(**kept) for field, kept in plan.get("columns", {}).items()}


def kept_columns(mapped: Mapping[str, Column]) -> dict[str, dict[str, str]]:
    """Mapped columns as a plan keeps them."""
    return {field: asdict(column) for field, column in mapped.items()}


def settings(plan: Mapping[str, Any], on: dt.date) -> Settings:
    """The settings of a plan. `on` is the day of what the import itself causes."""
    return Settings(
        system=plan.get("system") or "import", given={**plan.get("given", {}), "on": on}
    )


@contextmanager
def where(run: Run) -> Iterator[Where]:
    """Where a run reads from. Raises FileGone, SealBroken."""
    written = {name: run.plan[name] for name in _WRITTEN if name in run.plan}
    if run.source is not None:
        yield Where(address=sealing.unseal(run.source.secret), **written)
        return
    with files.at_path(run.file, run.file_name) as path:
        yield Where(path=path, **written)


@contextmanager
def work(run: Run, kind: Kind, on: dt.date) -> Iterator[Work]:
    """What a run has to do. Raises FileGone, SealBroken."""
    with where(run) as place:
        yield Work(
            kind=kind,
            where=place,
            columns=columns(run.plan),
            settings=settings(run.plan, on),
            table=run.plan.get("table", ""),
            query=run.plan.get("query", ""),
        )
