"""VIES: the REST interface, with the numbers of its own test service."""

import json

from kartoteka.gateways.fakes.answers import Asked, Given, of_json, shared_trouble
from kartoteka.gateways.fakes.world import World

# As the vatNumber of the real test service has it; any country in front.
TEST_NUMBERS = {
    "201": "INVALID_INPUT", "202": "INVALID_REQUESTER_INFO", "300": "SERVICE_UNAVAILABLE",
    "301": "MS_UNAVAILABLE", "302": "TIMEOUT", "400": "VAT_BLOCKED", "401": "IP_BLOCKED",
    "500": "GLOBAL_MAX_CONCURRENT_REQ", "501": "GLOBAL_MAX_CONCURRENT_REQ_TIME",
    "600": "MS_MAX_CONCURRENT_REQ", "601": "MS_MAX_CONCURRENT_REQ_TIME",
}  # fmt: skip
_TROUBLE = {"limit": "IP_BLOCKED", "busy": "MS_UNAVAILABLE"}


def answer(world: World, asked: Asked) -> Given:
    """check-vat-number or check-status."""
    said = json.loads(asked.body or b"{}")
    number, country = str(said.get("vatNumber", "")), str(said.get("countryCode", ""))
    trouble = world.trouble("vies", number)
    if trouble not in _TROUBLE and (given := shared_trouble(world, trouble)) is not None:
        return given
    if asked.path == "/check-status":
        named = ("PL", "SK", "CZ", "DE", "EL", "XI")
        states = [{"countryCode": code, "availability": "Available"} for code in named]
        return of_json({"vow": {"available": True}, "countries": states})
    if asked.path != "/check-vat-number" or asked.method != "POST":
        return of_json({"error": "not found"}, "404 Not Found")
    error = _TROUBLE.get(trouble) or TEST_NUMBERS.get(number)
    if error:
        wrapper = {"error": error, "message": error.replace("_", " ").capitalize()}
        return of_json({"actionSucceed": False, "errorWrappers": [wrapper]})
    firms = world.with_number(icdph=f"SK{number}") if country == "SK" else []
    firms += world.with_number(nip=number) if country == "PL" else []
    valid = trouble != "not_found" and (number == "100" or any(firm.vat for firm in firms))
    proved = valid and bool(said.get("requesterNumber"))
    name = firms[0].name if valid and firms else "---"
    return of_json(
        {
            "countryCode": country,
            "vatNumber": number,
            "requestDate": f"{world.today.isoformat()}T09:15:30.123Z",
            "valid": valid,
            "requestIdentifier": "WAPIAAAAX1fakefake" if proved else "",
            "name": name,
            "address": "---",
            "traderName": "---",
        }
    )
