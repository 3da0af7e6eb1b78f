"""RÚZ, the Slovak register of financial statements, open: it knows the DIČ of an IČO."""

from typing import Any

from kartoteka.gateways import calling
from kartoteka.gateways.calling import Reply, Service
from kartoteka.gateways.evidence import Answer, Verdict, Why
from kartoteka.gateways.places import place
from kartoteka.kernel import allowance

LIMITS: allowance.Limits = {"second": 2, "minute": 60}
_OK, _NOT_FOUND, _DIC = 200, 404, 10
_SINCE = "2000-01-01"  # the API wants to be told since when


def dic(ico: str) -> Answer[str]:
    """The DIČ of a subject; NO where RÚZ has no accounting unit, or none with a DIČ."""
    listed = _ask("/api/uctovne-jednotky", {"zmenene-od": _SINCE, "ico": ico}, "find")
    said = listed.json()
    if listed.why or listed.status != _OK:
        return listed.refused()
    ids = said.get("id") if isinstance(said, dict) else None
    if not isinstance(ids, list):
        return listed.refused(Why.BROKEN)
    if not ids:
        return Answer(Verdict.NO, "", (listed.says(Verdict.NO),))
    first = listed.says(Verdict.YES)
    unit = _ask("/api/uctovna-jednotka", {"id": str(ids[-1])}, "unit")
    told: Any = unit.json()
    if unit.why or unit.status not in {_OK, _NOT_FOUND}:
        answer = unit.refused()
        return Answer(answer.verdict, None, (first, *answer.evidence), answer.why, answer.detail)
    number = str(told.get("dic") or "") if isinstance(told, dict) else ""
    good = number if len(number) == _DIC and number.isdigit() else ""
    verdict = Verdict.YES if good else Verdict.NO
    return Answer(verdict, good, (first, unit.says(verdict)))


def status() -> Answer[str]:
    """Whether RÚZ answers: asked for an IČO that nobody has."""
    answer = dic("00000001")
    if not answer.answered:
        return answer
    return Answer(Verdict.YES, "", answer.evidence)


def _ask(path: str, params: dict[str, str], operation: str) -> Reply:
    return calling.ask(
        Service("ruz", LIMITS, patience=5.0),
        place("ruz"),
        path,
        operation=operation,
        request=params,
        params=params,
    )
