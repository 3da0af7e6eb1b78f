"""Receivables by the thousand."""

import datetime as dt
from decimal import Decimal

import pytest

from kartoteka.billing import operations, queries
from kartoteka.billing.rules import ReceivableRow
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry
from kartoteka.register.models import Party
from tests.ledger.builders import a_creditor, a_party, on

pytestmark = pytest.mark.django_db


def a_row(creditor_id: int, **more: object) -> ReceivableRow:
    row = ReceivableRow(
        creditor_id=creditor_id,
        currency="PLN",
        number="FV/1",
        issued_on=on("2026-01-05"),
        due_on=on("2026-01-19"),
        amount=Decimal("100.00"),
        source="erp",
        source_ref="1",
    )
    return row._replace(**more)  # type: ignore[arg-type]


def test_costs_and_interest_hang_on_their_document(as_desk: None) -> None:
    works, anna = a_creditor(), a_party()
    row = a_row(works, party_id=anna, cost=Decimal("40.00"), interest=Decimal("1.23"))
    assert operations.add_receivables(actor=SYSTEM, rows=[row]).added == 3
    document = Entry.objects.get(kind="INVOICE")
    extras = Entry.objects.filter(debt=document).order_by("kind")
    assert [(e.kind, e.amount, e.due_on, e.interest_kind) for e in extras] == [
        ("COST", Decimal("40.00"), dt.date(2026, 1, 19), ""),
        ("INTEREST", Decimal("1.23"), dt.date(2026, 1, 19), ""),
    ]
    (shown,) = queries.documents_of(viewer=SYSTEM, party_id=anna)
    assert (shown.amount, shown.extra, shown.open_amount) == (
        Decimal("100.00"),
        Decimal("41.23"),
        Decimal("141.23"),
    )


def test_a_second_run_adds_only_what_is_new() -> None:
    works, anna = a_creditor(), a_party()
    row = a_row(works, party_id=anna)
    operations.add_receivables(actor=SYSTEM, rows=[row])
    again = operations.add_receivables(
        actor=SYSTEM, rows=[row._replace(cost=Decimal(40)), row._replace(source_ref="2")]
    )
    assert (again.added, again.known) == (2, 1)
    assert Entry.objects.count() == 3


def test_finds_the_customer_by_number_and_interest_by_the_facts() -> None:
    works, anna = a_creditor(), a_party()
    number = Party.objects.get(pk=anna).number
    Party.objects.filter(pk=anna).update(kind="HOUSEHOLD")
    rows = [
        a_row(works, party_number=number),
        a_row(works, party_number=number, source_ref="2", interest_kind=""),
        a_row(works, party_number=number, source_ref="3", kind="COST"),
    ]
    operations.add_receivables(actor=SYSTEM, rows=rows)
    kinds = list(Entry.objects.order_by("source_ref").values_list("interest_kind", flat=True))
    assert kinds == ["pl_statutory_delay", "", ""]


def test_an_unknown_customer_refuses_the_whole_set() -> None:
    works, anna = a_creditor(), a_party()
    rows = [
        a_row(works, party_id=anna),
        a_row(works, party_number="K77", number="FV/2", source_ref="2"),
    ]
    with pytest.raises(operations.UnknownNames) as refusal:
        operations.add_receivables(actor=SYSTEM, rows=rows)
    assert refusal.value.facts == {"count": 1, "named": "K77", "number": "FV/2"}
    assert not Entry.objects.exists()


def test_an_agreement_of_another_creditor_is_unknown() -> None:
    works, anna = a_creditor(), a_party()
    with pytest.raises(operations.UnknownNames):
        operations.add_receivables(
            actor=SYSTEM, rows=[a_row(works, party_id=anna, agreement_number="U/1")]
        )


def test_the_ledger_has_the_word_on_amounts() -> None:
    works, anna = a_creditor(), a_party()
    with pytest.raises(ledger.NotAnAmount):
        operations.add_receivables(
            actor=SYSTEM, rows=[a_row(works, party_id=anna, amount=Decimal(0))]
        )
