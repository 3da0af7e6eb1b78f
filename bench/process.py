"""Runs one work in this process and prints its Result: python -m bench.process NAME TASK."""

import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

from bench.work import Result, Task, peak_mib

WORKS = {
    "flat": "bench.flat",
    "same": "bench.same",
    "ours": "bench.ours",
    "history": "bench.history",
    "fields": "bench.fields",
    "importing": "bench.importing",
    "matching": "bench.matching",
    "papers": "bench.papers",
    "interest": "bench.interest",
}


def run(name: str, task: Task) -> Result:
    """The work `room.function`, with Django ready where the settings name it."""
    room, _dot, function = name.partition(".")
    result: Result = getattr(importlib.import_module(WORKS[room]), function)(task)
    result.peak_mib = peak_mib()
    return result


def main() -> None:
    name, given = sys.argv[1], json.loads(sys.argv[2])
    task = Task(data=Path(given["data"]), dsn=given["dsn"], extra=given["extra"])
    print(json.dumps(asdict(run(name, task)), default=str))


if __name__ == "__main__":
    main()
