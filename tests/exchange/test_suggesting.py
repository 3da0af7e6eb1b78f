"""Tables as other programs have them: every suggestion is right, and what is unsure has none."""

import pytest

from kartoteka.exchange import guessing, kinds

pytestmark = pytest.mark.django_db

POLISH = (
    ["ID_KONTR", "SYMBOL", "NAZWA1", "NAZWA2", "NIP", "ULICA", "NR", "KOD", "MIASTO", "POCZTA",
     "TEL", "BANK", "KONTO", "DATA_DOD", "OPIEKUN"],
    [["11", "KOW", "Kowalski Jan", "", "", "Długa", "3", "00-950", "Warszawa", "Warszawa",
      "601200300", "", "", "2020-01-02", "Anna Z"],
     ["12", "WOD", "Wodociągi", "sp. z o.o.", "5213017228", "Polna", "7", "90-001", "Łódź", "Łódź",
      "", "PKO", "61109010140000071219812874", "2020-01-03", "Anna Z"]],
)  # fmt: skip
PREFIXED = (
    ["Knt_GIDNumer", "Knt_Akronim", "Knt_Nazwa1", "Knt_Nazwa2", "Knt_KodP", "Knt_Miasto",
     "Knt_Nip", "Knt_Telefon1", "Knt_Typ", "Knt_LimitOkres"],
    [["1001", "ALFA", "Alfa", "sp. z o.o.", "90-001", "Łódź", "5213017228", "426331122", "32",
      "14"]],
)  # fmt: skip
SLOVAK = (
    ["cislo_odb", "nazov", "ico", "dic", "ic_dph", "ulica", "cislo", "psc", "obec", "mail"],
    [["501", "Vodárne, a.s.", "36672297", "2022236414", "SK2022236414", "Bôrická", "1960",
      "010 57", "Žilina", "a@vz.sk"]],
)  # fmt: skip
CHINOOK = (
    ["CustomerId", "FirstName", "LastName", "Company", "Address", "City", "State", "Country",
     "PostalCode", "Phone", "Fax", "Email", "SupportRepId"],
    [["1", "Luís", "Gonçalves", "Embraer", "Av. Brigadeiro", "São José", "SP", "Brazil",
      "12227-000", "+55 (12) 3923-5555", "+55 (12) 3923-5566", "l@embraer.com", "3"]],
)  # fmt: skip
NORTHWIND = (
    ["CustomerID", "CompanyName", "ContactName", "ContactTitle", "Address", "City", "Region",
     "PostalCode", "Country", "Phone"],
    [["AROUT", "Around the Horn", "Thomas Hardy", "Owner", "120 Hanover Sq.", "London", "",
      "WA1 1DP", "UK", "(171) 555-7788"]],
)  # fmt: skip
WIDE = (
    ["id", "klient_id", "klient_nazwa", "klient_nip", "klient_ulica", "klient_kod",
     "klient_miasto", "sprzedawca_nip", "nr_faktury", "data_wystawienia", "data_zaplaty",
     "termin_platnosci", "kwota_netto", "kwota_vat", "kwota_brutto", "pozostalo"],
    [["1", "71", "Alfa sp. z o.o.", "5213017228", "Długa 1", "90-001", "Łódź", "7251801126",
      "F/1", "03-STY-2026", "", "17-STY-2026", "100,00", "23,00", "123,00", "123,00"]],
)  # fmt: skip
UTILITY = (
    ["account_no", "acct_type", "holder_first", "holder_last", "business_name", "svc_address",
     "svc_city", "svc_zip", "mobile_phone", "email_address", "tax_id", "created_at", "status"],
    [["A-001", "RES", "Jan", "Nowak", "", "Długa 1", "Łódź", "90-001", "+48601200300", "j@x.pl",
      "", "2020-01-01", "active"],
     ["A-002", "COM", "", "", "Alfa", "Polna 2", "Łódź", "90-002", "", "", "5213017228",
      "2020-01-01", "active"]],
)  # fmt: skip
BANKS = (
    ["kh_id", "kh_imie", "kh_bank_nazwa", "kh_grupa_nazwa", "kh_kod"],
    [["1", "Jan", "PKO", "detal", "90-001"], ["2", "Anna", "PKO", "detal", "90-002"]],
)


