"""RPO, RÚZ and Finančná správa."""

from typing import Any

from kartoteka.gateways.fakes.answers import Asked, Given, of_json, shared_trouble
from kartoteka.gateways.fakes.world import KEY, Firm, World


def rpo(world: World, asked: Asked) -> Given:
    """GET /search?identifier=…"""
    ico = asked.query.get("identifier", "")
    trouble = world.trouble("rpo", ico)
    if (given := shared_trouble(world, trouble, b'{"results":[{"id"')) is not None:
        return given
    if trouble == "limit":
        return Given(b"", "429 Too Many Requests", "text/plain")
    found = [] if trouble == "not_found" else world.with_number(ico=ico)
    results = [_entity(number, firm) for number, firm in enumerate(found, 4321)]
    return of_json({"results": results, "license": "CC-BY 4.0"})


def ruz(world: World, asked: Asked) -> Given:
    """The accounting units of an IČO, and one of them."""
    trouble = world.trouble("ruz")
    if (given := shared_trouble(world, trouble)) is not None:
        return given
    if asked.path == "/api/uctovne-jednotky":
        if "zmenene-od" not in asked.query:
            return Given(b"", "400 Bad Request", "text/plain")
        found = [firm for firm in world.with_number(ico=asked.query.get("ico", "")) if firm.dic]
        ids = [int(firm.ico) for firm in found] if trouble != "not_found" else []
        return of_json({"id": ids, "existujeDalsieId": False})
    for firm in world.with_number(ico=asked.query.get("id", "").zfill(8)):
        return of_json(
            {"id": int(firm.ico), "ico": firm.ico, "dic": firm.dic, "nazovUJ": firm.name}
        )
    return of_json({}, "404 Not Found")


def fs(world: World, asked: Asked) -> Given:
    """The lists and the search in ds_dphs."""
    trouble = world.trouble("fs")
    if (given := shared_trouble(world, trouble)) is not None:
        return given
    if asked.headers.get("key") != KEY or trouble == "bad_key":
        return of_json({"message": "Unauthorized"}, "401 Unauthorized")
    if trouble == "limit":
        return Given(b"", "429 Too Many Requests", "text/plain")
    if asked.path == "/api/lists":
        return of_json({"data": [{"slug": "ds_dphs"}]})
    return _payers(world, asked, trouble)


def _payers(world: World, asked: Asked, trouble: str) -> Given:
    column, wanted = asked.query.get("column", ""), asked.query.get("search", "")
    if column not in {"ico", "ic_dph"}:
        return of_json({"message": "Column not searchable"}, "400 Bad Request")
    kind = "ico" if column == "ico" else "icdph"
    found = [firm for firm in world.with_number(**{kind: wanted}) if firm.icdph]
    if not found or trouble == "not_found":
        return of_json({"message": "Search not found"}, "404 Not Found")
    rows = [{"ic_dph": firm.icdph, "ico": firm.ico, "nazov_ds": firm.name} for firm in found]
    return of_json(
        {"page": 1, "pages": 1, "itemsCount": len(rows), "itemsPerPage": 100, "data": rows}
    )


def _entity(number: int, firm: Firm) -> dict[str, Any]:
    register, _slash, building = firm.building.partition("/")
    if not register.isdecimal():  # 77A is a number of the street alone
        register, building = "0", firm.building
    since = "2005-03-01"
    entity: dict[str, Any] = {
        "id": number,
        "identifiers": [{"value": firm.ico, "validFrom": since}],
        "fullNames": [
            {"value": "Dávne meno, s.r.o.", "validFrom": "1999-01-01", "validTo": "2005-02-28"},
            {"value": firm.name, "validFrom": since},
        ],
        "addresses": [
            {
                "street": firm.street,
                "regNumber": int(register),
                "buildingNumber": building,
                "postalCodes": [firm.postal_code],
                "municipality": {"value": firm.city},
                "country": {"value": "Slovenská republika", "code": "703"},
                "validFrom": since,
            }
        ],
        "legalForms": [
            {
                "value": {
                    "value": firm.legal_form[1],
                    "code": firm.legal_form[0],
                    "codelistCode": "CL000056",
                },
                "validFrom": since,
            }
        ],
        "establishment": since,
    }
    if firm.pkd:
        code, name = firm.pkd[0]
        entity["statisticalCodes"] = {"mainActivity": {"value": name, "code": code}}
    if firm.ended:
        entity["termination"] = firm.ended
    return entity
