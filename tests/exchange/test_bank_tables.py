"""What banks' own tables of payments are suggested to be, and read as."""

import pytest

from kartoteka.exchange.payments import mapping
from kartoteka.exchange.payments.reading import statements
from kartoteka.exchange.reading import reader
from kartoteka.exchange.reading.lying import lying_at
from kartoteka.formats.statements import Line, ParsedFile
from tests.exchange.test_payment_tables import CLERK

pytestmark = pytest.mark.django_db


def suggested(text: str, encoding: str = "cp1250") -> dict[str, str]:
    seen = mapping.look(viewer=CLERK, data=text.encode(encoding), name="a.csv", written={})
    return {each.field.name: each.column.name for each in seen.to_map.places if each.column}


def parsed(text: str, encoding: str = "cp1250", **given: str) -> ParsedFile:
    """The file as it is read where a person takes every suggestion."""
    data = text.encode(encoding)
    seen = mapping.look(viewer=CLERK, data=data, name="a.csv", written={})
    columns = {each.field.name: each.column for each in seen.to_map.places if each.column}
    with (
        lying_at(data, "a.csv") as path,
        reader.all_rows(reader.Where(path=path), table="") as (names, batches),
    ):
        return statements(names, batches, columns, {"closing": True, **given}, encoding)


def read(text: str, encoding: str = "cp1250", **given: str) -> list[Line]:
    """The lines of a file of which nothing is lost or odd."""
    found = parsed(text, encoding, **given)
    assert not [each for each in found.problems if each.code != "table.closing"]
    return [line for each in found.statements for line in each.lines]


def test_a_column_of_credits_and_debits_says_which_way_unsigned_amounts_went() -> None:
    text = (
        '"Dátum spracovania","Suma","Mena","Typ","Informácia pre príjemcu"\n'
        '"03.09.2026","123,45","EUR","Kredit","voda"\n"02.09.2026","3,00","EUR","Debet",""\n'
    )
    assert suggested(text, "utf-8")["sign"] == "Typ"
    assert [str(line.amount) for line in read(text, "utf-8")] == ["123.45", "-3.00"]


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (
            "Data;Kwota;Numer rachunku kontrahenta;Kontrahent;Szczegóły transakcji",
            {"other_account": "Numer rachunku kontrahenta", "name": "Kontrahent",
             "title": "Szczegóły transakcji"},
        ),
        (
            "Data;Kwota;Rachunek nadawcy/odbiorcy;Nadawca/Odbiorca;Treść",
            {"other_account": "Rachunek nadawcy/odbiorcy", "name": "Nadawca/Odbiorca",
             "title": "Treść"},
        ),
        (
            "Dátum;Suma;Účet protistrany;Názov účtu protistrany;Správa pre prijímateľa",
            {"other_account": "Účet protistrany", "name": "Názov účtu protistrany",
             "title": "Správa pre prijímateľa"},
        ),
        (
            "Dátum;Suma;IBAN protistrany;Protistrana;ID transakcie",
            {"other_account": "IBAN protistrany", "name": "Protistrana",
             "reference": "ID transakcie"},
        ),
    ],
)  # fmt: skip
def test_headings_of_who_paid_and_what_for_are_known(
    headings: str, columns: dict[str, str]
) -> None:
    row = "2.9.2026;5,00;PL61109010140000071219812874;Jan Łoś;K7"
    found = suggested(f"{headings}\n{row}\n{row}\n")
    assert {name: found.get(name) for name in columns} == columns


def test_words_of_credits_beside_signed_amounts_or_on_some_rows_are_no_direction() -> None:
    signed = "Data;Kwota;Typ\n2.9.2026;5,00;Wpływ\n3.9.2026;-5,00;Wpływ\n"
    some = "Data;Kwota;Kategoria\n2.9.2026;5,00;Wpływ\n3.9.2026;6,00;\n"
    assert "sign" not in suggested(signed)
    assert "sign" not in suggested(some)


def test_an_apostrophe_before_account_numbers_is_no_quotation_mark() -> None:
    text = (
        "Data księgowania;Rachunek źródłowy;Tytułem;Kwota operacji;Waluta;Numer referencyjny\r\n"
        "03.09.2026;'21102010260000042270201111;FV 7;1 123,45;PLN;'C99;\r\n"
        "02.09.2026;'61109010140000071219812874;opłata;-3,00;PLN;'C98;\r\n"
    )
    first, second = read(text)
    assert (str(first.amount), first.counterparty_account, first.reference) == (
        "1123.45", "21102010260000042270201111", "C99",
    )  # fmt: skip
    assert (str(second.amount), second.title, second.reference) == ("-3.00", "opłata", "C98")


PAYER = "PL61109010140000071219812874"
OURS = "PL27114020040000300201355387"


