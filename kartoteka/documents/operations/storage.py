"""Files in the database: a Django storage over the table of chunks.

One backup has everything then, and no folder has to be shared by several machines.
"""

import io
from collections.abc import Iterator
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Length

from kartoteka.documents.models import Chunk

PIECE = 1024 * 1024


class DatabaseStorage(Storage):
    """Keeps a file as pieces of at most PIECE bytes. Files of one name are equal: it is a hash."""

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("what is kept is never written over")
        if not self.exists(name):
            raise FileNotFoundError(name)
        return File(io.BufferedReader(_Pieces(name), PIECE), name)

    def _save(self, name: str, content: File) -> str:
        with transaction.atomic():
            for ordinal, piece in enumerate(_cut(content)):
                row = Chunk(name=name, ordinal=ordinal, data=piece)
                Chunk.objects.bulk_create([row], ignore_conflicts=True)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name as it is: equal names are equal bytes here."""
        return name

    def delete(self, name: str) -> None:
        """Forget the file; nothing happens where there is none."""
        Chunk.objects.filter(name=name).delete()

    def exists(self, name: str) -> bool:
        """Whether the file is kept here."""
        return Chunk.objects.filter(name=name, ordinal=0).exists()

    def size(self, name: str) -> int:
        """Its length in bytes, 0 where there is none."""
        told = Chunk.objects.filter(name=name).aggregate(bytes=Sum(Length("data")))
        return int(told["bytes"] or 0)


class _Pieces(io.RawIOBase):
    """Reads a kept file piece by piece, each when it is wanted."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._ordinal = 0
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            row = Chunk.objects.filter(name=self._name, ordinal=self._ordinal)
            self._rest = bytes(row.values_list("data", flat=True).first() or b"")
            self._ordinal += 1
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _cut(content: File) -> Iterator[bytes]:
    content.seek(0)
    while piece := content.read(PIECE):
        yield piece