def _suggested(kind: str, table: tuple[list[str], list[list[str]]]) -> dict[str, str]:
    found = guessing.suggest(kinds.whole(kind), *table)
    return {field: suggestion.column.name for field, suggestion in found.items()}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (POLISH,
         {"external_id": "ID_KONTR", "number": "SYMBOL", "name": "NAZWA1", "name2": "NAZWA2",
          "nip": "NIP", "street": "ULICA", "building": "NR", "postal_code": "KOD",
          "city": "MIASTO", "post_office": "POCZTA", "phone": "TEL", "iban": "KONTO"}),
        (PREFIXED,
         {"external_id": "Knt_GIDNumer", "number": "Knt_Akronim", "name": "Knt_Nazwa1",
          "name2": "Knt_Nazwa2", "postal_code": "Knt_KodP", "city": "Knt_Miasto",
          "nip": "Knt_Nip", "phone": "Knt_Telefon1"}),
        (SLOVAK,
         {"number": "cislo_odb", "name": "nazov", "ico": "ico", "dic": "dic", "icdph": "ic_dph",
          "street": "ulica", "building": "cislo", "postal_code": "psc", "city": "obec",
          "email": "mail"}),
        (CHINOOK,
         {"external_id": "CustomerId", "first_name": "FirstName", "last_name": "LastName",
          "name": "Company", "street": "Address", "city": "City", "country": "Country",
          "postal_code": "PostalCode", "phone": "Phone", "email": "Email"}),
        (NORTHWIND,
         {"external_id": "CustomerID", "name": "CompanyName", "street": "Address", "city": "City",
          "region": "Region", "postal_code": "PostalCode", "country": "Country",
          "phone": "Phone"}),
        (WIDE,
         {"external_id": "klient_id", "name": "klient_nazwa", "nip": "klient_nip",
          "street": "klient_ulica", "postal_code": "klient_kod", "city": "klient_miasto"}),
        (UTILITY,
         {"number": "account_no", "kind": "acct_type", "first_name": "holder_first",
          "last_name": "holder_last", "name": "business_name", "street": "svc_address",
          "city": "svc_city", "postal_code": "svc_zip", "phone": "mobile_phone",
          "email": "email_address", "nip": "tax_id", "state": "status"}),
        (BANKS, {"external_id": "kh_id", "first_name": "kh_imie", "postal_code": "kh_kod"}),
    ],
    ids=["polish", "prefixed", "slovak", "chinook", "northwind", "wide", "utility", "banks"],
)  # fmt: skip
def test_customers(table: tuple[list[str], list[list[str]]], expected: dict[str, str]) -> None:
    assert _suggested("PARTY", table) == expected


