"""Our own PostgreSQL: made, started, adopted and stopped without asking anything of the system.

It listens on a socket in the home only, asks for a password even there, and dies with the
process that started it. As root it runs as a system user, because PostgreSQL refuses root.
Needs nothing but the standard library.
"""

import contextlib
import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kartoteka.config.database.programs import Programs, choose, within_reach
from kartoteka.config.env import CannotStart
from kartoteka.config.home import Home

SUPERUSER = "postgres"
PORT = 5432  # names the socket file only: nothing listens on the network
PATIENCE = 60.0
LAST_BACKENDS = 10.0
PR_SET_PDEATHSIG = 1
STATUS_LINE = 7  # of postmaster.pid
FIRST_BUILTIN_LOCALE = 17
FULL_DISK_MARGIN = 200 * 1024 * 1024

ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "300",
    "password_encryption": "scram-sha-256",
    "jit": "off",
    "random_page_cost": "1.1",
    "work_mem": "32MB",
    "temp_buffers": "64MB",  # what is staged stays in memory
    "maintenance_work_mem": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}
# The compressor of this PostgreSQL takes longer over a page than a disk over the page itself.
DURABLE = {"max_wal_size": "4GB", "checkpoint_timeout": "15min", "wal_compression": "off"}
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "5s",
}


@dataclass(slots=True)
class Cluster:
    """A running PostgreSQL. `process` is set when this process started it and may stop it."""

    home: Home
    programs: Programs
    pid: int
    process: subprocess.Popen[bytes] | None = None
    fast: bool = False

    @property
    def host(self) -> str:
        """The socket folder, as a client names the host."""
        return str(self.home.sockets)

    @property
    def superuser_dsn(self) -> str:
        """A connection string of the cluster's superuser, to the database `postgres`."""
        return self.url(SUPERUSER, self.home.secret("database-superuser"), "postgres")

    def url(self, user: str, password: str, database: str) -> str:
        """A connection string over the socket."""
        return f"postgresql://{user}:{quote(password)}@/{database}?host={quote(self.host, safe='')}"

    def is_alive(self) -> bool:
        if self.process is not None:
            return self.process.poll() is None
        return _postmaster(self.home.data) == self.pid

    def stop(self) -> None:
        """Stop what this process started, and wait; an adopted cluster goes on."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGQUIT if self.fast else signal.SIGINT)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(home: Home, *, fast: bool = False, provider: Programs | None = None) -> Cluster:
    """Start the home's cluster, making it first where there is none; ready when this returns.

    `fast` gives up durability, for clusters that are thrown away. Call it from the main thread:
    the cluster ends with the thread that started it. Raises CannotStart with a clear sentence.
    """
    home.make()
    with _only_one_starter(home):
        _end_unfinished(home.data)
        return _start(home, fast=fast, provider=provider)


def adopt_or_start(home: Home, *, fast: bool = False, provider: Programs | None = None) -> Cluster:
    """The home's cluster that is already running, else a fresh start of it."""
    home.make()
    with _only_one_starter(home):
        pid = _end_unfinished(home.data)
        if pid is None:
            return _start(home, fast=fast, provider=provider)
        programs = provider or choose(major=major_of(home.data))
        return Cluster(home, programs, pid)


def is_running(home: Home) -> bool:
    """Whether the home's cluster answers."""
    return _postmaster(home.data) is not None


def _start(home: Home, *, fast: bool, provider: Programs | None) -> Cluster:
    programs = provider or choose(major=major_of(home.data))
    user = _system_user(home.data)
    if user:
        programs = within_reach(programs, home)
    _refuse_full_disk(home.path)
    if major_of(home.data) is None:
        _make(home, programs, user, fast=fast)
    home.data.chmod(0o700)  # PostgreSQL refuses anything wider
    _open_sockets(home, user)
    until = time.monotonic() + LAST_BACKENDS
    while True:
        process = _spawn(home, programs, user, fast=fast)
        reason = _wait_until_ready(home, process)
        if reason is None:
            return Cluster(home, programs, process.pid, process, fast)
        # After kill -9 the last backends need a moment to notice that their parent is gone.
        if "shared memory block" not in reason or time.monotonic() > until:
            raise CannotStart(f"PostgreSQL does not start: {reason}")
        time.sleep(0.2)


def _make(home: Home, programs: Programs, user: pwd.struct_passwd | None, *, fast: bool) -> None:
    """Make the data directory beside its place and move it there whole."""
    draft = home.path / "postgres.unfinished"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(0o700)
    password = home.path / "postgres.password"
    password.unlink(missing_ok=True)
    descriptor = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(home.secret("database-superuser") + "\n")
    if user:
        os.chown(draft, user.pw_uid, user.pw_gid)
        os.chown(password, user.pw_uid, user.pw_gid)
    locale = ["--locale=C.UTF-8"]
    if programs.major >= FIRST_BUILTIN_LOCALE:
        locale = ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [programs.path("initdb"), "-D", str(draft), "-U", SUPERUSER, "-E", "UTF8", *locale]
    command += ["--auth=scram-sha-256", f"--pwfile={password}", *(["-N"] if fast else [])]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=home.path, **_as(user)
        )
    finally:
        password.unlink()
    if done.returncode != 0:
        raise CannotStart(f"PostgreSQL cannot make its data: {_last_line(done.stderr)}")
    draft.rename(home.data)


