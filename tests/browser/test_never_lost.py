"""Nothing typed is lost: a closed tab, a lost session, another's edit; fields where they stand."""

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from kartoteka.register.operations import AccountDraft, ContactDraft, PartyDraft
from kartoteka.register.queries import party as card_of
from tests import build
from tests.browser.conftest import PHONE, WIDE, Visit, Visitor
from tests.browser.test_accessible import looked_at
from tests.register.test_as_of import Calendar

if TYPE_CHECKING:
    from tests.conftest import Office

pytestmark = pytest.mark.browser
STORED = "JSON.stringify(localStorage)"


@pytest.fixture
def anna(office: "Office") -> int:
    """Anna was renamed a month after she came."""
    build.an_administrator("kasia")
    calendar = Calendar()
    party_id = build.a_party(
        "Anna Dawna",
        number="A-1",
        contacts=(ContactDraft("PHONE", "601200300"),),
        accounts=(AccountDraft("PL61109010140000071219812874"),),
    )
    calendar.was(timezone.localdate() - dt.timedelta(days=60))
    draft = PartyDraft(kind="COMPANY", name="Anna Nowa", number="A-1")
    register.change_party(actor=SYSTEM, party_id=party_id, draft=draft)
    calendar.was(timezone.localdate() - dt.timedelta(days=30))
    return party_id


def signed_in(office: "Office", visitor: Visitor) -> Visit:
    visit = visitor()
    visit.sign_in(office.desk, "kasia")
    return visit


def name_of(party_id: int) -> str:
    party = card_of(viewer=SYSTEM, party_id=party_id)
    assert party is not None
    return party.name


def test_a_closed_tab_keeps_what_was_typed(office: "Office", visitor: Visitor, anna: int) -> None:
    visit = signed_in(office, visitor)
    url = f"{office.desk}/parties/{anna}/change/"
    visit.page.goto(url)
    visit.page.fill("#id_name", "Nazwa w połowie")
    visit.page.check("#id_is_creditor")
    visit.page.close()
    visit.page = visit.context.new_page()
    visit.page.goto(url)
    offer = visit.page.locator("[data-draft-offer]")
    expect(offer).to_be_visible()
    assert visit.findings() == []
    visit.page.click('[data-draft="restore"]')
    expect(visit.page.locator("#id_name")).to_have_value("Nazwa w połowie")
    expect(visit.page.locator("#id_is_creditor")).to_be_checked()
    expect(offer).to_be_hidden()
    visit.follow("main form.k-form .btn-primary")
    assert name_of(anna) == "Nazwa w połowie"
    expect(visit.page.locator("[data-draft-offer]")).to_be_hidden()
    assert "draft:" not in visit.page.evaluate(STORED)
    assert visit.complaints == []


def test_sensitive_fields_and_strangers_drafts_are_not_kept(
    office: "Office", visitor: Visitor, anna: int
) -> None:
    visit = signed_in(office, visitor)
    visit.page.goto(f"{office.desk}/parties/add/")
    visit.page.fill("#id_name", "Nowy klient")
    visit.page.fill("#id_pesel", "44051401359")
    visit.page.fill("#id_iban", "61109010140000071219812874")
    stored = visit.page.evaluate(STORED)
    assert "Nowy klient" in stored
    assert "44051401359" not in stored
    assert "1219812874" not in stored
    visit.page.click(".k-user > summary")
    with visit.page.expect_navigation():
        visit.page.click('.k-user form[action$="/logout/"] button')
    assert "draft:" not in visit.page.evaluate(STORED)


def test_a_draft_that_is_thrown_away_is_gone(office: "Office", visitor: Visitor, anna: int) -> None:
    visit = signed_in(office, visitor)
    visit.page.goto(f"{office.desk}/parties/{anna}/change/")
    visit.page.fill("#id_note", "nieważne")
    visit.page.reload()
    visit.page.click('[data-draft="drop"]')
    visit.page.reload()
    expect(visit.page.locator("[data-draft-offer]")).to_be_hidden()
    expect(visit.page.locator("#id_note")).to_have_value("")


