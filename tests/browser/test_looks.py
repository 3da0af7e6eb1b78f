"""What a clerk sees of money on a narrow screen and a phone, with long names and large sums."""

from typing import TYPE_CHECKING

import pytest

from kartoteka.billing.models import PriceList
from kartoteka.ledger.models import Account
from tests import build
from tests.billing.prices import a_price_list, an_item, published
from tests.browser.conftest import PHONE, Visit, Visitor
from tests.browser.money import some_cash
from tests.ledger.builders import a_creditor, a_debit, a_party, an_account

if TYPE_CHECKING:
    from tests.conftest import Office

pytestmark = pytest.mark.browser
NARROW = {"width": 1280, "height": 800}
SCROLLED = """() => [...document.querySelectorAll("main .k-scroll")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.ariaLabel)"""
SHOWN = """() => [...document.querySelectorAll("main .k-table tbody tr")]
  .filter((one) => one.offsetHeight).map((one) => one.offsetHeight)"""
# Where the parts of the first row and of the sums stand, from above.
PLACES = """() => ["thead", "tfoot", "tbody", "td.k-lead", "td.k-first", "tbody [data-label]"]
  .map((one) => Math.round(document.querySelector(`main .k-table ${one}`)
    .getBoundingClientRect().top))"""


def a_clerk(visitor: Visitor, office: "Office", size: dict[str, int]) -> Visit:
    build.a_user(language="sk")
    visit = visitor(size=size, locale="sk-SK")
    visit.sign_in(office.desk, "anna")
    return visit


def test_lists_of_money_fit_a_narrow_screen(office: "Office", visitor: Visitor) -> None:
    account_id = an_account()
    account = Account.objects.get(pk=account_id)
    a_debit(account_id, "9999999.99", "2026-03-26", number="VF/2603/00008")
    some_cash(account.creditor_id)
    visit = a_clerk(visitor, office, NARROW)
    for place in (
        f"/parties/{account.party_id}/", "/receivables/", "/payments/cash/", "/payments/batches/",
        "/reports/ageing/?by=customer",
    ):  # fmt: skip
        visit.page.goto(office.desk + place)
        assert (visit.page.evaluate(SCROLLED), visit.findings(rules=("label",))) == ([], []), place


def test_a_draft_of_prices_is_typed_on_a_phone_without_scrolling(
    office: "Office", visitor: Visitor
) -> None:
    a_list = a_price_list(a_creditor())
    published(a_list, "2026-01-01", "", an_item("POPLATOK"))
    visit = a_clerk(visitor, office, PHONE)
    public_id = PriceList.objects.get(pk=a_list).public_id
    visit.page.goto(f"{office.desk}/prices/{public_id}/draft/")
    assert visit.page.evaluate(SCROLLED) == []
    assert visit.page.locator("label[for=id_price-0]").bounding_box()["height"] > 10  # type: ignore[index]
    assert visit.findings() == []


def test_a_report_is_short_on_a_phone(office: "Office", visitor: Visitor) -> None:
    """A row is a few short lines, its figure beside the name; sums on top, forty rows at first."""
    first = Account.objects.get(pk=an_account())
    for n in range(41):
        a_debit(first.pk, f"{n + 1}.50", "2026-03-26", number=f"VF/2603/{n:05}")
    visit = a_clerk(visitor, office, PHONE)
    page = visit.page
    page.goto(f"{office.desk}/reports/open_entries/?currency=PLN")
    head, sums, body, lead, figure, small = page.evaluate(PLACES)
    assert head < sums < body
    assert abs(lead - figure) < 4
    assert small > lead + 12
    shown = page.evaluate(SHOWN)
    assert (len(shown), max(shown) < 100) == (40, True)
    page.focus(".k-more input")
    page.keyboard.press("Space")
    assert len(page.evaluate(SHOWN)) == 41
    assert visit.findings() == []
    page.set_viewport_size(NARROW)
    assert (len(page.evaluate(SHOWN)), page.locator(".k-more:visible").count()) == (41, 0)


def test_a_refused_choice_keeps_its_arrow(office: "Office", visitor: Visitor) -> None:
    visit = a_clerk(visitor, office, PHONE)
    page = visit.page
    page.goto(f"{office.desk}/mailings/add/")
    image = "(one) => getComputedStyle(one).backgroundImage"
    arrow = page.locator("#id_creditor").evaluate(image)
    visit.follow("main form .btn-primary")
    refused = page.locator("#id_creditor.is-invalid")
    assert arrow.count("url(") == 1
    assert refused.evaluate(image) == arrow.removesuffix(", none")
    assert refused.evaluate("(one) => getComputedStyle(one).paddingRight") == "32px"


def test_names_do_not_break_inside_words_on_a_phone(office: "Office", visitor: Visitor) -> None:
    account = Account.objects.get(pk=an_account())
    a_party("Ewa")
    a_debit(account.pk, "12.50", "2026-03-26", number="OBCIĄŻENIE KOMUNIKACYJNE")
    visit = a_clerk(visitor, office, PHONE)
    visit.page.goto(f"{office.desk}/parties/{account.party_id}/plan/")
    lines = visit.page.locator("td.k-break").first.evaluate(
        """(cell) => {
          const range = document.createRange();
          const text = cell.firstElementChild?.firstChild || cell.firstChild;
          const at = (n) => { range.setStart(text, n); range.setEnd(text, n + 1);
            return range.getBoundingClientRect().top; };
          const words = text.data.trim().split(" ");
          let from = text.data.indexOf(words[0]);
          return words.map((word) => {
            const tops = new Set([...word].map((_letter, n) => at(from + n)));
            from += word.length + 1;
            return tops.size;
          });
        }"""
    )
    assert lines == [1, 1]