def _spawn(
    home: Home, programs: Programs, user: pwd.struct_passwd | None, *, fast: bool
) -> subprocess.Popen[bytes]:
    settings = {**ALWAYS, **_by_memory(), **(FAST if fast else DURABLE)}
    command = [programs.path("postgres"), "-D", str(home.data), "-k", str(home.sockets)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    dies_by = signal.SIGQUIT if fast else signal.SIGINT
    log = home.logs / "postgres.log"
    with log.open("ab") as file:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=home.path,
            process_group=0,  # Ctrl+C is for the supervisor, which ends its parts in order
            preexec_fn=lambda: die_with_parent(dies_by),  # noqa: PLW1509 (single-threaded here)
            **_as(user),
        )


def die_with_parent(by: signal.Signals) -> None:
    """Ask the kernel to send `by` to this process when its parent ends. Run before exec."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(by), 0, 0, 0)


def _wait_until_ready(home: Home, process: subprocess.Popen[bytes]) -> str | None:
    """None once it is ready, else the reason why it ended."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            return _last_line(_tail(home.logs / "postgres.log"))
        lines = _pid_lines(home.data)
        if _status(lines) == "ready" and lines[0] == str(process.pid):
            return None
        time.sleep(0.02)
    process.kill()
    process.wait()
    raise CannotStart(f"PostgreSQL was not ready within {PATIENCE:.0f} seconds: see {home.logs}.")


def _end_unfinished(data: Path) -> int | None:
    """The live, ready postmaster of `data`. Waits for one that is ending; clears a dead one's mark.

    After kill -9 the dead process can stay a zombie for seconds and its pid file for ever.
    """
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        pid = _postmaster(data)
        if pid is None:
            (data / "postmaster.pid").unlink(missing_ok=True)
            return None
        if _status(_pid_lines(data)) == "ready":
            return pid
        time.sleep(0.05)
    raise CannotStart(f"The PostgreSQL of {data} neither starts nor stops: end process {pid}.")


def _postmaster(data: Path) -> int | None:
    """The process that serves `data`, if its pid file tells the truth."""
    lines = _pid_lines(data)
    if not lines or not lines[0].isdigit():
        return None
    process = Path("/proc") / lines[0]
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        serves = os.path.realpath(process / "cwd") == os.path.realpath(data)
    except OSError:
        return None
    return int(lines[0]) if serves and state != "Z" else None


def _pid_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _status(lines: list[str]) -> str:
    return lines[STATUS_LINE].strip() if len(lines) > STATUS_LINE else ""


def major_of(data: Path) -> int | None:
    """Which PostgreSQL made `data`; None where there is no cluster yet."""
    try:
        return int((data / "PG_VERSION").read_text())
    except (OSError, ValueError):
        return None


def _system_user(data: Path) -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as when we are root: the owner of the data, else our own user."""
    if os.getuid() != 0:
        return None
    if data.exists() and (owner := data.stat().st_uid) != 0:
        with contextlib.suppress(KeyError):
            return pwd.getpwuid(owner)
    for attempt in range(2):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam("kartoteka")
        if attempt == 0 and (useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")):
            subprocess.run(
                [
                    useradd,
                    "--system",
                    "--no-create-home",
                    "--shell",
                    "/usr/sbin/nologin",
                    "kartoteka",
                ],
                capture_output=True,
                check=False,
            )
    return pwd.getpwnam("nobody")


def _as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _open_sockets(home: Home, user: pwd.struct_passwd | None) -> None:
    home.sockets.mkdir(mode=0o700, exist_ok=True)
    owner = user.pw_uid if user else os.getuid()
    if home.sockets.stat().st_uid not in {0, os.getuid(), owner} or home.sockets.is_symlink():
        raise CannotStart(f"{home.sockets} belongs to another user: remove it.")
    home.sockets.chmod(0o700)
    for left in home.sockets.glob(".s.PGSQL.*"):  # of a cluster that is known to be dead
        left.unlink()
    if user:
        os.chown(home.sockets, user.pw_uid, user.pw_gid)


def _by_memory() -> dict[str, str]:
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    settings = {
        "shared_buffers": f"{max(64, min(1024, megabytes // 8))}MB",
        "effective_cache_size": f"{max(128, megabytes // 2)}MB",
    }
    try:
        small = shutil.disk_usage("/dev/shm").free < 512 * 1024**2  # noqa: S108 (a mount, not a file)
    except OSError:
        small = True
    if small:  # containers give 64 MB there, and a parallel query would fail
        settings["dynamic_shared_memory_type"] = "mmap"
    return settings


def _refuse_full_disk(path: Path) -> None:
    if shutil.disk_usage(path).free < FULL_DISK_MARGIN:
        raise CannotStart(f"The disk of {path} is full: free at least 200 MB and start again.")


@contextlib.contextmanager
def _only_one_starter(home: Home) -> Iterator[None]:
    with (home.stamps / "cluster.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _tail(path: Path) -> str:
    try:
        return path.read_bytes()[-4000:].decode("utf-8", "replace")
    except OSError:
        return ""


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line or "PANIC" in line]
    return (telling or lines or ["no reason given"])[-1]
