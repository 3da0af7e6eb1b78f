"""Invoices of KSeF at the desk: handed in, looked at, taken in, shown with their code."""

import io
import json

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from kartoteka.billing import queries, slips, tasks
from kartoteka.billing.models import InvoiceSet, KsefInvoice, SetLine
from kartoteka.billing.operations import sets
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry
from kartoteka.register import operations as register
from tests import build
from tests.formats.ksef.making import BUYER, SELLER, a_number, a_receipt, an_invoice
from tests.ledger.builders import on

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


@pytest.fixture
def works() -> int:
    party_id = build.a_party(
        "Wodociągi",
        identifiers={"NIP": SELLER},
        accounts=(register.AccountDraft(iban="PL61109010140000071219812874"),),
    )
    ledger.register_creditor(actor=SYSTEM, party_id=party_id, scheme="PL_UTILITY")
    return party_id


@pytest.fixture
def mill(works: int) -> int:
    return build.a_party("Młyn", number="K-1", identifiers={"NIP": BUYER})


def a_file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="text/xml")


def test_is_seen_before_it_is_taken_in(desk: Client, mill: int) -> None:
    sent = [
        a_file(f"{a_number(1)}.xml", an_invoice()),
        a_file(f"{a_number(2)}.xml", an_invoice(number="FV/2", buyer="5555555555")),
    ]
    answer = desk.post("/receivables/ksef/", {"invoices": sent}, follow=True)
    ((place, _status),) = answer.redirect_chain
    assert "Nobody in the register has the buyer&#x27;s number 5555555555." in answer.text
    assert "new receivable" in answer.text
    assert Entry.objects.count() == 0

    assert "waits for a decision" in desk.get("/receivables/ksef/sets/").text

    done = desk.post(f"{place}take", follow=True)
    assert "1 invoice has come in. Known already: 0, refused: 1." in done.text
    entry = Entry.objects.get()
    kept = InvoiceSet.objects.get()
    assert (kept.state, bytes(kept.data)) == ("TAKEN", b"")
    assert kept.figures == {"new": 1, "known": 0, "refused": 1, "sums": {"PLN": "123.00"}}
    lines = list(SetLine.objects.order_by("place").values_list("outcome", "code", "is_done"))
    assert lines == [("NEW", "", True), ("REFUSED", "ksef.no_customer", True)]
    assert "Nobody in the register has the buyer&#x27;s number 5555555555." in done.text
    page = desk.get(f"/receivables/{entry.pk}/").text
    assert a_number(1) in page
    assert f"https://qr.ksef.mf.gov.pl/invoice/{SELLER}/10-02-2026/" in page
    xml = desk.get(f"/receivables/{entry.pk}/ksef/{a_number(1)}.xml")
    assert xml.content == an_invoice()
    assert desk.get(f"/receivables/{entry.pk}/ksef/{a_number(3)}.xml").status_code == 404
    assert "Take in the rest" not in desk.get(place).text
    gone = desk.post(f"{place}take", follow=True)
    assert "The files are not here any more. Hand them in again." in gone.text


def test_a_number_can_be_typed_for_one_file(desk: Client, mill: int) -> None:
    one = {"invoices": [a_file("faktura.xml", an_invoice())], "number": a_number(1).lower()}
    place = desk.post("/receivables/ksef/", one).headers["Location"]
    desk.post(f"{place}take")
    assert KsefInvoice.objects.get().number == a_number(1)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "This field is required."),
        ({"number": a_number(1)[:-1] + "Z"}, "its form or its check is wrong"),
        (
            {"zip": b"PK\x03\x04broken"},
            "The archive is damaged and cannot be opened. Make it again.",
        ),
    ],
)
def test_refuses_with_a_sentence(
    desk: Client, mill: int, said: dict[str, str | bytes], sentence: str
) -> None:
    data: dict[str, object] = {"number": said.get("number", "")}
    if said:
        data["invoices"] = [a_file("a.xml", bytes(said.get("zip", an_invoice())))]  # type: ignore[arg-type]
    answer = desk.post("/receivables/ksef/", data)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_says_what_is_no_invoice_by_the_name_of_its_file(desk: Client, mill: int) -> None:
    upo = a_file("u.xml", a_receipt((a_number(1), an_invoice())))
    alone = desk.post("/receivables/ksef/", {"invoices": [upo]}, follow=True)
    pictures = [a_file("a.png", b"\x89PNG"), a_file("b.png", b"\x89PNG")]
    refused = desk.post("/receivables/ksef/", {"invoices": pictures}, follow=True)
    assert "There is no invoice among these files." in alone.text
    assert "a.png" in refused.text
    assert "The file is no XML, or it is damaged. Take it from KSeF again." in refused.text


def test_what_is_handed_in_can_be_forgotten(desk: Client, mill: int) -> None:
    sent = {"invoices": [a_file(f"{a_number(1)}.xml", an_invoice())]}
    place = desk.post("/receivables/ksef/", sent).headers["Location"]
    assert desk.post(f"{place}drop").status_code == 302
    assert (InvoiceSet.objects.count(), Entry.objects.count()) == (0, 0)


def test_strangers_do_not_come_in(client: Client) -> None:
    assert client.get("/receivables/ksef/").status_code == 302


def test_slips_and_confirmations_list_the_numbers(desk: Client, works: int, mill: int) -> None:
    sent = {"invoices": [a_file(f"{a_number(1)}.xml", an_invoice())]}
    desk.post(desk.post("/receivables/ksef/", sent).headers["Location"] + "take")
    whole = queries.slip(
        viewer=SYSTEM, party_id=mill, creditor_id=works, currency="PLN", on=on("2026-03-01")
    )
    assert whole is not None
    assert [(one.number, one.ksef) for one in whole.verified] == [("FV/1/2026", a_number(1))]
    data = slips.as_pdf(slips.payable(whole))
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    assert len(pages) == 2
    assert a_number(1) in pages[1].extract_text().replace("\n", "")
    other = slips.payable(whole, number="FV/9")
    assert other.verified == ()
    confirmation = desk.get(f"/receivables/{Entry.objects.get().pk}/pdf").content
    (page,) = pypdf.PdfReader(io.BytesIO(confirmation)).pages
    assert a_number(1) in page.extract_text().replace("\n", "")


def test_a_long_set_is_a_job_that_can_be_left(
    desk: Client, mill: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "SHORT", 1)
    sent = [
        a_file(f"{a_number(1)}.xml", an_invoice()),
        a_file(f"{a_number(2)}.xml", an_invoice(number="FV/2", buyer="5555555555")),
    ]
    job = desk.post("/receivables/ksef/", {"invoices": sent}).headers["Location"]
    assert job.startswith("/jobs/")
    assert "You may leave this page" in desk.get(job).text
    place = f"/receivables/ksef/{InvoiceSet.objects.get().public_id}/"
    assert "Show how far it is" in desk.get(place).text
    assert desk.post(f"{place}take").headers["Location"] == job
    dropped = desk.post(f"{place}drop", follow=True).text
    assert "These invoices are being looked through or taken in. Wait" in dropped
    work()
    assert "Show the invoices and take them in…" in desk.get(job).text
    assert Entry.objects.count() == 0

    taking = desk.post(f"{place}take").headers["Location"]
    assert taking != job
    work()
    assert "Came in" in desk.get(taking).text
    assert Entry.objects.count() == 1
    assert "Take in the rest" not in desk.get(place).text


def work() -> None:
    """What the worker would do with the job that was queued last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs ORDER BY id DESC LIMIT 1")
        arguments = json.loads(cursor.fetchone()[0])
    tasks.take_invoices(**arguments)