def test_a_table_of_sums_above_the_payments_is_passed_over() -> None:
    text = (
        "Bank S.A.;\n#Klient;\nZAKŁAD;\n\n#Waluta;#Wpływy;#Wydatki;\nPLN;1 123,45;-3,00;\n\n"
        "#Data operacji;#Opis operacji;#Rachunek;#Kategoria;#Kwota;\n"
        "2026-09-03;FV/2026/7;Konto;Wpływy;1 123,45 PLN;\n"
        "2026-09-02;OPŁATA;Konto;Opłaty;-3,00 PLN;\n"
    )
    assert suggested(text) == {
        "booked_on": "#Data operacji", "title": "#Opis operacji", "amount": "#Kwota",
    }  # fmt: skip
    assert [(line.title, str(line.amount)) for line in read(text)] == [
        ("FV/2026/7", "1123.45"), ("OPŁATA", "-3.00"),
    ]  # fmt: skip


def test_cells_behind_the_title_say_themselves_what_they_are() -> None:
    text = (
        '"Data operacji","Kwota","Waluta","Opis transakcji","","",""\n'
        '"2026-09-03","+123.45","PLN","Rachunek nadawcy: 61 1090 1014 0000 0712 1981 2874",'
        '"Nazwa nadawcy: JAN ŁOŚ","Tytuł: FV/2026/7: woda","Numer: 12"\n'
        '"2026-09-02","-3.00","PLN","Tytuł: PROWIZJA","","",""\n'
        '"2026-09-01","+50.00","PLN","Nazwa nadawcy: ANNA ŻÓŁĆ","Adres nadawcy: POLNA 1","K 1",""\n'
    )
    seen = [
        (line.title, line.counterparty_name, line.counterparty_account, line.counterparty_address)
        for line in read(text)
    ]
    assert seen == [
        ("FV/2026/7: woda Numer: 12", "JAN ŁOŚ", PAYER, ""),
        ("PROWIZJA", "", "", ""),
        ("K 1", "ANNA ŻÓŁĆ", "", "POLNA 1"),
    ]


def test_of_one_column_a_title_is_kept_as_it_is_written() -> None:
    text = "Data;Kwota;Tytuł\n2026-09-03;5,00;Nazwa nadawcy: ktoś inny\n2026-09-03;6,00;Tytuł: a\n"
    assert [(line.title, line.counterparty_name) for line in read(text)] == [
        ("Nazwa nadawcy: ktoś inny", ""), ("Tytuł: a", ""),
    ]  # fmt: skip


def test_ours_is_the_receiver_of_what_comes_and_the_sender_of_what_goes() -> None:
    text = (
        "Data;Kwota;Rachunek nadawcy;Rachunek odbiorcy;Tytuł\n"
        f"2026-09-03;123,45;{PAYER};{OURS};FV/2026/7\n2026-09-02;-3,00;{OURS};{PAYER};zwrot\n"
    )
    data = text.encode()
    seen = mapping.look(viewer=CLERK, data=data, name="a.csv", written={})
    columns = {each.field.name: each.column for each in seen.to_map.places if each.column}
    with (
        lying_at(data, "a.csv") as path,
        reader.all_rows(reader.Where(path=path), table="") as (names, batches),
    ):
        (found,) = statements(names, batches, columns, {}, "utf-8").statements
    assert found.account == OURS
    assert [line.counterparty_account for line in found.lines] == [PAYER, PAYER]


def test_a_payers_cell_may_hold_a_dash_or_the_account_on_a_line_of_its_own() -> None:
    text = (
        "Data transakcji;Data zaksięgowania;Kwota;Nadawca / Odbiorca;Opis\n"
        f'03-09-2026;04-09-2026;123,45;"JAN ŁOŚ\nUL. POLNA 1\n{PAYER}";FV/2026/7\n'
        "02-09-2026;02-09-2026;-3,00;-;PROWIZJA\n"
    )
    seen = [
        (str(line.booked_on), line.counterparty_name, line.counterparty_account)
        for line in read(text, "utf-8")
    ]
    assert seen == [("2026-09-04", "JAN ŁOŚ UL. POLNA 1", PAYER), ("2026-09-02", "", "")]


def test_what_the_bank_only_holds_is_told_and_is_no_lost_line() -> None:
    text = (
        "Data księgowania;Tytuł;Kwota transakcji (waluta rachunku);Kwota blokady/zwolnienie"
        " blokady\n2026-09-03;FV/2026/7;123,45;\n;Karta;;-20,00\n;Karta;0,00;-5,00\n"
    )
    seen = mapping.look(viewer=CLERK, data=text.encode(), name="a.csv", written={})
    columns = {each.field.name: each.column for each in seen.to_map.places if each.column}
    with (
        lying_at(text.encode(), "a.csv") as path,
        reader.all_rows(reader.Where(path=path), table="") as (names, batches),
    ):
        found = statements(names, batches, columns, {}, "utf-8")
    assert [str(line.amount) for each in found.statements for line in each.lines] == ["123.45"]
    assert [(one.code, one.place, one.line_lost) for one in found.problems] == [
        ("table.held", "3", False),
        ("table.held", "4", False),
    ]


