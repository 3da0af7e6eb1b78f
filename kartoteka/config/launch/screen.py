"""What the person at the terminal sees while the program gets ready. Standard library only."""

import errno
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TICK = 0.2


def say(text: str = "") -> None:
    """One line to the person; standard output stays free for what commands answer."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def sentence(problem: OSError) -> str:
    """What a person can do about it."""
    if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
        return (
            f"The disk is full ({problem.filename or Path.cwd()}): free some room and start again."
        )
    if problem.errno in {errno.EACCES, errno.EROFS, errno.EPERM}:
        return f"Cannot write to {problem.filename}: make it writable for this user."
    return f"Cannot start: {problem}"


class Step:
    """One line of progress: its title, then how long it took."""

    def __init__(self, title: str) -> None:
        self.title, self.began, self.note = title, time.monotonic(), ""
        self._live = sys.stderr.isatty()
        if not self._live:
            say(f"· {title} …")

    def tick(self, note: str = "") -> None:
        """Redraw the line with the seconds so far."""
        self.note = note or self.note
        if self._live:
            passed = time.monotonic() - self.began
            sys.stderr.write(f"\r\x1b[K· {self.title} … {self.note} {passed:.0f} s")
            sys.stderr.flush()

    def end(self, *, well: bool) -> None:
        passed = time.monotonic() - self.began
        mark = "✓" if well else "✗"
        if self._live:
            sys.stderr.write("\r\x1b[K")
        say(f"{mark} {self.title} ({passed:.1f} s)")


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Show `title` while the block works."""
    shown = Step(title)
    shown.tick()
    try:
        yield shown
    except BaseException:
        shown.end(well=False)
        raise
    shown.end(well=True)


def run(
    command: list[str],
    *,
    log: Path,
    shown: Step | None = None,
    follow: bool = False,
    **more: Any,
) -> int:
    """Run a program with its words going to `log`, ticking the step; returns its exit code.

    With `follow` the step shows the program's last line while it works.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as file:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, **more
        )
        try:
            while True:
                try:
                    return process.wait(TICK)
                except subprocess.TimeoutExpired:
                    if shown:
                        shown.tick(_last_line(log) if follow else "")
        except BaseException:
            process.terminate()
            process.wait()
            raise


def _last_line(log: Path) -> str:
    lines = log.read_bytes()[-500:].decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")[:60]
