"""Files that come together: as they are, or packed in ZIP archives."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

from kartoteka.formats.ksef.refusals import KsefRefused

MOST_FILES, MOST_UNPACKED, MOST_RATIO = 5_000, 200 * 1024**2, 1000
_LEAST_PACKED = 10_240  # below it a ratio says nothing
_READ = 1024**2
_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")  # the second holds nothing
_BROKEN = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error,
    lzma.LZMAError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file by the name that people know it by."""

    name: str
    data: bytes


class Opened:
    """Files that come together, archives among them replaced by what they hold, read one at a time.

    Folders and hidden files are left out, archives inside archives stay as they are. What is read
    is counted, not what is claimed. Making one and `each` raise KsefRefused.
    """

    def __init__(
        self, files: Sequence[File], *, most: int = MOST_FILES, largest: int = MOST_UNPACKED
    ) -> None:
        self._largest = largest
        self._archives: dict[int, zipfile.ZipFile] = {}
        self._members: list[tuple[File, int, zipfile.ZipInfo | None]] = []
        for which, file in enumerate(files):
            if file.data.startswith(_ARCHIVE):
                self._open(which, file)
            else:
                self._members.append((file, which, None))
            if len(self._members) > most:
                raise KsefRefused("ksef.too_many", limit=most)

    def __len__(self) -> int:
        return len(self._members)

    def each(self) -> Iterator[File]:
        """Every file in its order."""
        left = self._largest
        for place in range(len(self)):
            file = self._file(place, left)
            left -= len(file.data)
            if left < 0:
                raise KsefRefused("ksef.swamps")
            yield file

    def data(self, place: int) -> bytes:
        """The bytes of the file of that place, once more."""
        return self._file(place, self._largest).data

    def _open(self, which: int, file: File) -> None:
        with _told():
            archive = zipfile.ZipFile(io.BytesIO(file.data))
            members = archive.infolist()
            _refuse_strange(members, len(file.data), self._largest)
            if not members:
                raise KsefRefused("ksef.nothing_inside")
        self._archives[which] = archive
        for member in members:
            plain = PurePosixPath(member.filename.replace("\\", "/"))
            if not (member.is_dir() or plain.name.startswith(".") or "__MACOSX" in plain.parts):
                self._members.append((file, which, member))

    def _file(self, place: int, largest: int) -> File:
        file, which, member = self._members[place]
        if member is None:
            return file
        name = f"{file.name}/{member.filename}".replace("\\", "/")
        with _told():
            return File(name, _read(self._archives[which], member, largest))


def unpacked(
    files: Sequence[File], *, most: int = MOST_FILES, largest: int = MOST_UNPACKED
) -> list[File]:
    """All files of `Opened` at once. Raises KsefRefused."""
    return list(Opened(files, most=most, largest=largest).each())


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except _BROKEN as problem:
        if isinstance(problem, KsefRefused):
            raise
        raise KsefRefused("ksef.not_an_archive") from None


def _refuse_strange(members: Sequence[zipfile.ZipInfo], packed: int, largest: int) -> None:
    unpacked_to = sum(member.file_size for member in members)
    if unpacked_to > largest or unpacked_to > MOST_RATIO * max(packed, _LEAST_PACKED):
        raise KsefRefused("ksef.swamps")
    if len(members) > MOST_FILES * 2:
        raise KsefRefused("ksef.too_many", limit=MOST_FILES)
    for member in members:
        plain = PurePosixPath(member.filename.replace("\\", "/"))
        if plain.is_absolute() or ".." in plain.parts or ":" in member.filename[:3]:
            raise KsefRefused("ksef.escapes")
        if member.flag_bits & 1:
            raise KsefRefused("ksef.encrypted")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, largest: int) -> bytes:
    pieces, size = [], 0
    with archive.open(member) as opened:
        while piece := opened.read(_READ):
            size += len(piece)
            if size > largest:
                raise KsefRefused("ksef.swamps")
            pieces.append(piece)
    return b"".join(pieces)
