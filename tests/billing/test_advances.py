"""Advances against the final invoice, and corrections upwards."""

from decimal import Decimal

import pytest

from kartoteka.billing import operations, queries
from kartoteka.billing.models import Tie
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry, OpenAmount
from tests.ledger.builders import a_debit, a_payment, an_account, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> int:
    return an_account()


def still_open(account: int) -> dict[tuple[str, str], Decimal]:
    found = OpenAmount.objects.filter(account_id=account)
    return {
        (number, side): amount
        for number, side, amount in found.values_list("entry__number", "side", "amount")
    }


def advances(account: int) -> list[int]:
    """Two advances: 300 paid whole, of the second 100 of 300 paid."""
    found = [
        a_debit(account, "300.00", f"2026-0{month}-10", kind="ADVANCE", number=f"Z/{month}")
        for month in (1, 2)
    ]
    for debit, amount in zip(found, ("300.00", "100.00"), strict=True):
        payment = a_payment(account, amount, "2026-02-15")
        ledger.settle(
            actor=SYSTEM, credit_id=payment, on=on("2026-02-15"),
            choices={debit: Decimal(amount)},
        )  # fmt: skip
    return found


def settled(invoice: int, chosen: list[int]) -> Decimal:
    return operations.settle_advances(
        actor=SYSTEM, entry_id=invoice, advance_ids=chosen, on=on("2026-03-01")
    )


def test_what_was_paid_lessens_the_invoice_and_the_rest_is_owed_no_more(
    account: int, as_desk: None
) -> None:
    chosen = advances(account)
    invoice = a_debit(account, "1000.00", "2026-03-15", number="FV/1")
    offered = queries.advances_of(viewer=SYSTEM, entry_id=invoice)
    assert [(one.number, one.open_amount) for one in offered] == [
        ("Z/1", Decimal("0")), ("Z/2", Decimal("200.00")),
    ]  # fmt: skip
    assert settled(invoice, chosen) == Decimal("400.00")
    assert still_open(account) == {("FV/1", "DEBIT"): Decimal("600.00")}
    ties = queries.ties_of(viewer=SYSTEM, entry_id=invoice)
    assert [(one.number, one.kind, one.is_from) for one in ties] == [
        ("Z/1", "ADVANCE", False), ("Z/2", "ADVANCE", False),
    ]  # fmt: skip
    assert queries.advances_of(viewer=SYSTEM, entry_id=invoice) == []
    with pytest.raises(operations.AdvanceSettled):
        settled(invoice, chosen[:1])
    assert Entry.objects.filter(side="CREDIT", kind="ADVANCE").count() == 2


def test_more_than_the_invoice_is_an_overpayment(account: int) -> None:
    chosen = advances(account)
    invoice = a_debit(account, "250.00", "2026-03-15", number="FV/1")
    assert settled(invoice, chosen) == Decimal("250.00")
    assert still_open(account) == {
        ("Z/1", "CREDIT"): Decimal("50.00"), ("Z/2", "CREDIT"): Decimal("100.00"),
    }  # fmt: skip


def test_a_corrected_advance_counts_for_what_is_left_of_it(account: int) -> None:
    advance = a_debit(account, "300.00", "2026-01-10", kind="ADVANCE", number="Z/1")
    operations.correct(
        actor=SYSTEM, entry_id=advance, amount=Decimal("100.00"), on=on("2026-01-12"),
        reason="less water", token="c",
    )  # fmt: skip
    invoice = a_debit(account, "1000.00", "2026-03-15", number="FV/1")
    assert settled(invoice, [advance]) == Decimal("0.00")
    assert still_open(account) == {("FV/1", "DEBIT"): Decimal("1000.00")}


def test_only_advances_of_the_same_account(account: int) -> None:
    invoice = a_debit(account, "250.00", "2026-03-15", number="FV/1")
    other = a_debit(an_account(), "300.00", "2026-01-10", kind="ADVANCE", number="Z/9")
    with pytest.raises(operations.NotItsAdvance):
        settled(invoice, [other])
    with pytest.raises(operations.NotItsAdvance):
        settled(invoice, [a_debit(account, "1.00", "2026-01-10")])
    with pytest.raises(operations.NoAdvances):
        settled(invoice, [])
    with pytest.raises(operations.NoAdvances):
        settled(other, [other])


def test_a_correction_upwards_is_tied_and_posted_once(account: int, as_desk: None) -> None:
    kind = "pl_statutory_delay"
    document = a_debit(account, "100.00", "2026-03-15", number="FV/1", interest_kind=kind)

    def corrected() -> int:
        return operations.correct_upwards(
            actor=SYSTEM, entry_id=document, amount=Decimal("20.00"), on=on("2026-04-01"),
            due_on=on("2026-04-15"), reason="Wrong reading", token="c-1",
        )  # fmt: skip

    entry = Entry.objects.get(pk=corrected())
    assert corrected() == entry.pk
    assert (entry.side, entry.kind, entry.amount) == ("DEBIT", "CORRECTION", Decimal("20.00"))
    assert (entry.number, entry.due_on, entry.interest_kind) == (
        "KR/2026/00001", on("2026-04-15"), kind,
    )  # fmt: skip
    tie = Tie.objects.get()
    assert (tie.entry_id, tie.document_id, tie.kind) == (entry.pk, document, "CORRECTS")
    with pytest.raises(operations.ReasonMissing):
        operations.correct_upwards(
            actor=SYSTEM, entry_id=document, amount=Decimal(1), on=on("2026-04-01"),
            due_on=on("2026-04-15"), reason=" ", token="c-2",
        )  # fmt: skip
