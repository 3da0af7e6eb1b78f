"""The register's forms in a browser: refused with all that was typed, added, changed, by keys."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import build
from tests.browser.conftest import PHONE, WIDE, Visit, Visitor

if TYPE_CHECKING:
    from tests.conftest import Office

pytestmark = pytest.mark.browser
TYPED = {
    "name": "Piekarnia „Żytnia”",
    "nip": "521-301-72-29",
    "street": "Polna",
    "building": "3",
    "city": "Łódź",
    "email": "biuro@zytnia.example",
    "phone": "12",
    "iban": "61 1090 1014 0000 0712 1981 2874",
    "note": "płaci w kasie",
}


def send(visit: Visit, field: str) -> None:
    """Send the form as a clerk does who never lifts the hands: Ctrl+Enter."""
    with visit.page.expect_navigation():
        visit.page.press(f"#id_{field}", "Control+Enter")


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_customer_is_refused_added_and_changed(
    office: "Office", visitor: Visitor, script: bool
) -> None:
    build.a_user()
    visit = visitor(size=WIDE if script else PHONE, script=script)
    visit.sign_in(office.desk, "anna")
    page = visit.page
    page.goto(f"{office.desk}/parties/")
    visit.follow(".k-actions .btn-primary")
    for name, value in TYPED.items():
        page.fill(f"[name={name}]", value)
    visit.follow("main form .btn-primary")

    expect(page.locator(".k-summary li")).to_have_count(2)
    for name, value in TYPED.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    page.locator(".k-summary a", has_text="Phone").click()
    assert page.url.endswith("#id_phone")
    page.fill("[name=nip]", "521 301 72 28")
    page.fill("[name=phone]", "601200300")
    visit.follow("main form .btn-primary")

    expect(page.locator("h1")).to_contain_text(TYPED["name"])
    expect(page.locator(".k-facts")).to_contain_text("521-301-72-28")
    expect(page.locator("main")).to_contain_text("+48\u00a0601\u00a0200\u00a0300")
    visit.follow(".k-actions a.btn:not(.btn-primary)")
    page.fill("[name=name]", " ")
    page.fill("[name=note]", "płaci przelewem")
    visit.follow("main form .btn-primary")
    expect(page.locator("#id_name_error")).to_be_visible()
    expect(page.locator("[name=note]")).to_have_value("płaci przelewem")
    page.fill("[name=name]", "Piekarnia Nowa")
    visit.follow("main form .btn-primary")
    expect(page.locator("h1")).to_contain_text("Piekarnia Nowa")
    expect(page.locator("[name=note]")).to_have_value("płaci przelewem")
    assert visit.complaints == []


def test_a_part_is_added_by_keys_alone(office: "Office", visitor: Visitor) -> None:
    build.a_user()
    party_id = build.a_party("Zofia i Tomasz")
    visit = visitor()
    visit.sign_in(office.desk, "anna")
    page = visit.page
    page.goto(f"{office.desk}/parties/{party_id}/contacts/add/")
    page.focus("#id_kind")
    page.keyboard.press("Tab")
    page.keyboard.type("12")
    send(visit, "value")
    assert page.evaluate("document.activeElement.className").count("k-summary") == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_value"
    page.keyboard.press("End")
    page.keyboard.type("345 67 89")
    send(visit, "value")
    assert page.url.partition("#")[0] == f"{office.desk}/parties/{party_id}/change/"
    expect(page.locator("main")).to_contain_text("+48\u00a0123\u00a0456\u00a0789")
    assert visit.findings() == []
