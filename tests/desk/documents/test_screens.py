"""Attachments and documents as staff meet them: brought, shown, fetched, refused, listed."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from kartoteka.documents import operations, queries
from kartoteka.documents.models import Attachment, Content, CustomerDocument, DocumentType, Download
from kartoteka.gateways.clamd import Scanner
from kartoteka.kernel.actor import SYSTEM
from tests import build
from tests.conftest import free_port
from tests.documents.making import VIRUS, a_document, a_file, a_pdf, a_picture, a_type

NOBODY = "7a34db85-e5f7-4a22-a687-cc173c0fc068"  # an attachment or document that is not there

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
DAY = dt.date(2026, 11, 26)


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 26, 10, tzinfo=dt.UTC), tick=True):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


@pytest.fixture
def boss() -> Client:
    """An administrator's browser."""
    client = Client()
    client.force_login(build.an_administrator())
    return client


@pytest.fixture
def anna() -> int:
    return build.a_party("Anna Owes", number="K-1")


def a_upload(data: bytes | None = None, name: str = "umowa.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data if data is not None else a_pdf(), "application/x-lie")


def address(attachment_id: int, what: str = "") -> str:
    return f"/attachments/{Attachment.objects.get(pk=attachment_id).public_id}/{what}"


def paper_address(public_id: uuid.UUID, what: str = "") -> str:
    return f"/documents/{public_id}/{what}"


def test_files_of_a_form_are_attached_and_the_bad_one_is_told(desk: Client, anna: int) -> None:
    sent = [a_upload(), a_upload(b"MZ\x90\x00", "wirus.pdf"), a_upload(a_picture(), "skan.png")]
    answer = desk.post(f"/parties/{anna}/attachments/add/", {"file": sent, "category": "LETTER"})
    assert answer.status_code == 422
    assert "wirus.pdf is of a kind that is not kept here" in answer.text
    assert set(Attachment.objects.values_list("name", "category")) == {
        ("umowa.pdf", "LETTER"), ("skan.png", "LETTER"),
    }  # fmt: skip
    sent = [a_upload(a_pdf("another"), "aneks.pdf")]
    answer = desk.post(f"/parties/{anna}/attachments/add/", {"file": sent, "category": "LETTER"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/parties/{anna}/documents/")
    page = desk.get(f"/parties/{anna}/documents/").text
    assert [name in page for name in ("umowa.pdf", "skan.png", "aneks.pdf")] == [True] * 3


def test_a_script_gets_an_answer_for_each_file(desk: Client, anna: int) -> None:
    url, accept = f"/parties/{anna}/attachments/add/", {"HTTP_ACCEPT": "application/json"}
    data: dict[str, Any] = {"file": a_upload(), "category": "OTHER"}
    answer = desk.post(url, data, **accept)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()) == (201, {"message": ""})
    answer = desk.post(url, {**data, "file": a_upload()}, **accept)  # type: ignore[arg-type]
    assert answer.status_code == 409
    assert answer.json() == {"message": "The same file is attached here already."}
    answer = desk.post(url, {**data, "file": a_upload(b"", "pusty.txt")}, **accept)  # type: ignore[arg-type]
    assert answer.json() == {"message": "The file is empty. Choose another one."}
    assert Attachment.objects.count() == 1


def test_a_file_that_is_too_large_is_not_even_read(
    desk: Client, anna: int, settings: Settings
) -> None:
    settings.CONTENT_LARGEST = 1024**2
    data = {"file": a_upload(a_pdf() + bytes(1024**2)), "category": "OTHER"}
    answer = desk.post(f"/parties/{anna}/attachments/add/", data)
    assert answer.status_code == 422
    assert "The file has 2 MB; at most 1 MB are kept." in answer.text


@pytest.mark.parametrize("name", ["a\u202efdp.exe", "nul.pdf", " a.pdf ", "x" * 300 + ".exe"])
def test_a_name_that_misleads_is_refused_or_loses_what_misleads(
    desk: Client, anna: int, name: str
) -> None:
    desk.post(
        f"/parties/{anna}/attachments/add/", {"file": a_upload(name=name), "category": "OTHER"}
    )
    names = list(Attachment.objects.values_list("name", flat=True))
    assert names in ([], ["a.pdf"], ["afdp.exe.pdf"], ["x" * 251 + ".exe"])


def test_the_file_comes_as_a_download_that_no_browser_runs_and_is_counted(
    desk: Client, anna: int
) -> None:
    attachment_id = a_file(anna, name="zażółć.pdf")
    answer = desk.get(address(attachment_id, "file/"))
    assert answer.content == a_pdf()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''za%C5%BC")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert Download.objects.count() == 1
    page = desk.get(address(attachment_id)).text
    assert "Who fetched it" in page
    assert "127.0.0.1" in page


def test_the_page_shows_pictures_text_or_a_name(desk: Client, anna: int) -> None:
    pdf, text = a_file(anna, a_pdf(pages=2)), a_file(anna, b"<b>nie html</b> tekst", "list.txt")
    office = a_file(anna, b"{\\rtf1 x}", "pismo.rtf")
    assert "The preview is being made" in desk.get(address(pdf)).text
    for content in Content.objects.all():
        operations.make_pictures(actor=SYSTEM, content_id=content.pk)
    page = desk.get(address(pdf)).text
    assert page.count("<img") == 2
    picture = desk.get(address(pdf, "pages/2/"))
    assert (picture.headers["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert picture.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert desk.get(address(pdf, "pages/3/")).status_code == 404
    assert "&lt;b&gt;nie html&lt;/b&gt; tekst" in desk.get(address(text)).text
    assert "This kind of file has no preview." in desk.get(address(office)).text


def test_while_a_preview_is_made_only_its_part_is_asked_for(desk: Client, anna: int) -> None:
    attachment_id = a_file(anna)
    part = desk.get(address(attachment_id), HTTP_HX_REQUEST="true").text
    assert part.startswith('<div id="preview"')
    assert 'hx-trigger="every 2s"' in part
    operations.make_pictures(actor=SYSTEM, content_id=Content.objects.get().pk)
    part = desk.get(address(attachment_id), HTTP_HX_REQUEST="true").text
    assert "hx-trigger" not in part


def test_what_is_not_scanned_or_infected_stays_closed(
    desk: Client, anna: int, settings: Settings
) -> None:
    settings.SCANNER = Scanner(host="127.0.0.1", port=free_port())
    attachment_id = a_file(anna, b"words " + VIRUS, "list.txt")
    page = desk.get(address(attachment_id)).text
    assert "has not looked at this file yet" in page
    assert "file/" not in page
    answer = desk.get(address(attachment_id, "file/"))
    assert (answer.status_code, "Try again in a few minutes" in answer.text) == (409, True)
    Content.objects.update(scan="INFECTED", finding="Eicar")
    page = desk.get(address(attachment_id)).text
    assert "found Eicar in this file" in page
    assert VIRUS.decode() not in page
    assert Download.objects.count() == 0


def test_words_change_and_what_was_typed_stays_when_refused(desk: Client, anna: int) -> None:
    attachment_id = a_file(anna)
    data = {"title": "Umowa 7", "category": "CONTRACT", "note": "oryginał"}
    assert desk.post(address(attachment_id), data).status_code == 302
    answer = desk.post(address(attachment_id), {**data, "title": "", "note": "inna"})
    assert (answer.status_code, "inna" in answer.text) == (422, True)
    line = queries.attachments_of(viewer=SYSTEM, party_id=anna)[0]
    assert (line.title, line.category, line.note) == ("Umowa 7", "CONTRACT", "oryginał")


def test_removing_and_bringing_back(desk: Client, boss: Client, anna: int) -> None:
    attachment_id = a_file(anna)
    assert desk.get(address(attachment_id, "remove/")).status_code == 405
    desk.post(address(attachment_id, "remove/"))
    assert "umowa.pdf" not in desk.get(f"/parties/{anna}/documents/").text
    assert "umowa.pdf" in desk.get(f"/parties/{anna}/documents/?removed=1").text
    assert desk.post(address(attachment_id, "restore/")).status_code == 403
    assert "Attach again" not in desk.get(address(attachment_id)).text
    assert boss.post(address(attachment_id, "restore/")).status_code == 302
    assert "umowa.pdf" in desk.get(f"/parties/{anna}/documents/").text


def test_a_document_is_added_by_its_type_with_its_features(desk: Client, anna: int) -> None:
    url = f"/parties/{anna}/documents/add/"
    assert "Insurance policy" in desk.get(url).text
    url += f"?type={a_type('policy')}"
    assert "Sum insured" in desk.get(url).text
    data = {"number": "PZU 1", "valid_to": "2027-01-31", "feature_sum": "dużo"}
    answer = desk.post(url, data)
    assert answer.status_code == 422
    assert "dużo does not fit" in answer.text
    answer = desk.post(url, {**data, "feature_sum": "1 000,50"})
    paper = CustomerDocument.objects.get()
    assert answer.headers["Location"] == paper_address(paper.public_id)
    assert paper.features == {"sum": "1000.50"}
    page = desk.get(paper_address(paper.public_id)).text
    assert 'value="1000.50"' in page
    data = {"file": a_upload(name="polisa.pdf"), "category": "FINANCE"}
    desk.post(paper_address(paper.public_id, "attach/"), data)
    assert "polisa.pdf" in desk.get(paper_address(paper.public_id)).text
    assert "polisa.pdf" in desk.get(f"/parties/{anna}/documents/").text


def test_a_document_changes_is_withdrawn_and_counts_again(desk: Client, anna: int) -> None:
    public_id = a_document(anna)
    desk.post(paper_address(public_id), {"number": "9", "valid_to": "2026-12-01"})
    assert "ends soon" in desk.get(paper_address(public_id)).text
    answer = desk.post(paper_address(public_id, "withdraw/"), {"reason": ""})
    assert answer.status_code == 422
    desk.post(paper_address(public_id, "withdraw/"), {"reason": "odwołane pismem"})
    assert "Withdrawn: odwołane pismem" in desk.get(paper_address(public_id)).text
    desk.post(paper_address(public_id, "reinstate/"))
    assert CustomerDocument.objects.get().state == "IN_FORCE"


def test_the_card_and_the_start_page_warn(desk: Client, anna: int) -> None:
    a_document(anna, valid_to=dt.date(2026, 12, 6))
    a_document(anna, "mandate", valid_to=dt.date(2026, 11, 20))
    DocumentType.objects.filter(code="title").update(required_of=["COMPANY"])
    card = desk.get(f"/parties/{anna}/").text
    assert "1 document expired" in card
    assert "1 document ends soon" in card
    tab = desk.get(f"/parties/{anna}/documents/").text
    assert "Missing: Title to the premises" in tab
    start = desk.get("/").text
    tile = start[start.index("Documents ending or expired") :][:120]
    assert "<strong>2</strong>" in tile


def test_the_list_begins_with_what_waits_and_leads_to_it(desk: Client, anna: int) -> None:
    a_document(anna, number="END", valid_to=dt.date(2026, 12, 6))
    gone = a_document(anna, "mandate", number="GONE", valid_to=dt.date(2026, 11, 20))
    a_document(anna, "title", number="GOOD")

    def shown(address: str) -> list[str]:
        page = desk.get(address.replace("&amp;", "&")).text
        return [one for one in ("END", "GONE", "GOOD") if f">{one}<" in page]

    first = desk.get("/documents/").text
    assert shown("/documents/") == ["END", "GONE"]
    addresses = re.findall(r'<a href="(/documents/\?where=[^"]*)">([^<]*)</a>', first)
    assert {words: shown(address) for address, words in addresses} == {
        "ending or no longer valid": ["END", "GONE"],
        "ending": ["END"],
        "no longer valid ones": ["GONE"],
        "valid ones": ["END", "GOOD"],
        "all documents": ["END", "GONE", "GOOD"],
    }
    row = CustomerDocument.objects.get(number="GONE").pk
    assert desk.get(f"/documents/{row}/").headers["Location"] == paper_address(gone)
    assert desk.get("/documents/987654/").status_code == 404
    assert "Who receives it" in desk.get("/documents/export.csv").text
    said = {"recipient_kind": "OWN", "recipient": "Office", "basis": "C", "note": ""}
    assert "GONE" in desk.post("/documents/export.csv", said).getvalue().decode()


def test_what_is_missing_is_listed_by_type(desk: Client, anna: int) -> None:
    DocumentType.objects.filter(code__in=["policy", "title"]).update(required_of=["COMPANY"])
    page = desk.get("/documents/missing/").text
    assert page.count(f'href="/parties/{anna}/documents/"') == 2
    part = desk.get(f"/documents/missing/?type={a_type('policy')}", HTTP_HX_REQUEST="true").text
    assert "<html" not in part
    assert [part.count(words) for words in ("Insurance policy", "Title to the premises")] == [1, 0]
    assert desk.get("/documents/missing/?type=x&after=y").text.count(f"parties/{anna}/doc") == 4


def test_an_administrator_keeps_the_types(boss: Client, desk: Client) -> None:
    assert desk.get("/document-types/").status_code == 403
    assert desk.get("/document-types/add/").status_code == 403
    assert desk.get(f"/document-types/{a_type()}/").status_code == 403
    data = {
        "name_pl": "Koncesja", "name_sk": "Koncesia", "warn_days": "90", "needs_end": "on",
        "required_of": ["COMPANY", "SOLE_TRADER"], "f1_pl": "Zakres", "f1_kind": "CHOICE",
        "f1_options": "A, B, A", "f1_required": "on", "f2_kind": "TEXT",
    }  # fmt: skip
    answer = boss.post("/document-types/add/", {**data, "f1_options": ""})
    assert answer.status_code == 422
    assert "Give what can be chosen for Zakres" in answer.text
    assert boss.post("/document-types/add/", data).status_code == 302
    added = next(one for one in queries.types(viewer=SYSTEM) if one.name == "Koncesja")
    assert (added.warn_days, added.needs_end, added.needs_number) == (90, True, False)
    assert added.required_of == ("COMPANY", "SOLE_TRADER")
    (feature,) = added.features
    assert (feature.name, feature.options, feature.is_required) == (
        {"pl": "Zakres"}, ("A", "B"), True,
    )  # fmt: skip
    page = boss.get(f"/document-types/{added.id}/").text
    assert 'value="A, B"' in page
    renamed = {
        **{key: value for key, value in data.items() if not key.startswith("f1")},
        **{key.replace("f1", feature.key): value for key, value in data.items() if "f1" in key},
        "f1_kind": "TEXT", "is_retired": "on",
    }  # fmt: skip
    boss.post(f"/document-types/{added.id}/", renamed)
    kept = queries.document_type(viewer=SYSTEM, type_id=added.id)
    assert [one.key for one in kept.features] == [feature.key]
    assert "no longer used" in boss.get("/document-types/").text


@pytest.mark.parametrize(
    "url",
    [
        f"/attachments/{NOBODY}/",
        f"/attachments/{NOBODY}/file/",
        f"/attachments/{NOBODY}/pages/1/",
        f"/documents/{NOBODY}/",
        "/parties/987654/documents/",
        "/parties/987654/documents/add/",
        "/parties/987654/attachments/add/",
    ],
)
def test_what_is_not_there_is_not_found(desk: Client, url: str) -> None:
    assert desk.get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_the_tab_takes_few_statements_however_much_hangs_there(desk: Client, anna: int) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.get(f"/parties/{anna}/documents/")
        return len([one for one in seen if "SAVEPOINT" not in one["sql"]])

    a_file(anna, a_pdf("0"))
    a_document(anna, number="0")
    asked()
    few = asked()
    for n in range(1, 6):
        a_file(anna, a_pdf(str(n)))
        a_document(anna, number=str(n))
    assert asked() == few <= 14