def test_where_both_sides_label_themselves_the_other_one_is_by_the_direction() -> None:
    sides = (
        '"Rachunek nadawcy: {0}","Nazwa nadawcy: {1}","Rachunek odbiorcy: {2}",'
        '"Nazwa odbiorcy: {3}","Lokalizacja: Kraków","Tytuł: K7"'
    )
    text = (
        "Data operacji,Data waluty,Typ,Numer referencyjny,Saldo,Kwota,Waluta,Opis transakcji,,,,,\n"
        f"2026-09-03,,P,A1,9.00,+5.00,PLN,{sides.format(PAYER, 'JAN ŁOŚ', OURS, 'ZAKŁAD')}\n"
        f"2026-09-02,,P,A2,4.00,-3.00,PLN,{sides.format(OURS, 'ZAKŁAD', PAYER, 'GAZ SA')}\n"
    )
    (found,) = parsed(text).statements
    assert found.account == OURS
    assert [
        (line.title, line.counterparty_name, line.counterparty_account) for line in found.lines
    ] == [("Lokalizacja: Kraków K7", "JAN ŁOŚ", PAYER), ("Lokalizacja: Kraków K7", "GAZ SA", PAYER)]


def test_the_other_side_of_what_goes_out_is_the_receiver_by_name_too() -> None:
    other = "PL52105010120000000000000101"
    text = (
        "Data;Kwota;Nazwa nadawcy;Nazwa odbiorcy;Numer rachunku nadawcy;Numer rachunku odbiorcy\n"
        f"2026-09-03;5,00;JAN ŁOŚ;ZAKŁAD;{PAYER};{OURS}\n"
        f"2026-09-02;-3,00;ZAKŁAD;GAZ SA;{OURS};{other}\n"
        "2026-09-02;-1,00;;;;\n"
        f"2026-09-01;2,00;ZAKŁAD;GAZ SA;{OURS};{PAYER}\n"
    )
    (found,) = parsed(text).statements
    assert found.account == OURS
    assert [
        (str(line.amount), line.counterparty_name, line.counterparty_account)
        for line in found.lines
    ] == [
        ("5.00", "JAN ŁOŚ", PAYER), ("-3.00", "GAZ SA", other), ("-1.00", "", ""),
        ("2.00", "ZAKŁAD", PAYER),
    ]  # fmt: skip


def test_one_payer_of_several_virtual_accounts_is_not_taken_for_us() -> None:
    other = "PL52105010120000000000000101"
    text = (
        "Data;Kwota;Rachunek nadawcy;Rachunek odbiorcy\n"
        f"2026-09-03;5,00;{PAYER};{OURS}\n2026-09-02;3,00;{PAYER};{other}\n"
    )
    assert [
        (each.account, line.counterparty_account)
        for each in parsed(text).statements
        for line in each.lines
    ] == [(OURS, PAYER), (other, PAYER)]


def test_a_column_of_totals_is_the_amount_and_the_row_of_sums_is_none() -> None:
    text = (
        "Sygnatura;Dłużnik;Data wpłaty;Należność główna;Odsetki;Razem\n"
        "Km 12/26;Jan Łoś;02.09.2026;100,00 zł;20,00 zł;120,00 zł\n"
        "Km 13/26;Anna Żółć;02.09.2026;50,00 zł;0,00 zł;50,00 zł\n"
        ";;Razem:;150,00 zł;20,00 zł;170,00 zł\n"
    )
    assert suggested(text)["amount"] == "Razem"
    assert [(str(line.amount), line.title) for line in read(text)] == [
        ("120.00", "Km 12/26"), ("50.00", "Km 13/26"),
    ]  # fmt: skip


def test_totals_beside_what_came_and_went_are_no_amount() -> None:
    text = "Data;Przychód;Rozchód;Razem\n2.9.2026;50,00;;50,00\n3.9.2026;;30,00;20,00\n"
    assert "amount" not in suggested(text)
    assert [str(line.amount) for line in read(text)] == ["50.00", "-30.00"]


def test_a_voucher_is_a_reference_by_its_number_and_not_by_its_kind() -> None:
    head = "Data;Dowód;Treść;Kwota\n"
    numbers = f"{head}2.9.2026;KP/1/2026;K1;5,00\n2.9.2026;KP/2/2026;K2;5,00\n"
    kinds = f"{head}2.9.2026;KP;K1;5,00\n2.9.2026;KP;K2;5,00\n"
    assert suggested(numbers)["reference"] == "Dowód"
    assert "Dowód" not in suggested(kinds).values()
