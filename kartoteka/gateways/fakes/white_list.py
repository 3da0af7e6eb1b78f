"""The white list: search and check with their errors, and the flat file of the day."""

import datetime as dt
import hashlib
import io
import json
import re
import secrets
from typing import Any

from stdnum.pl import nip as pl_nip

from kartoteka.gateways.fakes.answers import Asked, Given, of_json, shared_trouble
from kartoteka.gateways.fakes.world import MASKS, Firm, World

MOST_AT_ONCE, ROUNDS = 30, 50
_STATUS = {"Czynny": "skrotyPodatnikowCzynnych", "Zwolniony": "skrotyPodatnikowZwolnionych"}
_FILE = re.compile(r"/+(\d{8})\.(7z|json)")


def answer(world: World, asked: Asked) -> Given:
    """A call of the API (/api/…) or of the files (/pliki/…)."""
    if asked.path.startswith("/pliki"):
        return _file(world, asked.path.removeprefix("/pliki"))
    parts = [part for part in asked.path.split("/") if part]
    numbers = [number for part in parts[2:] for number in part.split(",")]
    trouble = world.trouble("wl", *numbers)
    if (given := shared_trouble(world, trouble)) is not None:
        return given
    if trouble == "limit":
        return _error("WL-191", "Przekroczono dzienny limit zapytań.", "429 Too Many Requests")
    return _bad_day(world, asked.query.get("date", "")) or _answered(world, parts, trouble)


def _answered(world: World, parts: list[str], trouble: str) -> Given:
    match parts:
        case ["api", "search", "nips", listed]:
            return _nips(world, listed.split(","), trouble)
        case ["api", "search", "nip", number]:
            return _nip(world, number, trouble)
        case ["api", "check", "nip", number, "bank-account", account]:
            return _check(world, number, account, trouble)
    return _error("WL-190", "Niepoprawne żądanie.")


def _bad_day(world: World, on: str) -> Given | None:
    try:
        day = dt.date.fromisoformat(on)
    except ValueError:
        return _error("WL-102", "Nieprawidłowy format daty.")
    return _error("WL-103", "Data nie może być z przyszłości.") if day > world.today else None


def _nips(world: World, numbers: list[str], trouble: str) -> Given:
    if len(numbers) > MOST_AT_ONCE:
        return _error("WL-130", "Przekroczono maksymalną liczbę argumentów.")
    entries: list[dict[str, Any]] = []
    for number in numbers:
        if not pl_nip.is_valid(number):
            wrong = {"code": "WL-115", "message": "Nieprawidłowy NIP."}
            entries.append({"identifier": number, "subjects": [], "error": wrong})
            continue
        found = [] if trouble == "not_found" else _listed(world, number)
        entries.append({"identifier": number, "subjects": [_entity(firm) for firm in found]})
    return of_json({"result": {"entries": entries, **_proof(world)}})


def _nip(world: World, number: str, trouble: str) -> Given:
    if not pl_nip.is_valid(number):
        return _error("WL-115", "Nieprawidłowy NIP.")
    found = [] if trouble == "not_found" else _listed(world, number)
    return of_json({"result": {"subject": _entity(found[0]) if found else None, **_proof(world)}})


def _check(world: World, number: str, account: str, trouble: str) -> Given:
    if not number.strip("0") or not pl_nip.is_valid(number):
        return _error("WL-115", "Nieprawidłowy NIP.")
    found = [] if trouble == "not_found" else _listed(world, number)
    assigned = any(account in firm.accounts for firm in found)
    return of_json({"result": {"accountAssigned": "TAK" if assigned else "NIE", **_proof(world)}})


def flat_file(world: World, day: dt.date) -> bytes:
    """The unpacked file of a day, with few rounds so that tests are quick."""
    lists: dict[str, list[str]] = {name: [] for name in _STATUS.values()}
    for firm in world.firms:
        if firm.nip and firm.vat in _STATUS:
            for account in firm.accounts:
                listed = _under_mask(account)
                lists[_STATUS[firm.vat]].append(_hash(f"{day:%Y%m%d}{firm.nip}{listed}"))
    head = {
        "dataGenerowaniaDanych": f"{day:%Y%m%d}",
        "liczbaTransformacji": str(ROUNDS),
        "schemat": "RRRRMMDDNNNNNNNNNNBBBBBBBBBBBBBBBBBBBBBBBBBB",
    }
    ordered = {name: sorted(hashes) for name, hashes in lists.items()}
    return json.dumps({"naglowek": head, **ordered, "maski": list(MASKS)}).encode()


def _file(world: World, path: str) -> Given:
    trouble = world.trouble("wl")
    if (given := shared_trouble(world, trouble, b"7z\xbc\xaf\x27\x1cnothing")) is not None:
        return given
    named = _FILE.fullmatch(path)
    day = dt.date.fromisoformat(named[1]) if named else None
    if named is None or day is None or day > world.today:
        return Given(b"", "404 Not Found", "text/plain")
    plain = flat_file(world, day)
    if trouble == "cut":
        plain = plain[: len(plain) // 2]
    if named[2] == "json":
        return Given(plain)
    import py7zr

    packed = io.BytesIO()
    with py7zr.SevenZipFile(packed, "w") as archive:
        archive.writestr(plain, f"{day:%Y%m%d}.json")
    return Given(packed.getvalue(), kind="application/x-7z-compressed")


def _listed(world: World, number: str) -> list[Firm]:
    return [firm for firm in world.with_number(nip=number) if firm.vat]


def _entity(firm: Firm) -> dict[str, Any]:
    street = firm.street or firm.city
    place = f"{street} {firm.building}, {firm.postal_code} {firm.city}".upper()
    is_natural = firm.type == "F"
    return {
        "name": firm.name, "nip": firm.nip, "statusVat": firm.vat, "regon": firm.regon,
        "pesel": None, "krs": firm.krs or None,
        "residenceAddress": place if is_natural else None,
        "workingAddress": None if is_natural else place,
        "representatives": [], "authorizedClerks": [], "partners": [],
        "registrationLegalDate": "2005-01-01", "registrationDenialBasis": None,
        "registrationDenialDate": None, "restorationBasis": None, "restorationDate": None,
        "removalBasis": None, "removalDate": None, "exemptionSmeDate": None,
        "accountNumbers": list(firm.accounts), "hasVirtualAccounts": False,
    }  # fmt: skip


def _proof(world: World) -> dict[str, str]:
    return {
        "requestId": f"{secrets.token_hex(3)[:5]}-{secrets.token_hex(4)[:7]}",
        "requestDateTime": f"{world.today:%d-%m-%Y} 10:15:30",
    }


def _error(code: str, message: str, status: str = "400 Bad Request") -> Given:
    return of_json({"code": code, "message": message}, status)


def _under_mask(account: str) -> str:
    for mask in MASKS:
        if mask[2:10] == account[2:10]:
            return "".join(d if m == "Y" else m for d, m in zip(account, mask, strict=True))
    return account


def _hash(key: str) -> str:
    for _round in range(ROUNDS):
        key = hashlib.sha512(key.encode()).hexdigest()
    return key
