"""Ratios, controls and the machine: what is printed and what stands in docs/performance.md."""

import os
import platform
from dataclasses import dataclass
from decimal import Decimal

from bench.place import Place
from bench.run import Run
from bench.work import Result, p50, p95

_BESIDE = {"same": "plain SQL, same tables", "flat": "plain SQL, flat", "flat.W8": "minimal page"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what was measured, beside what, and whether that is enough (None: no bar)."""

    work: str
    ours: str
    beside: str
    ratio: str
    bar: str
    reached: bool | None
    is_control: bool = False


def machine(place: Place) -> str:
    """Where it was measured."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[1]
    durable = "durable" if place.durable else "not durable"
    return (
        f"{cores} cores, {memory:.0f} GiB, Python {platform.python_version()}, PostgreSQL "
        f"{place.version()} ({durable}), load of the machine in the last five minutes {load:.1f}"
    )


def lines(run: Run) -> list[Line]:
    """All rows that the results allow."""
    found: list[Line | None] = [
        _rate(run, "W1 customers", ("ours.W1", "same.W1"), 1 / 2),
        _rate(run, "W1 customers", ("ours.W1", "flat.W1"), 1 / 7),
        _rate(run, "W2 receivables", ("ours.W2", "same.W2"), 1 / 2),
        _rate(run, "W2 receivables", ("ours.W2", "flat.W2"), 1 / 3),
        _rate(run, "W3c payments", ("ours.W3c", "flat.W3c"), 1 / 2),
        *(_search(run, kind) for kind in ("name", "nip", "email")),
        _card(run, "ours.W5", "W5 card, ms p50, p95"),
        _time(run, "W6 ageing", "ours.W6", "flat.W6", 3.0),
        _time(run, "report of ageing, streamed", "ours.report", "flat.report", 3.0),
        _past(run),
        _statements(run),
        _rate(run, "W8 my invoices, requests", ("ours.W8", "flat.W8"), 1 / 20),
        _slower(run, "W3c with ten years behind", "history.W3c", "ours.W3c"),
        _slower_card(run),
        _slower(run, "W6 with ten years behind", "history.W6", "ours.W6"),
        _pages(run, "W10", "W10 list, two filters and an order, ms p50, p95", 40),
        _by_field(run),
        _pages(run, "W11", "W11 four mixed conditions, ms p50, p95", 150),
        _pages(run, "W12", "W12 one box, eight people typing, ms p50, p95", 25),
        _file(run, "csv", "W13 all customers as CSV, rows", 30_000),
        _file(run, "xlsx", "W13 all customers as a workbook, cells", 100_000),
        _rate(run, "W14 import with custom fields", ("ours.W14", "same.W14"), 1 / 2),
        *_matched(run),
        _withdrawn(run),
        _time(run, "W15 interest to a day, documents", "ours.W15", "flat.W15", 2.0),
        _same_interest(run),
        *(_control(run, name) for name in ("ours.W3c", "history.W3c")),
        *(_proved(run, name) for name in ("ours.proof", "history.proof")),
        *_memory(run),
    ]
    return [line for line in found if line is not None]


def table(rows: list[Line]) -> str:
    """The rows as Markdown."""
    head = (
        "| work | this program | beside | ratio | to reach | reached |\n|---|---|---|---|---|---|\n"
    )
    said = {True: "yes", False: "no", None: ""}
    return head + "\n".join(
        f"| {' | '.join((row.work, row.ours, row.beside, row.ratio, row.bar))} "
        f"| {said[row.reached]} |"
        for row in rows
    )


def _matched(run: Run) -> list[Line]:
    """How many garbled lines find their customer by themselves, and how fast."""
    mine = run.results.get("ours.W16")
    if mine is None:
        return []
    share = mine.facts["right"] * 100 / max(1, mine.rows)
    took = f"{mine.seconds:.1f} s for {mine.rows:,}"
    wrong = mine.facts["wrong"]
    return [
        Line("W16 garbled lines matched", f"{share:.2f} %", took, "", "97 %", share >= 97, True),
        Line("W16 matched wrongly", f"{wrong}", "the truth", "", "0", wrong == 0, True),
        Line(
            "W16 taken in and settled", f"{mine.rate():,.0f}/s", "50,000 in 60 s", "", "833/s",
            mine.rate() >= 833,
        ),
    ]  # fmt: skip


def _withdrawn(run: Run) -> Line | None:
    mine = run.results.get("ours.W17")
    if mine is None:
        return None
    took = f"{mine.seconds:.1f} s for {mine.rows:,}"
    enough = mine.rate() >= 1_000
    return Line("W17 settlements withdrawn", took, "10,000 in 10 s", "", "1,000/s", enough)


def _rate(run: Run, work: str, names: tuple[str, str], bar: float) -> Line | None:
    mine, theirs = (run.results.get(name) for name in names)
    if mine is None or theirs is None or not theirs.rate():
        return None
    ratio = mine.rate() / theirs.rate()
    return Line(
        work,
        f"{mine.rate():,.0f}/s",
        f"{_BESIDE.get(names[1], _BESIDE[names[1][:4]])} {theirs.rate():,.0f}/s",
        f"{ratio:.2f}",
        f"{bar:.2f}",
        ratio >= bar,
    )


def _time(run: Run, work: str, ours: str, other: str, bar: float) -> Line | None:
    mine, theirs = run.results.get(ours), run.results.get(other)
    if mine is None or theirs is None:
        return None
    ratio = mine.seconds / theirs.seconds
    return Line(
        work,
        f"{mine.seconds:.2f} s for {mine.rows:,}",
        f"plain SQL, flat {theirs.seconds:.2f} s",
        f"{ratio:.2f} times",
        f"{bar:.1f} times",
        ratio <= bar,
    )


def _past(run: Run) -> Line | None:
    mine = run.results.get("ours.past")
    if mine is None:
        return None
    return Line("report of ageing, sixty days ago", f"{mine.seconds:.2f} s", "", "", "", None)


def _statements(run: Run) -> Line | None:
    made, merged = run.results.get("ours.statements"), run.results.get("ours.volumes")
    if made is None or merged is None:
        return None
    rate = merged.rows / (made.seconds + merged.seconds)
    return Line(
        f"statements of account as PDF, {merged.rows:,} in {merged.facts['volumes']} volumes",
        f"{rate:.0f}/s, without merging {made.rate():.0f}/s",
        f"{merged.facts['bytes'] / 2**20:.0f} MiB",
        "",
        "50/s",
        rate >= 50,
    )


def _same_interest(run: Run) -> Line | None:
    mine, theirs = run.results.get("ours.W15"), run.results.get("flat.W15")
    if mine is None or theirs is None:
        return None
    ours, flat = mine.facts["interest"], theirs.facts["interest"]
    work = "control of W15: interest together"
    return Line(work, ours, f"plain SQL, flat {flat}", "", "", ours == flat, is_control=True)


def _slower(run: Run, work: str, later: str, before: str) -> Line | None:
    old, fresh = run.results.get(later), run.results.get(before)
    if old is None or fresh is None:
        return None
    ratio = old.seconds / fresh.seconds
    beside = f"without {fresh.seconds:.2f} s"
    return Line(
        work, f"{old.seconds:.2f} s", beside, f"{ratio:.2f} times", "1.3 times", ratio <= 1.3
    )


def _slower_card(run: Run) -> Line | None:
    old, fresh = run.results.get("history.W5"), run.results.get("ours.W5")
    if old is None or fresh is None:
        return None
    then, now = p50(old.latencies["card"]), p50(fresh.latencies["card"])
    ratio = then / now
    work = "W5 with ten years behind, ms p50"
    return Line(
        work, f"{then:.1f}", f"without {now:.1f}", f"{ratio:.2f} times", "1.3 times", ratio <= 1.3
    )


def _search(run: Run, kind: str) -> Line | None:
    mine, theirs = run.results.get("ours.W4"), run.results.get("flat.W4")
    if mine is None or theirs is None:
        return None
    taken, bare = mine.latencies[kind], theirs.latencies[kind]
    reached = p50(taken) <= 10 and p95(taken) <= 25
    return Line(
        f"W4 search by {kind}, ms p50, p95",
        f"{p50(taken):.1f}, {p95(taken):.1f} over HTTP",
        f"plain SQL in process {p50(bare):.1f}, {p95(bare):.1f}",
        "",
        "10, 25",
        reached,
    )


def _card(run: Run, name: str, work: str) -> Line | None:
    mine, theirs = run.results.get(name), run.results.get("flat.W5")
    if mine is None or theirs is None:
        return None
    taken, bare = mine.latencies["card"], theirs.latencies["card"]
    return Line(
        work,
        f"{p50(taken):.1f}, {p95(taken):.1f} over HTTP",
        f"plain SQL in process {p50(bare):.1f}, {p95(bare):.1f}",
        "",
        "p95 30",
        p95(taken) <= 30,
    )


def _pages(run: Run, name: str, work: str, bar: float) -> Line | None:
    mine, theirs = run.results.get(f"ours.{name}"), run.results.get(f"flat.{name}")
    if mine is None or theirs is None:
        return None
    taken, bare = mine.latencies["page"], theirs.latencies["page"]
    return Line(
        work,
        f"{p50(taken):.1f}, {p95(taken):.1f} over HTTP",
        f"plain SQL in process {p50(bare):.1f}, {p95(bare):.1f}",
        f"{p95(taken) / p95(bare):.1f} times",
        f"p95 {bar:.0f}",
        p95(taken) <= bar,
    )


def _by_field(run: Run) -> Line | None:
    mine = run.results.get("ours.W10")
    if mine is None:
        return None
    taken = mine.latencies["field"]
    said = f"{p50(taken):.1f}, {p95(taken):.1f} over HTTP"
    work = "W10 found by one of thirty custom fields, ms p50, p95"
    return Line(work, said, "", "", "p95 50", p95(taken) <= 50)


def _file(run: Run, kind: str, work: str, bar: float) -> Line | None:
    mine, theirs = run.results.get(f"ours.W13.{kind}"), run.results.get("flat.W13")
    if mine is None or theirs is None:
        return None
    each = mine.facts["columns"] if kind == "xlsx" else 1
    return Line(
        work,
        f"{mine.rate() * each:,.0f}/s, and {mine.facts['noted']:.1f} s for the disclosure",
        f"COPY to CSV {theirs.rate():,.0f} rows/s",
        f"{mine.rate() / theirs.rate():.2f}",
        f"{bar:,.0f}/s",
        mine.rate() * each >= bar,
    )


def _control(run: Run, name: str) -> Line | None:
    """What stands open must be what plain SQL leaves open, and all money must be used."""
    mine, theirs = run.results.get(name), run.results.get("flat.W3c")
    if mine is None or theirs is None:
        return None
    ours, flat = Decimal(mine.facts["open_sum"]), Decimal(theirs.facts["open_sum"])
    fits = ours == flat and Decimal(mine.facts["unused_sum"]) == 0 and mine.facts["waiting"] == 0
    return Line(
        f"control after {name}: open sum", f"{ours:,.2f}", f"{flat:,.2f}", "", "equal", fits, True
    )


def _proved(run: Run, name: str) -> Line | None:
    proof = run.results.get(name)
    if proof is None:
        return None
    differences = proof.facts["differences"]
    return Line(
        "prove-ledger with ten years behind", f"{differences} differences",
        f"{proof.seconds:.0f} s", "", "0",
        differences == 0, True,
    )  # fmt: skip


def _memory(run: Run) -> list[Line]:
    named = {
        "ours.W1": "W9 import of customers",
        "ours.W2": "W9 import of receivables",
        "ours.W3c": "W9 payments taken in and settled",
        "ours.W6": "W9 ageing, rows in memory",
        "ours.report": "W9 report of ageing, streamed",
        "ours.statements": "W9 statements of account made",
        "ours.volumes": "W9 their volumes put together",
        "ours.W15": "W9 interest to a day",
        "ours.W16": "W9 garbled statement taken in, matched, settled",
        "ours.W17": "W9 settlements withdrawn",
        "ours.desk": "W9 largest desk process",
        "ours.portal": "W9 largest portal process",
    }
    results: list[tuple[str, Result]] = [
        (words, run.results[name]) for name, words in named.items() if name in run.results
    ]
    return [
        Line(f"{words}, MiB", f"{result.peak_mib:.0f}", "", "", "", None)
        for words, result in results
        if result.peak_mib
    ]
