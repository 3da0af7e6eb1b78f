"""The confirmation of a receivable says what it is not."""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pypdf
from django.utils import translation

from kartoteka.billing.confirmations import confirmation
from kartoteka.billing.queries import Document, Receivable

DOCUMENT = Document(
    entry_id=1,
    public_id=UUID(int=1),
    kind="INVOICE",
    number="FV/2026/10/6604",
    title="Woda",
    issued_on=dt.date(2026, 10, 1),
    due_on=dt.date(2026, 10, 15),
    amount=Decimal("1234.50"),
    open_amount=Decimal("61.40"),
    extra=Decimal(0),
    account_id=1,
    currency="PLN",
    creditor_id=1,
    creditor="Wodociągi",
    country="PL",
    content_id=None,
)
RECEIVABLE = Receivable(
    document=DOCUMENT,
    party_id=1,
    party_public_id=UUID(int=2),
    party="Anna Nowak",
    party_number="K-1",
    point="Łąkowa 14",
    agreement="",
    interest_kind="",
    booked_on=dt.date(2026, 10, 1),
    recorded_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC),
    source="test",
    content_name="",
)


def test_says_that_it_is_no_invoice_and_what_stands_in_the_books() -> None:
    with translation.override("en"):
        document = confirmation(RECEIVABLE, on=dt.date(2026, 11, 22))
    words = " ".join(pypdf.PdfReader(io.BytesIO(document)).pages[0].extract_text().split())
    assert "This is not an invoice." in words
    for fact in ("FV/2026/10/6604", "Anna Nowak, K-1", "1 234,50 PLN", "61,40 PLN", "22.11.2026"):
        assert fact in words.replace("\u202f", " ").replace("\xa0", " ")
    assert "Agreement" not in words


def test_a_document_due_on_a_saturday_is_not_late_before_tuesday() -> None:
    due = replace(DOCUMENT, due_on=dt.date(2026, 10, 17))
    late = [day for day in range(17, 22) if due.is_overdue(dt.date(2026, 10, day))]
    assert late == [20, 21]
