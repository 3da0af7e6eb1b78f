"""The Polish transfer code of the ZBP recommendation of 3 December 2013.

Nine fields parted by `|`, at most 160 characters, drawn as a QR code of level L. The amount is in
grosze on six digits; 000000 leaves it to the payer, so nothing above 9,999.99 PLN can be coded.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from stdnum import iban
from stdnum.pl import nip as nips

from kartoteka.formats.codes.refusals import CodeRefused, Warned, limit, limit_amount

LEAST, MOST = Decimal("0.01"), Decimal("9999.99")
LONGEST = 160
FIELDS = 9
LIMITS = {"name": 20, "title": 32, "reserve1": 20, "reserve2": 12, "reserve3": 24}


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a ZBP code says. `amount` is in PLN, None where the payer types it."""

    account: str
    name: str
    title: str
    amount: Decimal | None = None
    nip: str = ""
    country: str = "PL"
    reserve1: str = ""
    reserve2: str = ""
    reserve3: str = ""


def encode(transfer: Transfer) -> str:
    """The text of the code; raises CodeRefused for what the recommendation forbids."""
    _check(transfer)
    for name in ("name", "title"):
        if not getattr(transfer, name).strip():
            raise CodeRefused("code.missing", field=name)
    grosze = int((transfer.amount or Decimal(0)) * 100)
    text = "|".join(
        (
            transfer.nip,
            transfer.country,
            transfer.account,
            f"{grosze:06d}",
            transfer.name,
            transfer.title,
            transfer.reserve1,
            transfer.reserve2,
            transfer.reserve3,
        )
    )
    return limit("code", text, LONGEST)


def decode(text: str) -> tuple[Transfer, tuple[Warned, ...]]:
    """Read the text of a code; raises CodeRefused for anything but a well-formed one."""
    text = limit("code", text.removeprefix("\ufeff").rstrip("\r\n"), LONGEST)
    parts = text.split("|")
    if len(parts) != FIELDS:
        raise CodeRefused("code.fields", found=len(parts), wanted=FIELDS)
    nip, country, account, amount, *rest = parts
    if not re.fullmatch(r"[0-9]{6}", amount):
        raise CodeRefused("code.shape", field="amount", value=amount)
    value = Decimal(int(amount)).scaleb(-2) if int(amount) else None
    name, title, *reserves = rest
    transfer = Transfer(account, name, title, value, nip, country, *reserves)
    _check(transfer)
    return transfer, warnings_of(transfer)


def warnings_of(transfer: Transfer) -> tuple[Warned, ...]:
    """Check digits that do not fit and fields that Polish banks expect otherwise."""
    found = []
    if not iban.is_valid("PL" + transfer.account, check_country=False):
        found.append(Warned("check.account", {"value": transfer.account}))
    if transfer.nip and not nips.is_valid(transfer.nip):
        found.append(Warned("check.nip", {"value": transfer.nip}))
    if transfer.country != "PL":
        found.append(Warned("check.country", {"value": transfer.country}))
    found.extend(
        Warned("check.empty", {"field": name})
        for name in ("name", "title")
        if not getattr(transfer, name).strip()
    )
    return tuple(found)


def _check(transfer: Transfer) -> None:
    for name, most in LIMITS.items():
        value = limit(name, getattr(transfer, name), most)
        if "|" in value:
            raise CodeRefused("code.characters", field=name)
    shapes = {"nip": r"[0-9]{10}|", "country": r"[A-Z]{2}|", "account": r"[0-9]{26}"}
    for name, shape in shapes.items():
        if not re.fullmatch(shape, getattr(transfer, name)):
            raise CodeRefused("code.shape", field=name, value=getattr(transfer, name)[:40])
    limit_amount(transfer.amount, LEAST, MOST)
