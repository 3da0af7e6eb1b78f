"""Which KSeF number belongs to which file: a receipt (UPO), or the list that an export brings."""

import base64
import binascii
import json
from collections.abc import Iterator
from typing import Any

from kartoteka.formats.ksef import numbers, xml
from kartoteka.formats.ksef.refusals import KsefRefused

_HASH_BYTES = 32


def numbers_told(data: bytes) -> dict[bytes, str] | None:
    """KSeF numbers by the SHA-256 of the invoices that a file tells of; None if it is no such file.

    What is no number or no hash is passed over. Never raises.
    """
    head = data[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{"):
        pairs = _listed(data)
    elif b"<" in head[:1] and b"Potwierdzenie" in data[:2000]:
        pairs = _receipted(data)
    else:
        return None
    told = {}
    for number, digest in pairs or ():
        raw = _hash(digest)
        if raw is not None and numbers.is_number(number):
            told[raw] = number
    return told if pairs is not None else None


def _receipted(data: bytes) -> list[tuple[str, str]] | None:
    try:
        root = xml.parsed(data)
    except KsefRefused:
        return None
    if root.tag != "Potwierdzenie":
        return None
    return [
        (xml.text(one, "NumerKSeFDokumentu"), xml.text(one, "SkrotDokumentu"))
        for one in root.iter("Dokument")
    ]


def _listed(data: bytes) -> list[tuple[str, str]] | None:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return list(_entries(told)) if isinstance(told, dict) and "invoices" in told else None


def _entries(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    invoices = told["invoices"]
    for one in invoices if isinstance(invoices, list) else []:
        if isinstance(one, dict):
            yield str(one.get("ksefNumber", "")), str(one.get("invoiceHash", ""))


def _hash(text: str) -> bytes | None:
    plain = text.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        raw = base64.b64decode(f"{plain}=", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == _HASH_BYTES else None
