"""The list of VAT payers kept by the Polish Ministry of Finance ("white list"), API 1.6.

`search` may be asked 100 times a day for at most 30 numbers each, `check` 5000 times. The
`requestId` of an answer is the proof that the law knows; it stands in the evidence.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kartoteka.gateways import calling
from kartoteka.gateways.calling import Reply, Service
from kartoteka.gateways.evidence import Answer, Verdict, Why
from kartoteka.gateways.places import place
from kartoteka.kernel import allowance

MOST_AT_ONCE = 30
SEARCH, CHECK = "white_list.search", "white_list.check"
SEARCH_LIMITS: allowance.Limits = {"second": 5, "day": 100}
CHECK_LIMITS: allowance.Limits = {"second": 5, "day": 5000}
ACTIVE, EXEMPT, NOT_REGISTERED = "ACTIVE", "EXEMPT", "NOT_REGISTERED"
_STATUS = {"czynny": ACTIVE, "zwolniony": EXEMPT, "niezarejestrowany": NOT_REGISTERED}
_DAY_IS_USED_UP = {"WL-191"}
_COMES_BACK = {"WL-100", "WL-195", "WL-196"}
_OK = 200


@dataclass(frozen=True, slots=True)
class Payer:
    """A subject of the list: its VAT status and accounts. People behind it are not taken."""

    name: str
    nip: str
    regon: str
    krs: str
    status: str
    accounts: tuple[str, ...]
    has_virtual_accounts: bool
    address: str


def search(nips: Iterable[str], on: dt.date, *, spare: int = 0) -> Answer[dict[str, Payer | None]]:
    """The payers with these NIPs (at most 30, one call) as of a day; None for one not listed.

    The verdict is YES where any is listed. A NIP that the list itself refuses to look for is left
    out. `spare` turns of the day are left to others: long runs leave some to people.
    """
    asked = sorted(set(nips))
    if not 0 < len(asked) <= MOST_AT_ONCE:
        reason = f"the white list takes 1 to {MOST_AT_ONCE} numbers, not {len(asked)}"
        raise ValueError(reason)
    limits: allowance.Limits = {"second": 5, "day": SEARCH_LIMITS["day"] - spare}
    reply = calling.ask(
        Service(SEARCH, limits),
        place("white_list"),
        f"/api/search/nips/{','.join(asked)}",
        operation="search",
        request={"nips": asked, "date": on.isoformat()},
        params={"date": on.isoformat()},
    )
    result = _result(reply)
    if isinstance(result, Answer):
        return result
    found = _by_number(asked, result)
    if found is None:
        return reply.refused(Why.BROKEN)
    verdict = Verdict.YES if any(found.values()) else Verdict.NO
    return Answer(verdict, found, (reply.says(verdict, **_proof(result)),))


def check(nip: str, nrb: str, on: dt.date) -> Answer[bool]:
    """Whether the account (26 digits) is listed for the NIP as of a day."""
    reply = calling.ask(
        Service(CHECK, CHECK_LIMITS),
        place("white_list"),
        f"/api/check/nip/{nip}/bank-account/{nrb}",
        operation="check",
        request={"nip": nip, "bank_account": nrb, "date": on.isoformat()},
        params={"date": on.isoformat()},
    )
    result = _result(reply)
    if isinstance(result, Answer):
        return result
    said = result.get("accountAssigned")
    if said not in {"TAK", "NIE"}:
        return reply.refused(Why.BROKEN)
    verdict = Verdict.YES if said == "TAK" else Verdict.NO
    return Answer(verdict, said == "TAK", (reply.says(verdict, **_proof(result)),))


def status(on: dt.date) -> Answer[str]:
    """Whether the API answers at all: asked with a number that it must refuse."""
    reply = calling.ask(
        Service(CHECK, CHECK_LIMITS),
        place("white_list"),
        "/api/check/nip/0000000000/bank-account/00000000000000000000000000",
        operation="status",
        request={},
        params={"date": on.isoformat()},
    )
    said = reply.json()
    if reply.why or not isinstance(said, dict) or not str(said.get("code", "")).startswith("WL-"):
        return reply.refused()
    return Answer(Verdict.YES, str(said["code"]), (reply.says(Verdict.YES),))


def _result(reply: Reply) -> Mapping[str, Any] | Answer[Any]:
    """What is inside `result`, or the answer that there is none."""
    said = reply.json()
    code = str(said.get("code", "")) if isinstance(said, dict) else ""
    if code in _DAY_IS_USED_UP and reply.why is not Why.LIMIT:
        is_search = reply.evidence.operation == "search"
        limits = SEARCH_LIMITS if is_search else CHECK_LIMITS
        waits = calling.used_up(Service(SEARCH if is_search else CHECK, limits))
        return replace(reply, retry_in=waits).refused(Why.LIMIT, code)
    if reply.why is Why.LIMIT:
        return reply.refused(Why.LIMIT, code)
    if reply.why and not code:
        return reply.refused()
    if code in _COMES_BACK:
        return reply.refused(Why.BUSY, code)
    if reply.status != _OK or code:
        return reply.refused(Why.REFUSED if code else Why.BROKEN, code)
    result = said.get("result") if isinstance(said, dict) else None
    return result if isinstance(result, dict) else reply.refused(Why.BROKEN)


def _by_number(asked: list[str], result: Mapping[str, Any]) -> dict[str, Payer | None] | None:
    """Who was found, by NIP: from `entries`, or from the flat `subjects` of the older API."""
    if isinstance(result.get("entries"), list):
        found: dict[str, Payer | None] = {}
        for entry in result["entries"]:
            if not isinstance(entry, dict):
                return None
            number = str(entry.get("identifier", ""))
            if number in asked and not entry.get("error"):
                firms = [one for one in entry.get("subjects") or [] if isinstance(one, dict)]
                found[number] = _payer(firms[0]) if firms else None
        return found
    listed: Any = result.get("subjects")
    if listed is None and "subject" in result:
        listed = [result["subject"]] if result["subject"] else []
    if not isinstance(listed, list):
        return None
    by_nip = {str(one.get("nip")): _payer(one) for one in listed if isinstance(one, dict)}
    return {number: by_nip.get(number) for number in asked}


def _payer(said: Mapping[str, Any]) -> Payer:
    def text(name: str) -> str:
        return str(said.get(name) or "")

    accounts = said.get("accountNumbers")
    return Payer(
        name=text("name"),
        nip=text("nip"),
        regon=text("regon"),
        krs=text("krs"),
        status=_STATUS.get(text("statusVat").lower(), NOT_REGISTERED),
        accounts=tuple(map(str, accounts)) if isinstance(accounts, list) else (),
        has_virtual_accounts=said.get("hasVirtualAccounts") is True,
        address=text("workingAddress") or text("residenceAddress"),
    )


def _proof(result: Mapping[str, Any]) -> dict[str, str]:
    return {
        "number": str(result.get("requestId") or ""),
        "at": str(result.get("requestDateTime") or ""),
    }
