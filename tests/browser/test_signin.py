"""Signing in with a real browser: by password, by passkey, by keyboard, without scripts."""

from typing import TYPE_CHECKING, Any

import pytest

from kartoteka.access import operations
from kartoteka.access.models import User
from kartoteka.kernel.actor import SYSTEM, Realm
from tests import build
from tests.browser.conftest import PHONE, WHOLE, Visit, Visitor
from tests.browser.test_accessible import looked_at, walked

if TYPE_CHECKING:
    from tests.conftest import Office

pytestmark = pytest.mark.browser
SIGNED_OUT = ("/account/login/", "/nothing-here/")
OPEN = ("/account/logout/", "/account/reauthenticate/")
# All other pages are walked by test_accessible.py.
OWN = (
    "/account/password/",
    "/account/sessions/",
    "/account/factors/",
    "/account/factors/keys/",
    "/account/logout/",
    "/account/reauthenticate/",
)


def test_axe_finds_nothing(office: "Office", visitor: Visitor) -> None:
    build.a_superadministrator()
    build.a_customer()
    desk = visitor()
    assert walked(desk, office.desk, [*SIGNED_OUT]) == {}
    desk.sign_in(office.desk, "sara")
    for place in OWN:
        assert looked_at(desk, office.desk + place, whole=place == OWN[0]) == [], place
        assert place in OPEN or desk.page.locator(".k-user").count() == 1, place
    portal = visitor()
    assert walked(portal, office.portal, [*SIGNED_OUT]) == {}
    assert desk.complaints + portal.complaints == []


def test_a_refused_form_leads_to_its_field(office: "Office", visitor: Visitor) -> None:
    build.an_administrator()
    visit = visitor()
    visit.sign_in(office.desk, "adam")
    visit.page.goto(f"{office.desk}/users/add/")
    visit.page.fill("#id_login", "adam")
    visit.page.fill("#id_name", "Somebody Else")
    with visit.page.expect_navigation():
        visit.page.press("#id_name", "Control+Enter")
    assert visit.page.evaluate("document.activeElement.className").count("k-summary") == 1
    assert visit.page.input_value("#id_name") == "Somebody Else"
    assert visit.findings() == []
    visit.page.click(".k-summary a")
    assert visit.page.evaluate("document.activeElement.id") == "id_login"
    assert visit.complaints == []


def test_it_all_works_without_scripts(office: "Office", visitor: Visitor) -> None:
    build.an_administrator()
    visit = visitor(script=False)
    visit.sign_in(office.desk, "adam", "wrong")
    assert "The login or the password is not right." in visit.page.inner_text(".k-summary")
    visit.sign_in(office.desk, "adam")
    visit.page.click(".k-user summary")
    visit.follow(".k-drop .k-languages button[value=sk]")
    assert visit.page.get_attribute("html", "lang") == "sk"
    visit.page.click(".k-user summary")
    visit.follow(".k-drop form[action$='logout/'] button")
    assert visit.page.url.endswith("/account/login/")


def test_keys_open_search_and_help_and_go_somewhere(office: "Office", visitor: Visitor) -> None:
    build.an_administrator()
    visit = visitor()
    visit.sign_in(office.desk, "adam")
    page = visit.page
    page.keyboard.press("?")
    assert page.locator("#shortcuts").is_visible()
    assert visit.findings(WHOLE) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    assert page.locator("#palette").is_visible()
    assert page.evaluate("document.activeElement.name") == "q"
    assert visit.findings(WHOLE) == []
    page.keyboard.type("unit")
    page.locator("#palette a.is-on", has_text="Units").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/units/")
    assert visit.complaints == []


def test_the_menu_opens_on_a_phone(office: "Office", visitor: Visitor) -> None:
    build.an_administrator()
    visit = visitor(size=PHONE)
    visit.sign_in(office.desk, "adam")
    assert not visit.page.locator("#menu").is_visible()
    visit.page.click(".k-burger")
    assert visit.findings(WHOLE) == []
    visit.page.click("#menu a[href='/users/']")
    visit.page.wait_for_url("**/users/")


def test_one_browser_holds_both_realms_apart(office: "Office", visitor: Visitor) -> None:
    build.a_user("anna")
    build.a_customer("anna@example.com")
    visit = visitor()
    visit.sign_in(office.desk, "anna")
    visit.page.goto(f"{office.portal}/account/sessions/")
    assert "/account/login/" in visit.page.url
    visit.sign_in(office.portal, "anna")
    assert "/account/login/" in visit.page.url
    names = {cookie["name"] for cookie in visit.context.cookies()}
    assert {"kartoteka_desk", "kartoteka_portal_csrf"} <= names
    visit.page.goto(f"{office.desk}/panel/")
    assert visit.page.url.endswith("/panel/")


