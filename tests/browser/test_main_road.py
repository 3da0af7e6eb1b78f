"""The main road in a real browser: a stranger's database, a statement, the customer's portal."""

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from kartoteka.formats.codes import zbp
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger.queries import prove
from tests import build
from tests.browser.conftest import PHONE, Visit, Visitor
from tests.stories import old_program

if TYPE_CHECKING:
    from tests.conftest import Office

pytestmark = pytest.mark.browser
LOGIN, PASSWORD = "halina@poczta.example", "morze szumi wieczorem"
OWED, OWED_IN_POLISH = re.compile(r"PLN\s84\.20"), re.compile(r"84,20\szł")
LATER = 30_000


@pytest.mark.usefixtures("worker")
def test_from_a_strangers_database_to_the_customers_balance(
    office: "Office", visitor: Visitor, tmp_path: Path
) -> None:
    firm = old_program.a_firm()
    build.an_administrator()
    desk = visitor()
    desk.sign_in(office.desk, "adam")
    file = old_program.database(tmp_path)
    import_rows(desk, office.desk, file, "PARTY", "klienci", rows=3)
    import_rows(desk, office.desk, file, "RECEIVABLE", "naleznosci", rows=4, creditor=firm)
    take_in(desk, office.desk, old_program.statement(tmp_path))
    accept_by_a_key(desk, office.desk, "zaplata FV/2026/10/0102")
    settle_all(desk, office.desk)
    open_card_by_search(desk, "wiazowa hal", "Wiązowa Halina")
    expect(desk.page.locator(".k-figure-value").first).to_have_text(OWED)
    expect(desk.page.locator("main")).to_contain_text("FV/2026/10/0101")
    passed(desk)
    invite(desk)
    code = code_on_the_letter(desk, office.desk)
    link = link_in_the_mailbox(desk, office.desk)
    passed(desk)

    customer = visitor(size=PHONE)
    open_the_access(customer, link, code)
    customer.sign_in(office.portal, LOGIN, PASSWORD)
    expect(customer.page.locator(".k-due-amount")).to_have_text(OWED_IN_POLISH)
    expect(customer.page.locator("main")).not_to_contain_text("FV/2026/10/0102")
    passed(customer)
    code_to_pay_says_the_same(customer)
    passed(customer)
    assert prove(viewer=SYSTEM) == []


def passed(visit: Visit) -> None:
    """The page as it stands is accessible, and the browser has complained of nothing so far."""
    assert visit.findings() == [], visit.page.url
    assert visit.complaints == [], visit.page.url


def import_rows(
    desk: Visit,
    address: str,
    file: Path,
    kind: str,
    table: str,
    *,
    rows: int,
    creditor: int | None = None,
) -> None:
    """A dry run and the import of one table, with the columns as the program suggests them."""
    page = desk.page
    page.goto(f"{address}/imports/new/")
    page.check(f"[name=kind][value={kind}]")
    page.set_input_files("[name=file]", file)
    desk.follow("main .btn-primary")
    page.check(f"[name=table][value={table}]")
    desk.follow("main .btn-primary")
    if creditor is not None:
        page.select_option("[name=creditor_id]", str(creditor))
    passed(desk)
    desk.follow("main form .btn-primary")
    carry_out = page.get_by_role("button", name=f"Import {rows} rows", exact=True)
    expect(carry_out).to_be_visible(timeout=LATER)
    passed(desk)
    with page.expect_navigation():
        carry_out.click()
    expect(page.locator("h1 .k-badge")).to_have_text("done", timeout=LATER)


def take_in(desk: Visit, address: str, file: Path) -> None:
    """Hand a bank file in, look at what it holds, let it in and settle at once."""
    page = desk.page
    page.goto(f"{address}/payments/take-in/")
    page.set_input_files("[name=file]", file)
    desk.follow("main form .btn-primary")
    expect(page.locator("[name=settle]")).to_be_checked()
    passed(desk)
    desk.follow("main form .btn-primary")
    expect(page.locator("body")).to_contain_text("3 new lines, 1 matched, 1 account settled.")
    passed(desk)


