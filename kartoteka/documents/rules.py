"""What may be kept, and how long a document is valid: pure decisions."""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from typing import Any

LONGEST_NAME = 200
LONGEST_VALUE = 200

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
    """Where in a store the bytes with this digest lie."""
    return f"content/{sha256[:2]}/{sha256[2:4]}/{sha256}"


@dataclass(frozen=True, slots=True)
class Feature:
    """What a type of document asks for beside number and days.

    `key` never changes; `name` is `{pl, sk, en}`; `kind` one of TEXT, NUMBER, DAY, YESNO, CHOICE;
    `options` are the texts to choose from.
    """

    key: str
    name: Mapping[str, str]
    kind: str = "TEXT"
    is_required: bool = False
    options: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """As the type's row keeps it."""
        return {
            "key": self.key,
            "name": dict(self.name),
            "kind": self.kind,
            "required": self.is_required,
            "options": list(self.options),
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Feature":
        """What `stored` gave."""
        return cls(
            key=kept["key"],
            name=kept["name"],
            kind=kept["kind"],
            is_required=kept["required"],
            options=tuple(kept["options"]),
        )


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A customer's document as a person describes it; days inclusive, None without end."""

    type_id: int
    number: str = ""
    issuer: str = ""
    issued_on: dt.date | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    features: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class TypeDraft:
    """A document type as an administrator describes it; `name` is `{pl, sk, en}`."""

    name: Mapping[str, str]
    features: tuple[Feature, ...] = ()
    warn_days: int = 30
    needs_number: bool = False
    needs_end: bool = False
    required_of: tuple[str, ...] = ()
    is_retired: bool = False


def kept_value(feature: Feature, value: Any) -> str | None:
    """The value as a document's row keeps it, "" for none; None where it does not fit.

    Numbers get a point and no group marks, days YYYY-MM-DD, yes and no the words "yes" and "no".
    """
    if value is None or value == "":
        return ""
    if feature.kind == "YESNO":
        return {True: "yes", False: "no", "yes": "yes", "no": "no"}.get(value)
    text = " ".join(str(value).split())
    if len(text) > LONGEST_VALUE or (feature.kind == "CHOICE" and text not in feature.options):
        return None
    return {"NUMBER": _number, "DAY": _day}.get(feature.kind, str)(text)


def _number(text: str) -> str | None:
    try:
        number = Decimal(text.replace(" ", "").replace("\u00a0", "").replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        return None
    return f"{number:f}"


def _day(text: str) -> str | None:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return None
