"""Parties: customers, debtors and firms of another program, into the register."""

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from psycopg.types.json import Jsonb

from kartoteka.exchange import masking, parsing, words
from kartoteka.exchange.fields import Column, Fault, Field, Form, Kind, Maker, Settings, Taken
from kartoteka.exchange.kinds import cells as reading
from kartoteka.exchange.kinds import custom, parts, profile, staged
from kartoteka.kernel import identifiers, sql
from kartoteka.kernel.actor import Actor
from kartoteka.register import operations as register
from kartoteka.register import rules
from kartoteka.register.drafts import PartyRow
from kartoteka.register.operations.fields import values as field_values
from kartoteka.register.queries import choices

CODE = "PARTY"

_field = partial(Field, subject=words.PARTY)
_FIRM_COLUMNS = frozenset({"firma", "firmy", "company", "prawna", "business"})
_PERSON_COLUMNS = frozenset({"osoba", "fizyczna", "person", "individual", "fyzicka"})

FIELDS = (
    _field(
        "external_id",
        _("Id in that program"),
        (
            "id", "external id", "party id", "identyfikator", "guid", "uuid", "pk", "gid numer",
            "ident", "rowid",
        ),
        content="key",
        is_unique=True,
        help=_("What makes a second import an update. Usually the key of the table."),
    ),
    _field(
        "number",
        _("Customer number"),
        (
            "numer", "nr", "number", "no", "account number", "account no", "acct no",
            "numer ewidencyjny", "nr ewidencyjny", "~cislo", "kod", "code", "symbol", "akronim",
            "zakaznicke cislo",
        ),
        content="key",
        is_unique=True,
        headings=(_("Customer number"),),
    ),
    _field(
        "name",
        _("Name"),
        (
            "name", "nazwa", "nazwa 1", "nazov", "nazwa firmy", "full name", "company name",
            "nazwa pelna", "pelna nazwa", "nazwisko i imie", "imie i nazwisko", "obchodne meno",
            "meno a priezvisko", "priezvisko a meno", "nazov 1", "name 1", "nazwa kontrahenta",
            "~meno", "firma", "company", "klient", "kontrahent", "customer", "zakaznik",
            "odberatel", "odbiorca", "nabywca", "platnik", "abonent", "client",
        ),
        content="letters",
        headings=(_("Name"),),
    ),
    _field("name2", _("Name, second part"),
           ("nazwa 2", "nazov 2", "name 2", "nazwa cd", "ciag dalszy nazwy"), content="letters",
           help=_("Where the name is kept in several columns, they are put together.")),
    _field("name3", _("Name, third part"), ("nazwa 3", "nazov 3", "name 3"), content="letters"),
    _field("first_name", _("First name"),
           ("first name", "imie", "given name", "forename", "meno", "krstne meno", "imie 1",
            "~first"), content="letters",
           headings=(_("First name"),)),
    _field("last_name", _("Last name"),
           ("last name", "nazwisko", "surname", "family name", "priezvisko", "~last"),
           content="letters",
           headings=(_("Surname"),)),
    _field("kind", _("Kind of party"),
           ("kind", "rodzaj", "typ", "type", "is company", "czy firma", "druh", "osoba",
            "czy osoba fizyczna", "company", "firma"),
           accepts=lambda names, value: _said_kind(names, value) is not None,
           help=_("Company, sole trader, person, public body or household; without it by the "
                  "identifiers."),
           headings=(_("Kind"),)),
    _field("nip", "NIP", ("nip", "nr nip", "numer nip", "tax id", "tax no", "tax number", "vat id",
                          "vat no", "vatin"), content="nip"),
    _field("regon", "REGON", ("regon", "nr regon"), content="regon"),
    _field("krs", "KRS", ("krs", "nr krs")),
    _field("pesel", "PESEL", ("pesel", "nr pesel"), content="pesel"),
    _field("rc", "rodné číslo", ("rodne cislo", "rc", "birth number"), content="rc"),
    _field("ico", "IČO", ("ico", "ic"), content="ico"),
    _field("dic", "DIČ", ("dic",), content="dic"),
    _field("icdph", "IČ DPH", ("icdph", "ic dph", "ic dic"), content="icdph"),
    _field("eu_vat", _("EU VAT number"), ("eu vat", "vat ue", "nip ue", "vat eu"), content="vat",
           headings=(_("EU VAT number"),)),
    _field("street", _("Street"),
           ("street", "ulica", "ul", "street address", "adres ulica", "address line 1",
            "address 1", "adres", "address", "adresa", "adr"),
           headings=(_("Street"),)),
    _field("building", _("Building"),
           ("building", "nr domu", "numer domu", "dom", "house number", "house no", "nr budynku",
            "budynek", "cislo domu", "popisne cislo", "supisne cislo", "orientacne cislo"),
           headings=(_("House number"),)),
    _field("flat", _("Flat"),
           ("flat", "nr lokalu", "lokal", "mieszkanie", "nr mieszkania", "numer lokalu",
            "apartment", "unit", "byt", "cislo bytu", "nr lok", "nr mieszk"),
           headings=(_("Flat"),)),
    _field("postal_code", _("Postal code"),
           ("postal code", "kod pocztowy", "postcode", "zip", "zip code", "kod poczt", "psc",
            "post code"), content="postal_code",
           headings=(_("Postal code"),)),
    _field("city", _("City"),
           ("city", "miasto", "miejscowosc", "town", "mesto", "obec", "miejsc", "place", "poczta"),
           content="letters",
           headings=(_("Town"),)),
    _field("country", _("Country"),
           ("country", "kraj", "panstwo", "krajina", "stat", "country code", "kod kraju"),
           content="country",
           headings=(_("Country"),)),
    _field("email", _("E-mail"),
           ("email", "e mail", "mail", "poczta elektroniczna"), content="email",
           headings=(_("E-mail"),)),
    _field("phone", _("Phone"),
           ("phone", "telefon", "tel", "phone number", "nr telefonu", "numer telefonu", "nr tel",
            "telefon 1", "komorka", "mobile", "mobile phone", "telefon kom", "tel kom", "mobil",
            "telefonne cislo", "cislo telefonu"), content="phone",
           headings=(_("Phone"),)),
    _field("iban", _("Bank account"),
           ("iban", "nrb", "bank account", "konto", "nr konta", "numer konta", "rachunek",
            "nr rachunku", "numer rachunku", "konto bankowe", "cislo uctu", "ucet",
            "rachunek bankowy", "nr rach"), content="iban",
           headings=(_("Bank account"),)),
    _field("language", _("Language"), ("language", "jezyk", "lang", "jazyk"),
           accepts=lambda _names, value: parsing.fold(value)[:2] in rules.LANGUAGES
           or parsing.fold(value) in reading.worded(choices.LANGUAGES),
           headings=(_("Language of letters"),)),
    _field("parent_number", _("Superior party"),
           ("parent", "parent id", "parent number", "nadrzedny", "centrala", "head office",
            "id nadrzednego", "materska firma"), content="key",
           headings=(_("Number of the superior party"),),
           help=_("The id or the customer number of the head office.")),
    _field("place", _("Place in the tree"), ("place in the tree",),
           headings=(_("Place in the tree"),),
           accepts=lambda _names, value: parsing.fold(value) in reading.worded(choices.PLACES),
           help=_("Branch or contact person of the superior party; without it a branch.")),
    _field("function", _("Function"),
           ("function", "funkcja", "stanowisko", "funkcia", "pozicia", "job title"),
           content="letters", headings=(_("Function"),)),
    _field("birth_date", _("Date of birth"),
           ("birth date", "date of birth", "data urodzenia", "datum narodenia", "dob", "ur"),
           Form.DATE, headings=(_("Date of birth"),)),
    _field("note", pgettext_lazy("remark", "note"),
           ("note", "notes", "uwagi", "notatka", "notatki", "poznamka", "poznamky", "remarks",
            "comment", "komentarz"), headings=(_("Note"),)),
    *profile.FIELDS,
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
    "merged": _("This customer was merged into %(name)s (%(number)s): that card stays as it is."),
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
    "individual": "PERSON", "private": "PERSON", "res": "PERSON", "residential": "PERSON",
    "com": "COMPANY", "commercial": "COMPANY", "business": "COMPANY",
    "public body": "PUBLIC_BODY", "urzad": "PUBLIC_BODY", "gmina": "PUBLIC_BODY",
    "jednostka budzetowa": "PUBLIC_BODY", "obec": "PUBLIC_BODY", "institution": "PUBLIC_BODY",
    "household": "HOUSEHOLD", "gospodarstwo domowe": "HOUSEHOLD", "domacnost": "HOUSEHOLD",
}  # fmt: skip
_FIRM_WORDS = words.of(
    "sp spolka sa sro as zoo oo fundacja stowarzyszenie gmina spol spoldzielnia wspolnota szkola"
    " przedszkole zlobek urzad starostwo powiat parafia zaklad zaklady przedsiebiorstwo phu pphu"
    " fhu ppuh kancelaria sklep hurtownia restauracja hotel szpital przychodnia apteka piekarnia"
    " biblioteka muzeum zwiazek osp gmbh ltd inc llc skola obec druzstvo zdruzenie nadacia farnost"
    " podnik urad nemocnica lekaren zavod zavody spolocenstvo svb spolocnost"
)
_TICKS = frozenset({"0", "1", "true", "false", "tak", "nie", "ano", "yes", "no", "t", "n"})
_CODE, _PLACE = r"(?P<code>\d{2}-\d{3}|\d{3} ?\d{2})", r"(?P<city>[^\d,;]+?(?: \d{1,2})?)"
_STREET = r"(?P<street>.+?)"
# An address in one cell: street, code and place as on an envelope, or the code first or last.
_WHOLE_ADDRESSES = tuple(
    re.compile(shape)
    for shape in (
        rf"{_STREET}[,;\s]+{_CODE},? +{_PLACE}(?:, *(?P<country>[^\d,;]+))?",
        rf"{_CODE} +{_PLACE}[,;] *{_STREET}",
        rf"{_STREET}[,;] *{_PLACE},? +{_CODE}",
    )
)
_COLUMNS = (
    "number", "kind", "name", "first_name", "last_name", "country", "language", "nip", "regon",
    "krs", "pesel", "ico", "dic", "icdph", "eu_vat", "rc", "street", "building", "flat",
    "postal_code", "city", "email", "phone", "iban", "parent_number", "place", "birth_date",
    "function", "note",
)  # fmt: skip
_MORE_OF_NAME = ("name2", "name3")
_LENIENT = frozenset({"email", "phone", "birth_date", "place"})
_ESCAPED = re.compile(r"'(?=[=+@\t\r-])")
_SENSITIVE = frozenset({"pesel", "rc", "iban"})
# Digits of a number, and how many zeros it may begin with; a rodné číslo of nine may be whole.
_WIDTHS = (("ico", 8, 7), ("krs", 10, 9), ("pesel", 11, 2), ("regon", 9, 3), ("regon", 14, 3))
_CODES_OF_FIVE = frozenset({"PL", "SK", "CZ"})
_LONGEST_KEY = 120


