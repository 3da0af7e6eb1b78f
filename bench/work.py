"""What a work is: a function that runs in a process of its own and says how it went."""

import csv
import json
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

AS_OF = "2026-06-30"


@dataclass(frozen=True, slots=True)
class Task:
    """Where a work finds its data and its database."""

    data: Path
    dsn: str
    extra: dict[str, Any] = field(default_factory=dict)

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of one of the data files; reading them belongs to the work."""
        with (self.data / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)

    def lists(self, name: str) -> Iterator[list[str]]:
        """The same as lists, without the head."""
        with (self.data / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            reader = csv.reader(file)
            next(reader)
            yield from reader

    def queries(self) -> dict[str, list[str]]:
        return dict(json.loads((self.data / "queries.json").read_text(encoding="utf-8")))

    def control(self) -> dict[str, Any]:
        return dict(json.loads((self.data / "control.json").read_text(encoding="utf-8")))


@dataclass(slots=True)
class Result:
    """`seconds` for `rows`, or latencies in milliseconds; `facts` are what was seen beside."""

    rows: int = 0
    seconds: float = 0.0
    latencies: dict[str, list[float]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    peak_mib: float = 0.0

    def rate(self) -> float:
        """Rows per second."""
        return self.rows / self.seconds if self.seconds else 0.0


Work = Callable[[Task], Result]


def timed(rows: int, work: Callable[[], object]) -> Result:
    """Runs `work` once and counts `rows` for it."""
    start = time.perf_counter()
    work()
    return Result(rows=rows, seconds=time.perf_counter() - start)


def latencies(asked: list[str], ask: Callable[[str], object]) -> list[float]:
    """Milliseconds of each question, after a warm-up of ten."""
    for question in asked[:10]:
        ask(question)
    taken = []
    for question in asked:
        start = time.perf_counter()
        ask(question)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def median_of(times: int, work: Callable[[], int]) -> Result:
    """The run of median length; `work` returns its rows."""
    runs = []
    for _again in range(times):
        start = time.perf_counter()
        rows = work()
        runs.append(Result(rows=rows, seconds=time.perf_counter() - start))
    return sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]


def p50(values: list[float]) -> float:
    return statistics.median(values)


def p95(values: list[float]) -> float:
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def p99(values: list[float]) -> float:
    return sorted(values)[max(0, -(-len(values) * 99 // 100) - 1)]


def peak_mib() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