def accept_by_a_key(desk: Visit, address: str, title: str) -> None:
    """The payment with that title waits with a reason; the key 1 books it for the first choice."""
    page = desk.page
    page.goto(f"{address}/payments/waiting/")
    with page.expect_navigation():
        page.locator("tr", has_text=title).get_by_role("link").first.click()
    reason = "names a document, but the amount does not fit it"
    expect(page.locator(".k-choice").first).to_contain_text(reason)
    passed(desk)
    with page.expect_navigation():
        page.keyboard.press("1")
    page.goto(f"{address}/payments/waiting/")
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main")).not_to_contain_text(title)


def settle_all(desk: Visit, address: str) -> None:
    """What was accepted by hand pays for what is owed."""
    desk.page.goto(f"{address}/settling/run/")
    desk.follow("main form .btn-primary")
    expect(desk.page.locator("[role=status] .k-figure-value").first).to_have_text("1")


def open_card_by_search(desk: Visit, text: str, name: str) -> None:
    """Ctrl+K, a few letters without their accents, Enter."""
    page = desk.page
    page.keyboard.press("Control+k")
    page.keyboard.type(text)
    page.locator("#palette a.k-hit.is-on", has_text=name).wait_for()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(name)


def invite(desk: Visit) -> None:
    """From the card that is open, by the e-mail address that came with the import."""
    desk.page.goto(f"{desk.page.url.rstrip('/')}/portal/")
    desk.page.fill("[name=email]", LOGIN)
    passed(desk)
    desk.follow("main .k-form .btn-primary")
    expect(desk.page.locator("main")).to_contain_text("open until")


def code_on_the_letter(desk: Visit, address: str) -> str:
    """Print the queue, read the code off the paper, say that all came out."""
    page = desk.page
    page.goto(f"{address}/letters/")
    with page.expect_navigation():
        page.get_by_role("button", name="Print 1 letter").click()
    passed(desk)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    words = pypdf.PdfReader(download.value.path()).pages[0].extract_text()
    with page.expect_navigation():
        page.get_by_role("button", name="All came out").click()
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", words)
    assert code
    return code[0]


def link_in_the_mailbox(desk: Visit, address: str) -> str:
    """The link of the e-mail, once the worker has delivered it."""
    page = desk.page
    page.goto(f"{address}/emails/")
    sent = page.locator("tr", has_text=LOGIN).locator(".is-ok")
    for _ in range(60):
        if sent.count():
            break
        page.wait_for_timeout(250)
        page.reload()
    page.goto(f"{address}/mailbox/")
    message = page.locator("section", has_text=LOGIN).first
    return str(message.locator("a[href*='/activate/']").get_attribute("href"))


def open_the_access(customer: Visit, link: str, code: str) -> None:
    """A wrong code opens nothing and costs nothing typed but the passwords; the right one does."""
    page = customer.page
    for typed in ("AAAA-BBBB-CCCC", code.lower()):
        if page.url != link:
            page.goto(link)
        page.fill("[name=code]", typed)
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=again]", PASSWORD)
        customer.follow("main form .btn-primary")
        passed(customer)
    assert page.url.endswith("/account/login/")


def code_to_pay_says_the_same(customer: Visit) -> None:
    """The code on the screen is read by a scanner; the slip as a PDF names the same sum."""
    page = customer.page
    customer.follow(".k-due a[href*='/pay/']")
    picture = Image.open(io.BytesIO(page.locator(".p-qr").first.screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    transfer, strange = zbp.decode(found.text)
    assert transfer.account == old_program.OUR_ACCOUNT.removeprefix("PL")
    assert str(transfer.amount) == "84.20"
    assert strange == ()
    with page.expect_download() as download:
        page.locator("a[href*='/pay/slip']").click()
    assert "84,20" in pypdf.PdfReader(download.value.path()).pages[0].extract_text()
