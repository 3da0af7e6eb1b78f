"""What a file is, told from its bytes: the name and what the browser claims count for nothing.

Kinds that a browser would run (HTML, SVG) and documents that carry programs (macros) are not known
here, so no setting can let them in.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

# What an archive may unpack to, and into how many files: nobody opens more by mistake.
MOST_UNPACKED, MOST_MEMBERS, MOST_RATIO = 512 * 1024**2, 10_000, 1000
_HEAD = 4096
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its short name in settings, its media type, its usual endings."""

    key: str
    media_type: str
    endings: tuple[str, ...]


KINDS = {
    kind.key: kind
    for kind in (
        Kind("pdf", "application/pdf", (".pdf",)),
        Kind("png", "image/png", (".png",)),
        Kind("jpeg", "image/jpeg", (".jpg", ".jpeg")),
        Kind("gif", "image/gif", (".gif",)),
        Kind("webp", "image/webp", (".webp",)),
        Kind("tiff", "image/tiff", (".tif", ".tiff")),
        Kind("docx", _OOXML + "wordprocessingml.document", (".docx",)),
        Kind("xlsx", _OOXML + "spreadsheetml.sheet", (".xlsx",)),
        Kind("pptx", _OOXML + "presentationml.presentation", (".pptx",)),
        Kind("odt", _ODF + "text", (".odt",)),
        Kind("ods", _ODF + "spreadsheet", (".ods",)),
        Kind("doc", "application/x-ole-storage", (".doc", ".xls", ".msg")),
        Kind("rtf", "application/rtf", (".rtf",)),
        Kind("zip", "application/zip", (".zip",)),
        Kind("xml", "application/xml", (".xml", ".xades")),
        Kind("eml", "message/rfc822", (".eml",)),
        Kind("txt", "text/plain", (".txt", ".csv", ".sta", ".log", ".md")),
    )
}
USUAL = frozenset(KINDS) - {"zip"}
PICTURES = frozenset({"png", "jpeg", "gif", "webp", "tiff"})

_MARKS = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"{\\rtf", "rtf"),
)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_RUNS_IN_BROWSERS = re.compile(
    rb"<(?:!doctype\s+html|html|svg|script|body|iframe|[\w.-]+:svg)\b", re.I
)
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3,}")
_MAIL_HEADS = re.compile(rb"^(?:from|received|return-path|message-id|mime-version):", re.I | re.M)
_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_OPEN_DOCUMENTS = {b"application/vnd.oasis.opendocument." + tail: key for tail, key in (
    (b"text", "odt"), (b"spreadsheet", "ods"))}  # fmt: skip


class Dangerous(ValueError):  # noqa: N818  (an answer, not an error)
    """An archive that would swamp whoever unpacks it, or write outside its folder."""


def recognise(data: bytes) -> Kind | None:
    """The kind of `data`, None where it is none that could ever be kept.

    Raises Dangerous for an archive (documents of office programs are such, too) that unpacks to too
    much or whose members try to escape.
    """
    for mark, key in _MARKS:
        if data.startswith(mark):
            return KINDS[key]
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return KINDS["webp"]
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    return _text(data)


def named(name: str, kind: Kind) -> str:
    """`name` with an ending that fits what the file is: an ending that lies is followed by it."""
    if PurePosixPath(name).suffix.lower() in kind.endings:
        return name
    return f"{name}{kind.endings[0]}"


def _archive(data: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_swamping(members)
            names = {member.filename for member in members}
            if any(PurePosixPath(name).name.lower() == "vbaproject.bin" for name in names):
                return None
            if "[Content_Types].xml" in names:
                found = [
                    key for top, key in _OFFICE.items() if any(n.startswith(top) for n in names)
                ]
                return KINDS[found[0]] if len(found) == 1 else None
            if members and members[0].filename == "mimetype" and members[0].file_size < _HEAD:
                with archive.open(members[0]) as file:
                    key = _OPEN_DOCUMENTS.get(file.read(_HEAD).strip())
                return KINDS[key] if key else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        return None
    return KINDS["zip"]


def _refuse_swamping(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
        raise Dangerous
    if unpacked > MOST_RATIO * max(packed, 1024):
        raise Dangerous
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in member.filename[:3]:
            raise Dangerous


def _text(data: bytes) -> Kind | None:
    head = data[:_HEAD]
    marked = head.startswith(_BOMS)
    wide = head[:2] in _BOMS or b"\x00" in head[:4]
    plain = head.replace(b"\x00", b"") if wide else head
    if not wide and (b"\x00" in data or _is_binary(head)):
        return None
    if _RUNS_IN_BROWSERS.search(plain):
        return None
    if plain.removeprefix(_BOMS[0]).lstrip(b"\xff\xfe \t\r\n").startswith(b"<?xml"):
        return KINDS["xml"]
    if not marked and _MAIL.match(plain) and _MAIL_HEADS.search(plain):
        return KINDS["eml"]
    return KINDS["txt"] if not wide or marked else None


def _is_binary(head: bytes) -> bool:
    odd = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f\x1a")  # noqa: PLR2004
    return odd * 100 > len(head)
