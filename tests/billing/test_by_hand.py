"""One receivable entered by hand, and the PDF that came with it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kartoteka.billing import operations, queries
from kartoteka.billing.rules import ReceivableDraft
from kartoteka.documents import operations as documents
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as ledger_queries
from kartoteka.ledger.models import Entry
from tests.ledger.builders import a_creditor, a_party, a_payment, on

pytestmark = pytest.mark.django_db


def a_receivable(creditor_id: int, party_id: int, **more: object) -> ReceivableDraft:
    draft = ReceivableDraft(
        party_id=party_id,
        creditor_id=creditor_id,
        currency="PLN",
        kind="INVOICE",
        number="FV/1",
        issued_on=on("2026-01-05"),
        due_on=on("2026-01-19"),
        amount=Decimal("100.00"),
        token="form-1",
    )
    return replace(draft, **more)  # type: ignore[arg-type]


def test_a_form_sent_twice_posts_once(as_desk: None) -> None:
    draft = a_receivable(a_creditor(), a_party())
    first = operations.add_receivable(actor=SYSTEM, draft=draft)
    assert operations.add_receivable(actor=SYSTEM, draft=draft) == first
    assert Entry.objects.count() == 1


def test_our_own_documents_are_numbered_without_gaps(as_desk: None) -> None:
    works, anna = a_creditor(), a_party()
    for token in ("1", "2"):
        operations.add_receivable(
            actor=SYSTEM, draft=a_receivable(works, anna, kind="NOTE", number="", token=token)
        )
    with pytest.raises(operations.DueBeforeIssued):
        operations.add_receivable(
            actor=SYSTEM,
            draft=a_receivable(
                works, anna, kind="NOTE", number="", token="3", due_on=on("2026-01-04")
            ),
        )
    operations.add_receivable(
        actor=SYSTEM, draft=a_receivable(works, anna, kind="NOTE", number="", token="4")
    )
    numbers = Entry.objects.order_by("id").values_list("number", flat=True)
    assert list(numbers) == ["N/2026/00001", "N/2026/00002", "N/2026/00003"]


def test_an_invoice_needs_the_number_that_stands_on_it() -> None:
    with pytest.raises(operations.NumberMissing):
        operations.add_receivable(
            actor=SYSTEM, draft=a_receivable(a_creditor(), a_party(), number=" ")
        )


def test_a_number_that_is_there_already_asks_first() -> None:
    works, anna = a_creditor(), a_party()
    operations.add_receivable(actor=SYSTEM, draft=a_receivable(works, anna))
    again = a_receivable(works, a_party("Celina"), token="form-2")
    with pytest.raises(operations.AlreadyThere):
        operations.add_receivable(actor=SYSTEM, draft=again)
    operations.add_receivable(
        actor=SYSTEM, draft=again, confirmed=frozenset({operations.AlreadyThere.code})
    )
    assert Entry.objects.filter(number="FV/1").count() == 2


def test_a_payment_is_no_receivable() -> None:
    with pytest.raises(operations.UnknownKind):
        operations.add_receivable(
            actor=SYSTEM, draft=a_receivable(a_creditor(), a_party(), kind="PAYMENT")
        )


def test_keeps_the_pdf_and_replaces_it() -> None:
    works, anna = a_creditor(), a_party()
    entry = operations.add_receivable(actor=SYSTEM, draft=a_receivable(works, anna))
    for text in (b"one", b"two"):
        content = documents.keep(
            actor=SYSTEM,
            data=b"%PDF-1.7 " + text,
            name="faktura.pdf",
            media_type="application/pdf",
        )
        operations.attach_pdf(actor=SYSTEM, entry_id=entry, content_id=content)
    (shown,) = queries.documents_of(viewer=SYSTEM, party_id=anna)
    assert shown.content_id == content
    found = queries.receivable(viewer=SYSTEM, entry_id=entry)
    assert found is not None
    assert (found.party_id, found.content_name) == (anna, "faktura.pdf")


def test_finds_a_document_only_under_its_own_party() -> None:
    works, anna, celina = a_creditor(), a_party(), a_party("Celina")
    entry = operations.add_receivable(actor=SYSTEM, draft=a_receivable(works, anna))
    (shown,) = queries.documents_of(viewer=SYSTEM, party_id=anna)
    assert queries.entry_of(viewer=SYSTEM, party_id=anna, public_id=shown.public_id) == entry
    assert queries.entry_of(viewer=SYSTEM, party_id=celina, public_id=shown.public_id) is None


def a_correction(entry_id: int, amount: str, form: str = "c-1") -> int:
    return operations.correct(
        actor=SYSTEM,
        entry_id=entry_id,
        amount=Decimal(amount),
        on=on("2026-02-01"),
        reason="Wrong reading",
        token=form,
    )


def test_a_correction_lessens_its_document_and_no_other(as_desk: None) -> None:
    works, anna = a_creditor(), a_party()
    older = a_receivable(works, anna, number="FV/0", token="old", due_on=on("2026-01-10"))
    operations.add_receivable(actor=SYSTEM, draft=older)
    entry = operations.add_receivable(actor=SYSTEM, draft=a_receivable(works, anna))
    credit = a_correction(entry, "30.00")
    assert a_correction(entry, "30.00") == credit
    shown = {d.number: d.open_amount for d in queries.documents_of(viewer=SYSTEM, party_id=anna)}
    assert shown == {"FV/0": Decimal("100.00"), "FV/1": Decimal("70.00")}
    posted = Entry.objects.get(pk=credit)
    assert (posted.number, posted.title) == ("KR/2026/00001", "Wrong reading")


@pytest.mark.parametrize(
    ("day", "interest"),
    [
        # 200 from 31 January: 33 days at 9.5 and 27 at 9.25 per cent.
        ("2026-01-16", "3.09"),
        # 1000 for 33 and 12 days, 200 for 15.
        ("2026-03-16", "12.39"),
    ],
)
def test_what_is_corrected_bears_interest_until_the_day_given(day: str, interest: str) -> None:
    works, anna = a_creditor(), a_party()
    draft = a_receivable(
        works, anna, amount=Decimal("1000.00"), issued_on=on("2026-01-16"),
        due_on=on("2026-01-30"), interest_kind="pl_statutory_delay",
    )  # fmt: skip
    entry = operations.add_receivable(actor=SYSTEM, draft=draft)
    operations.correct(
        actor=SYSTEM, entry_id=entry, amount=Decimal("800.00"), on=on(day), reason="misread",
        token="c",
    )  # fmt: skip
    (found,) = ledger_queries.interest_to(viewer=SYSTEM, entry_ids=[entry], on=on("2026-03-31"))
    assert found.accrued == Decimal(interest)


def test_corrections_together_are_at_most_the_document() -> None:
    works, anna = a_creditor(), a_party()
    entry = operations.add_receivable(actor=SYSTEM, draft=a_receivable(works, anna))
    a_correction(entry, "60.00")
    with pytest.raises(operations.AboveTheDocument) as refusal:
        a_correction(entry, "40.01", form="c-2")
    assert refusal.value.facts == {"left": Decimal("40.00")}
    assert Entry.objects.count() == 2


def test_the_correction_of_what_is_paid_is_an_overpayment() -> None:
    works, anna = a_creditor(), a_party()
    entry = operations.add_receivable(actor=SYSTEM, draft=a_receivable(works, anna))
    account = Entry.objects.get(pk=entry).account_id
    payment = a_payment(account, "80.00", "2026-01-15")
    ledger.settle(actor=SYSTEM, credit_id=payment, on=on("2026-01-15"))
    a_correction(entry, "50.00")
    (balance,) = ledger_queries.balance(viewer=SYSTEM, party_id=anna, on=on("2026-02-01"))
    assert (balance.due, balance.overpaid) == (Decimal("0.00"), Decimal("30.00"))
