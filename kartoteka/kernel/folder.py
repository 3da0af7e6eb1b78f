"""A watched folder as the program touches it: nothing outside it is ever opened or moved.

Everything goes by the descriptor of the folder. A name never holds a slash, a link is never
followed, and what is no ordinary file is not read.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

LARGEST = 100 * 1024 * 1024
DONE, REFUSED = "done", "refused"
_LONGEST_NAME = 240  # bytes, so that `.txt` still fits behind it
_QUIET = 10  # seconds since the last change: whoever writes the file is done with it
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", "~")
_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK

_OTHER_KIND = _("This is no ordinary file.")
_TOO_LARGE = _("The file is larger than 100 MB. Divide it and put the parts here.")
_NOT_OURS = _("The program may not read this file.")
BROKE = _("The file could not be taken in because of an error of the program. See its log.")

# Device, inode, size and time of the last change: whether a file is still the same.
Seen = tuple[int, int, int, int]


class NotWhole(Exception):  # noqa: N818  (it is left for the next time)
    """The file is still being written, or was changed while it was read."""


class NotOrdinary(Exception):  # noqa: N818  (it is refused)
    """A link or another thing that is no file of bytes."""


class TooLarge(Exception):  # noqa: N818  (it is refused)
    """Larger than what is read."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The watched folder and the two inside it, by their descriptors."""

    whole: int
    done: int
    refused: int

    def names(self) -> list[str]:
        """What lies there to be taken, in the order of the names: no hidden and no unfinished
        files, no folders."""
        found = []
        for name in sorted(os.listdir(self.whole)):  # noqa: PTH208  (of a descriptor)
            if name.startswith(".") or name.lower().endswith(_UNFINISHED):
                continue
            mode = os.stat(name, dir_fd=self.whole, follow_symlinks=False).st_mode
            if not stat.S_ISDIR(mode):
                found.append(name)
        return found

    def read(self, name: str, now: float) -> tuple[bytes, Seen]:
        """The bytes of a file that nobody is writing any more, and which file that was. Raises
        NotWhole, NotOrdinary, TooLarge, PermissionError."""
        before = os.stat(name, dir_fd=self.whole, follow_symlinks=False)
        if not stat.S_ISREG(before.st_mode):
            raise NotOrdinary
        if abs(now - before.st_mtime) < _QUIET:
            raise NotWhole
        if before.st_size > LARGEST:
            raise TooLarge
        opened = os.open(name, _OPEN_FILE, dir_fd=self.whole)
        with os.fdopen(opened, "rb") as file:
            data = file.read(LARGEST + 1)
            after = os.fstat(file.fileno())
        if _seen(before) != _seen(after) or len(data) != after.st_size:
            raise NotWhole
        return data, _seen(after)

    def move(self, name: str, *, into: int, seen: Seen | None, why: str, mark: str) -> None:
        """Moves a file into `done` or `refused` and writes `why` beside it.

        A name that is taken there gets `mark` before its ending. Raises NotWhole where the file is
        not the one that was `seen` any more: that other one is still to be taken.
        """
        about = os.stat(name, dir_fd=self.whole, follow_symlinks=False)
        if seen is not None and seen != _seen(about):
            raise NotWhole
        called, again = _fitting(name, ""), 0
        while _is_there(called, into):
            again += 1
            called = _fitting(name, f".{mark or 'again'}{f'-{again}' if again > 1 else ''}")
        os.rename(name, called, src_dir_fd=self.whole, dst_dir_fd=into)
        if why:
            self._write(f"{called}.txt", why, into)

    def _write(self, name: str, text: str, into: int) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        opened = os.open(name, flags, 0o640, dir_fd=into)
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")


def why(fault: Exception) -> str:
    """Why a file was not read, as a sentence for people: of what `Folder.read` raises."""
    if isinstance(fault, PermissionError):
        return str(_NOT_OURS)
    return str(_TOO_LARGE if isinstance(fault, TooLarge) else _OTHER_KIND)


def shown(name: str) -> str:
    """A name as text, whatever bytes it is made of."""
    plain = name.encode("utf-8", "replace").decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "?" for sign in plain)[:250]


def _seen(about: os.stat_result) -> Seen:
    return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns


def _fitting(name: str, mark: str) -> str:
    """The name with the mark before its ending, short enough for a text beside it."""
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    rest = f"{mark}{dot}{ending}"
    room = _LONGEST_NAME - len(os.fsencode(rest))
    if room < 1:
        stem, rest, room = name, mark, _LONGEST_NAME - len(mark)
    while len(os.fsencode(stem)) > room:
        stem = stem[:-1]
    return f"{stem}{rest}"


def _is_there(name: str, folder: int) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


@contextmanager
def opened(path: Path) -> Iterator[Folder]:
    """The folder, its two inner ones made where they are missing. Raises OSError where one of the
    three is a link or no folder."""
    whole = os.open(path, _OPEN_FOLDER)
    inner: list[int] = []
    try:
        for name in (DONE, REFUSED):
            if not _is_there(name, whole):
                os.mkdir(name, 0o770, dir_fd=whole)
            inner.append(os.open(name, _OPEN_FOLDER, dir_fd=whole))
        yield Folder(whole, *inner)
    finally:
        for descriptor in (*inner, whole):
            os.close(descriptor)
