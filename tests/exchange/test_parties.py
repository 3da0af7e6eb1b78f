"""Customers of another program: new, changed, same, conflicts and rejections, and again."""

from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from kartoteka.exchange import engine
from kartoteka.exchange.engine import SourceChanged
from kartoteka.exchange.fields import Column
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from tests.exchange import making
from tests.exchange.making import imported, told

pytestmark = pytest.mark.django_db

UNKNOWN = """
CREATE TABLE kontrahenci (id_kontrahenta INTEGER PRIMARY KEY, nazwa_pelna TEXT, nip TEXT,
  ulica TEXT, kod_pocztowy TEXT, miejscowosc TEXT, e_mail TEXT, tel TEXT, nr_rachunku TEXT);
INSERT INTO kontrahenci VALUES
 (1, 'Wodociągi Łódź sp. z o.o.', '521-301-72-28', 'Długa 1', '90-001', 'Łódź', 'BIURO@wod.pl',
  '+48 501 111 222', '11 1020 5558 1111 1234 5678 9012'),
 (2, 'Jan Żółty', NULL, 'Krótka 2/3', '00-950', 'Warszawa', 'nie mail', '22 555 12 12', NULL),
 (3, 'Zły NIP', '1234567890', NULL, NULL, NULL, NULL, NULL, NULL);
"""


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


def _rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _nothing_is_there() -> bool:
    return _rows(
        "SELECT (SELECT count(*) FROM register_party), (SELECT count(*) FROM exchange_externalid)"
    ) == [(0, 0)]


def test_an_unknown_database_comes_in_by_suggestions_alone(tmp_path: Path) -> None:
    where = making.an_sqlite(tmp_path / "a.db", UNKNOWN)
    report = imported("PARTY", where, table="kontrahenci")
    assert report.counts == {"NEW": 2, "CHANGED": 0, "SAME": 0, "CONFLICT": 0, "REJECTED": 1}
    assert told(report, "PARTY") == [
        (2, "NOTE", "email", "“nie mail” is not valid and was left out."),
        (3, "REJECTED", "nip", "“1234567890” is not valid."),
    ]
    assert _rows(
        "SELECT p.kind, p.name, i.value, a.street, a.postal_code, a.city FROM register_party p"
        " LEFT JOIN register_identifier i ON i.party_id = p.id"
        " LEFT JOIN register_address a ON a.party_id = p.id ORDER BY p.id"
    ) == [
        ("COMPANY", "Wodociągi Łódź sp. z o.o.", "5213017228", "Długa 1", "90-001", "Łódź"),
        ("PERSON", "Jan Żółty", None, "Krótka 2/3", "00-950", "Warszawa"),
    ]
    assert _rows("SELECT kind, value FROM register_contact ORDER BY id") == [
        ("EMAIL", "biuro@wod.pl"),
        ("PHONE", "+48501111222"),
        ("PHONE", "+48225551212"),
    ]


def test_a_dry_run_tells_the_same_and_leaves_nothing(tmp_path: Path) -> None:
    where = making.an_sqlite(tmp_path / "a.db", UNKNOWN)
    dry = imported("PARTY", where, table="kontrahenci", dry=True)
    assert _nothing_is_there()
    real = imported("PARTY", where, table="kontrahenci", expected=dry.digest)
    assert (dry.counts, dry.rows) == (real.counts, real.rows)


def test_a_second_run_finds_all_the_same(tmp_path: Path) -> None:
    where = making.an_sqlite(tmp_path / "a.db", UNKNOWN)
    imported("PARTY", where, table="kontrahenci")
    before = _rows("SELECT max(id), count(*) FROM trail_change")
    report = imported("PARTY", where, table="kontrahenci")
    assert report.counts == {"NEW": 0, "CHANGED": 0, "SAME": 2, "CONFLICT": 0, "REJECTED": 1}
    assert _rows("SELECT max(id), count(*) FROM trail_change") == before


