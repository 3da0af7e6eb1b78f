"""`./run` once everything is installed: starts the parts, watches them, and stops them in order.

Whatever dies is started again. When this process itself is killed, the kernel ends its children,
and the next start clears what is left.
"""

import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import psycopg

from kartoteka.config import database, env, home
from kartoteka.config.database.cluster import Cluster
from kartoteka.config.env import CannotStart
from kartoteka.config.launch import first_steps, install, screen
from kartoteka.config.launch.parts import (
    GENTLE,
    Name,
    Part,
    addresses,
    end_leftovers,
    play_outside_registers,
    refuse_open_doors,
    refuse_taken_ports,
    wait_until_ready,
)

LOOK_EVERY = 0.5
FIRST_ANSWER = 120.0
LARGEST_LOG = 20 * 1024**2
NAMES: tuple[Name, ...] = ("desk", "portal", "worker")


class _Asked(BaseException):
    """Ctrl+C, SIGTERM or a closed terminal."""


def main(arguments: list[str]) -> int:
    """Run until asked to stop. Exit codes: 0 stopped, 1 could not start."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup keeps it running
            signal.signal(number, _asked)
    try:
        with _only_one():
            return _run(demo="--demo" in arguments)
    except CannotStart as reason:
        screen.say(str(reason))
        return 1
    except OSError as problem:
        screen.say(screen.sentence(problem))
        return 1
    except psycopg.Error as problem:
        if (said := database.sentence(problem)) is None:
            raise
        screen.say(said)
        return 1
    except _Asked:
        return 0


def _run(*, demo: bool) -> int:
    running: Cluster | None = None
    parts = [Part(name, _log(name)) for name in NAMES]
    try:
        install.translations()
        if end_leftovers():
            screen.say("✓ Ended what an earlier start had left running")
        refuse_open_doors(demo=False)
        refuse_taken_ports()
        running = _database()
        told = first_steps.prepare(demo=demo)
        demo_lives = bool(database.demo_sign_ins())
        refuse_open_doors(demo=demo_lives)
        if demo_lives and not env.names_outside_registers():
            play_outside_registers()
            parts.append(Part("fakes", _log("fakes")))
        with screen.step("Starting desk, portal and worker") as shown:
            for part in parts:
                part.start()
            wait_until_ready(parts, seconds=FIRST_ANSWER, tick=shown.tick)
        _tell(told)
        _watch(parts, running)
    except _Asked:
        screen.say("\nStopping …")
        return 0
    finally:
        _stop(parts, running)


def _database() -> Cluster | None:
    if env.database_url():
        return database.ensure()
    with screen.step("Starting PostgreSQL"):
        return database.ensure()


def _watch(parts: list[Part], running: Cluster | None) -> NoReturn:
    """Keep everything alive; leaves only by an exception."""
    pause = LOOK_EVERY
    while True:
        time.sleep(pause)
        pause = LOOK_EVERY
        if running is not None and not running.is_alive():
            screen.say("PostgreSQL ended and is started again.")
            try:
                # The dead one's handle must not be stopped twice, so it is replaced in place.
                fresh = database.ensure()
            except CannotStart as reason:
                screen.say(str(reason))
                pause = 5.0
                continue
            if fresh is not None:
                running.pid, running.process = fresh.pid, fresh.process
        for part in parts:
            if said := part.look():
                screen.say(said)


def _stop(parts: list[Part], running: Cluster | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl+C must not leave half behind
    for part in parts:
        part.ask_to_end()
    until = time.monotonic() + GENTLE
    for part in parts:
        part.end(until)
    if running is not None:
        running.stop()


def _tell(told: list[str]) -> None:
    said = addresses()
    screen.say()
    screen.say(f"  Desk    {said['desk']}")
    screen.say(f"  Portal  {said['portal']}")
    for line in told:
        screen.say(line)
    screen.say("\n  Ctrl+C stops everything; your data stays.")


def _log(name: str) -> Path:
    place = home.here().make().logs / f"{name}.log"
    if place.exists() and place.stat().st_size > LARGEST_LOG:
        place.replace(place.with_suffix(".log.1"))
    return place


def _asked(number: int, frame: FrameType | None) -> None:
    raise _Asked


@contextmanager
def _only_one() -> Iterator[None]:
    """One supervisor per home; the lock ends with the process, however that ends."""
    place = home.here().make().stamps / "supervisor"
    with place.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            said = addresses()
            raise CannotStart(
                f"Kartoteka is already running here (process {lock.read().strip()}): open "
                f"{said['desk']} or {said['portal']}."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
