"""Where one installation keeps what is its own: database, secrets, sockets, logs, kept files.

Needs nothing but the standard library, because the launcher runs before anything is installed.
"""

import hashlib
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kartoteka.config import env
from kartoteka.config.env import CannotStart

CHECKOUT = Path(__file__).resolve().parents[2]
SYSTEM_HOMES = Path("/var/lib/kartoteka")
LONGEST_SOCKET_FOLDER = 90  # the kernel allows 107 bytes with the socket's own name


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one installation. Folders and secrets come into being when first asked for."""

    path: Path

    @property
    def data(self) -> Path:
        """The data directory of the own PostgreSQL."""
        return self.path / "postgres"

    @property
    def files(self) -> Path:
        """Documents that are kept in a folder."""
        return self.path / "files"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def stamps(self) -> Path:
        """Marks of finished steps, and the process numbers of running parts."""
        return self.path / "run"

    @property
    def vault(self) -> Path:
        """Secrets, one file each, readable by their owner only."""
        return self.path / "secrets"

    @property
    def sockets(self) -> Path:
        """The socket folder; elsewhere when the path is too long for the kernel."""
        inside = self.path / "sockets"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        return Path(tempfile.gettempdir()) / f"kartoteka-{os.getuid()}-{_digest(self.path)}"

    def make(self) -> "Home":
        """Create the folders. Raises CannotStart where writing is not allowed."""
        try:
            # As root another system user runs the database and has to pass through.
            _folder(self.path, 0o711 if os.getuid() == 0 else 0o700)
            for part in (self.vault, self.logs, self.stamps, self.files):
                _folder(part, 0o700)
        except OSError as problem:
            raise CannotStart(
                f"Cannot write to {self.path} ({problem.strerror}): make that folder writable, "
                "or name another one in KARTOTEKA_HOME."
            ) from problem
        return self

    def secret(self, name: str, *, length: int = 48) -> str:
        """The secret of that name; random, made at the first asking, the same ever after."""
        place = self.vault / name
        try:
            return place.read_text(encoding="ascii")
        except FileNotFoundError:
            pass
        except OSError as problem:
            raise CannotStart(
                f"Cannot read {place} ({problem.strerror}): run this as the user who started "
                "Kartoteka first."
            ) from problem
        self.make()
        fresh = secrets.token_urlsafe(length)[:length]
        descriptor, draft = tempfile.mkstemp(dir=self.vault, prefix=".")  # 0600 from birth
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(fresh)
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, place)  # atomic, and the first of two processes wins
        except FileExistsError:
            pass
        finally:
            Path(draft).unlink()
        return place.read_text(encoding="ascii")


def checkout() -> Path:
    """The folder that holds the program."""
    return CHECKOUT


def here() -> Home:
    """This installation's home."""
    return locate(env.configured_home())


def path() -> Path:
    """The folder of this installation's home."""
    return here().path


def secret(name: str) -> str:
    """This installation's secret of that name; random, made at first asking."""
    return here().secret(name)


def locate(configured: Path | None = None, *, beside: Path = CHECKOUT) -> Home:
    """The home of this checkout, or of the folder that KARTOTEKA_HOME names.

    As root under a parent that other users cannot pass, such as /root, the home lies in
    /var/lib/kartoteka instead: PostgreSQL refuses to run as root and its user must get there.
    """
    wanted = Path(os.path.abspath(configured or beside / ".kartoteka"))  # noqa: PTH100 (keeps links)
    if os.getuid() == 0 and not _passable(wanted.parent):
        return Home(SYSTEM_HOMES / _digest(wanted))
    return Home(wanted)


def passable(path: Path) -> bool:
    """Whether any user of the system can reach `path`."""
    return _passable(path.resolve())


def _passable(path: Path) -> bool:
    return all(
        bool(parent.stat().st_mode & stat.S_IXOTH)
        for parent in (path, *path.parents)
        if parent.exists()
    )


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _folder(path: Path, mode: int) -> None:
    path.mkdir(parents=True, exist_ok=True)
    if path.stat().st_uid == os.getuid():
        path.chmod(mode)
