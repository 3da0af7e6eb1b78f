"""`./run` keeps everything alive, stops cleanly, and recovers from kill -9 of any part."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import requests

from kartoteka.config.database import cluster
from kartoteka.config.home import CHECKOUT, Home
from tests.conftest import a_migrated_home, free_port

SLOW = 180.0


def _as_at_a_terminal() -> None:
    """Ctrl+C is heard also where these tests run behind a shell, which lets it be ignored; and one
    core is one web process a screen: a second proves nothing more, and takes as long to load."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


class Program:
    """A started `./run` with a home and ports of its own."""

    def __init__(self, home: Path) -> None:
        self.home = Home(home)
        self.ports = {"DESK_PORT": free_port(), "PORTAL_PORT": free_port()}
        self.process: subprocess.Popen[str] | None = None
        self.said = home.with_name("said")

    def variables(self, **more: str) -> dict[str, str]:
        strange = ("KARTOTEKA_", "DATABASE_", "DJANGO_")
        clean = {k: v for k, v in os.environ.items() if not k.startswith(strange)}
        said = {name: str(port) for name, port in self.ports.items()}
        own = {"KARTOTEKA_HOME": str(self.home.path), "PYTHONPATH": str(CHECKOUT)}
        return {**clean, **said, **own, **more}

    def kartoteka(self, *words: str) -> None:
        command = [sys.executable, "-m", "kartoteka.config.cli", *words]
        subprocess.run(command, env=self.variables(), check=True, capture_output=True)

    def start(self) -> None:
        told = self.starts_told()
        # Into a file, not a pipe: nobody reads while it runs, and a full pipe would stop it.
        with self.said.open("a", encoding="utf-8") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kartoteka.config.launch.supervise"],
                env=self.variables(),
                stderr=said,
                text=True,
                preexec_fn=_as_at_a_terminal,  # noqa: PLW1509
            )
        wait_for(self.is_ready, "desk and portal ready")
        # Both may answer before the start has seen it; until then a part that dies ends it.
        wait_for(lambda: self.starts_told() > told, "the start has said so")

    def starts_told(self) -> int:
        said = self.said.read_text(encoding="utf-8") if self.said.exists() else ""
        return said.count("Ctrl+C stops everything")

    def is_ready(self) -> bool:
        try:
            answers = [
                requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5)
                for port in self.ports.values()
            ]
        except requests.RequestException:
            return False
        return all(answer.status_code == 200 for answer in answers)

    def part(self, name: str) -> int:
        """The main process of a part: the oldest that carries its mark."""
        return min(self.parts(name), default=0)

    def parts(self, name: str = "") -> list[int]:
        mark = f"KARTOTEKA_PART={name}".encode()
        ending = f" {self.home.path}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                said = (folder / "environ").read_bytes().split(b"\0")
                if any(one.startswith(mark) and one.endswith(ending) for one in said):
                    found.append(int(folder.name))
        return found

    def postmaster(self) -> int:
        with contextlib.suppress(OSError, IndexError):
            return int((self.home.data / "postmaster.pid").read_text().splitlines()[0])
        return 0

    def end(self) -> tuple[int, str]:
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=SLOW)
        return self.process.returncode, self.said.read_text(encoding="utf-8")


def wait_for(happened: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + SLOW
    while not happened():
        assert time.monotonic() < until, f"not within {SLOW} s: {what}"
        time.sleep(0.25)


@pytest.fixture
def program(short_path: Path) -> Iterator[Program]:
    """An office with one user, so that no demo is filled in."""
    started = Program(a_migrated_home(short_path / "home").path)
    started.kartoteka("user", "add", "anna", "--name", "Anna Nowak", "--role", "administrator")
    yield started
    if started.said.exists():
        sys.stderr.write(started.said.read_text(encoding="utf-8"))  # seen where a test fails
    if started.process is not None and started.process.poll() is None:
        started.process.kill()
        started.process.communicate()
    for pid in started.parts():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_recovers_from_kill_9_of_any_part_and_stops_cleanly(program: Program) -> None:
    program.start()

    victims = {name: program.part(name) for name in ("desk", "portal", "worker")}
    for victim in victims.values():
        os.kill(victim, signal.SIGKILL)
    wait_for(
        lambda: all(program.part(name) not in {0, victim} for name, victim in victims.items()),
        "another of each",
    )
    wait_for(program.is_ready, "ready after its parts were killed")

    victim = program.postmaster()
    os.kill(victim, signal.SIGKILL)
    wait_for(lambda: program.postmaster() not in {0, victim}, "another PostgreSQL")
    wait_for(program.is_ready, "ready after PostgreSQL was killed")

    # The program itself and the desk's main process at once: the desk's workers are orphans.
    assert program.process is not None
    os.kill(program.part("desk"), signal.SIGKILL)
    program.process.kill()
    program.process.communicate()
    program.start()
    with psycopg.connect(_superuser(program)) as connection:
        assert connection.execute("SELECT login FROM access_user").fetchall() == [("anna",)]

    _refused(program, {}, "Kartoteka is already running here")
    code, said = program.end()
    assert (code, "Stopping" in said) == (0, True)
    assert program.parts() == []
    assert not cluster.is_running(program.home)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"LISTEN": "192.0.2.1"}, "Beyond this machine desk and portal need TLS"),
        ({"PORTAL_HOST": "portal.example.org"}, "Beyond this machine desk and portal need TLS"),
        ({"DESK_PORT": "99999"}, "write a port number between 1 and 65535"),
        ({"PG_BIN": "/nowhere"}, "there is no program 'postgres' in it"),
        ({"DATABASE_URL": "postgresql://u@127.0.0.1:1/d"}, "of DATABASE_URL does not answer"),
        ({"KARTOTEKA_HOME": "/proc/nowhere"}, "Cannot write to /proc/nowhere"),
    ],
)
def test_says_in_one_sentence_why_it_cannot_start(
    short_path: Path, more: dict[str, str], sentence: str
) -> None:
    _refused(Program(short_path / "home"), more, sentence)


def test_says_which_port_is_taken(short_path: Path) -> None:
    program = Program(short_path / "home")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        _refused(program, {"PORTAL_PORT": port}, f"Port {port} is taken by another program")


def _refused(program: Program, more: dict[str, str], sentence: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kartoteka.config.launch.supervise"],
        env=program.variables(**more),
        capture_output=True,
        text=True,
        timeout=SLOW,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if not line.startswith(("·", "✓", "✗"))]
    assert (done.returncode, len(said)) == (1, 1), done.stderr
    assert sentence in said[0]


def _superuser(program: Program) -> str:
    password = program.home.secret("database-superuser")
    running = cluster.adopt_or_start(program.home)
    return running.url("postgres", password, "kartoteka")