def _maker(columns: Mapping[str, Column], names: Sequence[str], settings: Settings) -> Maker:
    places = {field: names.index(column.name) for field, column in columns.items()}
    key_place = places.get("external_id", places.get("number"))
    apart = {"external_id", *_MORE_OF_NAME, *(field.name for field in profile.FIELDS)}
    texts = [
        (field, place)
        for field, place in places.items()
        if field not in apart and not field.startswith(custom.BEGINNING)
    ]
    parts_of = parts.reader((*profile.GROUPS, profile.ARCHIVING), columns, names, settings)
    order = columns["birth_date"].order if "birth_date" in columns else ""
    more_of_name = [places[field] for field in _MORE_OF_NAME if field in places]
    kind_words = parsing.fold(columns["kind"].name).split() if "kind" in columns else ()
    default_country = str(settings.given.get("country") or "PL")
    number_from_key = "parent_number" in places and "number" not in places
    custom_of = custom.reader(columns, names)

    def make(cells: Sequence[str]) -> tuple[Taken | None, Sequence[Fault]]:
        values: dict[str, Any] = {field: _unescaped(cells[place]) for field, place in texts}
        key = cells[key_place] if key_place is not None else ""
        if number_from_key:
            values["number"] = key
        if more_of_name:
            more = (values.get("name", ""), *(cells[place] for place in more_of_name))
            values["name"] = " ".join(filter(None, more))
        notes = _masked(values)
        if values.get("birth_date") and (born := parsing.date(values["birth_date"], order)):
            values["birth_date"] = born.isoformat()
        faults = _complete(values, kind_words, default_country)
        if len(key) > _LONGEST_KEY or (key_place is not None and not key):
            faults.append(
                Fault("external_id", "too_long" if key else "missing", {"value": key[:40]})
            )
        row, problems = rules.normalise_row(PartyRow(**values))
        is_mended = False
        for problem in problems:
            value = masking.value(problem.field, problem.value)[:60]
            if problem.code == rules.BAD and problem.field in _LENIENT:
                notes.append({"field": problem.field, "value": value})
                values[problem.field], is_mended = "", True
            else:
                faults.append(Fault(problem.field, problem.code, {"value": value}))
        own, wrong = custom_of(cells)
        faults += wrong
        if faults:
            return None, faults
        if is_mended:
            row, _problems = rules.normalise_row(PartyRow(**values))
        said, left = parts_of(cells)
        notes += [{"field": f.field, "code": f.code, "facts": dict(f.facts)} for f in left]
        return (
            key,
            Jsonb(notes) if notes else None,
            field_values.dumped(own),
            parts.dumped(said),
            *[getattr(row, column) for column in _COLUMNS],
        ), ()

    return make