def test_a_changed_row_changes_the_same_party(tmp_path: Path) -> None:
    where = making.an_sqlite(tmp_path / "a.db", UNKNOWN)
    imported("PARTY", where, table="kontrahenci")
    making.an_sqlite(
        tmp_path / "a.db",
        "UPDATE kontrahenci SET nazwa_pelna = 'Jan Żółty-Nowak', miejscowosc = 'Radom',"
        " ulica = NULL, nip = '1132191233', tel = '600700800' WHERE id_kontrahenta = 2",
    )
    report = imported("PARTY", where, table="kontrahenci")
    assert report.counts == {"NEW": 0, "CHANGED": 1, "SAME": 1, "CONFLICT": 0, "REJECTED": 1}
    changed = next(row for row in report.rows if row.outcome == "CHANGED")
    assert changed.facts == {
        "name": ["Jan Żółty", "Jan Żółty-Nowak"],
        "city": ["Warszawa", "Radom"],
        "nip": [None, "1132191233"],
        "phone": ["+48225551212", "+48600700800"],
    }
    assert _rows(
        "SELECT p.name, a.street, a.city, i.value FROM register_party p"
        " JOIN register_address a ON a.party_id = p.id"
        " JOIN register_identifier i ON i.party_id = p.id WHERE p.name LIKE 'Jan%'"
    ) == [("Jan Żółty-Nowak", "Krótka 2/3", "Radom", "1132191233")]
    assert _rows("SELECT count(*) FROM register_party") == [(2,)]
    again = imported("PARTY", where, table="kontrahenci")
    assert again.counts["SAME"] == 2


def test_other_data_than_the_dry_run_saw_are_refused(tmp_path: Path) -> None:
    where = making.an_sqlite(tmp_path / "a.db", UNKNOWN)
    dry = imported("PARTY", where, table="kontrahenci", dry=True)
    making.an_sqlite(tmp_path / "a.db", "DELETE FROM kontrahenci WHERE id_kontrahenta = 1")
    with pytest.raises(SourceChanged):
        imported("PARTY", where, table="kontrahenci", expected=dry.digest)
    assert _nothing_is_there()


def test_a_tax_number_that_somebody_has_is_a_conflict(tmp_path: Path) -> None:
    register.add_party(
        actor=SYSTEM,
        draft=register.PartyDraft(
            kind="COMPANY", number="K1", name="Wodociągi", identifiers={"NIP": "5213017228"}
        ),
    )
    where = making.an_sqlite(tmp_path / "a.db", UNKNOWN)
    report = imported("PARTY", where, table="kontrahenci")
    assert report.counts == {"NEW": 1, "CHANGED": 0, "SAME": 0, "CONFLICT": 1, "REJECTED": 1}
    assert (1, "CONFLICT", "nip", "Customer K1 has it already.") in told(report, "PARTY")


def test_rows_that_repeat_are_told_with_the_first(tmp_path: Path) -> None:
    where = making.a_csv(
        tmp_path / "a.csv",
        "id;nazwa;nip\n7;Alfa;5213017228\n7;Beta;\n8;Gamma;521-301-72-28\n;Delta;\n",
    )
    report = imported("PARTY", where)
    assert report.counts == {"NEW": 1, "CHANGED": 0, "SAME": 0, "CONFLICT": 0, "REJECTED": 3}
    assert told(report, "PARTY") == [
        (3, "REJECTED", "", "Row 2 has the same id already."),
        (4, "REJECTED", "nip", "Row 2 has it already."),
        (5, "REJECTED", "external_id", "The value is missing."),
    ]


def test_a_number_of_somebody_else_is_a_conflict_and_of_the_same_name_is_not(
    tmp_path: Path,
) -> None:
    for number, name in (("K1", "Anna Kowalska"), ("K2", "Bartek Nowak")):
        draft = register.PartyDraft(kind="PERSON", number=number, name=name)
        register.add_party(actor=SYSTEM, draft=draft)
    where = making.a_csv(
        tmp_path / "a.csv", "nr klienta;nazwa;email\nK1;ANNA KOWALSKA;a@x.pl\nK2;Celina;\n"
    )
    report = imported("PARTY", where)
    assert report.counts == {"NEW": 0, "CHANGED": 1, "SAME": 0, "CONFLICT": 1, "REJECTED": 0}
    assert told(report, "PARTY")[1] == (
        3, "CONFLICT", "number", "The number belongs to another customer: K2 Bartek Nowak.",
    )  # fmt: skip


def test_branches_find_their_head_office_by_its_id(tmp_path: Path) -> None:
    where = making.a_csv(
        tmp_path / "a.csv",
        "id;nazwa;nip;nadrzedny\n10;Gmina;5213017228;\n11;Szkoła;5213017228;10\n12;Zły;;99\n",
    )
    report = imported("PARTY", where)
    assert report.counts == {"NEW": 2, "CHANGED": 0, "SAME": 0, "CONFLICT": 0, "REJECTED": 1}
    assert told(report, "PARTY") == [
        (4, "REJECTED", "parent_number", "There is no such superior party: 99."),
    ]
    assert _rows(
        "SELECT child.name, head.name FROM register_party child"
        " JOIN register_party head ON head.id = child.parent_id"
    ) == [("Szkoła", "Gmina")]


