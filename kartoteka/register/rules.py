"""Pure decisions of the register: what a value is, how it is kept, shown and hidden."""

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kartoteka.kernel import identifiers
from kartoteka.register.drafts import PartyRow

SENSITIVE = frozenset({"PESEL", "RC"})
ACCOUNT = "iban"
KERNEL_KIND = {
    "NIP": "nip",
    "REGON": "regon",
    "KRS": "krs",
    "PESEL": "pesel",
    "ICO": "ico",
    "DIC": "dic",
    "ICDPH": "icdph",
    "EU_VAT": "vat",
    "RC": "rc",
}
KINDS = frozenset({"COMPANY", "SOLE_TRADER", "PERSON", "PUBLIC_BODY", "HOUSEHOLD"})
NATURAL = frozenset({"PERSON", "HOUSEHOLD"})
LANGUAGES = frozenset({"pl", "sk", "en"})
_POLISH_ACCOUNT = 26
_SHORTEST_ACCOUNT = 12  # of fewer signs, the last four and the country would be too many
_PLAIN_PHONE = re.compile(r"\+(?:48[1-9]\d{8}|421[2-9]\d{8})")
_GROUPED_PHONE = re.compile(r"(\+48|\+421)(\d{3})(\d{3})(\d{3})")
_PLAIN_EMAIL = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9]+(?:[.-][a-z0-9]+)*\.[a-z]{2,24}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_BLANKS = re.compile(r"\s+")
_COUNTRY = re.compile(r"[A-Z]{2}")


def tidy(value: str) -> str:
    """One line without control characters, blanks single and none at the ends."""
    if value.isprintable() and "  " not in value and value == value.strip():
        return value
    return _BLANKS.sub(" ", _CONTROL.sub(" ", value)).strip()


def tidy_lines(value: str) -> str:
    """The same for a text of several lines, which stay apart."""
    return "\n".join(tidy(line) for line in value.splitlines()).strip()


def check_identifier(kind: str, value: str) -> identifiers.Checked:
    """What kernel.identifiers says of an identifier of the register's `kind`."""
    return identifiers.check(KERNEL_KIND[kind], value)


def keyed_hash(kind: str, value: str, key: str) -> bytes:
    """HMAC-SHA-256 of a normalised sensitive identifier: found by equality, read by nobody."""
    return hmac.digest(key.encode(), f"{kind}:{value}".encode(), hashlib.sha256)


def masked(value: str) -> str:
    """A sensitive value with all but its last two characters as dots."""
    return "•" * max(len(value) - 2, 0) + value[-2:]


def masked_account(iban: str) -> str:
    """An account number with its country and last four digits, the rest as dots."""
    if len(iban) < _SHORTEST_ACCOUNT:
        return masked(iban)
    return f"{iban[:2]} •••• {iban[-4:]}"


def shown_account(iban: str, *, is_open: bool) -> str:
    """An account as people read it: in fours where everybody may see it (the office's own)."""
    if not is_open:
        return masked_account(iban)
    return "\u00a0".join(iban[place : place + 4] for place in range(0, len(iban), 4))


def hidden(field: str, value: str) -> str:
    """A value of PartyRow's `field` as a report may show it: sensitive ones masked."""
    if field == ACCOUNT:
        return masked_account(value)
    return masked(value) if field.upper() in SENSITIVE else value


def shown(kind: str, value: str) -> str:
    """An identifier as people read it: sensitive ones masked, NIP and IČO in groups."""
    if kind in SENSITIVE:
        return masked(value)
    if kind == "NIP":
        return f"{value[:3]}-{value[3:6]}-{value[6:8]}-{value[8:]}"
    if kind == "ICO":
        return f"{value[:2]} {value[2:5]} {value[5:]}"
    return value


def identifier_forms(kind: str, value: str) -> tuple[list[str], str]:
    """Under which values the same taxpayer may stand, and the key by which likeness compares it.

    The key is that of SQL's register_identifier_key: a NIP is inside an EU VAT number, a DIČ
    inside an IČ DPH, a firm's REGON inside that of its local units.
    """
    if kind == "NIP" or (kind == "EU_VAT" and value.startswith("PL")):
        return [value[-10:], f"PL{value[-10:]}"], f"NIP:{value[-10:]}"
    if kind in {"DIC", "ICDPH"} or (kind == "EU_VAT" and value.startswith("SK")):
        return [value[-10:], f"SK{value[-10:]}"], f"DIC:{value[-10:]}"
    if kind == "REGON":
        return sorted({value, value[:9]}), f"REGON:{value[:9]}"
    return [value], f"{kind}:{value}"


def normalise_phone(value: str, country: str) -> str | None:
    """E.164 of a phone number typed in `country`, or None if no number can be so."""
    bare = value.replace(" ", "").replace("-", "")
    if _PLAIN_PHONE.fullmatch(bare):
        return bare
    return _parsed_phone(value, country)


@lru_cache(maxsize=4096)
def _parsed_phone(value: str, country: str) -> str | None:
    try:
        number = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown_phone(value: str) -> str:
    """A number in E.164 as people read it: +48 601 200 300; foreign ones stay as they are."""
    known = _GROUPED_PHONE.fullmatch(value)
    return "\u00a0".join(known.groups()) if known else value


