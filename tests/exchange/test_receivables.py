"""Receivables of another program: posted, corrected, partly paid elsewhere, and never twice."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from kartoteka.exchange import engine
from kartoteka.exchange.models import ExternalId
from kartoteka.exchange.reading.reader import Where
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.register import operations as register
from tests.exchange import making
from tests.exchange.making import imported, told

pytestmark = pytest.mark.django_db

CUSTOMERS = "id;nazwa\n1;Anna Kowalska\n2;Bartek Nowak\n"
INVOICES = (
    "id;nr faktury;id klienta;kwota brutto;pozostało;data wystawienia;termin płatności\n"
    "1;FV/1;1;1 234,56;1 234,56;01.05.2026;15.05.2026\n"
    "2;FV/2;1;100,00;40,00;02.05.2026;16.05.2026\n"
    "3;FV/3;2;50,00;0,00;03.05.2026;17.05.2026\n"
)


@pytest.fixture(autouse=True)
def _in_english() -> None:
    translation.activate("en")


@pytest.fixture
def creditor() -> int:
    draft = register.PartyDraft(kind="COMPANY", number="W1", name="Wodociągi", is_creditor=True)
    party_id = register.add_party(actor=SYSTEM, draft=draft)
    ledger.register_creditor(actor=SYSTEM, party_id=party_id, scheme="PL_UTILITY")
    return party_id


@pytest.fixture
def customers(tmp_path: Path, creditor: int) -> None:
    imported("PARTY", making.a_csv(tmp_path / "customers.csv", CUSTOMERS))


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _open() -> list[tuple[str, Decimal]]:
    return _rows(
        "SELECT e.number, sum(o.amount * CASE o.side WHEN 'DEBIT' THEN 1 ELSE -1 END)"
        " FROM ledger_open o JOIN ledger_entry e ON e.id = o.entry_id GROUP BY 1 ORDER BY 1"
    )


def _invoices(folder: Path, text: str = INVOICES) -> Where:
    return making.a_csv(folder / "faktury.csv", text)


def _run(where: Where, creditor: int, **more: Any) -> engine.Report:
    return imported("RECEIVABLE", where, creditor_id=creditor, currency="PLN", **more)


def test_come_in_with_what_was_paid_elsewhere_settled(
    tmp_path: Path, creditor: int, customers: None
) -> None:
    report = _run(_invoices(tmp_path), creditor)
    assert report.counts == {"NEW": 3, "CHANGED": 0, "SAME": 0, "CONFLICT": 0, "REJECTED": 0}
    assert _open() == [("FV/1", Decimal("1234.56")), ("FV/2", Decimal("40.00"))]
    assert _rows(
        "SELECT side, kind, amount, number, issued_on, due_on, interest_kind FROM ledger_entry"
        " ORDER BY side DESC, number"
    ) == [
        ("DEBIT", "INVOICE", Decimal("1234.56"), "FV/1", dt.date(2026, 5, 1), dt.date(2026, 5, 15),
         "pl_statutory_delay"),
        ("DEBIT", "INVOICE", Decimal("100.00"), "FV/2", dt.date(2026, 5, 2), dt.date(2026, 5, 16),
         "pl_statutory_delay"),
        ("DEBIT", "INVOICE", Decimal("50.00"), "FV/3", dt.date(2026, 5, 3), dt.date(2026, 5, 17),
         "pl_statutory_delay"),
        ("CREDIT", "OPENING", Decimal("60.00"), "FV/2", dt.date(2026, 5, 2), None, ""),
        ("CREDIT", "OPENING", Decimal("50.00"), "FV/3", dt.date(2026, 5, 3), None, ""),
    ]  # fmt: skip
    assert _rows("SELECT amount, rule FROM ledger_settlement ORDER BY amount DESC") == [
        (Decimal("60.00"), "DESIGNATED"),
        (Decimal("50.00"), "DESIGNATED"),
    ]


def test_a_dry_run_leaves_nothing_and_a_second_run_adds_nothing(
    tmp_path: Path, creditor: int, customers: None
) -> None:
    dry = _run(_invoices(tmp_path), creditor, dry=True)
    assert dry.counts["NEW"] == 3
    assert _rows("SELECT count(*) FROM ledger_entry") == [(0,)]
    _run(_invoices(tmp_path), creditor, expected=dry.digest)
    before = _rows("SELECT count(*), sum(amount) FROM ledger_entry")
    again = _run(_invoices(tmp_path), creditor)
    assert again.counts == {"NEW": 0, "CHANGED": 0, "SAME": 3, "CONFLICT": 0, "REJECTED": 0}
    assert _rows("SELECT count(*), sum(amount) FROM ledger_entry") == before


def test_another_amount_posts_a_correction_that_the_dry_run_showed(
    tmp_path: Path, creditor: int, customers: None
) -> None:
    _run(_invoices(tmp_path), creditor)
    changed = (
        INVOICES.replace("1 234,56;1 234,56", "1 200,00;1 200,00")
        .replace("100,00;40,00", "130,00;70,00")
        .replace("17.05.2026", "24.05.2026")
    )
    dry = _run(_invoices(tmp_path, changed), creditor, dry=True)
    assert [(row.number, dict(row.facts)) for row in dry.rows] == [
        (2, {"amount": ["1234.56", "1200.00"]}),
        (3, {"amount": ["100.00", "130.00"]}),
        (4, {"due_on": ["2026-05-17", "2026-05-24"]}),
    ]
    assert dry.counts == {"NEW": 0, "CHANGED": 3, "SAME": 0, "CONFLICT": 0, "REJECTED": 0}
    entries = _rows("SELECT id, amount FROM ledger_entry ORDER BY id")
    _run(_invoices(tmp_path, changed), creditor, expected=dry.digest)
    assert _rows("SELECT id, amount FROM ledger_entry ORDER BY id")[: len(entries)] == entries
    assert _rows(
        "SELECT side, kind, amount, number, due_on FROM ledger_entry"
        " WHERE kind = 'CORRECTION' ORDER BY id"
    ) == [
        ("CREDIT", "CORRECTION", Decimal("34.56"), "FV/1", None),
        ("DEBIT", "CORRECTION", Decimal("30.00"), "FV/2", dt.date(2026, 5, 16)),
    ]
    assert _open() == [("FV/1", Decimal("1200.00")), ("FV/2", Decimal("70.00"))]
    again = _run(_invoices(tmp_path, changed), creditor)
    assert again.counts["SAME"] == 3


def test_what_was_paid_elsewhere_meanwhile_is_settled_too(
    tmp_path: Path, creditor: int, customers: None
) -> None:
    _run(_invoices(tmp_path), creditor)
    less = INVOICES.replace("100,00;40,00", "100,00;15,00")
    report = _run(_invoices(tmp_path, less), creditor)
    assert [(row.number, dict(row.facts)) for row in report.rows] == [
        (3, {"open_amount": ["40.00", "15.00"]})
    ]
    assert _open() == [("FV/1", Decimal("1234.56")), ("FV/2", Decimal("15.00"))]


def test_what_a_person_must_decide_is_a_conflict(
    tmp_path: Path, creditor: int, customers: None
) -> None:
    _run(_invoices(tmp_path), creditor)
    odd = (
        INVOICES.replace("1;FV/1;1;", "1;FV/1;2;")
        .replace("100,00;40,00", "100,00;90,00")
        .replace("3;FV/3", "3;FV/33")
    )
    report = _run(_invoices(tmp_path, odd), creditor)
    assert told(report, "RECEIVABLE") == [
        (2, "CONFLICT", "", "Document FV/1 was posted for another customer."),
        (3, "CONFLICT", "open_amount",
         "90.00 is open there, but only 40.00 here: it was paid here."),
        (4, "CONFLICT", "number", "It was posted under the number FV/3, which stays."),
    ]  # fmt: skip


def test_ugly_rows_are_rejected_each_for_its_reason(
    tmp_path: Path, creditor: int, customers: None
) -> None:
    head = INVOICES.splitlines()[0]
    rows = [
        "1;FV/1;1;12,345;;01.05.2026;15.05.2026",
        "2;FV/2;1;-5,00;;01.05.2026;15.05.2026",
        "3;FV/3;1;5,00;6,00;01.05.2026;15.05.2026",
        "4;FV/4;1;5,00;;01.05.2026;32.05.2026",
        "5;FV/5;9;5,00;;01.05.2026;15.05.2026",
        "6;;1;5,00;;01.05.2026;15.05.2026",
        "7;FV/7;1;;;01.05.2026;",
        "8;FV/8;1;1'000,50 zł;;2026-05-01;3 maja 2026",
        "9;FV/9;1;1 000;;20260501;46145",
        "10;FV/10;1;12,3456;;20260501;46145",
    ]
    where = _invoices(tmp_path, "\n".join([head, *rows]) + "\n")
    report = _run(where, creditor)
    assert told(report, "RECEIVABLE") == [
        (2, "REJECTED", "amount", "“12,345” is not an amount, or can be read in two ways."),
        (3, "REJECTED", "amount", "The amount must be above zero, not -5,00."),
        (4, "REJECTED", "open_amount", "More is open (6.00) than the amount."),
        (5, "REJECTED", "due_on", "“32.05.2026” is not a date that can be read."),
        (6, "REJECTED", "party_number", "There is no customer 9. Import the customers first."),
        (7, "REJECTED", "number", "The value is missing."),
        (8, "REJECTED", "due_on", "The value is missing."),
        (8, "REJECTED", "amount", "The value is missing."),
        (11, "REJECTED", "amount", "12,3456 is not in whole grosze or cents."),
    ]
    assert _rows("SELECT number, amount, issued_on, due_on FROM ledger_entry ORDER BY number") == [
        ("FV/8", Decimal("1000.50"), dt.date(2026, 5, 1), dt.date(2026, 5, 3)),
        ("FV/9", Decimal("1000.00"), dt.date(2026, 5, 1), dt.date(2026, 5, 3)),
    ]


def test_a_closed_period_rejects_its_rows_only(
    tmp_path: Path, creditor: int, customers: None
) -> None:
    ledger.close_until(actor=SYSTEM, creditor_id=creditor, until=dt.date(2026, 5, 1))
    report = _run(_invoices(tmp_path), creditor)
    assert report.counts["NEW"] == 2
    assert told(report, "RECEIVABLE") == [
        (2, "REJECTED", "issued_on", "The creditor has closed its books until 2026-05-01."),
    ]


def test_costs_and_interest_come_with_the_document_or_later(
    tmp_path: Path, creditor: int, customers: None
) -> None:
    head = "nr faktury;id klienta;kwota;termin;koszty;odsetki\n"
    first = _run(_invoices(tmp_path, head + "F1;1;100,00;2026-05-01;10,00;\n"), creditor)
    assert first.counts["NEW"] == 1
    later = _run(_invoices(tmp_path, head + "F1;1;100,00;2026-05-01;10,00;2,50\n"), creditor)
    assert [dict(row.facts) for row in later.rows] == [{"interest": ["", "2.50"]}]
    assert _rows("SELECT kind, amount FROM ledger_entry ORDER BY id") == [
        ("INVOICE", Decimal("100.00")),
        ("COST", Decimal("10.00")),
        ("INTEREST", Decimal("2.50")),
    ]


def test_what_is_paid_may_stand_in_place_of_what_is_open(
    tmp_path: Path, creditor: int, customers: None
) -> None:
    text = (
        "nr faktury;id klienta;brutto;zapłacono;pozostało;termin\n"
        "F/1;1;100,00;0,00;;2026-05-15\nF/2;1;100,00;60,00;;2026-05-15\n"
        "F/3;2;50,00;50,00;0,00;2026-05-15\nF/4;2;50,00;20,00;40,00;2026-05-15\n"
        "F/5;2;50,00;60,00;;2026-05-15\nF/6;2;50,00;;45,00;2026-05-15\n"
    )
    report = _run(_invoices(tmp_path, text), creditor)
    assert told(report, "RECEIVABLE") == [
        (5, "REJECTED", "open_amount",
         "40.00 is open, but the amount less what is paid is another."),
        (6, "REJECTED", "paid_amount", "More is paid (60.00) than the amount."),
    ]  # fmt: skip
    assert _open() == [
        ("F/1", Decimal("100.00")),
        ("F/2", Decimal("40.00")),
        ("F/6", Decimal("45.00")),
    ]
    assert _run(_invoices(tmp_path, text), creditor).counts["SAME"] == 4


def test_a_document_that_is_there_from_elsewhere_is_a_conflict_and_not_posted_again(
    tmp_path: Path, creditor: int, customers: None
) -> None:
    _run(_invoices(tmp_path), creditor)
    imported("PARTY", making.a_csv(tmp_path / "c.csv", CUSTOMERS), system="inny")
    text = (
        "nr faktury;id klienta;kwota brutto;data wystawienia;termin\n"
        "FV/2;1;100,00;02.05.2026;16.05.2026\nFV/3;2;70,00;03.05.2026;17.05.2026\n"
        "FV/1;1;5,00;01.06.2026;17.06.2026\n"
    )
    columns = making.suggested("RECEIVABLE", _invoices(tmp_path, text))
    for customer in (1, 2):  # the same parties are known to both programs
        ExternalId.objects.filter(system="inny", external_id=str(customer)).update(
            row=ExternalId.objects.get(system="stary", external_id=str(customer)).row
        )
    report = _run(_invoices(tmp_path, text), creditor, columns=columns, system="inny")
    assert [(row.number, row.outcome, row.code, row.what) for row in report.rows] == [
        (2, "CONFLICT", "posted_elsewhere", "FV/2 · 1"),
        (3, "CONFLICT", "posted_elsewhere", "FV/3 · 2"),
    ]
    assert told(report, "RECEIVABLE")[0][3] == (
        "Document FV/2 of 2026-05-02 is in the books of this customer already, but not from this "
        "program. Check what the program is called."
    )
    assert report.counts["NEW"] == 1