def _unescaped(cell: str) -> str:
    """A text without the apostrophe that keeps spreadsheets from running it."""
    return _ESCAPED.sub("", cell, count=1) if cell[:1] == "'" else cell


def _masked(values: dict[str, str]) -> list[dict[str, Any]]:
    """Numbers that are masked in the file are left out, and said to be."""
    notes: list[dict[str, Any]] = []
    for field in _SENSITIVE & values.keys():
        if masking.is_masked(values[field]):
            facts = {"value": values[field][:60]}
            notes.append({"field": field, "code": "masked", "facts": facts})
            values[field] = ""
    return notes


@cache
def _places() -> dict[str, str]:
    return reading.worded(choices.PLACES)


@cache
def _languages() -> dict[str, str]:
    return reading.worded(choices.LANGUAGES)


@cache
def _kind_words() -> dict[str, str]:
    return reading.worded(choices.PARTY_KINDS)


def _complete(
    values: dict[str, str], kind_words: Sequence[str], default_country: str
) -> list[Fault]:
    """Fills in what is plain from the rest: country, language, kind, leading zeros of numbers, and
    the parts of an address that stands in one cell."""
    faults = []
    country = parsing.country(values.get("country", "")) if values.get("country") else None
    if values.get("country") and country is None:
        faults.append(Fault("country", "bad_value", {"value": values["country"][:60]}))
    values["country"] = country or default_country
    language = parsing.fold(values.get("language", ""))
    values["language"] = (
        _languages().get(language) or language[:2] or ("sk" if values["country"] == "SK" else "pl")
    )
    if place := values.get("place"):
        values["place"] = _places().get(parsing.fold(place), place)
        if not values.get("parent_number"):
            values["place"] = ""
    given = values.get("kind", "")
    kind = _said_kind(kind_words, given) if given.strip() else _kind_by_facts(values)
    if kind is None:
        faults.append(Fault("kind", "bad_value", {"value": given[:60]}))
    values["kind"] = kind or "COMPANY"
    _give_zeros_back(values)
    if values.get("street") and not (values.get("city") or values.get("postal_code")):
        _split_address(values)
    return faults


