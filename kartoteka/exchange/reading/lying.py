"""Bytes that somebody handed in, as a file that the reading process can open."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def lying_at(data: bytes, name: str) -> Iterator[str]:
    """A path of the bytes that the reading process can open, called as the person called it."""
    folder = Path(tempfile.mkdtemp(prefix="kartoteka-table-"))
    try:
        plain = name.replace("\\", "/").rpartition("/")[2].replace("\0", "").strip(". ")
        path = folder / (plain.encode()[:150].decode("utf-8", "ignore") or "file")
        path.write_bytes(data)
        yield str(path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
