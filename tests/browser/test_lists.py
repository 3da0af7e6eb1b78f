"""A list in a browser: conditions put together, columns, views, rows selected, all by keys."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kartoteka.register.operations import AddressDraft
from tests import build
from tests.browser.conftest import PHONE, WIDE, Visit, Visitor

if TYPE_CHECKING:
    from tests.conftest import Office

pytestmark = pytest.mark.browser


@pytest.fixture
def customers(office: "Office") -> None:
    del office
    build.a_party("Łoś", kind="PERSON", addresses=(AddressDraft(city="Łódź"),))
    build.a_party("Lód", kind="PERSON", addresses=(AddressDraft(city="Kraków"),))
    build.a_party("Ćma", addresses=(AddressDraft(city="Kraków"),))


def names(visit: Visit) -> list[str]:
    return visit.page.locator("#rows .k-lead a").all_inner_texts()


@pytest.mark.usefixtures("customers")
@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_conditions_are_put_together(office: "Office", visitor: Visitor, script: bool) -> None:
    build.a_user()
    visit = visitor(size=WIDE if script else PHONE, script=script)
    visit.sign_in(office.desk, "anna")
    page = visit.page
    page.goto(f"{office.desk}/parties/")
    assert names(visit) == ["Ćma", "Lód", "Łoś"]
    page.click("#query > summary")
    page.locator("#builder button", has_text="Add a condition").last.click()
    page.select_option("[name='w.1.field']", "city")
    if not script:  # without scripts a button of the form brings the comparisons
        page.locator("#builder button", has_text="Add a condition").last.click()
    page.select_option("[name='w.1.op']", "is")
    page.fill("[name='w.1.v']", "kraków")
    if script:  # the comparison brings the form anew: what is typed meanwhile stays, as the focus
        page.locator("#builder:not(.htmx-request)").wait_for()
        expect(page.locator("[name='w.1.v']")).to_have_value("kraków")
        expect(page.locator("[name='w.1.v']")).to_be_focused()
    visit.follow("#query-form .btn-primary")
    assert names(visit) == ["Ćma", "Lód"]
    expect(page.locator(".k-words")).to_contain_text("Town: “kraków”")
    assert visit.complaints == []


@pytest.mark.usefixtures("customers")
def test_a_list_is_worked_through_by_keys(office: "Office", visitor: Visitor) -> None:
    build.a_user()
    visit = visitor()
    visit.sign_in(office.desk, "anna")
    page = visit.page
    page.goto(f"{office.desk}/parties/")
    for key, name in (("j", "Ćma"), ("j", "Lód"), ("j", "Łoś"), ("j", "Łoś"), ("k", "Lód")):
        page.keyboard.press(key)
        expect(page.locator(":focus")).to_have_text(name)
    page.keyboard.press("x")
    expect(page.locator("[data-acts-count]")).to_have_text("selected: 1")
    page.click("#rows tbody tr:nth-child(3) .k-tick input", modifiers=["Shift"])
    expect(page.locator("[data-acts-count]")).to_have_text("selected: 2")
    page.keyboard.press("/")
    page.keyboard.type("los")
    expect(page.locator("#rows .k-lead a")).to_have_text(["Łoś"])
    expect(page.locator("#acts")).to_be_hidden()
    page.keyboard.press("Escape")
    page.locator("#rows .k-lead a").focus()
    page.keyboard.press("f")
    expect(page.locator("#query")).to_have_attribute("open", "")
    assert visit.complaints == []


@pytest.mark.usefixtures("customers")
def test_a_view_is_saved_and_opens_again(office: "Office", visitor: Visitor) -> None:
    build.a_user()
    visit = visitor()
    visit.sign_in(office.desk, "anna")
    page = visit.page
    page.goto(f"{office.desk}/parties/?group=city&where=")
    expect(page.locator("#rows tbody tr")).to_have_count(2)
    page.click(".k-views summary")
    page.fill("#view-name", "Miasta")
    visit.follow(".k-view-save .btn-primary")
    page.click(".k-views summary")
    visit.follow("[aria-label='Pin Miasta beside the list']")
    page.goto(f"{office.desk}/parties/")
    visit.follow(".k-views > a:text-is('Miasta')")
    expect(page.locator("#rows tbody tr")).to_have_count(2)
    assert visit.complaints == []
