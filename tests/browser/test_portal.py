"""A customer opens the login with the two secrets, reads, pays: in a real browser, on the real
database roles, on every page without an accessibility finding."""

import datetime as dt
import io
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe

from kartoteka.correspondence import sealing
from kartoteka.correspondence.models import Sealed
from kartoteka.correspondence.operations import invitations
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register.models import PortalGrant
from tests.portal.conftest import make_cast

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.conftest import Office

pytestmark = pytest.mark.browser

PASSWORD = "korale lampa rzeka"
THIN = re.compile(r"[\s\u00a0\u202f]+")


def secrets_of(party_id: int, email: str) -> tuple[str, str]:
    """The code as the letter prints it and the link as the e-mail has it."""
    made = invitations.invite_to_portal(
        actor=SYSTEM, party_id=party_id, email=email, on=dt.date(2026, 11, 22)
    )
    letter = sealing.unseal(Sealed.objects.get(letter_id=made.letter_id).data)
    words = pypdf.PdfReader(io.BytesIO(letter)).pages[0].extract_text()
    code = re.search(r"\w{4}-\w{4}-\w{4}", words)
    text = sealing.unseal(Sealed.objects.get(email_id=made.email_id).data).decode()
    link = re.search(r"https?://\S+/activate/\S+/", text)
    assert code is not None
    assert link is not None
    return code[0], link[0]


def text_of(page: "Page") -> str:
    return THIN.sub(" ", page.locator("body").inner_text())


def without_findings(page: "Page") -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_customer_opens_the_login_reads_and_pays(
    office: "Office", browser: "Browser", scheme: str
) -> None:
    cast = make_cast()
    PortalGrant.objects.all().delete()
    code, link = secrets_of(cast.anna.party.pk, "anna.nowak@example.org")
    address = office.portal
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme=scheme, locale="en"
    )
    context.add_cookies([{"name": "kartoteka_portal_language", "value": "en", "url": address}])
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))

    page.goto(address + urlsplit(link).path)
    without_findings(page)
    page.get_by_label("Code from the letter").fill("WRONG-CODE")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password once more").fill(PASSWORD)
    page.get_by_role("button", name="Open my access").click()
    assert "The code does not fit this link" in text_of(page)
    without_findings(page)
    page.get_by_label("Code from the letter").fill(code.lower())
    page.get_by_role("button", name="Open my access").click()

    page.locator("[name=login]").fill("anna.nowak@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(address + "/")
    page.goto(address + "/")
    if page.get_by_role("button", name="EN", exact=True).count() == 0:
        page.locator(".k-user summary").click()
    page.get_by_role("button", name="English").first.click()
    assert "184.20" in text_of(page)
    for there in ("/", "/invoices/", "/payments/", "/my-data/", "/pay/", "/pay/?amount=0"):
        page.goto(address + there)
        without_findings(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, there
    page.goto(f"{address}/invoices/{cast.anna.entries[0].public_id}/")
    without_findings(page)
    assert "122.80" in text_of(page)
    page.goto(f"{address}/pay/?amount=50,50")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the slip (PDF)").click()
    slip = pypdf.PdfReader(download.value.path()).pages[0].extract_text()
    assert "50,50" in slip
    answer = page.goto(f"{address}/invoices/{cast.celina.entries[0].public_id}/")
    assert answer is not None
    assert answer.status == 404
    assert broken == []
    context.close()