def _give_zeros_back(values: dict[str, str]) -> None:
    """Zeros that a spreadsheet took from the front of numbers, where the check digit says so."""
    for field, width, most in _WIDTHS:
        digits = values.get(field, "")
        if not (digits.isascii() and digits.isdigit() and width - most <= len(digits) < width):
            continue
        whole = digits.zfill(width)
        if identifiers.check(field, whole).valid:
            values[field] = whole
    code = values.get("postal_code", "")
    if values["country"] in _CODES_OF_FIVE and re.fullmatch(r"[0-9]{3,4}", code):
        values["postal_code"] = code.zfill(5)


def _split_address(values: dict[str, str]) -> None:
    whole = " ".join(values["street"].split())
    for shape in _WHOLE_ADDRESSES:
        found = shape.fullmatch(whole)
        country = found.groupdict().get("country") if found else None
        if found and (country is None or parsing.country(country)):
            values["street"], values["postal_code"], values["city"] = found.group(
                "street", "code", "city"
            )
            return


def _said_kind(column_words: Sequence[str], given: str) -> str | None:
    """The kind that a value says. A tick says something only under a column that asks it."""
    folded = parsing.fold(given)
    code = folded.upper().replace(" ", "_")
    if code in rules.KINDS:
        return code
    if folded in _TICKS:
        asked = set(column_words)
        if not asked & (_PERSON_COLUMNS | _FIRM_COLUMNS):
            return None
        ticked = bool(parsing.yes_or_no(given))
        return "COMPANY" if ticked != bool(asked & _PERSON_COLUMNS) else "PERSON"
    return _KINDS.get(folded) or _kind_words().get(folded)


