"""The printed slip: its fields, its forms, and codes that a scanner reads off the paper."""

import io
from dataclasses import replace
from decimal import Decimal

import pypdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from kartoteka.billing import slips
from kartoteka.billing.rules import SlipData, Verified
from kartoteka.formats.codes import epc, paybysquare, zbp
from kartoteka.kernel import pdf

POLISH = SlipData(
    payee="Wodociągi Miejskie sp. z o.o.",
    payee_address=("Wodna 1", "90-001 Łódź"),
    payee_nip="7251801126",
    account="61109010140000071219812874",
    is_virtual=False,
    payer="Jan Żółw",
    payer_address=("Łąkowa 14/3", "90-562 Łódź"),
    amount=Decimal("184.20"),
    currency="PLN",
    title="K-004711, FV/2026/10/6604, FV/2026/11/7731",
    variable_symbol="4711",
    country="PL",
)
SLOVAK = replace(
    POLISH,
    payee="Vodárne, s. r. o.",
    payee_nip="",
    account="SK3112000000198742637541",
    currency="EUR",
    country="SK",
)


def scanned(data: SlipData) -> list[str]:
    """The texts of the codes on the picture of the printed page, left to right."""
    page = pdf.picture(slips.layout_of(data), slips.print_data(data), ppi=150)
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))
    return [one.text for one in sorted(found, key=lambda one: one.position.top_left.x)]


def words_of(document: bytes) -> str:
    return " ".join(pypdf.PdfReader(io.BytesIO(document)).pages[0].extract_text().split())


def test_the_polish_slip_scans_as_what_was_put_in() -> None:
    (text,) = scanned(slips.payable(POLISH))
    transfer, warnings = zbp.decode(text)
    assert transfer == zbp.Transfer(
        account="61109010140000071219812874",
        name="Wodociągi Miejskie s",
        title="K-004711, FV/2026/10/6604",
        amount=Decimal("184.20"),
        nip="7251801126",
    )
    assert warnings == ()


def test_the_slovak_slip_scans_as_pay_by_square_and_epc() -> None:
    square, european = scanned(slips.payable(SLOVAK, amount=Decimal("12345.60")))
    (payment,) = paybysquare.decode(square)[0].payments
    assert (payment.amount, payment.currency, payment.vs) == (Decimal("12345.60"), "EUR", "4711")
    assert payment.accounts == (paybysquare.Account("SK3112000000198742637541"),)
    transfer, _warnings = epc.decode(european)
    assert (transfer.iban, transfer.amount) == ("SK3112000000198742637541", Decimal("12345.60"))


def test_above_the_limit_the_code_leaves_the_amount_to_the_payer() -> None:
    exact, above = (
        slips.codes(slips.payable(POLISH, amount=Decimal(amount)))[0]
        for amount in ("9999.99", "10000.00")
    )
    assert zbp.decode(exact.text)[0].amount == Decimal("9999.99")
    assert zbp.decode(above.text)[0].amount is None
    assert "|000000|" in above.text
    assert above.note
    assert not exact.note


def test_a_slip_for_one_document_names_it_whole() -> None:
    data = slips.payable(POLISH, number="FV/2026/11/7731")
    assert data.title == "K-004711, FV/2026/11/7731"


def test_the_polish_form_has_every_field_twice() -> None:
    words = words_of(slips.as_pdf(slips.payable(POLISH))).replace(" ", "")
    for value in ("WODOCIĄGIMIEJSKIESP.Z", "61109010140000071219812874", "184,20", "JANŻÓŁW"):
        assert words.count(value) >= 2
    assert words.count("stoosiemdziesiątczteryzłote,dwadzieściagroszy") == 2


def test_a_blank_form_prints_the_values_without_the_lines_and_labels() -> None:
    words = words_of(slips.as_pdf(slips.payable(POLISH), blank_form=True))
    assert "nazwa odbiorcy" not in words
    assert words.replace(" ", "").count("61109010140000071219812874") == 2


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("184,20", "184.20"),
        ("1 234,5", "1234.50"),
        ("1\u202f234.50", "1234.50"),
        ("7", "7.00"),
        ("1.234,50 €", "1234.50"),
    ],
)
def test_takes_an_amount_as_people_type_it(typed: str, amount: str) -> None:
    assert slips.amount_of(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed", ["", "0", "0,00", "-5", "1,234", "1e3", "NaN", "1000000000", "12,3,4", "٣"]
)
def test_refuses_an_amount_that_no_slip_may_say(typed: str) -> None:
    with pytest.raises(slips.NoSuchAmount):
        slips.amount_of(typed)


def test_says_when_there_is_no_account_to_pay_to() -> None:
    with pytest.raises(slips.NoAccountForSlips):
        slips.payable(replace(POLISH, account=""))


def test_names_are_broken_between_words_over_the_boxes() -> None:
    assert slips.boxed("Wodociągi Miejskie sp. z o.o. Wodna 1") == [
        "WODOCIĄGI MIEJSKIE SP. Z",
        "O.O. WODNA 1",
    ]
    assert slips.boxed("Jan Żółw", "Łąkowa 14/3 90-562 Łódź") == [
        "JAN ŻÓŁW",
        "ŁĄKOWA 14/3 90-562 ŁÓDŹ",
    ]
    assert [len(line) for line in slips.boxed("A" * 80)] == [27, 27]


def test_a_name_that_looks_like_source_is_printed_as_it_is() -> None:
    hostile = slips.payable(replace(POLISH, payer='#read("/etc/passwd")'))
    assert '#read("/etc/passwd")' in words_of(slips.as_pdf(hostile))


def test_slips_stand_four_to_a_page_and_scan() -> None:
    each = slips.by_document(POLISH, [(f"FV/{n}", Decimal(n)) for n in range(1, 6)])
    paper = slips.four_to_a_page(each)
    pages = pypdf.PdfReader(io.BytesIO(paper)).pages
    assert len(pages) == 2
    assert [f"FV/{n}" in pages[0].extract_text() for n in range(1, 6)] == [True] * 4 + [False]
    assert "K-004711, FV/5" in pages[1].extract_text()
    assert [one.amount for one in each] == [1, 2, 3, 4, 5]
    bitmap = pypdfium2.PdfDocument(paper)[0].render(scale=3).to_pil()
    found = zxingcpp.read_barcodes(bitmap)
    assert sorted(zbp.decode(one.text)[0].amount for one in found) == [1, 2, 3, 4]


def test_behind_four_to_a_page_stand_the_invoices_that_ksef_has() -> None:
    ksef = "5260001246-20260210-010080615740-E4"
    kept = Verified("FV/2", ksef, "https://ksef.example/FV-2")
    each = slips.by_document(
        replace(POLISH, verified=(kept,)), [(f"FV/{n}", Decimal(n)) for n in (1, 2)]
    )
    pages = pypdf.PdfReader(io.BytesIO(slips.four_to_a_page(each))).pages
    assert len(pages) == 2
    assert ksef in pages[1].extract_text().replace("\n", "")


def test_on_a_pre_printed_form_only_values_are_moved() -> None:
    moved = (Decimal("1.5"), Decimal("-2"))
    (before, after) = (
        slips.print_data(slips.payable(POLISH), blank_form=blank, moved=moved)["places"]
        for blank in (False, True)
    )
    shift = [
        (new["x"] - old["x"], new["y"] - old["y"])
        for old, new in zip(before["segments"], after["segments"], strict=True)
    ]
    assert shift == [(1.5, -2.0), (1.5, -2.0)]
    assert slips.places()["segments"] == before["segments"]
