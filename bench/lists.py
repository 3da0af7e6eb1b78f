"""Lists, searches by conditions, the one box while eight people type, and files: over HTTP."""

import http.client
import json
import time
from urllib.parse import urlencode

from bench import web
from bench.asked import towns
from bench.generator import mixed
from bench.work import Result, latencies

COLUMNS = ("name", "number", "kind", "nip", "address", "email")
WORKBOOK = (*COLUMNS, "due.PLN", "overdue_days", "field_dict0", "field_figure1")
_PAGES = 100


def listed(visitor: web.Visitor) -> Result:
    """W10: firms of a town in the order of the alphabet, a page of 50; its count apart, and a page
    found by a custom field."""
    paths = [_address(_firms_of(town)) for town in towns(_PAGES)]
    result = Result()
    result.latencies["page"] = latencies(paths, lambda path: _got(visitor, f"/parties/{path}"))
    result.latencies["count"] = latencies(
        paths, lambda path: _got(visitor, f"/parties/count/{path}")
    )
    paths = [_address(_by_field(n)) for n in range(_PAGES)]
    result.latencies["field"] = latencies(paths, lambda path: _got(visitor, f"/parties/{path}"))
    return result


def searched(visitor: web.Visitor) -> Result:
    """W11: four conditions of a register, a ledger and a custom field, and/or mixed."""
    paths = [_address(_mixed(n, town)) for n, town in enumerate(towns(_PAGES))]
    result = Result()
    result.latencies["page"] = latencies(paths, lambda path: _got(visitor, f"/parties/{path}"))
    return result


def files(visitor: web.Visitor, customers: int) -> dict[str, Result]:
    """W13: all customers as CSV and as a workbook; the disclosure is written before the file.

    A workbook is whole before its first byte goes, CSV is not: what the first byte of the CSV
    waits for is the disclosure, which is taken off both and told apart.
    """
    every = _address({"all": []}, columns=WORKBOOK)
    found: dict[str, Result] = {}
    noted = 0.0
    for kind in ("csv", "xlsx"):
        path = f"/parties/export.{kind}{every}"
        _status, page = visitor.get(path)
        start = time.perf_counter()
        waited, size = visitor.fetch(path, _recipient(page))
        noted = noted or waited
        taken = time.perf_counter() - start - noted
        found[kind] = Result(rows=customers, seconds=taken)
        found[kind].facts |= {"noted": noted, "bytes": size, "columns": len(WORKBOOK)}
    return found


def _recipient(page: bytes) -> dict[str, str]:
    token = web.TOKEN.search(page.decode())
    if token is None:
        raise RuntimeError("no form that asks for whom the file is")
    return {
        "csrfmiddlewaretoken": token[1],
        "recipient_kind": "OWN",
        "recipient": "Bench",
        "basis": "C",
    }


def _by_field(number: int) -> dict[str, object]:
    """A narrow range of a figure, one of thirty custom fields, that has an index."""
    least = mixed(number, 913) % 99_000
    return {"all": [_is("field_figure0", "between", str(least), str(least + 50))]}


def _firms_of(town: str) -> dict[str, object]:
    return {"all": [_is("kind", "one_of", "COMPANY"), _is("city", "is", town)]}


def _mixed(number: int, town: str) -> dict[str, object]:
    least = 100 + mixed(number, 911) % 900
    return {
        "all": [
            _is("city", "is", town),
            {
                "any": [
                    _is("due.PLN", "between", f"{least}.00", f"{least + 400}.00"),
                    _is("overdue_days", "over", "200"),
                ]
            },
            _is("field_dict2", "one_of", f"wartosc_{mixed(number, 912) % 16}"),
        ]
    }


def _is(field: str, op: str, *value: str) -> dict[str, object]:
    return {"field": field, "op": op, "value": list(value)}


def _address(where: dict[str, object], columns: tuple[str, ...] = COLUMNS) -> str:
    said = {"where": json.dumps(where), "columns": ",".join(columns), "sort": "name"}
    return "?" + urlencode(said)


def _got(visitor: web.Visitor, path: str) -> None:
    status, _page = visitor.get(path)
    if status != http.client.OK:
        raise RuntimeError(f"{path}: {status}")
