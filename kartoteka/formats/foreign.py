"""Files that are certainly no statement, so that the person is told what they gave instead."""

from kartoteka.formats.statements import Problem

_PACKED = {
    b"PK\x03\x04": "ZIP",
    b"PK\x05\x06": "ZIP",
    b"\x1f\x8b": "GZIP",
    b"BZh": "BZIP2",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"\xfd7zXZ": "XZ",
}
_ENCRYPTED = {
    b"-----BEGIN PGP": "PGP",
    b"-----BEGIN PKCS7": "PKCS#7",
    b"-----BEGIN CMS": "CMS",
    b"\x85\x01": "PGP",
    b"\x84\x8c": "PGP",
    b"\xc1\xc0": "PGP",
    b"Salted__": "OpenSSL",
    b"0\x80\x06\x09*\x86H\x86\xf7": "PKCS#7",
    b"age-encryption.org": "age",
}
_OTHERS = {
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"SQLite format 3": "SQLite",
    b"{\\rtf": "RTF",
    b"074": "ABO/GPC",
}
_ENCRYPTED_NAMES = frozenset({"pgp", "gpg", "p7m", "p7e"})
_HEAD = 2000


def what_else(data: bytes, name: str, limit: int) -> Problem | None:
    """What the file is, where it is empty, too large, packed, encrypted or of another kind."""
    if not data.strip(b"\0 \t\r\n\x1a\xef\xbb\xbf\xfe\xff"):
        return Problem("file.empty")
    if len(data) > limit:
        return Problem("file.too_large", "", {"bytes": len(data), "limit": limit})
    code, kind = _kind_of(data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n\0"), name)
    return Problem(code, "", {"kind": kind}) if code else None


def _kind_of(head: bytes, name: str) -> tuple[str, str]:
    """The code of the problem and what the file is; two empty texts where it may be a statement."""
    for code, table in (
        ("file.compressed", _PACKED),
        ("file.encrypted", _ENCRYPTED),
        ("file.other_kind", _OTHERS),
    ):
        for magic, kind in table.items():
            if head.startswith(magic):
                return code, kind
    lowered = head.lower()
    if lowered.startswith(b"<!doctype html") or b"<html" in lowered[:500]:
        return "file.other_kind", "HTML"
    if head.startswith(b"0\x82") and b"*\x86H\x86\xf7\r\x01\x07" in head[:40]:
        return "file.encrypted", "PKCS#7"
    if b"encrypteddata" in lowered and lowered.startswith(b"<"):
        return "file.encrypted", "XML Encryption"
    ending = name.lower().rpartition(".")[2]
    return ("file.encrypted", ending.upper()) if ending in _ENCRYPTED_NAMES else ("", "")
