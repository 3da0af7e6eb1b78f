"""What completes and judges the values of a part that depend on one another."""

import re

from django.utils.translation import gettext

from kartoteka.exchange import masking
from kartoteka.exchange.fields import Settings
from kartoteka.exchange.kinds.cells import Wrong
from kartoteka.register import addressing, rules
from kartoteka.register.operations.addresses import ONE_AT_A_TIME

Said = dict[str, str]
Faults = list[tuple[str, Wrong]]
_SYMBOLS = {
    "PL": {"commune_symbol": 7, "place_symbol": 7, "street_symbol": 5},
    "SK": {"place_symbol": 6},
}


def home(settings: Settings) -> str:
    """The country of rows that name none."""
    return str(settings.given.get("country") or "PL")


def address(said: Said, settings: Settings) -> Faults:
    """Postal code as its country writes it, symbols of the right length or none."""
    country = said.get("country") or home(settings)
    faults: Faults = []
    if "postal_code" in said:
        said["postal_code"] = addressing.postal_code(said["postal_code"], country)
    known = _SYMBOLS.get(country, {})
    for column in _SYMBOLS["PL"].keys() & said.keys():
        bare = re.sub(r"\s", "", said[column])
        if column in known and re.fullmatch(rf"[0-9]{{{known[column]}}}", bare):
            said[column] = bare
        else:
            faults.append((column, Wrong("bad_value", said.pop(column))))
    return faults


def full_address(said: Said, settings: Settings) -> Faults:
    """The same of an address by itself: without a kind it is the registered one, and those that are
    one at a time are no choice."""
    said["kind"] = said.get("kind") or "REGISTERED"
    if said["kind"] in ONE_AT_A_TIME:
        said.pop("is_default", None)
    return address(said, settings)


def contact(said: Said, settings: Settings) -> Faults:
    """A phone number or an e-mail address in its one form; what it is shows, if nothing says it."""
    typed = said.get("value", "")
    if not typed:
        return []
    said["kind"] = said.get("kind") or ("EMAIL" if "@" in typed else "PHONE")
    value = (
        rules.normalise_email(typed)
        if said["kind"] == "EMAIL"
        else rules.normalise_phone(typed, home(settings))
    )
    if value is None:
        del said["value"]
        return [("value", Wrong("bad_value", typed))]
    said["value"] = value
    return []


def account(said: Said, settings: Settings) -> Faults:
    """An account as IBAN; its currency in capitals."""
    del settings
    typed = said.get("iban", "")
    if "currency" in said:
        said["currency"] = said["currency"].upper()
    if not typed:
        return []
    value = rules.normalise_account(typed)
    if value is None:
        del said["iban"]
        return [("iban", Wrong("bad_value", masking.value("iban", typed)))]
    said["iban"] = value
    return []


def terms(said: Said, settings: Settings) -> Faults:
    """A limit that names no currency is in the country's; that one may be dunned is no news."""
    if said.get("credit_limit") and "currency" not in said:
        said["currency"] = "EUR" if home(settings) == "SK" else "PLN"
    if said.get("is_dunned") == "true" and len(said) == 1:
        del said["is_dunned"]
    return []


def block(said: Said, settings: Settings) -> Faults:
    """A block that names no reason has the import for one."""
    if not said.get("reason"):
        said["stand_in"] = gettext("Import from %(system)s") % {"system": settings.system}
    return []