def _authenticator(visit: Visit) -> Any:
    session = visit.context.new_cdp_session(visit.page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


@pytest.mark.parametrize("realm", list(Realm))
def test_a_passkey_replaces_the_password(office: "Office", visitor: Visitor, realm: Realm) -> None:
    build.a_user("anna") if realm == Realm.DESK else build.a_customer("anna")
    address = office.desk if realm == Realm.DESK else office.portal
    visit = visitor()
    _authenticator(visit)
    visit.sign_in(address, "anna")
    page = visit.page
    page.goto(f"{address}/account/factors/keys/add/")
    page.fill("#id_password", build.PASSWORD)
    visit.follow("main .btn-primary")
    assert visit.findings() == []
    page.fill("#id_name", "This phone")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/factors/" in url and not url.endswith("/keys/add/"))
    assert visit.findings() == []
    page.goto(f"{address}/account/factors/keys/")
    assert "This phone" in page.inner_text("main")
    assert visit.findings() == []
    page.goto(f"{address}/account/logout/")
    visit.follow("main .btn-primary")
    assert page.url.endswith("/account/login/")
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/account/" not in url)
    assert visit.complaints == []


def test_an_authenticator_app_is_turned_on_by_its_picture(
    office: "Office", visitor: Visitor
) -> None:
    build.a_user("anna")
    visit = visitor(size=PHONE)
    visit.sign_in(office.desk, "anna")
    page = visit.page
    page.goto(f"{office.desk}/account/factors/app/")
    page.fill("#id_password", build.PASSWORD)
    visit.follow("main .btn-primary")
    assert page.evaluate("document.querySelector('.k-qr').naturalWidth") > 0
    assert visit.findings() == []
    page.fill("#id_code", "000000")
    visit.follow("main .k-form .btn-primary")
    assert "The code is not right." in page.inner_text(".k-summary")
    assert visit.findings() == []
    assert visit.complaints == []


def test_a_first_password_is_changed_before_anything(office: "Office", visitor: Visitor) -> None:
    build.a_user("anna", must_change_password=True)
    visit = visitor(size=PHONE)
    visit.sign_in(office.desk, "anna")
    page = visit.page
    assert page.url.endswith("/account/password/")
    assert visit.findings() == []
    for name, typed in (
        ("oldpassword", build.PASSWORD),
        ("password1", "zielony-kajak-noc"),
        ("password2", "zielony-kajak-noc"),
    ):
        page.fill(f"#id_{name}", typed)
    visit.follow("main .btn-primary")
    page.goto(f"{office.desk}/")
    assert page.url.endswith(":" + office.desk.rpartition(":")[2] + "/")


def test_an_empty_program_is_begun_by_its_one_time_link(office: "Office", visitor: Visitor) -> None:
    token = operations.invite_first_superadministrator()
    visit = visitor()
    page = visit.page
    page.goto(f"{office.desk}/first/{token}")
    assert visit.findings() == []
    page.fill("#id_name", "Sara Boss")
    page.fill("#id_login", "sara")
    page.fill("#id_password", build.PASSWORD)
    page.fill("#id_again", build.PASSWORD)
    visit.follow("main .btn-primary")
    assert page.url.endswith("/account/login/")
    visit.sign_in(office.desk, "sara")
    assert "Sara Boss" in page.inner_text("h1")


def test_a_blocked_job_page_and_a_refusal_look_like_us(office: "Office", visitor: Visitor) -> None:
    build.a_superadministrator()
    adam = build.an_administrator()
    job = operations.start_job(actor=adam.as_actor(), kind="test.kind", total=100)
    visit = visitor()
    visit.sign_in(office.desk, "adam")
    page = visit.page
    page.goto(f"{office.desk}/jobs/{job}/")
    operations.report_job(job, done=40)
    page.wait_for_selector("progress[value='40']")
    assert visit.findings() == []
    operations.finish_job(job, {})
    page.wait_for_selector("#job .is-ok")
    page.goto(f"{office.desk}/users/{adam.public_id}/")
    visit.follow("main .btn-danger")
    assert "You cannot block yourself" in page.inner_text("main")
    assert visit.findings() == []
    operations.block_user(actor=SYSTEM, public_id=User.objects.get(login="adam").public_id)
    page.goto(f"{office.desk}/")
    visit.sign_in(office.desk, "adam")
    assert visit.findings() == []
    assert visit.complaints == []