def test_a_lost_session_brings_the_form_back(office: "Office", visitor: Visitor, anna: int) -> None:
    visit = signed_in(office, visitor)
    visit.page.goto(f"{office.desk}/parties/{anna}/change/")
    visit.page.fill("#id_name", "Po zalogowaniu")
    visit.context.clear_cookies(name="kartoteka_desk")
    visit.follow("main form.k-form .btn-primary")
    visit.page.fill("#id_login", "kasia")
    visit.page.fill("#id_password", build.PASSWORD)
    visit.follow("main form .btn-primary")
    expect(visit.page.locator("h1")).to_contain_text("What you typed is still here")
    for size in (WIDE, PHONE):
        visit.page.set_viewport_size(size)  # type: ignore[arg-type]
        assert visit.findings() == []
    visit.follow("main form .btn-primary")
    assert name_of(anna) == "Po zalogowaniu"
    assert visit.complaints == []


def test_another_s_edit_stands_side_by_side(office: "Office", visitor: Visitor, anna: int) -> None:
    visit = signed_in(office, visitor)
    visit.page.goto(f"{office.desk}/parties/{anna}/change/")
    visit.page.fill("#id_name", "Moja")
    draft = PartyDraft(kind="COMPANY", name="Jej", number="A-1", note="jej")
    register.change_party(actor=SYSTEM, party_id=anna, draft=draft)
    visit.follow("main form.k-form .btn-primary")
    expect(visit.page.locator(".k-meanwhile tbody tr")).to_have_count(2)
    for size in (WIDE, PHONE):
        visit.page.set_viewport_size(size)  # type: ignore[arg-type]
        assert visit.findings() == []
    visit.page.check('[name="pick-name"][value="theirs"]')
    visit.follow("main form.k-form .btn-primary")
    party = card_of(viewer=SYSTEM, party_id=anna)
    assert party is not None
    assert (party.name, party.note) == ("Jej", "jej")


def test_a_field_is_changed_where_it_stands_by_keyboard(
    office: "Office", visitor: Visitor, anna: int
) -> None:
    visit = signed_in(office, visitor)
    visit.page.goto(f"{office.desk}/parties/{anna}/details/")
    visit.page.focus("#inline-name a")
    visit.page.keyboard.press("Enter")
    field = visit.page.locator("#inline-name input[name=name]")
    expect(field).to_be_focused()
    assert visit.findings() == []
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator("#inline-name a")).to_be_focused()
    visit.page.keyboard.press("Enter")
    expect(field).to_be_focused()
    field.fill("Anna Trzecia")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#inline-name")).to_contain_text("Saved.")
    assert name_of(anna) == "Anna Trzecia"
    assert visit.findings() == []
    visit.page.click("#inline-name .k-undo button")
    expect(visit.page.locator("#inline-name a")).to_contain_text("Anna Nowa")
    assert name_of(anna) == "Anna Nowa"
    assert visit.complaints == []


def test_the_slider_leads_to_the_card_of_a_day(
    office: "Office", visitor: Visitor, anna: int
) -> None:
    visit = signed_in(office, visitor)
    visit.page.goto(f"{office.desk}/parties/{anna}/")
    slider = visit.page.locator(".k-asof input[type=range]")
    slider.focus()
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Home")
    expect(visit.page.locator("h1")).to_contain_text("Anna Dawna")
    then = timezone.localdate() - dt.timedelta(days=60)
    assert visit.page.url.endswith(f"/parties/{anna}/?as_of={then}")
    assert looked_at(visit, visit.page.url) == []
    assert visit.complaints == []


def test_the_card_of_a_day_needs_no_script(office: "Office", visitor: Visitor, anna: int) -> None:
    visit = visitor(script=False)
    visit.sign_in(office.desk, "kasia")
    visit.page.goto(f"{office.desk}/parties/{anna}/")
    expect(visit.page.locator(".k-asof input[type=range]")).to_be_hidden()
    visit.page.fill("#as-of", str(timezone.localdate() - dt.timedelta(days=40)))
    visit.follow(".k-asof button")
    expect(visit.page.locator("h1")).to_contain_text("Anna Dawna")
