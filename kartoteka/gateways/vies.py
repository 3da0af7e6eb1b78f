"""VIES, the EU's way to ask whether a VAT number is valid, by its REST interface.

A consultation number (the proof of a check) comes only where the office's own valid EU VAT number
is sent along: `VIES_REQUESTER`. Everything but valid, invalid and INVALID_INPUT is no answer.
"""

import time
from dataclasses import dataclass
from typing import Any

from kartoteka.gateways import calling
from kartoteka.gateways.calling import Reply, Service
from kartoteka.gateways.evidence import Answer, Verdict, Why
from kartoteka.gateways.places import place
from kartoteka.kernel import allowance

LIMITS: allowance.Limits = {"second": 2, "minute": 60}
_AGAIN_AFTER = 1.5
_CROWDED = {
    "GLOBAL_MAX_CONCURRENT_REQ", "GLOBAL_MAX_CONCURRENT_REQ_TIME", "MS_MAX_CONCURRENT_REQ",
    "MS_MAX_CONCURRENT_REQ_TIME",
}  # fmt: skip
_LIMITED = {"VAT_BLOCKED", "IP_BLOCKED"}
_WHY = {"TIMEOUT": Why.TIMEOUT, "INVALID_REQUESTER_INFO": Why.REFUSED}
_NOT_TOLD = "---"


@dataclass(frozen=True, slots=True)
class Validity:
    """What VIES says of a number; name and address "" where the state does not tell them."""

    is_valid: bool
    name: str = ""
    address: str = ""


def check(number: str) -> Answer[Validity]:
    """Whether an EU VAT number (with its country in front; Greece is EL) is valid now."""
    reply, said, error = _asked(number)
    if error in _CROWDED:
        time.sleep(_AGAIN_AFTER)
        reply, said, error = _asked(number)
    if reply.why and not error:
        return reply.refused()
    if error == "INVALID_INPUT":
        value = Validity(is_valid=False)
        return Answer(Verdict.NO, value, (reply.says(Verdict.NO),))
    if error:
        why = Why.LIMIT if error in _LIMITED else _WHY.get(error, Why.BUSY)
        return reply.refused(why, error)
    if not isinstance(said.get("valid"), bool):
        return reply.refused(Why.BROKEN)
    value = Validity(said["valid"], _told(said.get("name")), _told(said.get("address")))
    verdict = Verdict.YES if value.is_valid else Verdict.NO
    proof = reply.says(
        verdict,
        number=str(said.get("requestIdentifier") or ""),
        at=str(said.get("requestDate") or ""),
    )
    return Answer(verdict, value, (proof,))


def status() -> Answer[dict[str, bool]]:
    """Which member states answer at the moment, by country."""
    reply = calling.ask(
        Service("vies", LIMITS), place("vies"), "/check-status", operation="status", request={}
    )
    said = reply.json()
    countries = said.get("countries") if isinstance(said, dict) else None
    if reply.why or not isinstance(countries, list):
        return reply.refused()
    found = {
        str(one.get("countryCode")): one.get("availability") == "Available"
        for one in countries
        if isinstance(one, dict)
    }
    return Answer(Verdict.YES, found, (reply.says(Verdict.YES),))


def _asked(number: str) -> tuple[Reply, dict[str, Any], str]:
    """The reply, what it says, and the code of its error."""
    where = place("vies")
    question = {"countryCode": number[:2], "vatNumber": number[2:]}
    if where.key:
        question |= {
            "requesterMemberStateCode": where.key[:2],
            "requesterNumber": where.key[2:],
        }
    reply = calling.ask(
        Service("vies", LIMITS, patience=5.0),
        where,
        "/check-vat-number",
        operation="check",
        request=question,
        method="POST",
        json=question,
    )
    said = reply.json()
    if not isinstance(said, dict):
        return reply, {}, ""
    wrappers = said.get("errorWrappers")
    if said.get("actionSucceed") is False or wrappers:
        first = wrappers[0] if isinstance(wrappers, list) and wrappers else {}
        return reply, said, str(first.get("error") if isinstance(first, dict) else "") or "UNKNOWN"
    return reply, said, ""


def _told(value: Any) -> str:
    text = " ".join(str(value or "").split())
    return "" if text == _NOT_TOLD else text
