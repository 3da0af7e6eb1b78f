"""Pictures of a file's first pages, made where the file can do no harm.

The file goes to a subprocess that has no secrets, cannot write files and may use only so much time
and memory; what comes back is checked to be PNG. A file that is broken, too large or made to harm
gives no pictures, which is an answer, not an error.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from kartoteka.documents.kinds import KINDS, PICTURES

SECONDS = 20
MEMORY = 1024 * 1024**2
MOST_PAGES = 5
WIDTH = 1000  # of a page; pictures are fitted into a square of it
LONGEST_TEXT = 100_000
_ROOT = Path(__file__).resolve().parents[3]
_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_BYTES = 32 * 1024**2

_BY_TYPE = {KINDS[key].media_type: key for key in (*PICTURES, "pdf")}
_TEXTS = {KINDS[key].media_type for key in ("txt", "xml", "eml")} | {"text/csv"}


def has_pictures(media_type: str) -> bool:
    """Whether pictures can be made of files of this type."""
    return media_type in _BY_TYPE


def is_text(media_type: str) -> bool:
    """Whether a file of this type is read as it is."""
    return media_type in _TEXTS


def make(data: bytes, media_type: str, *, seconds: float = SECONDS) -> list[bytes]:
    """The first pages as PNG, at most MOST_PAGES; none where the file gives none."""
    kind = _BY_TYPE.get(media_type)
    if kind is None:
        return []
    asked = {"kind": kind, "pages": MOST_PAGES, "width": WIDTH, "memory": MEMORY,
             "seconds": int(seconds) + 1, "size": len(data)}  # fmt: skip
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kartoteka.documents.previews.child"],
            input=json.dumps(asked).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LANG": "C.UTF-8"},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return []
    return _pictures(done.stdout) if done.returncode == 0 else []


def _pictures(said: bytes) -> list[bytes]:
    found: list[bytes] = []
    if len(said) > _MOST_BYTES:
        return found
    while len(said) >= 4 and len(found) < MOST_PAGES:  # noqa: PLR2004  (a length in four bytes)
        size = int.from_bytes(said[:4], "big")
        picture, said = said[4 : 4 + size], said[4 + size :]
        if len(picture) != size or not picture.startswith(_PNG):
            return []
        found.append(picture)
    return found
