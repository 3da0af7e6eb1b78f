"""Custom fields come in with customers: by words or codes, judged row by row, and again."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from kartoteka.exchange import guessing, kinds
from kartoteka.exchange.fields import Column
from kartoteka.exchange.reading import reader
from kartoteka.register.models import Party
from tests.build import a_party
from tests.exchange import making
from tests.exchange.making import imported, told
from tests.register.fields.making import a_field, a_tab, held, put

pytestmark = pytest.mark.django_db
COLUMNS = {"number": Column("nr"), "name": Column("nazwa")}


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


@pytest.fixture
def tab() -> int:
    return a_tab()


def by_number() -> dict[str, dict[str, Any]]:
    return {number: held(pk) for pk, number in Party.objects.values_list("pk", "number")}


def of(key: str, **written: str) -> dict[str, Column]:
    return {f"field_{key}": Column(key, **written)}


def test_values_of_every_type_come_in_by_suggestions(tab: int, tmp_path: Path) -> None:
    a_field(tab, "moc", "NUMBER", decimals=1)
    a_field(tab, "oplata", "MONEY", labels={"pl": "Opłata stała"})
    a_field(tab, "od_kiedy", "DATE")
    a_field(tab, "inteligentny", "YES_NO")
    a_field(tab, "ogrzewanie", "DICTIONARY", own_values=("Gaz ziemny", "Węgiel"))
    a_field(tab, "media", "MULTI_CHOICE", own_values=("Woda", "Ciepło"))
    a_field(tab, "opiekun", "PERSON")
    a_party("Jan", kind="PERSON", number="JAN")
    where = making.a_csv(
        tmp_path / "a.csv",
        "numer;nazwa;moc;oplata stala;od kiedy;inteligentny;ogrzewanie;media;opiekun\n"
        "A1;Pierwsza;10,5;1 200,50;31.12.2025;tak;GAZ ZIEMNY;woda, ciepło;JAN\n"
        "A2;Druga;20;;2026-01-01;nie;wegiel;woda;\n",
    )
    seen = reader.sample(where)
    found = guessing.suggest(kinds.whole("PARTY"), seen.columns, seen.rows)
    columns = {name: suggestion.column for name, suggestion in found.items()}
    report = imported("PARTY", where, columns=columns)
    assert report.counts["NEW"] == 2, told(report, "PARTY")
    jan = Party.objects.get(number="JAN").pk
    assert by_number() == {
        "JAN": {},
        "A1": {
            "moc": Decimal("10.5"), "oplata": Decimal("1200.50"), "od_kiedy": "2025-12-31",
            "inteligentny": True, "ogrzewanie": "gaz_ziemny", "media": ["woda", "cieplo"],
            "opiekun": jan,
        },
        "A2": {
            "moc": Decimal("20.0"), "od_kiedy": "2026-01-01", "inteligentny": False,
            "ogrzewanie": "wegiel", "media": ["woda"],
        },
    }  # fmt: skip
    assert imported("PARTY", where, columns=columns).counts["SAME"] == 2


def test_what_does_not_fit_keeps_its_row_out_with_the_reason(tab: int, tmp_path: Path) -> None:
    a_field(tab, "moc", "NUMBER", maximum="40")
    a_field(tab, "kod", pattern="[A-Z]{2}[0-9]")
    a_field(tab, "licznik", is_unique=True)
    a_field(tab, "paliwo", "DICTIONARY", own_values=("Gaz",))
    a_field(tab, "opiekun", "PERSON")
    put(a_party("Inny", number="INNY"), licznik="L-1")
    where = making.a_csv(
        tmp_path / "a.csv",
        "nr;nazwa;moc;kod;licznik;paliwo;opiekun\n"
        "A1;Pierwsza;41;;;;\nA2;Druga;;ab1;;;\nA3;Trzecia;;;l 1;;\nA4;Czwarta;;;L-2;;\n"
        "A5;Piąta;;;l-2;;\nA6;Szósta;;;;Słoma;\nA7;Siódma;;;;;INNY\nA8;Ósma;5;AB1;;gaz;\n",
    )
    columns = COLUMNS | {
        name: column
        for key in ("moc", "kod", "licznik", "paliwo", "opiekun")
        for name, column in of(key).items()
    }
    report = imported("PARTY", where, columns=columns)
    assert told(report, "PARTY") == [
        (2, "REJECTED", "field_moc", "It may be at most 40."),
        (3, "REJECTED", "field_kod", "It does not have the form that is asked for here."),
        (4, "CONFLICT", "field_licznik", "Customer INNY has it already."),
        (6, "REJECTED", "field_licznik", "Row 5 has it already."),
        (7, "REJECTED", "field_paliwo", "“Słoma” is not in the dictionary."),
        (8, "REJECTED", "field_opiekun", "There is no customer with the number INNY."),
    ]
    assert report.counts["NEW"] == 2
    assert {number for number, values in by_number().items() if values} == {"INNY", "A4", "A8"}


def test_a_required_field_is_needed_of_new_ones_whose_kind_has_it(tab: int, tmp_path: Path) -> None:
    a_field(tab, "osoby", "NUMBER", is_required=True, only_kinds=("HOUSEHOLD",))
    where = making.a_csv(
        tmp_path / "a.csv",
        "nr;nazwa;rodzaj;osoby\nA1;Dom;household;\nA2;Dom 2;household;3\nA3;Firma;company;7\n",
    )
    columns = COLUMNS | of("osoby") | {"kind": Column("rodzaj")}
    report = imported("PARTY", where, columns=columns)
    assert told(report, "PARTY") == [
        (2, "REJECTED", "field_osoby", "Fill this in."),
        (4, "NOTE", "field_osoby", "“7” is not valid and was left out."),
    ]
    assert by_number() == {"A2": {"osoby": 3}, "A3": {}}


def test_a_second_import_tells_what_changes_and_an_empty_cell_changes_nothing(
    tab: int, tmp_path: Path
) -> None:
    a_field(tab, "paliwo", "DICTIONARY", own_values=("Gaz", "Prąd"))
    a_field(tab, "moc", "NUMBER")
    columns = COLUMNS | of("paliwo") | of("moc")
    first = making.a_csv(tmp_path / "a.csv", "nr;nazwa;paliwo;moc\nA1;Pierwsza;gaz;5\n")
    imported("PARTY", first, columns=columns)
    second = making.a_csv(tmp_path / "b.csv", "nr;nazwa;paliwo;moc\nA1;Pierwsza;prad;\n")
    report = imported("PARTY", second, columns=columns, dry=True)
    assert report.counts["CHANGED"] == 1
    assert report.rows[0].facts == {"field_paliwo": ['"gaz"', '"prad"']}
    assert by_number() == {"A1": {"paliwo": "gaz", "moc": 5}}
    imported("PARTY", second, columns=columns)
    assert by_number() == {"A1": {"paliwo": "prad", "moc": 5}}


def test_the_mapping_page_offers_the_fields(tab: int) -> None:
    a_field(tab, "moc", "NUMBER", labels={"en": "Power", "sk": "Výkon"})
    a_field(tab, "tajne", seen_by="SUPERADMINISTRATOR", edited_by="SUPERADMINISTRATOR")
    (field,) = kinds.whole("PARTY").fields[len(kinds.kind_of("PARTY").fields) :]
    assert (field.name, str(field.label), field.synonyms) == (
        "field_moc", "Power", ("moc", "power", "vykon"),
    )  # fmt: skip
    assert field.shows is not None
    assert (field.shows("5"), field.shows("")) == ("5", "")
