"""From which day a correction of KSeF counts (TypKorekty), to the grosz of interest."""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from kartoteka.billing import operations, queries
from kartoteka.billing.models import KsefInvoice
from kartoteka.billing.operations import interest
from kartoteka.billing.queries import overtaken
from kartoteka.formats.ksef import File
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries as ledger_queries
from kartoteka.ledger.models import Account, Entry, OpenAmount
from tests import build
from tests.formats.ksef.making import BUYER, SELLER, a_number, an_invoice
from tests.ledger.builders import a_payment, on

pytestmark = pytest.mark.django_db
ISSUED, TO = "2026-04-10", on("2026-05-10")


@pytest.fixture
def works() -> int:
    """The creditor whose NIP the invoices have, and the customer."""
    party_id = build.a_party("Wodociągi Zmyślone", identifiers={"NIP": SELLER})
    ledger.register_creditor(actor=SYSTEM, party_id=party_id, scheme="PL_UTILITY")
    build.a_party("Młyn Zmyślony", number="K-1", identifiers={"NIP": BUYER})
    return party_id


def taken(ordinal: int, **said: object) -> operations.TakenInvoice:
    data = an_invoice(**said)  # type: ignore[arg-type]
    files = [File(f"{a_number(ordinal)}.xml", data)]
    (line,) = operations.take_in_invoices(actor=SYSTEM, files=files).lines
    return line


def invoice(ordinal: int = 1, **said: object) -> int:
    entry_id = taken(ordinal, **{"gross": "1000.00"} | said).entry_id
    assert entry_id is not None
    return entry_id


def correction(gross: str, effect: str, *named: int, ordinal: int = 9) -> operations.TakenInvoice:
    return taken(
        ordinal, number="KF/1", kind="KOR", gross=gross, issued=ISSUED, due="", effect=effect,
        corrects=[("", a_number(one)) for one in named or (1,)],
    )  # fmt: skip


def accrued(entry_id: int) -> Decimal:
    (found,) = ledger_queries.interest_to(viewer=SYSTEM, entry_ids=[entry_id], on=TO)
    return found.accrued


def still_open() -> dict[str, Decimal]:
    return dict(OpenAmount.objects.order_by("pk").values_list("entry__number", "amount"))


@pytest.mark.parametrize(
    ("effect", "interest", "counts_from"),
    [
        # Due 24 February: 75 days to 10 May at 14 per cent, of 700.
        ("1", "20.14", "2026-02-10"),
        # Of 1000 for 45 days to 10 April, of 700 for 30.
        ("2", "25.32", ISSUED),
        ("3", "25.32", ISSUED),
        ("", "25.32", ISSUED),
    ],
)
def test_type_1_bears_no_interest_from_the_start(
    works: int, effect: str, interest: str, counts_from: str
) -> None:
    document = invoice()
    line = correction("-300.00", effect)
    assert accrued(document) == Decimal(interest)
    credit = Entry.objects.get(side="CREDIT")
    assert (credit.issued_on, credit.booked_on) == (on(ISSUED), on(ISSUED))
    assert (credit.effective_on, credit.paid_on) == (on(counts_from), None)
    assert len(line.notes) == (1 if effect == "1" else 0)
    (tie,) = queries.ties_of(viewer=SYSTEM, entry_id=document)
    told = (tie.effect, tie.counts_from, tie.counts_earlier)
    assert told == (int(effect) if effect else None, on(counts_from), effect == "1")
    assert ledger_queries.prove(viewer=SYSTEM) == []


def test_behind_closed_books_it_counts_from_the_day_and_the_balance_stays(works: int) -> None:
    document = invoice()
    account = Entry.objects.get(pk=document).account_id
    ledger.close_until(actor=SYSTEM, creditor_id=works, until=on("2026-03-31"))
    correction("-300.00", "1")
    credit = Entry.objects.get(side="CREDIT")
    days = (credit.booked_on, credit.effective_on, credit.paid_on)
    assert days == (on(ISSUED), on("2026-04-01"), on("2026-02-10"))
    assert accrued(document) == Decimal("20.14")
    stood = {
        day: ledger_queries.balance_as_of(viewer=SYSTEM, account_id=account, day=on(day))[0].amount
        for day in ("2026-03-31", "2026-04-01")
    }
    assert stood == {"2026-03-31": Decimal("1000.00"), "2026-04-01": Decimal("700.00")}
    (line,) = ledger_queries.settlements_of(viewer=SYSTEM, debit_id=document)
    assert line.posted_later == (
        "Counts from 10\xa0Feb\xa02026, in the balance from 1\xa0Apr\xa02026 because the books "
        "were closed"
    )
    assert ledger_queries.prove(viewer=SYSTEM) == []


def test_what_was_paid_late_is_an_overpayment_of_the_day_on_which_it_came(works: int) -> None:
    document = invoice()
    account = Entry.objects.get(pk=document).account_id
    payment = a_payment(account, "1000.00", "2026-03-16", number="P/1")
    ledger.settle(actor=SYSTEM, credit_id=payment, on=on("2026-03-16"))
    assert accrued(document) == Decimal("7.67")  # 1000 for 20 days
    correction("-300.00", "1")
    assert accrued(document) == Decimal("5.37")  # 700 for 20 days
    assert still_open() == {"P/1": Decimal("300.00")}
    assert ledger_queries.prove(viewer=SYSTEM) == []


