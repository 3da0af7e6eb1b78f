"""Pure decisions of tax information: which form, until when, what the values of a form are."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.formats.edeclaration import Place
from kartoteka.kernel import days

FIRST_YEAR, LAST_YEAR = 2000, 2199
_PIT_11_SINCE = 2019

# What keeps an information from being issued, in words that say what to do.
MISSING: dict[str, str | Promise] = {
    "DECISION": _("rows to be decided"),
    "ZLOTY": _("amounts in złoty"),
    "IDENTIFIER": _("PESEL or NIP"),
    "NAMES": _("first name and surname"),
    "BIRTH_DATE": _("date of birth"),
    "ADDRESS": _("address"),
    "ABROAD": _("a Polish residence (others are told on IFT-1R)"),
    "OFFICE": _("tax office"),
    "PAYER_NIP": _("NIP of the payer"),
}
STATES: dict[str, str | Promise] = {
    "TO_DECIDE": _("to be decided"),
    "TO_ISSUE": _("to be issued"),
    "ISSUED": _("issued"),
    "TO_CORRECT": _("to be corrected"),
    "NOTHING": _("nothing to tell"),
}
# What can stand in a form: its key and its words.
VALUES: dict[str, str | Promise] = {
    "purpose": _("Purpose: 1 first, 2 correction"),
    "year": _("Year"),
    "office": _("Code of the tax office"),
    "issued_on": _("Date of issue"),
    "reason": _("Reason of the correction"),
    "payer.nip": _("Payer: NIP"),
    "payer.name": _("Payer: name"),
    "payer.country": _("Payer: country code"),
    "payer.street": _("Payer: street"),
    "payer.building": _("Payer: building"),
    "payer.flat": _("Payer: flat"),
    "payer.city": _("Payer: city"),
    "payer.postal_code": _("Payer: postal code"),
    "person.pesel": _("Taxpayer: PESEL"),
    "person.nip": _("Taxpayer: NIP, where there is no PESEL"),
    "person.first_name": _("Taxpayer: first name"),
    "person.last_name": _("Taxpayer: surname"),
    "person.birth_date": _("Taxpayer: date of birth"),
    "person.country": _("Taxpayer: country code"),
    "person.province": _("Taxpayer: province"),
    "person.county": _("Taxpayer: county"),
    "person.commune": _("Taxpayer: commune"),
    "person.street": _("Taxpayer: street"),
    "person.building": _("Taxpayer: building"),
    "person.flat": _("Taxpayer: flat"),
    "person.city": _("Taxpayer: city"),
    "person.postal_code": _("Taxpayer: postal code"),
    "amount.total": _("Amount: all income"),
    "amount.forgiven": _("Amount: forgiven debts"),
    "amount.gift": _("Amount: gifts and benefits"),
    "amount.prize": _("Amount: prizes"),
    "amount.other": _("Amount: other income"),
    "amount.not_forgiven": _("Amount: all but forgiven debts"),
}
# Elements by the names that the ministry gives to identities and addresses in every form. Numbered
# positions (P_n) mean something else in each version: nobody but a person maps them.
_HEADS = {"CelZlozenia": "purpose", "Rok": "year", "KodUrzedu": "office"}
_IDENTITY = {
    "NIP": "nip", "PESEL": "pesel", "PelnaNazwa": "name", "ImiePierwsze": "first_name",
    "Nazwisko": "last_name", "DataUrodzenia": "birth_date", "KodKraju": "country",
    "Wojewodztwo": "province", "Powiat": "county", "Gmina": "commune", "Ulica": "street",
    "NrDomu": "building", "NrLokalu": "flat", "Miejscowosc": "city", "KodPocztowy": "postal_code",
}  # fmt: skip
_SUBJECTS = {"Podmiot1": "payer", "Podmiot2": "person"}


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last days on which a year may be told to the tax office and to the customers."""

    to_office: dt.date
    to_person: dt.date


def form_of(year: int) -> str:
    """The form on which forgiven debts and other income of a year are told: PIT-11 since 2019
    (section of other sources), PIT-8C before (which since then tells capital gains only)."""
    return "PIT-11" if year >= _PIT_11_SINCE else "PIT-8C"


def deadlines(year: int) -> Deadlines:
    """Of income of `year`: 31 January and the last of February after it, moved to the next worked
    day (art. 42g of the PIT act; art. 12 § 5 of the Tax Ordinance)."""
    end_of_february = dt.date(year + 1, 3, 1) - dt.timedelta(days=1)
    return Deadlines(
        days.effective_due(dt.date(year + 1, 1, 31), "PL"),
        days.effective_due(end_of_february, "PL"),
    )


def suggested(place: Place) -> str:
    """The value that an element's own name means, "" where a person has to say it."""
    parts = place.path.split("/")
    if place.name.startswith("@") or "@" in parts[-1]:
        return ""
    if parts[-1] in _HEADS:
        return _HEADS[parts[-1]]
    subject = next((_SUBJECTS[part] for part in parts if part in _SUBJECTS), "")
    key = f"{subject}.{_IDENTITY.get(parts[-1], '')}"
    wrong_branch = subject == "payer" and "OsobaFizyczna" in parts
    return key if key in VALUES and not wrong_branch else ""


def values_of(
    facts: Mapping[str, Any],
    *,
    pesel: str,
    nip: str,
    is_correction: bool,
    issued_on: dt.date,
    reason: str,
) -> dict[str, str]:
    """What stands in a form, by the keys of VALUES. `facts` are those of an information."""
    payer, person, home = facts["payer"], facts["person"], facts["residence"]
    amounts = {name: Decimal(said) for name, said in facts["amounts"].items()}
    seat = payer.get("address") or {}
    said: dict[str, Any] = {
        "purpose": "2" if is_correction else "1",
        "year": str(facts["year"]),
        "office": facts["office"]["code"],
        "issued_on": issued_on.isoformat(),
        "reason": reason,
        "payer.nip": payer["nip"],
        "payer.name": payer["name"],
        "person.pesel": pesel,
        "person.nip": "" if pesel else nip,
        "amount.not_forgiven": f"{amounts['total'] - amounts['forgiven']:.2f}",
        **{f"amount.{name}": f"{amount:.2f}" for name, amount in amounts.items()},
        **{f"person.{one}": person[one] for one in ("first_name", "last_name", "birth_date")},
        **{f"person.{one}": home.get(one) for one in ("province", "county", "commune")},
    }
    for one in ("country", "street", "building", "flat", "city", "postal_code"):
        said[f"payer.{one}"] = seat.get(one)
        said[f"person.{one}"] = home.get(one)
    return {key: str(value or "") for key, value in said.items()}


def address_lines(address: Mapping[str, Any]) -> list[str]:
    """Street and house, then postal code and town."""
    house = "/".join(filter(None, [address.get("building", ""), address.get("flat", "")]))
    street = f"{address.get('street', '')} {house}".strip()
    town = f"{address.get('postal_code', '')} {address.get('city', '')}".strip()
    return [line for line in (street, town) if line]


def is_office_code(text: str) -> bool:
    """Whether it is four digits."""
    return re.fullmatch(r"[0-9]{4}", text) is not None
