"""Numbers that KSeF gives to invoices: NIP-YYYYMMDD-12 hexadecimal digits-CRC.

35 characters; those of KSeF 1.0 have 36, a hyphen in the middle of the hexadecimal digits. The
last two are a CRC-8 (polynomial 07, beginning with 0) of all that stands before the last hyphen.
"""

import datetime as dt
import re

_POLYNOMIAL, _TOP, _BYTE = 0x07, 0x80, 0xFF
_SELLER = r"(?:\d{10}|M\d{9}|[A-Z]{3}\d{7})"
_NUMBER = re.compile(rf"({_SELLER})-(\d{{8}})-([0-9A-F]{{6}})(-?)([0-9A-F]{{6}})-([0-9A-F]{{2}})")
_SOMEWHERE = re.compile(rf"(?<![0-9A-Z]){_NUMBER.pattern}(?![0-9A-Z])")


def crc8(text: str) -> int:
    """The check of a number's beginning."""
    crc = 0
    for byte in text.encode("ascii"):
        crc ^= byte
        for _bit in range(8):
            crc = (crc << 1 ^ _POLYNOMIAL) & _BYTE if crc & _TOP else crc << 1
    return crc


def is_number(text: str) -> bool:
    """Whether the text is a KSeF number: its form, its day and its check."""
    found = _NUMBER.fullmatch(text) if text.isascii() else None
    return found is not None and _holds(found)


def number_in(text: str) -> str:
    """The first KSeF number that stands in a text such as a file's name, "" where none does."""
    ascii_only = text.upper().encode("ascii", "replace").decode()
    found = (one for one in _SOMEWHERE.finditer(ascii_only) if _holds(one))
    return next((one.group() for one in found), "")


def seller_of(number: str) -> str:
    """The NIP (or another sign) of the seller with which a number begins."""
    return number.partition("-")[0]


def _holds(found: re.Match[str]) -> bool:
    seller, day, head, hyphen, tail, check = found.groups()
    try:
        dt.datetime.strptime(day, "%Y%m%d")  # noqa: DTZ007  (only the day is asked about)
    except ValueError:
        return False
    # The hyphen of KSeF 1.0 may or may not have been counted: whichever fits is right.
    whole = f"{seller}-{day}-{head}{hyphen}{tail}"
    return int(check, 16) in {crc8(whole), crc8(whole.replace(f"{head}-", head))}
