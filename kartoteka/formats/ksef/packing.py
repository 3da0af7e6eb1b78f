"""Files that come together: as they are, or packed in ZIP archives."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from kartoteka.formats.ksef.refusals import KsefRefused

MOST_FILES, MOST_UNPACKED, MOST_RATIO = 5_000, 200 * 1024**2, 1000
_LEAST_PACKED = 10_240  # below it a ratio says nothing
_READ = 1024**2
_BROKEN = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error,
    lzma.LZMAError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file by the name that people know it by."""

    name: str
    data: bytes


def unpacked(
    files: Sequence[File], *, most: int = MOST_FILES, largest: int = MOST_UNPACKED
) -> list[File]:
    """The files, archives among them replaced by what they hold; folders and hidden files are left
    out, archives inside archives stay as they are. What is read is counted, not what is claimed.

    Raises KsefRefused.
    """
    found: list[File] = []
    left = largest
    for file in files:
        for one in _opened(file, left) if file.data.startswith(b"PK\x03\x04") else [file]:
            left -= len(one.data)
            found.append(one)
            if len(found) > most:
                raise KsefRefused("ksef.too_many", limit=most)
            if left < 0:
                raise KsefRefused("ksef.swamps")
    return found


def _opened(file: File, largest: int) -> Iterator[File]:
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            members = archive.infolist()
            _refuse_strange(members, len(file.data), largest)
            for member in members:
                name = member.filename.replace("\\", "/")
                plain = PurePosixPath(name)
                if member.is_dir() or plain.name.startswith(".") or "__MACOSX" in plain.parts:
                    continue
                data = _read(archive, member, largest)
                largest -= len(data)
                yield File(f"{file.name}/{name}", data)
    except _BROKEN as problem:
        if isinstance(problem, KsefRefused):
            raise
        raise KsefRefused("ksef.not_an_archive", what=str(problem)[:200]) from None


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
