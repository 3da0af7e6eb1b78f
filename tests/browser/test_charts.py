"""The chart beside the table: drawn under the strict policy, absent without scripts."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import build
from tests.browser.conftest import PHONE, WIDE, Visitor
from tests.portal.conftest import make_cast

if TYPE_CHECKING:
    from tests.conftest import Office

pytestmark = pytest.mark.browser


def test_payment_behaviour_is_drawn_beside_its_table(office: "Office", visitor: Visitor) -> None:
    cast = make_cast()
    build.a_user()
    place = f"{office.desk}/parties/{cast.bartek.party.pk}/analysis/"
    visit = visitor(size=WIDE)
    visit.sign_in(office.desk, "anna")
    visit.page.goto(place)
    expect(visit.page.locator("[data-chart] svg path").first).to_be_attached()
    assert visit.findings() == []
    assert visit.complaints == []
    bare = visitor(size=PHONE, script=False)
    bare.sign_in(office.desk, "anna")
    bare.page.goto(place)
    expect(bare.page.locator("[data-chart] + script + .k-scroll tbody tr")).to_have_count(1)
    expect(bare.page.locator("[data-chart] svg")).to_have_count(0)