@pytest.mark.parametrize("how", ["by hand", "closed"])
def test_what_cannot_be_taken_off_leaves_the_correction_on_its_own_day(
    works: int, how: str
) -> None:
    document = invoice()
    account = Entry.objects.get(pk=document).account_id
    payment = a_payment(account, "1000.00", "2026-03-16", number="P/1")
    choices = {document: Decimal("1000.00")} if how == "by hand" else None
    ledger.settle(actor=SYSTEM, credit_id=payment, on=on("2026-03-16"), choices=choices)
    if how == "closed":
        ledger.close_until(actor=SYSTEM, creditor_id=works, until=on("2026-03-31"))
    line = correction("-300.00", "1")
    assert line.notes[0].startswith("Type 1, but what was paid on it cannot be taken off")
    credit = Entry.objects.get(kind="CORRECTION")
    assert (credit.effective_on, credit.paid_on) == (on(ISSUED), None)
    assert accrued(document) == Decimal("7.67")
    assert still_open() == {"KF/1": Decimal("300.00")}


def test_of_several_documents_each_part_counts_from_its_own_day(works: int) -> None:
    first = invoice(1, issued="2026-02-10")
    second = invoice(2, number="FV/2", issued="2026-03-02", due="2026-03-16")
    correction("-1200.00", "1", 1, 2)
    assert ledger_queries.interest_to(viewer=SYSTEM, entry_ids=[first], on=TO) == []
    assert accrued(second) == Decimal("16.88")  # 800 for 55 days
    assert still_open() == {"FV/2": Decimal("800.00")}


def test_what_was_noted_too_much_is_told(works: int) -> None:
    document = invoice()
    account = Entry.objects.get(pk=document).account_id
    terms = interest.NoteTerms(to=on("2026-03-31"), issued_on=on("2026-03-31"),
                               due_on=on("2026-04-14"))  # fmt: skip
    interest.note_interest(actor=SYSTEM, account_id=account, terms=terms)
    correction("-300.00", "1")
    party_id = Account.objects.get(pk=account).party_id
    (told,) = overtaken.overtaken(viewer=SYSTEM, party_id=party_id)
    # 35 days at 14 per cent: 13.42 of 1000, 9.40 of 700.
    assert (told.amount, told.today) == (Decimal("13.42"), Decimal("9.40"))


def test_a_document_corrected_twice_in_one_set_is_freed_for_both(works: int) -> None:
    document = invoice()
    account = Entry.objects.get(pk=document).account_id
    for amount, day, number in (("600.00", "2026-03-16", "P/1"), ("400.00", "2026-03-26", "P/2")):
        payment = a_payment(account, amount, day, number=number)
        ledger.settle(actor=SYSTEM, credit_id=payment, on=on(day))
    named = [("", a_number(1))]
    files = [
        File(f"{a_number(ordinal)}.xml", an_invoice(
            number=f"KF/{ordinal}", kind="KOR", gross="-300.00", issued=ISSUED, due="",
            effect="1", corrects=named))
        for ordinal in (8, 9)
    ]  # fmt: skip
    assert operations.take_in_invoices(actor=SYSTEM, files=files).new == 2
    # 400 were owed, and 600 came on 16 March: 400 for 20 days.
    assert accrued(document) == Decimal("3.07")
    assert still_open() == {"P/1": Decimal("200.00"), "P/2": Decimal("400.00")}
    assert ledger_queries.prove(viewer=SYSTEM) == []


def test_corrections_that_share_a_document_are_each_given_room(works: int) -> None:
    for ordinal, day in ((1, "2026-03-16"), (2, "2026-03-26")):
        document = invoice(ordinal, number=f"FV/{ordinal}", gross="100.00")
        account = Entry.objects.get(pk=document).account_id
        payment = a_payment(account, "100.00", day, number=f"P/{ordinal}")
        ledger.settle(actor=SYSTEM, credit_id=payment, on=on(day))
    files = [
        File(f"{a_number(ordinal)}.xml", an_invoice(
            number=f"KF/{ordinal}", kind="KOR", gross=gross, issued=ISSUED, due="", effect="1",
            corrects=[("", a_number(one)) for one in named]))
        for ordinal, gross, named in ((8, "-100.00", (1, 2)), (9, "-50.00", (2,)))
    ]  # fmt: skip
    assert operations.take_in_invoices(actor=SYSTEM, files=files).new == 2
    # 50 of 200 were owed. What is left is money of the days on which it came.
    assert sum(still_open().values()) == Decimal("150.00")
    assert set(still_open()) <= {"P/1", "P/2"}
    assert ledger_queries.prove(viewer=SYSTEM) == []


def test_of_a_correction_of_several_documents_each_is_lessened_by_its_part(works: int) -> None:
    for ordinal, due in ((1, "2026-02-24"), (2, "2026-03-10")):
        second = invoice(ordinal, number=f"FV/{ordinal}", gross="100.00", due=due)
    correction("-150.00", "2", 1, 2)  # 100 of the first, 50 of the second
    asked = {"actor": SYSTEM, "entry_id": second, "on": on(ISSUED), "reason": "x", "token": "c"}
    with pytest.raises(operations.AboveTheDocument) as refused:
        operations.correct(amount=Decimal("50.01"), **asked)
    assert refused.value.facts["left"] == Decimal("50.00")
    operations.correct(amount=Decimal("50.00"), **asked)
    assert still_open() == {}


def test_only_a_correction_has_an_effect(works: int) -> None:
    invoice(effect="1")
    kept = KsefInvoice.objects.get()
    assert kept.effect is None
    with pytest.raises(IntegrityError, match="billing_ksefinvoice_effect"):
        KsefInvoice.objects.create(
            number="x", entry_id=kept.entry_id, kind="VAT", seller_nip=SELLER, effect=1,
            issued_on=on(ISSUED), amount=1, sha256=b"", content_id=kept.content_id,
        )  # fmt: skip
