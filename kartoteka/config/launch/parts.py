"""The processes that make the program up, and how each is started, watched and ended."""

import contextlib
import errno
import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kartoteka.config import env, home
from kartoteka.config.database import cluster
from kartoteka.config.env import CannotStart

Name = Literal["desk", "portal", "worker", "fakes"]
# What further parts are told when the outside registers are played for them.
_PLAYED: dict[str, str] = {}

GENTLE = 12.0
FIRST_PAUSE, LONGEST_PAUSE, STEADY = 0.5, 30.0, 60.0
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
HTTP_OK = 200


def ports() -> dict[Name, int]:
    """The port of each part that listens."""
    chosen: dict[Name, int] = {"desk": env.desk_port(), "portal": env.portal_port()}
    if chosen["desk"] == chosen["portal"]:
        raise CannotStart(
            f"Desk and portal cannot share port {chosen['desk']}: change DESK_PORT or PORTAL_PORT."
        )
    return chosen


def addresses() -> dict[Name, str]:
    """What a person types into the browser."""
    scheme = "https" if env.tls_files() or env.behind_tls_proxy() else "http"
    hosts: dict[Name, str] = {"desk": env.desk_host(), "portal": env.portal_host()}
    behind = env.behind_tls_proxy()
    return {
        name: f"{scheme}://{hosts[name]}" + ("" if behind else f":{port}")
        for name, port in ports().items()
    }


