"""Identifiers of people, firms and accounts in Poland and Slovakia: checked and normalised.

`check` takes a value as anybody writes it: any case, any separators, with or without its label
("NIP 521-30-…", "PL …"). Check digits are python-stdnum's and schwifty's; KRS, IČO and DIČ,
which neither knows, are here (`IČO`: eight digits, weights 8 to 2, modulo 11).
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from stdnum.cz import rc as cz_rc
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.pl import nip as pl_nip
from stdnum.pl import pesel as pl_pesel
from stdnum.pl import regon as pl_regon
from stdnum.sk import dph as sk_dph
from stdnum.sk import rc as sk_rc

# A warning: well formed and accepted, yet its check digit is not the usual one.
UNUSUAL_CHECK_DIGIT = "unusual_check_digit"


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found. `normalised` is the form to store and compare (empty when nothing is
    left of the value); `born_on` is the birth date that a PESEL or a rodné číslo carries."""

    valid: bool
    normalised: str
    warnings: tuple[str, ...] = ()
    born_on: dt.date | None = None


_INVALID_LENGTH_LIMIT = 64
# Separators that people write, and the invisible marks that come along with copied text.
_SEPARATOR = re.compile(
    r"[\s\-‐‑‒–—−./\\_,;:|'\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+"
)
_LABELS = {
    "nip": ("NIP",),
    "regon": ("REGON",),
    "krs": ("KRS",),
    "pesel": ("PESEL",),
    "ico": ("IČO", "ICO"),
    "dic": ("DIČ", "DIC"),
    "icdph": ("IČDPH", "ICDPH", "IČ DPH"),
    "vat": ("VAT",),
    "rc": ("RČ", "RC"),
    "iban": ("IBAN",),
    "nrb": ("NRB",),
}


def normalise(kind: str, value: str) -> str:
    """`value` without label, separators and case: the form that is stored, compared and found.

    Promises nothing about validity. Raises KeyError for an unknown `kind`.
    """
    if value.isascii() and value.isdigit() and kind != "icdph":
        return value[:256]
    bare = _SEPARATOR.sub("", unicodedata.normalize("NFKC", value[:256])).upper()
    for label in _LABELS[kind]:
        if bare.startswith(label) and len(bare) > len(label):
            bare = bare.removeprefix(label)
            break
    if kind in ("nip", "nrb") and bare.startswith("PL"):
        return bare[2:]
    if kind == "dic" and bare.startswith("SK"):  # written as the IČ DPH that it is inside of
        return bare[2:]
    if kind == "icdph" and not bare.startswith("SK"):
        return f"SK{bare}"
    return bare


def check(kind: str, value: str) -> Checked:
    """Whether `value` is a well-formed identifier of `kind`, one of `KINDS`.

    Raises KeyError for an unknown kind; never for a value, however odd.
    """
    checker = _CHECKERS[kind]
    normalised = normalise(kind, value)
    if not normalised.isascii() or not 0 < len(value) <= _INVALID_LENGTH_LIMIT:
        return Checked(valid=False, normalised=normalised)
    return checker(normalised)


def _by_stdnum(validate: Callable[[str], str]) -> Callable[[str], Checked]:
    def checker(value: str) -> Checked:
        try:
            validate(value)
        except ValidationError:
            return Checked(valid=False, normalised=value)
        return Checked(valid=bool(value.strip("0")), normalised=value)

    return checker


def _digits(value: str, count: int) -> bool:
    return len(value) == count and value.isdigit() and bool(value.strip("0"))


def _nip(value: str) -> Checked:
    if not _digits(value, 10):
        return Checked(valid=False, normalised=value)
    return _by_stdnum(pl_nip.validate)(value)


def _krs(value: str) -> Checked:
    return Checked(valid=_digits(value, 10), normalised=value)


def _pesel(value: str) -> Checked:
    try:
        pl_pesel.validate(value)
        born_on = pl_pesel.get_birth_date(value)
    except ValidationError:
        return Checked(valid=False, normalised=value)
    return Checked(valid=True, normalised=value, born_on=born_on)


def _ico(value: str) -> Checked:
    if not _digits(value, 8):
        return Checked(valid=False, normalised=value)
    total = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), value, strict=False))
    return Checked(valid=(11 - total % 11) % 10 == int(value[7]), normalised=value)


def _dic(value: str) -> Checked:
    """DIČ has no published check digit: the one of IČ DPH, when missing, only warns."""
    if not _digits(value, 10):
        return Checked(valid=False, normalised=value)
    usual = sk_dph.is_valid(value)
    return Checked(valid=True, normalised=value, warnings=() if usual else (UNUSUAL_CHECK_DIGIT,))


def _icdph(value: str) -> Checked:
    if not _digits(value[2:], 10):
        return Checked(valid=False, normalised=value)
    return Checked(valid=sk_dph.is_valid(value[2:]), normalised=value)


def _rc(value: str) -> Checked:
    try:
        sk_rc.validate(value)
        born_on = cz_rc.get_birth_date(value)
    except ValidationError:
        return Checked(valid=False, normalised=value)
    return Checked(valid=True, normalised=value, born_on=born_on)


def _vat(value: str) -> Checked:
    rest = value[2:]
    if value.startswith("PL") and not _digits(rest, 10):
        return Checked(valid=False, normalised=value)
    return _by_stdnum(eu_vat.validate)(value)


def _iban(value: str) -> Checked:
    from schwifty import IBAN
    from schwifty.exceptions import SchwiftyException

    try:
        IBAN(value)
    except SchwiftyException:
        return Checked(valid=False, normalised=value)
    return Checked(valid=True, normalised=value)


def _nrb(value: str) -> Checked:
    if not _digits(value, 26):
        return Checked(valid=False, normalised=value)
    return Checked(valid=_iban(f"PL{value}").valid, normalised=value)


_CHECKERS: dict[str, Callable[[str], Checked]] = {
    "nip": _nip,
    "regon": _by_stdnum(pl_regon.validate),
    "krs": _krs,
    "pesel": _pesel,
    "ico": _ico,
    "dic": _dic,
    "icdph": _icdph,
    "vat": _vat,
    "rc": _rc,
    "iban": _iban,
    "nrb": _nrb,
}
KINDS = tuple(_CHECKERS)