def normalise_email(value: str) -> str | None:
    """The address in lower case, or None if it is none."""
    lowered = value.strip().lower()
    if _PLAIN_EMAIL.fullmatch(lowered):
        return lowered
    try:
        validate_email(lowered)
    except ValidationError:
        return None
    return lowered


def normalise_account(value: str) -> str | None:
    """The IBAN of an account (26 digits are a Polish one), or None if its check digits fail."""
    bare = re.sub(r"[\s-]+", "", value).upper()
    if len(bare) == _POLISH_ACCOUNT and bare.isdigit():
        bare = f"PL{bare}"
    checked = identifiers.check("iban", bare)
    return checked.normalised if checked.valid else None


def groups_named(query: object) -> set[int]:
    """The ids of the groups that a stored query (data of kernel.criteria) asks for by name."""
    if not isinstance(query, dict):
        return set()
    if query.get("field") == "groups":
        values = query.get("value", [])
        values = values if isinstance(values, list) else [values]
        return {int(one) for one in values if str(one).isdecimal()}
    parts = [part for inner in query.values() if isinstance(inner, list) for part in inner]
    return {group for part in parts for group in groups_named(part)}


def full_name(kind: str, name: str, first_name: str, last_name: str) -> str:
    """The name under which a party is listed: of a person without one, surname first."""
    return tidy(name) or tidy(f"{last_name} {first_name}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row of an import cannot be taken: field, code (`bad_value`, `missing`, …), value."""

    field: str
    code: str
    value: str


BAD, MISSING, TOO_LONG = "bad_value", "missing", "too_long"
IDENTIFIER_FIELDS = {kind.lower(): kind for kind in KERNEL_KIND}
_LONGEST = {
    "number": 40, "name": 250, "first_name": 100, "last_name": 150, "street": 150, "building": 20,
    "flat": 20, "postal_code": 10, "city": 100, "email": 254, "phone": 40, "iban": 60,
    "parent_number": 40, "function": 100, "note": 20_000,
}  # fmt: skip
_TEXTS = tuple(f.name for f in fields(PartyRow) if f.name != "is_creditor")


def normalise_row(row: PartyRow) -> tuple[PartyRow, tuple[Problem, ...]]:
    """The row as it can be added, and what hinders it. Doing it twice changes nothing.

    Values that hinder stay as they came, so that a report can show them.
    """
    values = {name: tidy(value) for name in _TEXTS if (value := getattr(row, name))}
    if row.note:
        values["note"] = tidy_lines(row.note)
    problems = [
        Problem(name, TOO_LONG, value[:60])
        for name, value in values.items()
        if len(value) > _LONGEST.get(name, _LONGEST["iban"])
    ]
    _normalise_identity(values, problems)
    for name in IDENTIFIER_FIELDS.keys() & values.keys():
        checked = check_identifier(IDENTIFIER_FIELDS[name], values[name])
        _take(values, problems, name, checked.normalised if checked.valid else None)
    for name in _NORMALISERS.keys() & values.keys():
        _take(values, problems, name, _NORMALISERS[name](values))
    if "city" not in values and ("street" in values or "postal_code" in values):
        problems.append(Problem("city", MISSING, ""))
    if values.get("place", "") not in _PLACES.get("parent_number" in values, ()):
        problems.append(Problem("place", BAD, values["place"]))
    return PartyRow(**values, is_creditor=row.is_creditor), tuple(problems)


def _normalise_identity(values: dict[str, str], problems: list[Problem]) -> None:
    country = values["country"] = values.get("country", "PL").upper()
    language = values["language"] = values.get("language", "pl").lower()
    kind = values["kind"] = values.get("kind", "COMPANY").upper()
    if not _COUNTRY.fullmatch(country):
        problems.append(Problem("country", BAD, country))
    if language not in LANGUAGES:
        problems.append(Problem("language", BAD, language))
    if kind not in KINDS:
        problems.append(Problem("kind", BAD, kind))
    if "name" not in values:
        values["name"] = tidy(f"{values.get('last_name', '')} {values.get('first_name', '')}")
    if not values["name"]:
        problems.append(Problem("name", MISSING, ""))


def _take(
    values: dict[str, str], problems: list[Problem], name: str, normalised: str | None
) -> None:
    if normalised is None:
        problems.append(Problem(name, BAD, values[name]))
    else:
        values[name] = normalised


def _birth_date(values: dict[str, str]) -> str | None:
    try:
        return dt.date.fromisoformat(values["birth_date"]).isoformat()
    except ValueError:
        return None


_PLACES = {False: ("", "HEAD"), True: ("", "BRANCH", "CONTACT")}
_NORMALISERS: dict[str, Callable[[dict[str, str]], str | None]] = {
    "email": lambda values: normalise_email(values["email"]),
    "phone": lambda values: normalise_phone(values["phone"], values["country"]),
    "iban": lambda values: normalise_account(values["iban"]),
    "birth_date": _birth_date,
}
