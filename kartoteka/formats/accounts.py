"""Account numbers as banks write them, brought to IBAN wherever that is certain."""

import re
from functools import lru_cache

SORT_CODE, NRB, BBAN = 8, 26, 24
_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)
_LENGTHS = {
    word[:2]: int(word[2:])
    for word in """
    NO15 BE16 DK18 FI18 NL18 SI19 AT20 EE20 LT20 LU20 CH21 HR21 LI21 LV21 BG22 DE22 GB22 IE22
    RS22 CZ24 ES24 RO24 SE24 SK24 PT25 FR27 GR27 IT27 CY28 HU28 PL28 UA29 MT31
    """.split()  # noqa: SIM905
}
_SLOVAK_BANKS = frozenset(
    """
    0200 0720 0900 1100 1111 3000 3100 5200 5600 5900 6500 7300 7500 7930 8100 8120 8130 8160
    8170 8180 8191 8320 8330 8360 8370 8400 8410 8420 8430 9950 9951 9952 9954
    """.split()  # noqa: SIM905
)


def normalised(text: str, country: str = "") -> str:
    """The account as IBAN where it is one or can be made into one, else as it stands, trimmed.

    Knows IBAN with blanks, slashes, a spreadsheet's apostrophes or a currency behind it, the Polish
    NRB (26 digits) and its 24 digits without the check, and the Slovak `prefix-number/bank` in
    either order. `country` says where a number without one is at home.
    """
    squeezed = re.sub(r"[\s.'\"’`]", "", text).upper()
    if not squeezed:
        return ""
    bare = squeezed.strip("/")
    if found := _whole_iban(bare):
        return found
    if found := _polish(bare):
        return found
    if country in {"", "SK"} and (found := _slovak(bare)):
        return found
    if country in {"", "PL"} and re.fullmatch(rf"[0-9]{{{BBAN}}}", bare):
        return with_check("PL", bare)
    return re.sub(r"\s+", " ", text).strip(" /\t\r\n'\"’`")


def with_check(country: str, bban: str) -> str:
    """The IBAN of a national number that lacks its check digits."""
    return f"{country}{98 - _remainder(f'{bban}{country}00'):02d}{bban}"


@lru_cache(maxsize=65536)
def is_iban(text: str) -> bool:
    """Whether the text is an IBAN with right check digits and length, without blanks.

    Statements hold hundreds of thousands of accounts, so the check is a division and a look at the
    country's length, not a look-up of its whole structure.
    """
    if not _SHAPE.fullmatch(text) or len(text) != _LENGTHS.get(text[:2], len(text)):
        return False
    return _remainder(text[4:] + text[:4]) == 1


def _remainder(text: str) -> int:
    return int("".join(str(int(sign, 36)) for sign in text)) % 97


def from_parts(bank: str, number: str, country: str = "") -> str:
    """The account of a bank code and a number that a file gives apart."""
    bank, number = re.sub(r"\s", "", bank), re.sub(r"\s", "", number).upper()
    if not bank or is_iban(number) or is_iban("PL" + number):
        return normalised(number, country)
    if re.fullmatch(r"[0-9]{8}", bank) and re.fullmatch(r"[0-9]{16}", number):
        return with_check("PL", bank + number)
    if bank in _SLOVAK_BANKS and (found := _slovak(f"{number}/{bank}")):
        return found
    return f"{number}/{bank}" if re.fullmatch(r"[0-9]{4}", bank) and number else number


def named_in(text: str) -> list[str]:
    """Valid Polish and Slovak accounts inside a free text, as IBAN, in their order."""
    found = []
    for match in re.finditer(r"(?<![0-9A-Z])(PL|SK)?\s?([0-9][0-9 ]{20,36}[0-9])(?![0-9])", text):
        digits = match[2].replace(" ", "")
        country = match[1] or ("PL" if len(digits) == NRB else "")
        if country and is_iban(country + digits):
            found.append(country + digits)
    return found


def _whole_iban(bare: str) -> str:
    for piece in (bare, *bare.split("/")):
        trimmed = re.sub(r"(?<=[0-9])[A-Z]{3}$", "", piece.replace("-", ""))
        if is_iban(trimmed):
            return trimmed
        if is_iban(piece):
            return piece
    return ""


def _polish(bare: str) -> str:
    for piece in (bare, *bare.split("/")):
        digits = re.sub(r"(?<=[0-9])[A-Z]{3}$", "", piece).replace("-", "")
        if re.fullmatch(rf"[0-9]{{{NRB}}}", digits) and is_iban("PL" + digits):
            return "PL" + digits
    return ""


def _slovak(bare: str) -> str:
    bare = re.sub(r"(?<=[0-9])[A-Z]{3}$", "", bare)
    last = re.fullmatch(r"(?:([0-9]{1,6})-)?([0-9]{1,16})/([0-9]{4})", bare)
    first = re.fullmatch(r"([0-9]{4})/(?:([0-9]{1,6})-)?([0-9]{1,16})", bare)
    if last and last[3] in _SLOVAK_BANKS:
        prefix, number, bank = last.groups()
    elif first and first[1] in _SLOVAK_BANKS:
        bank, prefix, number = first.groups()
    else:
        return ""
    if len(number) > 10:  # noqa: PLR2004  (prefix and number written in one)
        prefix, number = number[:-10], number[-10:]
    return with_check("SK", f"{bank}{(prefix or '').zfill(6)}{number.zfill(10)}")
