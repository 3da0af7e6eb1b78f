"""One receivable entered by hand, and the PDF that came with it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kartoteka.billing import operations, queries
from kartoteka.billing.rules import ReceivableDraft
from kartoteka.documents import operations as documents
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger.models import Entry
from tests.ledger.builders import a_creditor, a_party, on

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