def test_kinds_countries_and_lost_zeros_are_understood(tmp_path: Path) -> None:
    where = making.a_csv(
        tmp_path / "a.csv",
        "id;nazwa;ico;kraj;typ\n1;Vodárne s.r.o.;151700;Slovensko;firma\n2;Ján;;SK;FO\n"
        "3;X;;Narnia;\n4;Y;;;smok\n",
    )
    report = imported("PARTY", where)
    assert told(report, "PARTY") == [
        (4, "REJECTED", "country", "“Narnia” is not valid."),
        (5, "REJECTED", "kind", "“smok” is not valid."),
    ]
    assert _rows(
        "SELECT p.kind, p.country, p.language, i.value FROM register_party p"
        " LEFT JOIN register_identifier i ON i.party_id = p.id ORDER BY p.id"
    ) == [("COMPANY", "SK", "sk", "00151700"), ("PERSON", "SK", "sk", None)]


def test_zeros_that_a_spreadsheet_took_are_given_back_where_the_number_proves_it(
    tmp_path: Path,
) -> None:
    where = making.a_csv(
        tmp_path / "a.csv",
        "id;nazwisko;imie;pesel;regon;ulica;kod pocztowy;miasto\n"
        "1;Lis;Anna;2251501239;;Polna 1;950;Łódź\n2;Wilk;Jan;123100016;1234562;Leśna 2;2495;Radom\n"
        "3;Kot;Ewa;2251501238;;Polna 2;90562;Łódź\n4;Ryś;Jan;08010100028;;Polna 3;90562;Łódź\n",
    )
    report = imported("PARTY", where)
    assert told(report, "PARTY") == [(4, "REJECTED", "pesel", "“••••••••38” is not valid.")]
    assert _rows(
        "SELECT p.name, a.postal_code, array_agg(i.value ORDER BY i.kind)"
        " FROM register_party p JOIN register_address a ON a.party_id = p.id"
        " LEFT JOIN register_identifier i ON i.party_id = p.id AND i.kind = 'REGON'"
        " GROUP BY p.id, a.id ORDER BY p.id"
    ) == [
        ("Lis Anna", "00950", [None]),
        ("Wilk Jan", "02495", ["001234562"]),
        ("Ryś Jan", "90562", [None]),
    ]


@pytest.mark.parametrize(
    ("whole", "street", "code", "city"),
    [
        ("ul. 3 Maja 5/7; 00-950 Warszawa", "ul. 3 Maja 5/7", "00-950", "Warszawa"),
        ("Partizánska 12/3, 058 01 Poprad 1", "Partizánska 12/3", "058 01", "Poprad 1"),
        ("Plac Defilad 1 00-901 Warszawa 48", "Plac Defilad 1", "00-901", "Warszawa 48"),
        ("Polna 3, 90-562 Łódź, Polska", "Polna 3", "90-562", "Łódź"),
        ("00-950 Warszawa, ul. Długa 5", "ul. Długa 5", "00-950", "Warszawa"),
        ("040 01 Košice, Hlavná 12", "Hlavná 12", "040 01", "Košice"),
        ("ul. Długa 5, Zielona Góra 65-001", "ul. Długa 5", "65-001", "Zielona Góra"),
    ],
)
def test_an_address_in_one_cell_is_parted_in_any_order(
    tmp_path: Path, whole: str, street: str, code: str, city: str
) -> None:
    where = making.a_csv(tmp_path / "a.csv", f"id|nazwa|adres\n1|Lis|{whole}\n2|Wilk|Długa 3\n")
    report = imported("PARTY", where)
    assert told(report, "PARTY") == [(3, "REJECTED", "city", "The value is missing.")]
    assert _rows("SELECT street, postal_code, city FROM register_address") == [(street, code, city)]


def test_a_kind_that_lacks_its_columns_is_refused(tmp_path: Path) -> None:
    where = making.a_csv(tmp_path / "a.csv", "miasto;telefon\nŁódź;501111222\nRadom;501111223\n")
    with pytest.raises(engine.NothingMapped) as refusal:
        imported("PARTY", where)
    assert refusal.value.sentence() == (
        "Choose a column for: Id in that program / Customer number, Name / Last name."
    )


def test_a_name_in_several_columns_and_an_address_in_one_are_put_right(tmp_path: Path) -> None:
    where = making.a_csv(
        tmp_path / "a.csv",
        "id;nazwa1;nazwa2;adres\n1;Spółdzielnia;„Zacisze”;ul. Polna 3/4, 90-562 Łódź\n"
        "2;Ján Šťastný;;Dlhá 5, 040 01 Košice\n3;Lis Anna;;Długa 3\n",
    )
    report = imported("PARTY", where)
    assert told(report, "PARTY") == [(4, "REJECTED", "city", "The value is missing.")]
    assert _rows(
        "SELECT p.kind, p.name, a.street, a.postal_code, a.city FROM register_party p"
        " JOIN register_address a ON a.party_id = p.id ORDER BY p.id"
    ) == [
        ("COMPANY", "Spółdzielnia „Zacisze”", "ul. Polna 3/4", "90-562", "Łódź"),
        ("PERSON", "Ján Šťastný", "Dlhá 5", "040 01", "Košice"),
    ]
    assert imported("PARTY", where).counts["SAME"] == 2


