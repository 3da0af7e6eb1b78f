"""Finančná správa's open data: the register of Slovak VAT payers, with a free key."""

from typing import Any

from kartoteka.gateways import calling
from kartoteka.gateways.calling import Reply, Service
from kartoteka.gateways.evidence import Answer, Verdict, Why
from kartoteka.gateways.places import place
from kartoteka.kernel import allowance

LIMITS: allowance.Limits = {"second": 2, "hour": 1000}
PAYERS = "ds_dphs"
_OK, _UNAUTHORISED, _FORBIDDEN, _NOT_FOUND = 200, 401, 403, 404


def ic_dph(ico: str) -> Answer[str]:
    """The IČ DPH of a subject; NO where the register has none for the IČO."""
    return _search("ico", ico)


def is_payer(number: str) -> Answer[str]:
    """Whether an IČ DPH stands in the register of payers."""
    return _search("ic_dph", number)


def status() -> Answer[str]:
    """Whether the interface answers and takes the key: asks which lists there are."""
    reply = _ask("/api/lists", {}, "status")
    if reply.why or reply.status != _OK:
        return _refused(reply)
    return Answer(Verdict.YES, "", (reply.says(Verdict.YES),))


def _search(column: str, value: str) -> Answer[str]:
    reply = _ask(
        f"/api/data/{PAYERS}/search", {"page": "1", "column": column, "search": value}, "payers"
    )
    if reply.status == _NOT_FOUND and not reply.why:  # "Search not found": no row
        return Answer(Verdict.NO, "", (reply.says(Verdict.NO),))
    if reply.why or reply.status != _OK:
        return _refused(reply)
    said: Any = reply.json()
    rows = said.get("data") if isinstance(said, dict) else None
    if not isinstance(rows, list):
        return reply.refused(Why.BROKEN)
    # The search finds parts too; only a whole number is meant.
    found = [row for row in rows if isinstance(row, dict) and str(row.get(column, "")) == value]
    number = next((str(row["ic_dph"]) for row in found if row.get("ic_dph")), "")
    verdict = Verdict.YES if number else Verdict.NO
    return Answer(verdict, number, (reply.says(verdict),))


def _refused(reply: Reply) -> Answer[Any]:
    is_key = reply.status in {_UNAUTHORISED, _FORBIDDEN}
    return reply.refused(Why.BAD_KEY if is_key else None)


def _ask(path: str, params: dict[str, str], operation: str) -> Reply:
    where = place("fs")
    return calling.ask(
        Service("fs", LIMITS, patience=5.0),
        where,
        path,
        operation=operation,
        request=params,
        params=params,
        headers={"key": where.key} if where.key else {},
    )
