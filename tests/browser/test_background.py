"""Long work in a real browser: it goes on in the background, watched or not, with script or not."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import build
from tests.browser.conftest import PHONE, Visitor
from tests.payments.builders import a_customer, a_long_file, a_utility, an_invoice

if TYPE_CHECKING:
    from tests.conftest import Office

pytestmark = pytest.mark.browser
LATER = 30_000


@pytest.mark.usefixtures("worker")
def test_a_long_file_comes_in_while_the_person_watches(
    office: "Office", visitor: Visitor, tmp_path: Path
) -> None:
    creditor_id = a_utility()
    party_id, _account = a_customer(creditor_id, "K1")
    an_invoice(party_id, creditor_id, "FV/1001", "10.00")
    build.a_user()
    file = tmp_path / "wyciag.sta"
    file.write_bytes(a_long_file("FV/1001"))
    desk = visitor()
    desk.sign_in(office.desk, "anna")
    desk.page.goto(f"{office.desk}/payments/take-in/")
    desk.page.set_input_files("[name=file]", file)
    desk.follow("main form .btn-primary")
    assert desk.findings() == []
    desk.follow("main form .btn-primary")
    figures = desk.page.locator("[role=status] .k-figure-value")
    expect(figures).to_have_text(["2,001", "1", "0", "1", "1", "0", "0", "0"], timeout=LATER)
    assert (desk.findings(), desk.complaints) == ([], [])
    desk.follow("#job .btn-primary")
    expect(desk.page.locator("main tbody tr").first).to_contain_text("FV/1001")


def test_without_script_the_page_says_how_to_look_again(
    office: "Office", visitor: Visitor, request: pytest.FixtureRequest
) -> None:
    build.a_user()
    desk = visitor(script=False, size=PHONE)
    desk.sign_in(office.desk, "anna")
    desk.page.goto(f"{office.desk}/settling/run/")
    desk.follow("main form .btn-primary")
    expect(desk.page.locator("#job")).to_contain_text("Waiting for its turn")
    job = desk.page.url
    desk.page.goto(f"{office.desk}/settling/run/")
    desk.follow("main form .btn-primary")
    expect(desk.page.locator("main")).to_contain_text("All payments are being settled right now.")
    desk.page.goto(f"{office.desk}/jobs/")
    desk.follow("main tbody a")
    assert desk.page.url == job
    request.getfixturevalue("worker")
    expect(desk.page.locator("#job .k-badge")).to_have_text("done", timeout=LATER)
    expect(desk.page.locator("[role=status] .k-figure-value")).to_have_text(["0"] * 5)
