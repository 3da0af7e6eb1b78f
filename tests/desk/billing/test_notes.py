"""Documents of the office's own as paper, in three languages."""

import io

import pypdf
import pytest
from django.test import Client

from kartoteka.billing import operations
from kartoteka.documents import operations as documents
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.register import operations as register
from tests import build
from tests.billing.test_by_hand import a_receivable
from tests.ledger.builders import a_debit, an_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


@pytest.fixture
def entry() -> int:
    works = build.a_party(
        "Wodociągi",
        identifiers={"NIP": "1234563218"},
        addresses=(register.AddressDraft(street="Wodna", building="1", city="Łódź"),),
        accounts=(register.AccountDraft(iban="PL61109010140000071219812874"),),
    )
    ledger.register_creditor(actor=SYSTEM, party_id=works, scheme="PL_UTILITY")
    mill = build.a_party("Młyn Żółty", number="K-7")
    draft = a_receivable(works, mill, kind="NOTE", number="", title="Illegal intake")
    return operations.add_receivable(actor=SYSTEM, draft=draft)


def words_of(desk: Client, place: str) -> str:
    answer = desk.get(place)
    assert answer.status_code == 200
    (page,) = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    text = page.extract_text().replace("\u202f", " ").replace("\xa0", " ")
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("pl", ("Nota obciążeniowa N/2026/00001", "Do zapłaty", "sto złotych, zero groszy")),
        ("sk", ("Ťarchopis N/2026/00001", "Na úhradu", "19. 1. 2026", "sto PLN 00/100")),
        ("en", ("Debit note N/2026/00001", "To pay", "19 Jan 2026")),
        ("", ("Nota obciążeniowa N/2026/00001",)),
        ("xx", ("Nota obciążeniowa N/2026/00001",)),
    ],
)
def test_says_who_owes_whom_what_for(
    desk: Client, entry: int, language: str, expected: tuple[str, ...]
) -> None:
    words = words_of(desk, f"/receivables/{entry}/note?language={language}")
    shared = (
        "Wodociągi", "NIP 1234563218", "Młyn Żółty", "K-7", "Illegal intake", "100,00 PLN",
        "61 1090 1014 0000 0712 1981 2874",
    )  # fmt: skip
    for fact in (*expected, *shared):
        assert fact in words, fact


def test_a_correction_names_what_it_corrects(desk: Client, entry: int) -> None:
    from decimal import Decimal

    from tests.ledger.builders import on

    up = operations.correct_upwards(
        actor=SYSTEM, entry_id=entry, amount=Decimal("20.00"), on=on("2026-02-01"),
        due_on=on("2026-02-15"), reason="More", token="c",
    )  # fmt: skip
    words = words_of(desk, f"/receivables/{up}/note?language=en")
    assert "Correction KR/2026/00001" in words
    assert "Corrects N/2026/00001" in words


def test_what_came_from_elsewhere_is_not_printed_as_ours(desk: Client, entry: int) -> None:
    assert "Print (SK)" in desk.get(f"/receivables/{entry}/").text
    invoice = a_debit(an_account(), "10.00", "2026-01-10")
    assert desk.get(f"/receivables/{invoice}/note").status_code == 404
    assert "Print (SK)" not in desk.get(f"/receivables/{invoice}/").text
    content = documents.keep(
        actor=SYSTEM, data=b"%PDF-1.7 x", name="a.pdf", media_type="application/pdf"
    )
    operations.attach_pdf(actor=SYSTEM, entry_id=entry, content_id=content)
    assert desk.get(f"/receivables/{entry}/note").status_code == 404
