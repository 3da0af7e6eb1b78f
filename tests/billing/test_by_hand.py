"""One receivable entered by hand, and the PDF that came with it."""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kartoteka.billing import operations, queries
from kartoteka.billing.rules import ReceivableDraft
from kartoteka.documents import operations as documents
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as ledger_queries
from kartoteka.ledger.models import Entry, OpenAmount
from tests.ledger.builders import a_creditor, a_debit, a_party, a_payment, on

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


def a_paid_document(amount: Decimal, *, scheme: str, paid: Sequence[tuple[Decimal, int]]) -> int:
    """Due 30 January, and paid so much so many days after its issue, by the scheme."""
    draft = a_receivable(
        a_creditor(scheme), a_party(), amount=amount, issued_on=on("2026-01-16"),
        due_on=on("2026-01-30"), interest_kind="pl_statutory_delay", token=f"{scheme}/{amount}",
        number=f"{scheme}/{amount}",
    )  # fmt: skip
    entry = operations.add_receivable(actor=SYSTEM, draft=draft)
    account = Entry.objects.get(pk=entry).account_id
    for money, days in paid:
        day = on("2026-01-16") + dt.timedelta(days=days)
        credit = a_payment(account, str(money), day.isoformat())
        with suppress(ledger.NothingToSettle):
            ledger.settle(actor=SYSTEM, credit_id=credit, on=day)
    return entry


def stands(entry: int) -> tuple[Decimal, Decimal, Decimal]:
    """Interest accrued and open of a document, and money left."""
    found = ledger_queries.interest_to(viewer=SYSTEM, entry_ids=[entry], on=on("2026-06-30"))
    account = Entry.objects.get(pk=entry).account_id
    open_of = dict(OpenAmount.objects.filter(account=account).values_list("entry", "amount"))
    left = OpenAmount.objects.filter(account=account, side="CREDIT")
    return (
        found[0].accrued if found else Decimal(0),
        open_of.get(entry, Decimal(0)),
        sum(left.values_list("amount", flat=True), Decimal(0)),
    )


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    less=st.decimals("0.01", "999", places=2),
    paid=st.lists(st.tuples(st.decimals("0.01", "700", places=2), st.integers(0, 60)), max_size=3),
    scheme=st.sampled_from(["PL_UTILITY", "PL_COLLECTION"]),
)
@example(less=Decimal(200), paid=[(Decimal(400), 40)], scheme="PL_COLLECTION")
@example(less=Decimal(600), paid=[(Decimal("2.5"), 30), (Decimal(500), 40)], scheme="PL_COLLECTION")
@example(less=Decimal(600), paid=[(Decimal(300), 20), (Decimal(500), 40)], scheme="PL_UTILITY")
def test_what_was_wrong_from_the_start_is_as_if_it_had_been_right(
    less: Decimal, paid: list[tuple[Decimal, int]], scheme: str
) -> None:
    in_order = sorted(paid, key=lambda one: one[1])
    with transaction.atomic():
        wrong = a_paid_document(Decimal(1000), scheme=scheme, paid=in_order)
        operations.correct(
            actor=SYSTEM, entry_id=wrong, amount=less, on=on("2026-04-10"), reason="misread",
            token=f"{wrong}", from_start=True,
        )  # fmt: skip
        right = a_paid_document(1000 - less, scheme=scheme, paid=in_order)
        assert stands(wrong) == stands(right)
        assert ledger_queries.prove(viewer=SYSTEM) == []
        transaction.set_rollback(True)


def a_late_one() -> int:
    draft = a_receivable(
        a_creditor(), a_party(), amount=Decimal("1000.00"), issued_on=on("2026-01-16"),
        due_on=on("2026-01-30"), interest_kind="pl_statutory_delay",
    )  # fmt: skip
    return operations.add_receivable(actor=SYSTEM, draft=draft)


@pytest.mark.parametrize(
    ("from_start", "interest"),
    [
        # 200 for 33 days at 9.5 and 27 at 9.25 per cent; else 1000 for 33 and 12, 200 for 15.
        (True, "3.09"),
        (False, "12.39"),
    ],
)
def test_a_correction_has_its_own_day_and_counts_from_another(
    from_start: bool, interest: str
) -> None:
    entry = a_late_one()
    account = Entry.objects.get(pk=entry).account_id
    a_debit(account, "5.00", "2026-03-02", kind="COST", debt_id=entry)
    asked = {"entry_id": entry, "amount": Decimal("800.00"), "on": on("2026-03-16"),
             "from_start": from_start}  # fmt: skip
    told = operations.preview_correct(viewer=SYSTEM, today=on("2026-03-31"), **asked)
    assert (told.interest, told.interest_before) == (Decimal(interest), Decimal("15.43"))
    open_amounts = (told.open_before, told.open_amount, told.overpaid)
    assert open_amounts == (Decimal("1005.00"), Decimal("205.00"), Decimal("0.00"))
    assert Entry.objects.count() == 2
    credit = operations.correct(actor=SYSTEM, reason="misread", token="c", **asked)
    posted = Entry.objects.get(pk=credit)
    assert (posted.issued_on, posted.booked_on) == (on("2026-03-16"), on("2026-03-16"))
    assert posted.effective_on == on("2026-01-16" if from_start else "2026-03-16")


def test_a_correction_of_a_closed_day_is_refused_also_from_the_start() -> None:
    entry = a_late_one()
    creditor = Entry.objects.get(pk=entry).account.creditor_id
    ledger.close_until(actor=SYSTEM, creditor_id=creditor, until=on("2026-02-28"))
    asked = {"actor": SYSTEM, "entry_id": entry, "amount": Decimal(1), "reason": "x", "token": "c"}
    with pytest.raises(ledger.PeriodClosed):
        operations.correct(on=on("2026-02-28"), from_start=True, **asked)
    credit = operations.correct(on=on("2026-03-01"), from_start=True, **asked)
    posted = Entry.objects.get(pk=credit)
    days = (posted.paid_on, posted.effective_on, posted.booked_on)
    assert days == (on("2026-01-16"), on("2026-03-01"), on("2026-03-01"))


def test_what_a_person_settled_stays_and_the_correction_says_so() -> None:
    entry = a_late_one()
    account = Entry.objects.get(pk=entry).account_id
    payment = a_payment(account, "900.00", "2026-02-15")
    chosen = {entry: Decimal("900.00")}
    ledger.settle(actor=SYSTEM, credit_id=payment, on=on("2026-02-15"), choices=chosen)
    asked = {"actor": SYSTEM, "entry_id": entry, "on": on("2026-03-01"), "reason": "x"}
    with pytest.raises(operations.SettledOtherwise):
        operations.correct(amount=Decimal("100.01"), from_start=True, token="c", **asked)
    assert Entry.objects.count() == 2
    operations.correct(amount=Decimal("100.00"), from_start=True, token="c", **asked)
