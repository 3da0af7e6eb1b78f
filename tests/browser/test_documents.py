"""Files on a card as people bring them: several at once, by choice, by dragging, by keyboard."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kartoteka.documents.models import Attachment
from tests import build
from tests.browser.conftest import Visit, Visitor
from tests.documents.making import a_pdf, a_picture

if TYPE_CHECKING:
    from tests.conftest import Office

pytestmark = pytest.mark.browser

DROP = """(bytes) => {
  const files = new DataTransfer();
  files.items.add(new File([new Uint8Array(bytes)], "rzucony.png", { type: "image/png" }));
  const form = document.querySelector("form[data-upload]");
  for (const kind of ["dragenter", "dragover", "drop"])
    form.dispatchEvent(new DragEvent(kind, { dataTransfer: files, cancelable: true }));
}"""


@pytest.fixture
def card(office: "Office", visitor: Visitor) -> tuple[Visit, str]:
    """A clerk's browser and the address of a customer's documents."""
    build.a_user()
    party_id = build.a_party("Anna Owes")
    visit = visitor()
    visit.sign_in(office.desk, "anna")
    return visit, f"{office.desk}/parties/{party_id}/documents/"


def test_several_files_show_their_progress_and_the_bad_one_its_reason(
    card: tuple[Visit, str],
) -> None:
    visit, address = card
    visit.page.goto(address)
    visit.page.set_input_files(
        "form[data-upload] [type=file]",
        [
            {"name": "umowa.pdf", "mimeType": "application/pdf", "buffer": a_pdf()},
            {"name": "wirus.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00"},
            {"name": "skan.png", "mimeType": "image/png", "buffer": a_picture()},
        ],
    )
    lines = visit.page.locator(".k-uploads li")
    expect(lines.nth(2)).to_contain_text("attached")
    expect(lines.nth(0)).to_contain_text("attached")
    expect(lines.nth(1)).to_contain_text("wirus.pdf is of a kind that is not kept here")
    expect(visit.page.locator("#files tbody tr")).to_have_count(2)
    assert set(Attachment.objects.values_list("name", flat=True)) == {"umowa.pdf", "skan.png"}
    assert visit.findings() == []
    assert visit.complaints == []


def test_a_dropped_file_is_attached_and_its_preview_comes_by_itself(
    card: tuple[Visit, str], worker: None
) -> None:
    visit, address = card
    visit.page.goto(address)
    visit.page.evaluate(DROP, list(a_picture(size=(300, 200))))
    visit.page.click("#files a:has-text('rzucony.png')")
    picture = visit.page.locator("#preview img")
    expect(picture).to_have_js_property("naturalWidth", 300)  # when it has come
    with visit.page.expect_download() as got:
        visit.page.click("text=Download")
    assert got.value.suggested_filename == "rzucony.png"
    assert visit.complaints == []


def test_everything_works_by_keys_and_without_scripts(
    card: tuple[Visit, str], office: "Office", visitor: Visitor
) -> None:
    _visit, address = card
    plain = visitor(script=False)
    plain.sign_in(office.desk, "anna")
    plain.page.goto(address)
    plain.page.set_input_files(
        "form[data-upload] [type=file]",
        [{"name": "umowa.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}],
    )
    plain.page.focus("form[data-upload] select")
    plain.page.keyboard.press("Tab")
    with plain.page.expect_navigation():
        plain.page.keyboard.press("Enter")
    expect(plain.page.locator("#files tbody tr")).to_have_count(1)