def _cores() -> int:
    """Those that this program may use, where the system tells."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def command(name: Name) -> list[str]:
    """The program of one part."""
    if name in {"worker", "fakes"}:
        return [sys.executable, "-m", "kartoteka.config.cli", name]
    processes = min(2, _cores())
    said = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    said += ["--host", env.listen_address(), "--port", str(ports()[name])]
    said += ["--workers", str(processes), "--blocking-threads", "4", "--respawn-failed-workers"]
    said += ["--workers-kill-timeout", "8", "--log-level", "warning", "--backlog", "1024"]
    if tls := env.tls_files():
        said += ["--ssl-certificate", str(tls[0]), "--ssl-keyfile", str(tls[1])]
    return [*said, "kartoteka.config.wsgi:application"]


def variables(name: Name) -> dict[str, str]:
    """The environment of one part."""
    settings = "kartoteka.config.portal" if name == "portal" else "kartoteka.config.desk"
    more = {"DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(home.checkout())}
    return env.for_child(**more, **_PLAYED, **{env.PART: f"{name} {home.path()}"})


def play_outside_registers() -> None:
    """From now on parts ask the registers that the part `fakes` plays, on a port that is free."""
    port = env.fakes_port()
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            port = _free(socket.AF_INET, "127.0.0.1")
    _PLAYED.update(OUTSIDE_REGISTERS="fake", FAKES_PORT=str(port))


@dataclass(slots=True)
class Part:
    """One process and its restarts."""

    name: Name
    log: Path
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it in a process group of its own; it ends when this process ends."""
        self.began = time.monotonic()
        with self.log.open("ab") as file:
            self.process = subprocess.Popen(
                command(self.name),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                cwd=home.checkout(),
                env=variables(self.name),
                process_group=0,
                preexec_fn=lambda: cluster.die_with_parent(signal.SIGTERM),  # noqa: PLW1509
            )

    def look(self) -> str | None:
        """Restart it if it has ended and its pause is over; returns what to tell the person."""
        if self.process is not None and self.process.poll() is None:
            return None
        now = time.monotonic()
        if self.process is not None:
            code = self.process.returncode
            self._swept()
            self.process = None
            self.pause = FIRST_PAUSE if now - self.began > STEADY else self.pause
            self.again_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            return f"{self.name} ended ({_how(code)}) and is started again: see {self.log}"
        if now >= self.again_at:
            self.start()
        return None

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, until: float) -> None:
        """Wait for its end, then end what is left of its group."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.1, until - time.monotonic()))
        self._swept()
        self.process.wait()

    def _swept(self) -> None:
        """Kill what the dead process left behind in its group (the web server's workers)."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def _how(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def end_leftovers() -> int:
    """End the parts of this home that an earlier, killed start left behind; returns how many."""
    mine = f" {home.path()}"
    found = _marked(mine)
    for pid in found:
        _signal(pid, signal.SIGTERM)
    until = time.monotonic() + GENTLE
    while (left := _marked(mine)) and time.monotonic() < until:
        time.sleep(0.1)
    for pid in left:
        _signal(pid, signal.SIGKILL)
    return len(found)


def _marked(mine: str) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "environ").read_bytes().split(b"\0")
            alive = (folder / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            continue
        mark = next((one for one in said if one.startswith(env.PART.encode() + b"=")), b"")
        if alive and os.fsdecode(mark).endswith(mine) and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def refuse_taken_ports() -> None:
    """Raise CannotStart for a port that another program listens on."""
    listen = env.listen_address()
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    for name, port in ports().items():
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((listen, port))
            except PermissionError:
                raise CannotStart(
                    f"Port {port} is reserved for root: choose one above 1023 in "
                    f"{name.upper()}_PORT."
                ) from None
            except OSError as problem:
                if problem.errno == errno.EADDRNOTAVAIL:
                    raise CannotStart(
                        f"LISTEN is {listen!r}, which is no address of this machine."
                    ) from None
                raise CannotStart(
                    f"Port {port} is taken by another program: end it, or choose another port, "
                    f"as in  {name.upper()}_PORT={_free(family, listen)} ./run"
                ) from None


def _free(family: socket.AddressFamily, listen: str) -> int:
    with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((listen, 0))
        return int(probe.getsockname()[1])
    return 18080


def is_shown_outside() -> bool:
    """Whether anything but this machine may reach desk or portal."""
    hosts = (env.desk_host(), env.portal_host())
    named = not all(host.endswith("localhost") for host in hosts)
    return named or env.listen_address() not in LOOPBACK or env.behind_tls_proxy()


def refuse_open_doors(*, demo: bool) -> None:
    """Anything beyond loopback needs TLS, and never while demo sign-ins exist."""
    if not is_shown_outside():
        return
    if demo:
        raise CannotStart(
            "There are demo sign-ins in this database, so it is not shown beyond this machine: "
            "unset LISTEN, DESK_HOST, PORTAL_HOST and BEHIND_TLS_PROXY, or start an office of its "
            "own with another KARTOTEKA_HOME or DATABASE_URL."
        )
    if env.tls_files() is None and not env.behind_tls_proxy():
        raise CannotStart(
            "Beyond this machine desk and portal need TLS: set TLS_CERTIFICATE and TLS_KEY, or "
            "BEHIND_TLS_PROXY=1 when a proxy in front of them ends it."
        )


def wait_until_ready(parts: list[Part], *, seconds: float, tick: Callable[[], None]) -> None:
    """Return when /healthz of both says ready. Raises CannotStart with the last words of a log."""
    until = time.monotonic() + seconds
    waiting = [part for part in parts if part.name in ports()]
    while waiting:
        waiting = [part for part in waiting if not _is_ready(part.name)]
        for part in parts:
            if part.process is not None and part.process.poll() is not None:
                raise CannotStart(f"The {part.name} does not start: {_last_words(part.log)}")
        if waiting and time.monotonic() > until:
            raise CannotStart(f"The {waiting[0].name} is not ready: {_last_words(waiting[0].log)}")
        tick()
        if waiting:
            time.sleep(0.1)


def _is_ready(name: Name) -> bool:
    port = ports()[name]
    host = "127.0.0.1" if env.listen_address() in {"0.0.0.0", "::"} else env.listen_address()  # noqa: S104
    connection = http.client.HTTPConnection(host, port, timeout=5)
    if env.tls_files():
        itself = ssl._create_unverified_context()  # noqa: S323  (it asks its own process)
        connection = http.client.HTTPSConnection(host, port, timeout=5, context=itself)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == HTTP_OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _last_words(log: Path) -> str:
    with contextlib.suppress(OSError):
        lines = log.read_bytes()[-4000:].decode("utf-8", "replace").splitlines()
        for line in reversed(lines):
            if line.strip():
                return f"{line.strip()} (details: {log})"
    return f"see {log}"
