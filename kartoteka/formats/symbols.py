"""What payers and banks put into texts: Slovak symbols and Polish split payments."""

import re
from dataclasses import dataclass
from decimal import Decimal

from kartoteka.formats.statements import SplitPayment

LENGTHS = {"VS": 10, "SS": 10, "KS": 4}
_SLASHED = re.compile(r"/\s?(VS|SS|KS)\s?(?::|/(?=[0-9]))?\s?([0-9]*)(?![0-9])", re.IGNORECASE)
_NAMED = re.compile(
    r"(?<![A-Z0-9])(VS|SS|KS)(?:\s?[:.=]\s?|\s|)([0-9]{1,10})(?![0-9A-Z])", re.IGNORECASE
)
# A word may be cut where a bank's subfield ends, and a blank put there.
_SPLIT = re.compile(r"/\s?(V\s?A\s?T|I\s?D\s?C|I\s?N\s?V|T\s?X\s?T)\s?/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Symbols:
    """Variable, constant and specific symbol, with the zeros they were written with."""

    vs: str = ""
    ks: str = ""
    ss: str = ""


def symbols_in(*texts: str) -> Symbols:
    """The symbols that the texts name; the first text that names one wins.

    Reads `/VS123/SS/KS0308`, `/VS/123/KS/0308`, `VS:123`, `VS 123` and `VS123`. A number longer
    than the symbol may be is none.
    """
    found: dict[str, str] = {}
    for text in texts:
        for pattern in (_SLASHED, _NAMED):
            for match in pattern.finditer(text):
                name, digits = match[1].upper(), match[2]
                if digits and len(digits) <= LENGTHS[name]:
                    found.setdefault(name, digits)
    return Symbols(found.get("VS", ""), found.get("KS", ""), found.get("SS", ""))


def split_payment_in(text: str) -> SplitPayment | None:
    """The parts of `/VAT/12,34/IDC/1234567890/INV/FV 1/TXT/…`; None where it is no such title.

    The text of the last part may hold slashes of its own. Line breaks of the bank inside are gone
    already.
    """
    pieces = _SPLIT.split(text)
    parts = {
        re.sub(r"\s", "", name).upper(): value.strip()
        for name, value in zip(pieces[1::2], pieces[2::2], strict=True)
    }
    if "VAT" not in parts or not {"IDC", "INV"} & set(parts):
        return None
    return SplitPayment(
        vat=_amount(parts["VAT"]),
        seller_nip=re.sub(r"[^0-9A-Z]", "", parts.get("IDC", "").upper())[:14],
        invoice=parts.get("INV", ""),
        text=parts.get("TXT", "").removesuffix("/"),
    )


def _amount(text: str) -> Decimal | None:
    squeezed = re.sub(r"\s", "", text).replace(",", ".")
    return Decimal(squeezed) if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{0,2})?", squeezed) else None