def test_the_person_beside_a_firm_does_not_make_it_a_person(tmp_path: Path) -> None:
    where = making.a_csv(
        tmp_path / "a.csv",
        "id;first name;last name;company\n1;Luis;Lima;Embraer\n2;Leonie;Kohler;\n"
        "3;Jan;Nowak;Jan Nowak\n",
    )
    imported("PARTY", where)
    assert _rows("SELECT kind, name FROM register_party ORDER BY id") == [
        ("COMPANY", "Embraer"),
        ("PERSON", "Kohler Leonie"),
        ("PERSON", "Jan Nowak"),
    ]


@pytest.mark.parametrize(
    ("column", "tick", "kind"),
    [("czy firma", "1", "COMPANY"), ("czy firma", "0", "PERSON"), ("osoba", "tak", "PERSON"),
     ("osoba fizyczna", "nie", "COMPANY")],
)  # fmt: skip
def test_a_tick_says_what_its_column_asks(
    tmp_path: Path, column: str, tick: str, kind: str
) -> None:
    where = making.a_csv(tmp_path / "a.csv", f"id;nazwa;{column}\n1;Alfa;{tick}\n")
    columns = {
        **making.suggested("PARTY", where),
        "kind": Column(column),
    }
    imported("PARTY", where, columns=columns)
    assert _rows("SELECT kind FROM register_party") == [(kind,)]


def test_a_tick_under_a_column_that_asks_nothing_is_told(tmp_path: Path) -> None:
    where = making.a_csv(tmp_path / "a.csv", "id;nazwa;typ\n1;Alfa;1\n")
    assert "kind" not in making.suggested("PARTY", where)
    columns = {**making.suggested("PARTY", where), "kind": Column("typ")}
    report = imported("PARTY", where, columns=columns)
    assert told(report, "PARTY") == [(2, "REJECTED", "kind", "“1” is not valid.")]


def test_customers_repeated_beside_each_of_their_invoices_come_in_once(tmp_path: Path) -> None:
    where = making.a_csv(
        tmp_path / "a.csv",
        "id;klient_id;klient_nazwa;nr_faktury;kwota;termin\n1;71;Alfa;F/1;1,00;1.5.2026\n"
        "2;71;Alfa;F/2;2,00;1.5.2026\n3;72;Beta;F/3;3,00;1.5.2026\n4;72;Gamma;F/4;4,00;1.5.2026\n",
    )
    report = imported("PARTY", where)
    assert report.counts == {"NEW": 2, "CHANGED": 0, "SAME": 1, "CONFLICT": 0, "REJECTED": 1}
    assert told(report, "PARTY") == [(5, "REJECTED", "", "Row 4 has the same id already.")]
    assert _rows("SELECT name FROM register_party ORDER BY id") == [("Alfa",), ("Beta",)]


def test_every_told_row_says_whom_it_is_about(tmp_path: Path) -> None:
    register.add_party(
        actor=SYSTEM,
        draft=register.PartyDraft(
            kind="COMPANY", number="K1", name="Wodociągi", identifiers={"NIP": "5213017228"}
        ),
    )
    where = making.a_csv(
        tmp_path / "a.csv",
        "id;nazwa;nip\n7;Alfa;5213017228\n8;Beta;123\n9;Gamma\n10;Delta;\n10;Epsilon;\n",
    )
    report = imported("PARTY", where)
    assert [(row.number, row.outcome, row.what) for row in report.rows] == [
        (2, "CONFLICT", "7 · Alfa"),
        (3, "REJECTED", "8 · Beta"),
        (4, "REJECTED", "9 · Gamma"),
        (6, "REJECTED", "10 · Epsilon"),
    ]


@pytest.mark.volume
def test_many_known_customers_are_compared_in_seconds(tmp_path: Path) -> None:
    rows = "".join(f"{n};Klient {n};Miasto;klient{n}@poczta.example\n" for n in range(2000))
    where = making.a_csv(tmp_path / "k.csv", "kod;nazwa;miasto;email\n" + rows)
    assert imported("PARTY", where).counts["NEW"] == 2000
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '8s'")
    again = imported("PARTY", where)
    assert again.counts == {"NEW": 0, "CHANGED": 0, "SAME": 2000, "CONFLICT": 0, "REJECTED": 0}