def _kind_by_facts(values: Mapping[str, str]) -> str:
    name = values.get("name", "")
    person = values.get("first_name") or values.get("last_name") or values.get("pesel")
    if name and values.get("last_name") and values["last_name"] not in name:
        return "COMPANY"  # the person beside the name of a firm is whom to ask for there
    if any(values.get(field) for field in ("nip", "regon", "krs", "ico", "dic", "icdph")):
        return "SOLE_TRADER" if person else "COMPANY"
    told = set(parsing.fold(name.replace(".", "")).split())
    return "COMPANY" if not person and told & _FIRM_WORDS else "PERSON"


def _diff(actor: Actor, settings: Settings, mapped: Sequence[str]) -> None:
    names = {"name", "first_name", "last_name", *_MORE_OF_NAME}
    looked_at = set(mapped) | (names if names & set(mapped) else set())
    sql.run(staged.HERE, "parties_targets", {"system": settings.system})
    sql.run(staged.HERE, "same_target")
    if "parent_number" in looked_at:
        sql.run(staged.HERE, "parties_parents", {"system": settings.system})
    custom.judge(mapped)
    sql.run(
        staged.HERE,
        "parties_changes",
        {"mapped": sorted(looked_at), "fill": settings.given.get("changing") == parts.FILL},
    )


def _apply(actor: Actor, settings: Settings) -> None:
    numbers = array("q")
    added = register.add_many(actor=actor, rows=_new(staged.stream("new_rows"), numbers))
    staged.mark(_results(added, numbers))
    numbers = array("q")
    changes = _changed(staged.stream("changed_rows"), numbers)
    staged.mark(_refusals(register.change_many(actor=actor, changes=changes), numbers))
    custom.take(actor)
    parts.take(actor, settings, profile.GROUPS)
    _archive(actor)
    sql.run(staged.HERE, "link", {"system": settings.system, "kind": CODE})


def _archive(actor: Actor) -> None:
    """Puts away those of whom the file says so."""
    rows = dict(sql.rows(staged.HERE, "parties_to_archive"))
    if not rows:
        return
    done = register.archive_many(actor=actor, ids=list(rows), options={})
    refused = {int(pk): str(name) for pk, name, _why in done.refused}
    sql.run(
        staged.HERE,
        "parties_archived",
        {"rows": [rows[pk] for pk in rows if pk not in refused],
         "refused": [rows[pk] for pk in refused]},
    )  # fmt: skip


def _new(rows: Iterator[Any], numbers: "array[int]") -> Iterator[PartyRow]:
    for row in rows:
        numbers.append(row.n)
        yield PartyRow(**{column: getattr(row, column) for column in _COLUMNS})


def _changed(rows: Iterator[Any], numbers: "array[int]") -> Iterator[register.PartyChange]:
    for row in rows:
        numbers.append(row.n)
        changes = staged.read_json(row.changes)
        values = {
            field: becomes
            for field, (_was, becomes) in changes.items()
            if not field.startswith(custom.BEGINNING)
        }
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
    settings=("country", "changing"),
    staged=("key", "notes", "custom", "parts", *_COLUMNS),
    sentences=parts.SENTENCES | SENTENCES | custom.SENTENCES,
    maker=_maker,
    begin=_begin,
    diff=_diff,
    apply=_apply,
    one_of=(("external_id", "number"), ("name", "last_name")),
    others=words.OF_DOCUMENTS,
    repeats="SAME",
    named_by=("external_id", "number", "name", "last_name", "first_name"),
    more=custom.fields,
)
