"""The European transfer code (EPC069-12 v2.1): a SEPA credit transfer in euro as lines of text.

At most 331 bytes, QR level M, QR version at most 13. It names a structured reference or a text,
never both. Version 001 must name the bank, version 002 need not.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from stdnum import iban as ibans
from stdnum import iso11649

from kartoteka.formats.codes.refusals import CodeRefused, Warned, limit, limit_amount

LEAST, MOST = Decimal("0.01"), Decimal("999999999.99")
LONGEST = 331
CHARSETS = {
    "1": "utf-8",
    "2": "iso8859-1",
    "3": "iso8859-2",
    "4": "iso8859-4",
    "5": "iso8859-5",
    "6": "iso8859-7",
    "7": "iso8859-10",
    "8": "iso8859-15",
}
LIMITS = {"name": 70, "iban": 34, "purpose": 4, "reference": 25, "text": 140, "information": 70}
FEWEST, LINES = 7, 12


@dataclass(frozen=True, slots=True)
class Transfer:
    """What an EPC code says. `amount` is in EUR, None where the payer types it."""

    name: str
    iban: str
    amount: Decimal | None = None
    bic: str = ""
    purpose: str = ""
    reference: str = ""
    text: str = ""
    information: str = ""
    version: str = "002"
    charset: str = "1"


def encode(transfer: Transfer) -> str:
    """The text of the code, the amount written as given; raises CodeRefused."""
    _check(transfer)
    lines = [
        "BCD",
        transfer.version,
        transfer.charset,
        "SCT",
        transfer.bic,
        transfer.name,
        transfer.iban,
        "" if transfer.amount is None else f"EUR{transfer.amount:f}",
        transfer.purpose,
        transfer.reference,
        transfer.text,
        transfer.information,
    ]
    while not lines[-1]:
        lines.pop()
    text = "\n".join(lines)
    _check_size(text, transfer.charset)
    return text


def decode(text: str) -> tuple[Transfer, tuple[Warned, ...]]:
    """Read the text of a code; raises CodeRefused for anything but a well-formed one."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    lines = text.split("\n")
    if lines[0] != "BCD":
        raise CodeRefused("code.header")
    if not FEWEST <= len(lines) <= LINES:
        raise CodeRefused("code.fields", found=len(lines), wanted=f"{FEWEST}–{LINES}")
    lines += [""] * (LINES - len(lines))
    if lines[3] != "SCT":
        raise CodeRefused("code.shape", field="identification", value=lines[3][:10])
    transfer = Transfer(
        version=lines[1],
        charset=lines[2],
        bic=lines[4],
        name=lines[5],
        iban=lines[6],
        amount=_amount(lines[7]),
        purpose=lines[8],
        reference=lines[9],
        text=lines[10],
        information=lines[11],
    )
    _check(transfer)
    _check_size(text, transfer.charset)
    return transfer, warnings_of(transfer)


def warnings_of(transfer: Transfer) -> tuple[Warned, ...]:
    """Check digits that do not fit, and a missing bank in a version that wants one."""
    found = []
    if not ibans.is_valid(transfer.iban, check_country=False):
        found.append(Warned("check.account", {"value": transfer.iban}))
    if transfer.reference.startswith("RF") and not iso11649.is_valid(transfer.reference):
        found.append(Warned("check.reference", {"value": transfer.reference}))
    if transfer.version == "001" and not transfer.bic:
        found.append(Warned("check.bic"))
    return tuple(found)


def _amount(text: str) -> Decimal | None:
    if not text:
        return None
    match = re.fullmatch(r"EUR([0-9]{1,9}(?:\.[0-9]{1,2})?)", text)
    if match is None:
        raise CodeRefused("code.amount", value=text[:20], least=LEAST, most=MOST)
    return Decimal(match[1])


def _check(transfer: Transfer) -> None:
    if transfer.version not in {"001", "002"}:
        raise CodeRefused("code.version", version=transfer.version[:10])
    if transfer.charset not in CHARSETS:
        raise CodeRefused("code.shape", field="charset", value=transfer.charset[:10])
    for name, most in LIMITS.items():
        limit(name, getattr(transfer, name), most)
    if not transfer.name.strip():
        raise CodeRefused("code.missing", field="name")
    shapes = {
        "bic": r"([A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?)?",
        "iban": r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}",
        "purpose": r"[A-Z0-9]{0,4}",
    }
    for name, shape in shapes.items():
        if not re.fullmatch(shape, getattr(transfer, name)):
            raise CodeRefused("code.shape", field=name, value=getattr(transfer, name)[:40])
    if transfer.reference and transfer.text:
        raise CodeRefused("code.reference_and_text")
    limit_amount(transfer.amount, LEAST, MOST)


def _check_size(text: str, charset: str) -> None:
    try:
        size = len(text.encode(CHARSETS[charset]))
    except UnicodeEncodeError as fault:
        raise CodeRefused("code.characters", field="text") from fault
    if size > LONGEST:
        raise CodeRefused("code.too_many_bytes", length=size, limit=LONGEST)
