"""A stranger's database in a real browser: customers, what they owe, next month's file, by keys."""

import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from playwright.sync_api import expect

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger.queries import prove
from tests import build
from tests.browser.conftest import PHONE, Visit, Visitor
from tests.stories import old_program

if TYPE_CHECKING:
    from tests.conftest import Office

pytestmark = pytest.mark.browser
LATER = 30_000
TABLES = """
CREATE TABLE SLOWNIK (ID INTEGER PRIMARY KEY, NAZWA TEXT, STAWKA REAL);
CREATE TABLE KONTRAHENCI (ID_KONTR INTEGER PRIMARY KEY, NAZWA1 TEXT, NAZWA2 TEXT, NIP TEXT,
  ULICA TEXT, NR TEXT, KOD TEXT, MIASTO TEXT, BANK TEXT);
CREATE TABLE FAKTURY (ID_FAKT INTEGER PRIMARY KEY, NR_FAKT TEXT, ID_KONTR INTEGER, DATA_WYST TEXT,
  TERMIN_PL TEXT, NETTO REAL, BRUTTO REAL, ZAPLACONO TEXT);
INSERT INTO KONTRAHENCI VALUES
  (11, 'Kowalski Jan', NULL, NULL, 'Długa', '3', '00-950', 'Warszawa', NULL),
  (12, 'Wodociągi', 'sp. z o.o.', '5213017228', 'Polna', '7', '90-001', 'Łódź', 'PKO'),
  (13, 'Zły Numer', NULL, '123', NULL, NULL, NULL, NULL, NULL);
INSERT INTO FAKTURY VALUES
  (1, 'FV/1', 11, '03-STY-2026', '17-STY-2026', 100, 123, '0,00'),
  (2, 'FV/2', 12, '04-STY-2026', '18-STY-2026', 100.5, 123.62, '100,00'),
  (3, 'FV/3', 99, '04-STY-2026', '18-STY-2026', 1, 1.23, '0,00');
"""


def _database(folder: Path, name: str, more: str = "") -> Path:
    program = sqlite3.connect(folder / name)
    program.executescript(TABLES + more)
    program.close()
    return folder / name


def _passed(visit: Visit) -> None:
    """The page as it stands is accessible, and the browser has complained of nothing so far."""
    assert visit.findings() == [], visit.page.url
    assert visit.complaints == [], visit.page.url


def _begin(desk: Visit, address: str, kind: str, file: Path, table: str) -> None:
    """To the columns of the table that the program has chosen, by keys but for the file."""
    page = desk.page
    page.goto(f"{address}/imports/new/")
    page.focus("[name=kind]:checked")
    while page.evaluate("document.activeElement.value") != kind:
        page.keyboard.press("ArrowDown")
    page.set_input_files("[name=file]", file)
    _press(desk, "main .btn-primary")
    expect(page.locator("[name=table]:checked")).to_have_value(table)
    _passed(desk)
    _press(desk, "[name=table]:checked")


def _press(desk: Visit, selector: str) -> None:
    """Enter, where the focus is put, leads on."""
    with desk.page.expect_navigation():
        desk.page.press(selector, "Enter")


def _carry_out(desk: Visit, words: str) -> None:
    button = desk.page.get_by_role("button", name=words, exact=True)
    expect(button).to_be_visible(timeout=LATER)
    _passed(desk)
    with desk.page.expect_navigation():
        button.press("Enter")
    expect(desk.page.locator("h1 .k-badge")).to_have_class(re.compile("is-ok"), timeout=LATER)


def _rows(desk: Visit) -> list[str]:
    """What the report tells, a row a line."""
    told = desk.page.locator("#told tbody tr").all()
    return [" | ".join(cell.inner_text() for cell in row.locator("td").all()) for row in told]


@pytest.mark.usefixtures("worker")
def test_customers_then_receivables_then_next_month_without_a_word_of_sql(
    office: "Office", visitor: Visitor, tmp_path: Path
) -> None:
    firm = old_program.a_firm()
    build.an_administrator()
    desk = visitor()
    desk.sign_in(office.desk, "adam")
    page = desk.page

    file = _database(tmp_path, "erp_2026-01.db")
    _begin(desk, office.desk, "PARTY", file, "KONTRAHENCI")
    page.fill("[name=keep_as]", "Customers of the ERP")
    page.select_option("[name=column_country]", "NAZWA1")
    _press(desk, "[name=keep_as]")
    expect(page.locator(".k-error").first).to_have_text("NAZWA1 is chosen for Name already.")
    assert page.input_value("[name=keep_as]") == "Customers of the ERP"
    assert page.input_value("[name=column_name2]") == "NAZWA2"
    _passed(desk)
    page.select_option("[name=column_country]", "")
    _press(desk, "[name=keep_as]")
    expect(page.locator("#told")).to_be_visible(timeout=LATER)
    assert _rows(desk) == ["3 | 13 · Zły Numer | rejected | NIP | “123” is not valid."]
    _carry_out(desk, "Import 2 rows")

    _begin(desk, office.desk, "RECEIVABLE", file, "FAKTURY")
    assert page.input_value("[name=system]") == "erp"
    page.select_option("[name=creditor_id]", str(firm))
    page.fill("[name=keep_as]", "Invoices of the ERP")
    _press(desk, "[name=keep_as]")
    expect(page.locator("#told")).to_be_visible(timeout=LATER)
    assert _rows(desk) == [
        "3 | 3 · FV/3 · 99 | rejected | Customer: number | There is no customer 99. Import the "
        "customers first."
    ]
    _carry_out(desk, "Import 2 rows")
    assert _open() == {"FV/1": "123.00", "FV/2": "23.62"}

    later = "UPDATE FAKTURY SET BRUTTO = 130 WHERE ID_FAKT = 1"
    page.goto(f"{office.desk}/imports/")
    with page.expect_navigation():
        page.get_by_role("link", name="Invoices of the ERP").press("Enter")
    page.set_input_files("[name=file]", _database(tmp_path, "nowe_dane.db", later))
    _press(desk, "main form .btn-primary")
    _press(desk, "form[action*=check] button")
    expect(page.locator("#told")).to_be_visible(timeout=LATER)
    assert _rows(desk)[0] == "1 | 1 · FV/1 · 11 | changed | Amount | 123.00 → 130.00"
    _carry_out(desk, "Import 1 row")
    assert _open() == {"FV/1": "130.00", "FV/2": "23.62"}
    assert prove(viewer=SYSTEM) == []

    report = page.url
    phone = visitor(size=PHONE)
    phone.sign_in(office.desk, "adam")
    phone.page.goto(report)
    expect(phone.page.locator("#told tbody tr").first).to_contain_text("Amount: 123.00 → 130.00")
    _passed(phone)  # the other pages of imports are walked by test_accessible.py


def _open() -> dict[str, str]:
    """What is open, by document."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.number, sum(o.amount * CASE o.side WHEN 'DEBIT' THEN 1 ELSE -1 END)"
            " FROM ledger_open o JOIN ledger_entry e ON e.id = o.entry_id GROUP BY 1"
        )
        return {number: str(amount) for number, amount in cursor.fetchall()}
