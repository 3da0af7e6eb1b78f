"""RPO, the Slovak register of legal persons and entrepreneurs (Statistical Office), open.

Of values with a history the present one is the one without `validTo`.
"""

from collections.abc import Mapping
from typing import Any

from kartoteka.gateways import calling
from kartoteka.gateways.calling import Service
from kartoteka.gateways.evidence import Answer, Verdict, Why
from kartoteka.gateways.places import place
from kartoteka.gateways.subject import Activity, State, Subject, day, postal_code
from kartoteka.kernel import allowance

LIMITS: allowance.Limits = {"second": 2, "minute": 60}
_OK, _NOT_FOUND = 200, 404
_TRADERS = range(101, 111)  # legal forms of natural persons in business
_PUBLIC = {"301", "321", "331", "801", "802", "803"}


def find(ico: str) -> Answer[list[Subject]]:
    """The subjects with an IČO, usually one; NO where RPO knows none. Has no DIČ and no IČ DPH."""
    reply = calling.ask(
        Service("rpo", LIMITS, patience=5.0),
        place("rpo"),
        "/search",
        operation="search",
        request={"identifier": ico},
        params={"identifier": ico},
    )
    said = reply.json()
    if reply.why or reply.status not in {_OK, _NOT_FOUND}:
        return reply.refused()
    results = said.get("results") if isinstance(said, dict) else None
    if reply.status == _OK and not isinstance(results, list):
        return reply.refused(Why.BROKEN)
    found = [_subject(one, ico) for one in results or [] if isinstance(one, dict)]
    verdict = Verdict.YES if found else Verdict.NO
    return Answer(verdict, found, (reply.says(verdict),))


def status() -> Answer[str]:
    """Whether RPO answers: asked for an IČO that nobody has."""
    answer = find("00000001")
    if not answer.answered:
        return Answer(answer.verdict, None, answer.evidence, answer.why, answer.detail)
    return Answer(Verdict.YES, "", answer.evidence)


def current(values: Any) -> Mapping[str, Any]:
    """The present one of dated values: without an end, and of several the latest begun."""
    rows = [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []
    living = [one for one in rows if not one.get("validTo")]
    return max(living or rows, key=lambda one: str(one.get("validFrom") or ""), default={})


def _subject(said: Mapping[str, Any], ico: str) -> Subject:
    address = current(said.get("addresses"))
    form = current(said.get("legalForms")).get("value")
    form = form if isinstance(form, dict) else {}
    codes = address.get("postalCodes")
    ended = day(said.get("termination"))
    return Subject(
        source="RPO",
        country="SK",
        kind=_kind(str(form.get("code") or "")),
        name=_words(current(said.get("fullNames")).get("value")),
        identifiers={"ICO": ico},
        street=_words(address.get("street")) or _words(address.get("municipality")),
        building=_house(address),
        postal_code=postal_code(str(codes[0]) if isinstance(codes, list) and codes else "", "SK"),
        city=_words(address.get("municipality")),
        activities=_activities(said),
        legal_form=_words(form.get("value")),
        established_on=day(said.get("establishment")),
        state=State.ENDED if ended else State.ACTIVE,
        state_on=ended or day(said.get("establishment")),
    )


def _kind(code: str) -> str:
    if code.isdigit() and int(code) in _TRADERS:
        return "SOLE_TRADER"
    return "PUBLIC_BODY" if code in _PUBLIC else "COMPANY"


def _house(address: Mapping[str, Any]) -> str:
    """Slovak houses have two numbers: of the register and of the street, 1234/5."""
    numbers = [_words(address.get(name)) for name in ("regNumber", "buildingNumber")]
    return "/".join(number for number in numbers if number and number != "0")


def _activities(said: Mapping[str, Any]) -> tuple[Activity, ...]:
    codes = said.get("statisticalCodes")
    main = codes.get("mainActivity") if isinstance(codes, dict) else None
    if not isinstance(main, dict) or not main.get("code"):
        return ()
    return (Activity(str(main["code"]), _words(main.get("value")), True, "SK NACE"),)


def _words(value: Any) -> str:
    """A text, also where it is wrapped in {value: …} or was encoded twice on its way."""
    if isinstance(value, dict):
        value = value.get("value")
    text = " ".join(str(value or "").split())
    if "Ã" in text or "Ä" in text or "Å" in text:
        try:
            return text.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return text
    return text
