"""What columns mean: by their names in three languages, and by what stands in them."""

import datetime as dt
from decimal import Decimal

import pytest

from kartoteka.exchange import guessing, kinds, parsing
from kartoteka.exchange.fields import Column


def _suggested(kind: str, columns: list[str], *rows: list[str]) -> dict[str, str]:
    found = guessing.suggest(kinds.kind_of(kind), columns, rows)
    return {field: suggestion.column.name for field, suggestion in found.items()}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["CustomerId", "CustomerNo", "FirstName", "LastName", "ZipCode", "Town"],
         {"external_id": "CustomerId", "number": "CustomerNo", "first_name": "FirstName",
          "last_name": "LastName", "postal_code": "ZipCode", "city": "Town"}),
        (["kh_id", "kh_kod", "kh_nazwa", "kh_nip", "kh_ulica", "kh_miejscowosc"],
         {"external_id": "kh_id", "number": "kh_kod", "name": "kh_nazwa", "nip": "kh_nip",
          "street": "kh_ulica", "city": "kh_miejscowosc"}),
        (["id", "Názov", "IČO", "IČ DPH", "PSČ", "Mesto", "Telefón"],
         {"external_id": "id", "name": "Názov", "ico": "IČO", "icdph": "IČ DPH",
          "postal_code": "PSČ", "city": "Mesto", "phone": "Telefón"}),
    ],
)  # fmt: skip
def test_names_of_columns_in_three_languages(columns: list[str], expected: dict[str, str]) -> None:
    assert _suggested("PARTY", columns) == expected


def test_content_proves_a_column_whose_name_says_nothing() -> None:
    rows = [["1", "5213017228", "a@x.pl"], ["2", "1132191233", "b@y.sk"]]
    assert _suggested("PARTY", ["id", "pole7", "pole8"], *rows) == {
        "external_id": "id",
        "nip": "pole7",
        "email": "pole8",
    }


def test_content_denies_a_name() -> None:
    rows = [["FV/1", "pilne", "2026-05-03"], ["FV/2", "zwykłe", "2026-05-04"]]
    found = _suggested("RECEIVABLE", ["numer", "kwota", "termin"], *rows)
    assert found == {"number": "numer", "due_on": "termin"}


def test_the_way_of_writing_is_taken_from_the_column() -> None:
    kind = kinds.kind_of("RECEIVABLE")
    rows = [["1.234", "05/13/2026"], ["12,50", "06/01/2026"]]
    found = guessing.suggest(kind, ["kwota", "termin"], rows)
    assert found["amount"].column == Column("kwota", mark=",")
    assert found["due_on"].column == Column("termin", order="mdy")


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("1 234,56", "", "1234.56"),
        ("1\u00a0234,56", "", "1234.56"),
        ("1.234,56", "", "1234.56"),
        ("1,234.56", "", "1234.56"),
        ("1'234.56", "", "1234.56"),
        ("1.234", ",", "1234"),
        ("1,234", ".", "1234"),
        ("-12,5", "", "-12.5"),
        ("12,50 zł", "", "12.50"),
        ("1.234", "", None),
        ("pięć", "", None),
        ("", "", None),
    ],
)
def test_amounts_as_people_write_them(text: str, mark: str, amount: str | None) -> None:
    expected = Decimal(amount) if amount else None
    assert parsing.amount(text, mark) == expected


@pytest.mark.parametrize(
    "text",
    ["2026-05-03", "2026-05-03 00:00:00", "2026-05-03T10:00:00+02:00", "03.05.2026", "3.5.2026",
     "03/05/2026", "20260503", "46145", "46145.75", "3 maja 2026", "3. mája 2026", "3 May 2026",
     "03-05-2026", "2026/05/03", "3 maja 2026 r.", "03-MAY-2026", "3-maj-2026", "3-máj-2026",
     "03-MAY-2026 10:30", "May 3, 2026", "20260503103000", "2026-05-02T22:00:00Z",
     "2026-05-02 22:30:00+00:00"],
)  # fmt: skip
def test_dates_in_every_style(text: str) -> None:
    assert parsing.date(text) == dt.date(2026, 5, 3)


@pytest.mark.parametrize(
    "text",
    ["", "31.02.2026", "2026-13-01", "3.5.26", "jutro", "12345678901", "3 foo 2026", "7",
     "1777766400", "2026-05-03T25:00Z"],
)  # fmt: skip
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert parsing.date(text) is None


def test_month_first_only_when_a_value_says_so() -> None:
    assert parsing.date_order(["03/05/2026", "04/06/2026"]) == "dmy"
    assert parsing.date_order(["03/05/2026", "05/25/2026"]) == "mdy"
    assert parsing.date("05/03/2026", "mdy") == dt.date(2026, 5, 3)
    assert parsing.date("05.03.2026", "mdy") == dt.date(2026, 3, 5)


def test_seconds_count_from_1970_and_end_on_the_day_it_was_here() -> None:
    assert parsing.date_order(["1777766400", "1777838400000"]) == "unix"
    assert parsing.date("1777766400", "unix") == dt.date(2026, 5, 3)
    assert parsing.date("1777759200", "unix") == dt.date(2026, 5, 3)  # midnight in Warsaw
    assert parsing.date("1777759199000", "unix") == dt.date(2026, 5, 2)
    assert parsing.date_order(["1777766400", "2026-05-03"]) == "dmy"


@pytest.mark.parametrize(
    ("text", "code"),
    [("PL", "PL"), ("Polska", "PL"), ("POL", "PL"), ("Słowacja", "SK"), ("Slovensko", "SK"),
     ("Niemcy", "DE"), ("Deutschland", "DE"), ("Brazil", "BR"), ("UK", "GB"), ("USA", "US"),
     ("Wielka Brytania", "GB"), ("Česko", "CZ"), ("Ukraina", "UA"), ("Narnia", None),
     ("XX", None), ("", None)],
)  # fmt: skip
def test_countries_in_codes_and_words(text: str, code: str | None) -> None:
    assert parsing.country(text) == code
