"""What may be kept: pure decisions about names, sizes and kinds of files."""

import unicodedata
from pathlib import PurePosixPath

LARGEST = 25 * 1024 * 1024
LONGEST_NAME = 200

# The first bytes that a kind of file must begin with; no bytes: the kind has no mark of its own.
MARKS: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/tiff": (b"II*\x00", b"MM\x00*"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (b"PK\x03\x04",),
    "application/xml": (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00"),
    "text/csv": (),
    "text/plain": (),
}

_RESERVED = {"con", "prn", "aux", "nul"} | {f"{w}{n}" for w in ("com", "lpt") for n in range(1, 10)}


def name_is_plain(name: str) -> bool:
    """Whether `name` is a file's own name: no folder, no way up, nothing that hides or misleads."""
    if not name or len(name) > LONGEST_NAME or name != name.strip() or name.startswith("."):
        return False
    if any(sign in '/\\:*?"<>|' for sign in name) or name.endswith("."):
        return False
    # Control signs break headers; format signs (right-to-left overrides) disguise endings.
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} for sign in name):
        return False
    return PurePosixPath(name).stem.lower() not in _RESERVED


def begins_as(media_type: str, data: bytes) -> bool:
    """Whether `data` begins as a file of this kind does. Unknown kinds never do."""
    marks = MARKS.get(media_type)
    if marks is None:
        return False
    return not marks or data.startswith(marks)


def place_of(sha256: str) -> str:
    """Where in the storage the bytes with this digest lie."""
    return f"content/{sha256[:2]}/{sha256[2:4]}/{sha256}"
