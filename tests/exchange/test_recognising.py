"""What a program is called, told by what came in from it before, so that nothing comes in twice."""

from pathlib import Path

import pytest
from django.utils import translation

from kartoteka.exchange import choosing, kinds, models, plans, recognising
from kartoteka.exchange.reading import reader
from kartoteka.exchange.reading.reader import Where
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.register import operations as register
from tests.exchange import making
from tests.exchange.making import imported

pytestmark = pytest.mark.django_db

CUSTOMERS = "id;nazwa\n11;Anna Kowalska\n12;Bartek Nowak\n"
INVOICES = "nr faktury;id klienta;kwota;termin\nF/1;11;10,00;1.5.2026\nF/2;12;20,00;1.5.2026\n"


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


@pytest.fixture
def creditor() -> int:
    draft = register.PartyDraft(kind="COMPANY", number="W1", name="Wodociągi", is_creditor=True)
    party_id = register.add_party(actor=SYSTEM, draft=draft)
    ledger.register_creditor(actor=SYSTEM, party_id=party_id, scheme="PL_UTILITY")
    return party_id


def _came_in(kind: str, where: Where, system: str, **given: object) -> None:
    imported(kind, where, system=system, **given)  # type: ignore[arg-type]
    models.Run.objects.create(kind=kind, state="DONE", plan={"system": system})


def _advice(kind: str, where: Where, *, may_rename: bool = True) -> tuple[str, set[str]]:
    seen = reader.sample(where)
    called = plans.system_of(where.path)
    advice = recognising.advise(kinds.kind_of(kind), seen, called, may_rename=may_rename)
    return advice.system, set(advice.suggested)


@pytest.mark.parametrize(
    ("name", "system"),
    [("klienci_2026-10.csv", "klienci"), ("klienci 2026-10-05 (1).csv", "klienci"),
     ("05.10.2026 klienci.xlsx", "klienci"), ("20261005_klienci.csv", "klienci"),
     ("baza2.db", "baza2"), ("2026.csv", "import")],
)  # fmt: skip
def test_the_day_in_the_name_of_a_file_is_no_part_of_the_programs(name: str, system: str) -> None:
    assert plans.system_of(name) == system


def test_customers_that_came_in_before_name_their_program(tmp_path: Path) -> None:
    _came_in("PARTY", making.a_csv(tmp_path / "a.csv", CUSTOMERS), "stary")
    again = making.a_csv(tmp_path / "eksport.csv", CUSTOMERS.replace("Nowak", "Nowak-Lis"))
    assert _advice("PARTY", again)[0] == "stary"
    others = making.a_csv(tmp_path / "inni.csv", "id;nazwa\n11;Celina\n12;Darek\n")
    assert _advice("PARTY", others)[0] == "inni"
    assert _advice("PARTY", again, may_rename=False)[0] == "eksport"


def test_invoices_in_a_file_of_their_own_find_the_program_of_their_customers(
    tmp_path: Path,
) -> None:
    _came_in("PARTY", making.a_csv(tmp_path / "klienci.csv", CUSTOMERS), "klienci")
    invoices = making.a_csv(tmp_path / "faktury.csv", INVOICES)
    system, suggested = _advice("RECEIVABLE", invoices)
    assert (system, "party_external_id" in suggested) == ("klienci", True)


def test_invoices_are_known_by_their_own_program_when_customers_are_named_by_nip(
    tmp_path: Path, creditor: int
) -> None:
    draft = register.PartyDraft(kind="COMPANY", name="Alfa", identifiers={"NIP": "5213017228"})
    register.add_party(actor=SYSTEM, draft=draft)
    text = "nr faktury;nip;kwota;termin\nF/1;5213017228;10,00;1.5.2026\n"
    where = making.a_csv(tmp_path / "wrzesien.csv", text)
    _came_in("RECEIVABLE", where, "fk", creditor_id=creditor)
    assert _advice("RECEIVABLE", making.a_csv(tmp_path / "pazdziernik.csv", text))[0] == "fk"


def test_a_reference_that_fits_our_numbers_is_taken_for_a_number(tmp_path: Path) -> None:
    for number, name in (("11", "Anna"), ("12", "Bartek")):
        draft = register.PartyDraft(kind="PERSON", number=number, name=name)
        register.add_party(actor=SYSTEM, draft=draft)
    suggested = _advice("RECEIVABLE", making.a_csv(tmp_path / "faktury.csv", INVOICES))[1]
    assert "party_number" in suggested
    assert "party_external_id" not in suggested


def test_two_programs_with_the_same_ids_leave_the_choice_to_the_person(tmp_path: Path) -> None:
    _came_in("PARTY", making.a_csv(tmp_path / "a.csv", CUSTOMERS), "woda")
    _came_in("PARTY", making.a_csv(tmp_path / "b.csv", "id;nazwa\n11;X Y\n12;Z W\n"), "prad")
    invoices = making.a_csv(tmp_path / "faktury.csv", INVOICES)
    assert _advice("RECEIVABLE", invoices)[0] == "faktury"


TABLES = """
CREATE TABLE kontrahenci (id INTEGER, nazwa TEXT, nip TEXT, telefon TEXT, miasto TEXT);
CREATE TABLE adresy (id_kontrahenta INTEGER, rodzaj TEXT, ulica TEXT, miasto TEXT, od TEXT);
CREATE TABLE kontakty (id_kontrahenta INTEGER, typ TEXT, wartosc TEXT, etykieta TEXT);
CREATE TABLE rachunki (id_kontrahenta INTEGER, nr_rachunku TEXT, waluta TEXT);
CREATE TABLE zgody (id_kontrahenta INTEGER, cel TEXT, kanal TEXT, data_zgody TEXT);
CREATE TABLE warunki (id_kontrahenta INTEGER, dni_platnosci INTEGER, rabat NUMERIC, od TEXT);
INSERT INTO kontrahenci VALUES (11, 'Anna', NULL, '601200300', 'Łódź');
INSERT INTO adresy VALUES (11, 'dostawa', 'Długa', 'Łódź', '2024-01-01');
INSERT INTO kontakty VALUES (11, 'telefon', '601200301', 'dom');
INSERT INTO rachunki VALUES (11, '61109010140000071219812874', 'PLN');
INSERT INTO zgody VALUES (11, 'marketing', 'e-mail', '2024-01-01');
INSERT INTO warunki VALUES (11, 14, 2.5, '2024-01-01');
"""


def test_each_kind_finds_its_table_and_the_program_that_knows_the_customers(
    tmp_path: Path,
) -> None:
    where = making.an_sqlite(tmp_path / "stary.db", TABLES)
    contents = reader.tables(where)
    expected = {
        "PARTY": "kontrahenci", "ADDRESS": "adresy", "CONTACT": "kontakty",
        "ACCOUNT": "rachunki", "CONSENT": "zgody", "TERMS": "warunki",
    }  # fmt: skip
    named = {kind: choosing.likeliest(kinds.whole(kind), contents)[1] for kind in expected}
    assert named == expected
    imported("PARTY", where, table="kontrahenci", system="program")
    seen = reader.sample(where, table="adresy")
    assert recognising.advise(kinds.whole("ADDRESS"), seen, "stary").system == "stary"
    models.Run.objects.create(kind="PARTY", state="DONE", plan={"system": "program"})
    assert recognising.advise(kinds.whole("ADDRESS"), seen, "stary").system == "program"
