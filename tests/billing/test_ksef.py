"""Invoices of KSeF become receivables: once, tied together, and each refused one says why."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from kartoteka.billing import operations
from kartoteka.billing.models import KsefInvoice, Tie
from kartoteka.documents import queries as documents
from kartoteka.formats.ksef import File
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry, OpenAmount
from kartoteka.tax.operations import forms
from tests import build
from tests.conftest import NO_SAMPLES
from tests.formats.ksef.making import BUYER, SELLER, a_number, a_receipt, an_invoice
from tests.formats.ksef.test_reading import XSD, packed
from tests.ledger.builders import a_draft, a_payment, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def works() -> int:
    """The creditor whose NIP the invoices have."""
    party_id = build.a_party("Wodociągi Zmyślone", identifiers={"NIP": SELLER})
    ledger.register_creditor(actor=SYSTEM, party_id=party_id, scheme="PL_UTILITY")
    return party_id


@pytest.fixture
def mill(works: int) -> int:
    """The customer whose NIP the invoices have."""
    return build.a_party("Młyn Zmyślony", number="K-1", identifiers={"NIP": BUYER})


def a_file(ordinal: int = 1, **said: object) -> File:
    return File(f"{a_number(ordinal)}.xml", an_invoice(**said))  # type: ignore[arg-type]


def taken(*files: File) -> operations.TakenInvoices:
    return operations.take_in_invoices(actor=SYSTEM, files=files)


def still_open(party_id: int) -> dict[str, Decimal]:
    found = OpenAmount.objects.filter(account__party_id=party_id)
    return dict(found.values_list("entry__number", "amount"))


def test_an_invoice_becomes_a_receivable_and_is_kept(works: int, mill: int) -> None:
    (line,) = taken(a_file()).lines
    entry = Entry.objects.get()
    assert (line.outcome, line.customer, line.entry_id) == ("NEW", "Młyn Zmyślony", entry.pk)
    assert (entry.kind, entry.number, entry.amount) == ("INVOICE", "FV/1/2026", Decimal("123.00"))
    assert (entry.issued_on, entry.due_on) == (on("2026-02-10"), on("2026-02-24"))
    assert (entry.account.party_id, entry.account.creditor_id) == (mill, works)
    assert (entry.interest_kind, entry.source_ref) == ("pl_commercial_delay", a_number())
    kept = KsefInvoice.objects.get()
    assert (kept.number, kept.entry_id, kept.seller_nip) == (a_number(), entry.pk, SELLER)
    assert documents.read(viewer=SYSTEM, content_id=kept.content_id) == an_invoice()


def test_the_same_invoice_comes_in_once(works: int, mill: int) -> None:
    twice = taken(a_file(), File(f"copy of {a_number()}.xml", an_invoice()))
    assert [line.outcome for line in twice.lines] == ["NEW", "KNOWN"]
    assert [line.outcome for line in taken(a_file()).lines] == ["KNOWN"]
    other = taken(a_file(gross="124.00"))
    assert [line.sentence for line in other.refused] == [
        "This KSeF number came in before with other contents."
    ]
    assert Entry.objects.count() == 1


def test_a_preview_changes_nothing(works: int, mill: int) -> None:
    planned = operations.preview_invoices(viewer=SYSTEM, files=[a_file()])
    assert (planned.new, planned.lines[0].due_on) == (1, on("2026-02-24"))
    assert (Entry.objects.count(), KsefInvoice.objects.count()) == (0, 0)


def test_receipts_tell_numbers_and_archives_are_opened(works: int, mill: int) -> None:
    one, other = an_invoice(), an_invoice(number="FV/2/2026")
    data = packed(
        ("a/1.xml", one), ("a/2.xml", other), ("a/upo.xml", a_receipt((a_number(1), one)))
    )
    first, second = taken(File("set.zip", data)).lines
    assert (first.outcome, first.ksef, first.file) == ("NEW", a_number(1), "set.zip/a/1.xml")
    assert second.sentence.startswith("Nothing says which KSeF number the invoice has.")


def test_a_document_that_is_here_gets_its_ksef_number(works: int, mill: int) -> None:
    draft = a_draft(mill, works, "123.00", "2026-02-24", number="FV/1/2026")
    entry = ledger.post(actor=SYSTEM, draft=draft)
    (line,) = taken(a_file()).lines
    assert (line.outcome, line.entry_id) == ("JOINED", entry)
    assert KsefInvoice.objects.get().entry_id == entry
    assert Entry.objects.count() == 1
    (again,) = taken(a_file(2)).lines
    assert again.sentence == (
        "A document FV/1/2026 is here already, with another amount, customer or KSeF number "
        "(123.00 PLN)."
    )


def test_a_correction_lessens_what_it_corrects(works: int, mill: int) -> None:
    less = a_file(
        2, number="KF/1", kind="KOR", gross="-23.00", corrects=[("FV/1/2026", a_number())]
    )
    result = taken(less, a_file())
    assert [line.outcome for line in result.lines] == ["NEW", "NEW"]
    assert still_open(mill) == {"FV/1/2026": Decimal("100.00")}
    credit = Entry.objects.get(side="CREDIT")
    document = Entry.objects.get(side="DEBIT")
    assert (credit.kind, credit.amount, credit.designated) == (
        "CORRECTION", Decimal("23.00"), [document.pk],
    )  # fmt: skip
    tie = Tie.objects.get()
    assert (tie.entry_id, tie.document_id, tie.kind) == (credit.pk, document.pk, "CORRECTS")


def test_a_correction_upwards_is_a_debt_of_its_own(works: int, mill: int) -> None:
    taken(a_file())
    more = {"kind": "KOR", "gross": "10.00", "corrects": [("FV/1/2026", "")], "due": "2026-03-05"}
    taken(a_file(2, number="KF/1", **more))
    debit = Entry.objects.get(number="KF/1")
    assert (debit.side, debit.kind, debit.due_on) == ("DEBIT", "CORRECTION", on("2026-03-05"))
    assert debit.interest_kind == "pl_commercial_delay"
    assert Tie.objects.get().document.number == "FV/1/2026"
    assert still_open(mill) == {"FV/1/2026": Decimal("123.00"), "KF/1": Decimal("10.00")}


def test_a_correction_of_what_was_paid_is_an_overpayment(works: int, mill: int) -> None:
    taken(a_file())
    document = Entry.objects.get()
    payment = a_payment(document.account_id, "100.00", "2026-02-15")
    ledger.settle(actor=SYSTEM, credit_id=payment, on=on("2026-02-15"))
    taken(a_file(2, number="KF/1", kind="KOR", gross="-50.00", corrects=[("", a_number())]))
    assert still_open(mill) == {"KF/1": Decimal("27.00")}


def test_one_correction_of_several_documents(works: int, mill: int) -> None:
    files = [
        a_file(1, gross="30.00"),
        a_file(2, number="FV/2/2026", gross="50.00", due="2026-02-25"),
        a_file(3, number="KF/1", kind="KOR", gross="-60.00", due="",
               corrects=[("", a_number(1)), ("", a_number(2))]),
    ]  # fmt: skip
    assert taken(*files).new == 3
    assert still_open(mill) == {"FV/2/2026": Decimal("20.00")}
    assert Tie.objects.count() == 2


def test_a_correction_of_a_correction_falls_on_the_document(works: int, mill: int) -> None:
    taken(a_file())
    taken(a_file(2, number="KF/1", kind="KOR", gross="-23.00", corrects=[("", a_number(1))]))
    taken(a_file(3, number="KF/2", kind="KOR", gross="-50.00", corrects=[("", a_number(2))]))
    assert still_open(mill) == {"FV/1/2026": Decimal("50.00")}


def test_a_correction_of_a_correction_of_several_falls_on_all_of_them(
    works: int, mill: int
) -> None:
    both = [("", a_number(1)), ("", a_number(2))]
    taken(
        a_file(1, gross="30.00"),
        a_file(2, number="FV/2/2026", gross="50.00", due="2026-02-25"),
        a_file(3, number="KF/1", kind="KOR", gross="-60.00", due="", corrects=both),
    )
    # Nothing of the first is left: the 15 lessen the second, of which 20 were.
    more = {"kind": "KOR", "gross": "-15.00", "due": "", "corrects": [("", a_number(3))]}
    taken(a_file(4, number="KF/2", **more))
    assert still_open(mill) == {"FV/2/2026": Decimal("5.00")}


def test_a_correction_without_an_amount_posts_nothing(works: int, mill: int) -> None:
    taken(a_file())
    nothing = a_file(2, number="KF/1", kind="KOR", gross="0.00", corrects=[("", a_number())])
    (line,) = taken(nothing).lines
    assert line.outcome == "TIED"
    assert Entry.objects.count() == 1
    assert KsefInvoice.objects.get(number=a_number(2)).entry_id == Entry.objects.get().pk


def test_advances_and_the_final_invoice_that_names_them(works: int, mill: int) -> None:
    advance = a_file(1, kind="ZAL", number="FZ/1")
    final = a_file(2, kind="ROZ", number="FV/9", gross="77.00", advances=[a_number(1)])
    taken(advance, final)
    assert set(Entry.objects.values_list("number", "kind")) == {
        ("FZ/1", "ADVANCE"), ("FV/9", "INVOICE"),
    }  # fmt: skip
    tie = Tie.objects.get()
    assert (tie.entry.number, tie.document.number, tie.kind) == ("FV/9", "FZ/1", "ADVANCE")


def test_the_customer_is_found_by_number_where_there_is_no_nip(works: int, mill: int) -> None:
    anna = build.a_party("Anna", kind="COMPANY", number="K-2")
    (line,) = taken(a_file(1, buyer=None, customer="K-2")).lines
    assert line.party_id == anna
    (of_another,) = taken(a_file(2, number="FV/2", customer="K-2")).lines
    assert of_another.party_id == anna
    (by_nip,) = taken(a_file(3, number="FV/3", buyer="5555555555", customer="K-1")).lines
    assert by_nip.sentence == "Nobody in the register has the buyer's number 5555555555."


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"buyer": "5555555555"}, "Nobody in the register has the buyer's number 5555555555."),
        ({"gross": "0.00"}, "Nothing is to be paid by it (0.00 PLN)."),
        ({"number": "9" * 81}, "P_2 has more than 80 characters."),
        (
            {"kind": "KOR", "gross": "-1.00", "corrects": [("FV/7", "")]},
            "The document that it corrects is not here: FV/7.",
        ),
    ],
)
def test_says_why_not(works: int, mill: int, said: dict[str, object], sentence: str) -> None:
    result = taken(a_file(**said), a_file(9, number="FV/9/2026"))
    assert [line.sentence for line in result.refused] == [sentence]
    assert list(Entry.objects.values_list("number", flat=True)) == ["FV/9/2026"]


def test_the_seller_must_be_a_creditor_and_have_the_number(mill: int) -> None:
    stranger = "5555555555"
    (line,) = taken(File(f"{a_number(seller=stranger)}.xml", an_invoice(seller=stranger))).lines
    assert line.sentence == "The seller's NIP 5555555555 is none of your creditors'."
    (line,) = taken(File(f"{a_number(seller=stranger)}.xml", an_invoice())).lines
    assert line.sentence.endswith("is of another seller than the invoice.")


def test_nothing_comes_behind_a_closed_period(works: int, mill: int) -> None:
    ledger.close_until(actor=SYSTEM, creditor_id=works, until=on("2026-02-28"))
    (line,) = taken(a_file()).lines
    assert line.sentence == "The creditor has closed its books for 2026-02-10."


def test_without_a_term_the_customers_terms_count(works: int, mill: int) -> None:
    (line,) = taken(a_file(due="")).lines
    assert line.due_on == on("2026-02-10")
    assert line.notes == ("No term of payment: the customer's terms count, else the day of issue.",)


def test_what_the_invoice_says_has_been_paid_is_remarked(works: int, mill: int) -> None:
    told = (
        "<ZnacznikZaplatyCzesciowej>{}</ZnacznikZaplatyCzesciowej><ZaplataCzesciowa>"
        "<KwotaZaplatyCzesciowej>20.00</KwotaZaplatyCzesciowej>"
        "<DataZaplatyCzesciowej>2026-02-10</DataZaplatyCzesciowej></ZaplataCzesciowa>"
        "<ZaplataCzesciowa><KwotaZaplatyCzesciowej>3.5</KwotaZaplatyCzesciowej>"
        "<DataZaplatyCzesciowej>2026-02-11</DataZaplatyCzesciowej></ZaplataCzesciowa>"
        "<TerminPlatnosci><Termin>2026-02-24</Termin></TerminPlatnosci>"
    )
    whole, part = taken(
        a_file(1, payment=told.format(2)), a_file(2, number="FV/2", payment=told.format(1))
    ).lines
    paid = "has been paid; the payment is to come in by itself."
    assert whole.notes == (f"The invoice says that it {paid}",)
    assert part.notes == (f"The invoice says that 23.50 PLN of it {paid}",)
    assert still_open(mill)["FV/2"] == Decimal("123.00")


def test_a_factors_account_is_remarked(works: int, mill: int) -> None:
    told = (
        "<TerminPlatnosci><Termin>2026-02-24</Termin></TerminPlatnosci><RachunekBankowyFaktora>"
        "<NrRB>61109010140000071219812874</NrRB></RachunekBankowyFaktora>"
    )
    (line,) = taken(a_file(payment=told)).lines
    assert (line.outcome, line.amount) == ("NEW", Decimal("123.00"))
    assert line.notes == ("The invoice asks for the money on a factor's account.",)


def test_another_currency_is_another_account(works: int, mill: int) -> None:
    taken(a_file(), a_file(2, number="FV/2/2026", currency="EUR"))
    assert sorted(Entry.objects.values_list("account__currency", flat=True)) == ["EUR", "PLN"]


def test_is_judged_by_the_schema_that_the_office_installed(works: int, mill: int) -> None:
    if not XSD.is_dir():
        pytest.skip(NO_SAMPLES)
    main = next(XSD.glob("schemat*"))
    parts = [main, *(XSD / "bazowe").iterdir()]
    forms.install(actor=SYSTEM, files=[forms.File(one.name, one.read_bytes()) for one in parts])
    wrong = a_file(2, number="FV/2", payment="<Termin>2026-01-01</Termin>")
    result = taken(a_file(), wrong)
    assert [line.outcome for line in result.lines] == ["NEW", "REFUSED"]
    assert result.lines[1].sentence.startswith("It does not fit the schema: Termin ")


def test_numbers_and_ties_are_only_added_to(works: int, mill: int) -> None:
    taken(a_file(), a_file(2, kind="KOR", gross="-1.00", number="KF", corrects=[("", a_number())]))
    for statement in (
        "UPDATE billing_ksefinvoice SET amount = 1",
        "DELETE FROM billing_ksefinvoice",
        "UPDATE billing_tie SET kind = 'ADVANCE'",
    ):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
