"""Parties: customers, debtors and firms of another program, into the register."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from kartoteka.exchange import parsing
from kartoteka.exchange.fields import Column, Fault, Field, Kind, Maker, Settings, Taken
from kartoteka.exchange.kinds import staged
from kartoteka.kernel import identifiers, sql
from kartoteka.kernel.actor import Actor
from kartoteka.register import operations as register
from kartoteka.register import rules
from kartoteka.register.drafts import PartyRow

CODE = "PARTY"

FIELDS = (
    Field(
        "external_id",
        _("Id in that program"),
        (
            "id", "external id", "id klienta", "klient id", "customer id", "client id",
            "id kontrahenta", "kontrahent id", "id zakaznika", "zakaznik id", "party id",
            "partner id", "identyfikator", "guid", "uuid", "pk", "akronim", "kod", "code",
        ),
        help=_("What makes a second import an update. Usually the key of the table."),
    ),
    Field(
        "number",
        _("Customer number"),
        (
            "number", "numer", "nr", "numer klienta", "nr klienta", "customer number",
            "customer no", "customer nr", "client no", "client number", "account number",
            "nr kontrahenta", "numer kontrahenta", "cislo zakaznika", "zakaznicke cislo",
            "cislo odberatela", "nr odbiorcy", "numer odbiorcy", "nr platnika", "kod klienta",
            "customer code", "kod kontrahenta", "symbol", "kod", "code",
        ),
    ),
    Field(
        "name",
        _("Name"),
        (
            "name", "nazwa", "nazwa klienta", "nazwa firmy", "full name", "company name",
            "customer name", "nazwa kontrahenta", "nazwisko i imie", "imie i nazwisko", "firma",
            "nazov", "nazov firmy", "obchodne meno", "meno a priezvisko", "meno zakaznika",
            "klient", "kontrahent", "customer", "company", "zakaznik", "odberatel", "odbiorca",
            "nazwa pelna", "pelna nazwa", "title",
        ),
    ),
    Field("first_name", _("First name"),
          ("first name", "imie", "given name", "firstname", "forename", "meno", "krstne meno")),
    Field("last_name", _("Last name"),
          ("last name", "nazwisko", "surname", "family name", "lastname", "priezvisko")),
    Field("kind", _("Kind of party"),
          ("kind", "rodzaj", "typ", "type", "rodzaj klienta", "typ klienta", "customer type",
           "company", "is company", "czy firma", "druh", "typ zakaznika", "osoba"),
          help=_("Company, sole trader, person, public body or household; without it by the "
                 "identifiers.")),
    Field("nip", "NIP", ("nip", "tax id", "tax no", "tax number", "vat id", "vat no", "vatin"),
          content="nip"),
    Field("regon", "REGON", ("regon",), content="regon"),
    Field("krs", "KRS", ("krs",)),
    Field("pesel", "PESEL", ("pesel",), content="pesel"),
    Field("ico", "IČO", ("ico", "ic"), content="ico"),
    Field("dic", "DIČ", ("dic",)),
    Field("icdph", "IČ DPH", ("icdph", "ic dph", "ic dic"), content="icdph"),
    Field("eu_vat", _("EU VAT number"), ("eu vat", "vat ue", "nip ue", "vat eu")),
    Field("street", _("Street"),
          ("street", "ulica", "adres", "address", "street address", "ul", "adres ulica",
           "address line 1", "address1", "adresa")),
    Field("building", _("Building"),
          ("building", "nr domu", "numer domu", "dom", "house number", "house no", "nr budynku",
           "budynek", "cislo domu", "popisne cislo", "supisne cislo")),
    Field("flat", _("Flat"),
          ("flat", "nr lokalu", "lokal", "mieszkanie", "nr mieszkania", "numer lokalu",
           "apartment", "unit", "byt", "cislo bytu")),
    Field("postal_code", _("Postal code"),
          ("postal code", "kod pocztowy", "postcode", "zip", "zip code", "kod poczt", "psc",
           "post code"), content="postal_code"),
    Field("city", _("City"),
          ("city", "miasto", "miejscowosc", "town", "mesto", "obec", "poczta", "place")),
    Field("country", _("Country"),
          ("country", "kraj", "panstwo", "krajina", "stat", "country code", "kod kraju")),
    Field("email", _("E-mail"), ("email", "e mail", "mail", "adres email", "poczta elektroniczna"),
          content="email"),
    Field("phone", _("Phone"),
          ("phone", "telefon", "tel", "phone number", "nr telefonu", "numer telefonu", "komorka",
           "mobile", "telefon kom", "mobil", "telefonne cislo", "cislo telefonu"),
          content="phone"),
    Field("iban", _("Bank account"),
          ("iban", "nrb", "bank account", "konto", "nr konta", "numer konta", "rachunek",
           "nr rachunku", "numer rachunku", "konto bankowe", "cislo uctu", "ucet"),
          content="iban"),
    Field("language", _("Language"), ("language", "jezyk", "lang", "jazyk")),
    Field("parent_number", _("Superior party"),
          ("parent", "parent id", "parent number", "nadrzedny", "centrala", "head office",
           "id nadrzednego", "materska firma"),
          help=_("The id or the customer number of the head office.")),
)  # fmt: skip

SENTENCES = {
    "bad_value": _("“%(value)s” is not valid."),
    "missing": _("The value is missing."),
    "too_long": _("“%(value)s…” is too long."),
    "repeated": _("Row %(row)s has the same id already."),
    "twice": _("Row %(row)s has it already."),
    "taken": _("Customer %(number)s has it already."),
    "not_there": _("There is no such superior party: %(value)s."),
    "number_taken": _("The number belongs to another customer: %(number)s %(name)s."),
    "same_target": _("Row %(row)s is the same customer."),
    "left_out": _("“%(value)s” is not valid and was left out."),
}

_KINDS = {
    "company": "COMPANY", "firma": "COMPANY", "spolka": "COMPANY", "spolocnost": "COMPANY",
    "podmiot": "COMPANY", "instytucja": "COMPANY", "f": "COMPANY", "c": "COMPANY",
    "osoba prawna": "COMPANY", "pravnicka osoba": "COMPANY", "po": "COMPANY",
    "sole trader": "SOLE_TRADER", "dzialalnosc": "SOLE_TRADER", "jdg": "SOLE_TRADER",
    "jednoosobowa dzialalnosc": "SOLE_TRADER", "zivnostnik": "SOLE_TRADER", "szco": "SOLE_TRADER",
    "person": "PERSON", "osoba": "PERSON", "osoba fizyczna": "PERSON", "o": "PERSON",
    "p": "PERSON", "fyzicka osoba": "PERSON", "fo": "PERSON", "klient indywidualny": "PERSON",
    "individual": "PERSON", "private": "PERSON",
    "public body": "PUBLIC_BODY", "urzad": "PUBLIC_BODY", "gmina": "PUBLIC_BODY",
    "jednostka budzetowa": "PUBLIC_BODY", "obec": "PUBLIC_BODY", "institution": "PUBLIC_BODY",
    "household": "HOUSEHOLD", "gospodarstwo domowe": "HOUSEHOLD", "domacnost": "HOUSEHOLD",
}  # fmt: skip
_FIRM_WORDS = frozenset(
    {"sp", "spolka", "sa", "sro", "as", "zoo", "oo", "fundacja", "stowarzyszenie", "gmina", "spol"}
)
_TICKS = frozenset({"0", "1", "true", "false", "tak", "nie", "ano", "yes", "no"})
_COLUMNS = (
    "number", "kind", "name", "first_name", "last_name", "country", "language", "nip", "regon",
    "krs", "pesel", "ico", "dic", "icdph", "eu_vat", "rc", "street", "building", "flat",
    "postal_code", "city", "email", "phone", "iban", "parent_number",
)  # fmt: skip
_LENIENT = frozenset({"email", "phone"})
_LONGEST_KEY = 120


def _maker(columns: Mapping[str, Column], names: Sequence[str], settings: Settings) -> Maker:
    places = {field: names.index(column.name) for field, column in columns.items()}
    key_place = places.get("external_id", places.get("number"))
    texts = [(field, place) for field, place in places.items() if field != "external_id"]
    default_country = str(settings.given.get("country") or "PL")
    number_from_key = "parent_number" in places and "number" not in places

    def make(cells: Sequence[str]) -> tuple[Taken | None, Sequence[Fault]]:
        values: dict[str, Any] = {field: cells[place] for field, place in texts}
        key = cells[key_place] if key_place is not None else ""
        if number_from_key:
            values["number"] = key
        faults = _complete(values, default_country)
        if len(key) > _LONGEST_KEY or (key_place is not None and not key):
            faults.append(
                Fault("external_id", "too_long" if key else "missing", {"value": key[:40]})
            )
        row, problems = rules.normalise_row(PartyRow(**values))
        notes = []
        for problem in problems:
            if problem.code == rules.BAD and problem.field in _LENIENT:
                notes.append({"field": problem.field, "value": problem.value[:60]})
                values[problem.field] = ""
            else:
                value = rules.masked(problem.value) if problem.field == "pesel" else problem.value
                faults.append(Fault(problem.field, problem.code, {"value": value[:60]}))
        if faults:
            return None, faults
        if notes:
            row, _problems = rules.normalise_row(PartyRow(**values))
        return (
            key,
            Jsonb(notes) if notes else None,
            *[getattr(row, column) for column in _COLUMNS],
        ), ()

    return make


def _complete(values: dict[str, str], default_country: str) -> list[Fault]:
    """Fills in what is plain from the rest: country, language, kind, leading zeros of numbers."""
    faults = []
    country = parsing.country(values.get("country", "")) if values.get("country") else None
    if values.get("country") and country is None:
        faults.append(Fault("country", "bad_value", {"value": values["country"][:60]}))
    values["country"] = country or default_country
    values["language"] = parsing.fold(values.get("language", ""))[:2] or (
        "sk" if values["country"] == "SK" else "pl"
    )
    given = values.get("kind", "")
    kind = _kind(given, values)
    if kind is None:
        faults.append(Fault("kind", "bad_value", {"value": given[:60]}))
    values["kind"] = kind or "COMPANY"
    ico = values.get("ico", "")
    if ico.isdigit() and len(ico) < 8 and identifiers.check("ico", ico.zfill(8)).valid:  # noqa: PLR2004
        values["ico"] = ico.zfill(8)
    krs = values.get("krs", "")
    if krs.isdigit():
        values["krs"] = krs.zfill(10)
    return faults


def _kind(given: str, values: Mapping[str, str]) -> str | None:
    folded = parsing.fold(given)
    code = folded.upper().replace(" ", "_")
    if code in rules.KINDS:
        return code
    if folded in _TICKS:
        return "COMPANY" if parsing.yes_or_no(given) else "PERSON"
    return _KINDS.get(folded) if folded else _kind_by_facts(values)


def _kind_by_facts(values: Mapping[str, str]) -> str:
    person = values.get("first_name") or values.get("last_name") or values.get("pesel")
    if any(values.get(name) for name in ("nip", "regon", "krs", "ico", "dic", "icdph")):
        return "SOLE_TRADER" if person else "COMPANY"
    words = set(parsing.fold(values.get("name", "").replace(".", "")).split())
    return "COMPANY" if not person and words & _FIRM_WORDS else "PERSON"


def _diff(actor: Actor, settings: Settings, mapped: Sequence[str]) -> None:
    names = {"name", "first_name", "last_name"}
    looked_at = set(mapped) | (names if names & set(mapped) else set())
    sql.run(staged.HERE, "parties_targets", {"system": settings.system})
    sql.run(staged.HERE, "same_target")
    if "parent_number" in looked_at:
        sql.run(staged.HERE, "parties_parents", {"system": settings.system})
    sql.run(staged.HERE, "parties_changes", {"mapped": sorted(looked_at)})


def _apply(actor: Actor, settings: Settings) -> None:
    numbers = array("q")
    added = register.add_many(actor=actor, rows=_new(staged.stream("new_rows"), numbers))
    staged.mark(_results(added, numbers))
    numbers = array("q")
    changes = _changed(staged.stream("changed_rows"), numbers)
    staged.mark(_refusals(register.change_many(actor=actor, changes=changes), numbers))
    sql.run(staged.HERE, "link", {"system": settings.system, "kind": CODE})


def _new(rows: Iterator[Any], numbers: "array[int]") -> Iterator[PartyRow]:
    for row in rows:
        numbers.append(row.n)
        yield PartyRow(**{column: getattr(row, column) for column in _COLUMNS})


def _changed(rows: Iterator[Any], numbers: "array[int]") -> Iterator[register.PartyChange]:
    for row in rows:
        numbers.append(row.n)
        changes = staged.read_json(row.changes)
        values = {field: becomes for field, (_was, becomes) in changes.items()}
        yield register.PartyChange(party_id=row.target, values=values)


def _results(added: register.Added, numbers: Sequence[int]) -> Iterator[staged.Result]:
    for place, party_id in added.ids.items():
        yield numbers[place], party_id, None, None, None, None
    yield from _refusals(added.refusals, numbers)


def _refusals(refusals: Sequence[Any], numbers: Sequence[int]) -> Iterator[staged.Result]:
    told = set()
    for refusal in refusals:
        n = numbers[refusal.row]
        if n in told:
            continue
        told.add(n)
        if refusal.code == "taken":
            yield staged.refused(n, "CONFLICT", refusal.field, "taken", number=refusal.other)
        elif refusal.code == "twice":
            other = numbers[int(refusal.other) - 1]
            yield staged.refused(n, "REJECTED", refusal.field, "twice", row=other)
        else:
            yield staged.refused(n, "REJECTED", refusal.field, refusal.code, value=refusal.value)


def _begin() -> None:
    sql.run(staged.HERE, "parties_begin")


KIND = Kind(
    code=CODE,
    label=_("Customers and firms"),
    fields=FIELDS,
    settings=("country",),
    staged=("key", "notes", *_COLUMNS),
    sentences=SENTENCES,
    maker=_maker,
    begin=_begin,
    diff=_diff,
    apply=_apply,
    one_of=(("external_id", "number"), ("name", "last_name")),
)