INVOICES = (
    ["ID_FAKT", "NR_FAKT", "ID_KONTR", "DATA_WYST", "DATA_SPRZ", "TERMIN_PL", "DATA_ZAPL",
     "NETTO", "VAT", "BRUTTO", "ZAPLACONO", "UWAGI"],
    [["1", "FV/1/26", "11", "03.01.2026", "03.01.2026", "17.01.2026", "20.01.2026", "100", "23",
      "123", "0", ""]],
)  # fmt: skip
PREFIXED_INVOICES = (
    ["TrN_GIDNumer", "TrN_NumerPelny", "TrN_KntNumer", "TrN_Data2", "TrN_Termin", "TrN_NettoR",
     "TrN_Brutto", "TrN_Waluta", "TrN_Pozostaje"],
    [["5", "FS-1/26/SPR", "1001", "20260103", "20260117", "100", "123", "PLN", "23"]],
)  # fmt: skip
SLOVAK_INVOICES = (
    ["id", "cislo_fa", "odb", "vystavena", "splatnost", "suma", "uhradene", "vs", "mena"],
    [["1", "20260001", "501", "3.1.2026", "17.1.2026", "1 234,56", "0,00", "20260001", "EUR"]],
)
BILLS = (
    ["bill_id", "account_no", "bill_no", "bill_date", "due_date", "paid_date", "net_amount",
     "tax_amount", "total_amount", "amount_paid", "balance_due"],
    [["1", "A-001", "B1", "2026-01-03T10:00:00", "2026-01-17", "2026-02-01", "100", "23", "123",
      "0", "123"]],
)  # fmt: skip


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (INVOICES,
         {"external_id": "ID_FAKT", "number": "NR_FAKT", "party_external_id": "ID_KONTR",
          "issued_on": "DATA_WYST", "due_on": "TERMIN_PL", "amount": "BRUTTO",
          "paid_amount": "ZAPLACONO", "title": "UWAGI"}),
        (PREFIXED_INVOICES,
         {"external_id": "TrN_GIDNumer", "number": "TrN_NumerPelny",
          "party_number": "TrN_KntNumer", "due_on": "TrN_Termin", "amount": "TrN_Brutto",
          "currency": "TrN_Waluta", "open_amount": "TrN_Pozostaje"}),
        (SLOVAK_INVOICES,
         {"external_id": "id", "number": "cislo_fa", "party_external_id": "odb",
          "issued_on": "vystavena", "due_on": "splatnost", "amount": "suma",
          "paid_amount": "uhradene", "currency": "mena"}),
        (WIDE,
         {"external_id": "id", "number": "nr_faktury", "party_external_id": "klient_id",
          "party_nip": "klient_nip", "creditor": "sprzedawca_nip",
          "issued_on": "data_wystawienia", "due_on": "termin_platnosci",
          "amount": "kwota_brutto", "open_amount": "pozostalo"}),
        (BILLS,
         {"external_id": "bill_id", "party_number": "account_no", "number": "bill_no",
          "issued_on": "bill_date", "due_on": "due_date", "amount": "total_amount",
          "paid_amount": "amount_paid", "open_amount": "balance_due"}),
    ],
    ids=["polish", "prefixed", "slovak", "wide", "bills"],
)  # fmt: skip
def test_receivables(table: tuple[list[str], list[list[str]]], expected: dict[str, str]) -> None:
    assert _suggested("RECEIVABLE", table) == expected


def test_two_columns_with_the_same_claim_leave_the_field_empty() -> None:
    table = (
        ["id", "nazwa", "odbiorca_nip", "platnik_nip"],
        [["1", "A", "5213017228", "1132191233"]],
    )
    assert _suggested("PARTY", table) == {"external_id": "id", "name": "nazwa"}


def test_a_code_that_repeats_is_no_number() -> None:
    rows = [[str(n), f"Klient {n}", "A" if n % 2 else "B"] for n in range(30)]
    assert _suggested("PARTY", (["id", "nazwa", "kod"], rows)) == {
        "external_id": "id",
        "name": "nazwa",
    }


def test_a_column_of_names_is_no_reference_and_one_of_figures_no_name() -> None:
    invoices = (["nr", "odbiorca", "brutto", "termin"], [["F/1", "Jan Nowak", "1,00", "1.5.2026"]])
    assert "party_external_id" not in _suggested("RECEIVABLE", invoices)
    assert _suggested("PARTY", (["id", "klient"], [["1", "501"]])) == {"external_id": "id"}


def test_a_document_without_a_number_is_known_by_its_id() -> None:
    table = (["InvoiceId", "CustomerId", "Total"], [["412", "7", "1.98"]])
    assert _suggested("RECEIVABLE", table) == {
        "number": "InvoiceId",
        "party_external_id": "CustomerId",
        "amount": "Total",
    }


def test_seconds_since_1970_are_told_from_other_numbers() -> None:
    table = (["nal_nr", "nal_termin"], [["N/1", "1767398400"], ["N/2", "1768608000"]])
    found = guessing.suggest(kinds.kind_of("RECEIVABLE"), *table)
    assert found["due_on"].column.order == "unix"
