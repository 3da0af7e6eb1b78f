"""A new office's first day with the register in a real browser, in each of the three languages.

The same day as tests/stories/test_register_road.py, whose figures are these: here each step is
reached as a person reaches it.
"""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from kartoteka.gateways.fakes.serving import running
from kartoteka.gateways.fakes.world import World
from kartoteka.kernel.actor import Role
from kartoteka.ledger.models import Account
from kartoteka.register.models import FieldTab, Party, PartyGroup
from tests import build
from tests.browser.conftest import Visit, Visitor
from tests.ledger.builders import a_creditor, a_debit, an_account
from tests.register.test_as_of import Calendar
from tests.stories import foreign_register

if TYPE_CHECKING:
    from tests.conftest import Office

pytestmark = pytest.mark.browser
LATER = 60_000
LAST_YEAR = dt.date(2025, 11, 10)
WORDS = {
    "en": {
        "group": "VAT status: active; or Access: studzienka",
        "owes": "PLN\N{NO-BREAK SPACE}120.50 is still to be paid.",
        "then": "The card as it stood on",
    },
    "pl": {
        "group": "Status VAT: czynny; lub Dostęp: studzienka",
        "owes": "Do zapłaty pozostaje 120,50\N{NO-BREAK SPACE}zł.",
        "then": "Karta według stanu na",
    },
    "sk": {
        "group": "Stav DPH: platiteľ; alebo Prístup: studzienka",
        "owes": "Na úhradu zostáva 120,50\N{NO-BREAK SPACE}PLN.",
        "then": "Karta podľa stavu k",
    },
}
WHERE = json.dumps(
    {
        "any": [
            {"field": "vat_status", "op": "one_of", "value": ["ACTIVE"]},
            {"field": "field_dostep", "op": "one_of", "value": ["studzienka"]},
        ]
    }
)


@pytest.fixture
def registers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The outside registers as the worker's environment names them."""
    with running(World(today=dt.datetime.now(dt.UTC).date())) as made:
        monkeypatch.setenv("OUTSIDE_REGISTERS", "fake")
        monkeypatch.setenv("FAKES_PORT", made.url.rpartition(":")[2])
        yield


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.usefixtures("registers", "worker")
def test_a_day_with_the_register(
    office: "Office", visitor: Visitor, tmp_path: Path, language: str
) -> None:
    calendar = Calendar()
    owing = an_account(a_creditor())
    a_debit(owing, "120.50", "2026-10-01")
    calendar.last = Calendar().last
    build.a_user("sara", role=Role.SUPERADMINISTRATOR, language=language)
    words = WORDS[language]
    desk = visitor()
    desk.axe = language == "en"
    desk.sign_in(office.desk, "sara")

    define(desk, office.desk)
    come_in(desk, office.desk, foreign_register.database(tmp_path))
    calendar.was(LAST_YEAR)
    merge_and_undo(desk, office.desk)
    check_vat(desk, office.desk)
    group_in_words(desk, office.desk, words["group"])
    look_at_last_year(desk, office.desk, words["then"])
    give_out(desk, office.desk)
    erase(desk, office.desk, Account.objects.get(pk=owing).party_id, words["owes"])
    assert desk.complaints == []


def define(desk: Visit, address: str) -> None:
    """A tab with a text that is unique and a dictionary of its own."""
    page = desk.page
    page.goto(f"{address}/fields/party/tabs/add/")
    for name, text in (("pl", "Licznik"), ("sk", "Vodomer"), ("en", "Meter"), ("key", "licznik")):
        page.fill(f"[name={name if name == 'key' else f'label_{name}'}]", text)
    desk.follow("main form .btn-primary")
    add = f"{address}/fields/tabs/{FieldTab.objects.get().pk}/add/"
    page.goto(add)
    page.fill("[name=label_en]", "Serial")
    page.fill("[name=key]", "numer_licznika")
    page.select_option("[name=kind]", "TEXT")
    page.check("[name=is_unique]")
    page.fill("[name=pattern]", "L-[0-9]{6}")
    desk.follow("main form .btn-primary")
    page.goto(add)
    for name, text in (("en", "Access"), ("pl", "Dostęp"), ("sk", "Prístup")):
        page.fill(f"[name=label_{name}]", text)
    page.fill("[name=key]", "dostep")
    page.select_option("[name=kind]", "DICTIONARY")
    page.fill("[name=own_values]", "piwnica\nstudzienka")
    desk.follow("main form .btn-primary")
    assert desk.findings() == []


def come_in(desk: Visit, address: str, file: Path) -> None:
    """Three hundred rows of a foreign database, three of which stay out."""
    page = desk.page
    page.goto(f"{address}/imports/new/")
    page.set_input_files("[name=file]", file)
    desk.follow("main .btn-primary")
    for key in ("numer_licznika", "dostep"):
        page.select_option(f"[name=column_field_{key}]", key)
    desk.follow("main form .btn-primary")
    carry_out = page.locator("form[action*=carry] button")
    expect(carry_out).to_be_visible(timeout=LATER)
    expect(page.locator("#told tbody tr")).to_have_count(3)
    assert desk.findings() == []
    with page.expect_navigation():
        carry_out.click()
    expect(page.locator("h1 .k-badge.is-ok")).to_be_visible(timeout=LATER)
    assert Party.objects.filter(number__startswith="S/").count() == 297


def merge_and_undo(desk: Visit, address: str) -> None:
    """The one who came in twice is one customer for a while, and two again."""
    page = desk.page
    page.goto(f"{address}/twins/")
    desk.follow("form[action*='/twins/find/'] button")
    done(desk)
    page.goto(f"{address}/twins/")
    expect(page.locator("main tbody tr")).to_have_count(1)
    desk.follow("main tbody a[href*='/twins/']")
    assert desk.findings() == []
    desk.follow("main a[href^='/merge/']")
    page.fill("[name=reason]", "2×")
    desk.follow("main form .btn-primary")
    kept, twin = of("S/0010"), of("S/0299")
    assert Party.objects.get(pk=twin).merged_into_id == kept
    page.goto(f"{address}/merges/")
    desk.follow("main tbody a")
    desk.follow("main a[href$='/undo/']")
    desk.follow("main form .btn-danger")
    assert Party.objects.get(pk=twin).merged_into_id is None


def check_vat(desk: Visit, address: str) -> None:
    """All who have a NIP are asked about in the background."""
    page = desk.page
    page.goto(f"{address}/outside/")
    desk.follow("button[value=VAT]")
    expect(page.locator("main .k-badge.is-ok").first).to_be_visible(timeout=LATER)
    page.goto(f"{address}/parties/{of('S/0005')}/outside/")
    expect(page.locator("main .k-badge.is-ok").first).to_be_visible()
    assert desk.findings() == []


def group_in_words(desk: Visit, address: str, words: str) -> None:
    """A group of a list's conditions, told in the reader's words."""
    page = desk.page
    page.goto(f"{address}/parties/?where={quote(WHERE)}")
    desk.follow("a[href*='/groups/add/']")
    for language in ("pl", "sk", "en"):
        page.fill(f"[name={language}]", "Do odczytu")
    desk.follow("main form .btn-primary")
    page.goto(f"{address}/groups/{PartyGroup.objects.get().pk}/")
    expect(page.locator("main")).to_contain_text(words)
    assert desk.findings() == []


def look_at_last_year(desk: Visit, address: str, words: str) -> None:
    """What is changed today is not on last year's card."""
    page = desk.page
    page.goto(f"{address}/parties/{of('S/0004')}/change/")
    page.fill("[name=first_name], [name=name]", "Łucja Nowa")
    desk.follow("main form .btn-primary")
    page.goto(f"{address}/parties/{of('S/0004')}/")
    expect(page.locator("h1")).to_contain_text("Łucja Nowa")
    page.fill("#as-of", "2025-12-31")
    desk.follow(".k-asof button")
    expect(page.locator("h1")).to_contain_text("Łucja Pszczółkowska 4")
    expect(page.locator("main")).to_contain_text(words)
    expect(page.locator("main")).to_contain_text("L-100004")
    assert desk.findings() == []


def give_out(desk: Visit, address: str) -> None:
    """A file asks to whom it goes, and the register of disclosures has it."""
    page = desk.page
    page.goto(f"{address}/parties/?where={quote(WHERE)}")
    with page.expect_navigation():
        page.locator("a[href*='export.csv']").evaluate("link => link.click()")
    page.select_option("[name=recipient_kind]", "AUTHORITY")
    page.fill("[name=recipient]", "Urząd Miasta")
    page.select_option("[name=basis]", "C")
    with page.expect_download() as file:
        page.click("main form .btn-primary")
    assert Path(file.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")
    page.goto(f"{address}/privacy/disclosures/")
    expect(page.locator("main")).to_contain_text("Urząd Miasta")


def erase(desk: Visit, address: str, owing: int, words: str) -> None:
    """Who owes nothing goes; who owes stays, and the page says why."""
    page = desk.page
    free = of("S/0001")
    for party_id in (free, owing):
        page.goto(f"{address}/parties/{party_id}/erase/")
        if party_id == owing:
            expect(page.locator("main")).to_contain_text(words)
        page.select_option("[name=ground]", "REQUEST")
        page.fill("[name=reason]", "W/1")
        page.check("[name=sure]")
        desk.follow("main form .btn-primary, main form .btn-danger")
    expect(page.locator("main [role=alert]").first).to_contain_text(words)
    assert Party.objects.get(pk=free).erased_at is not None
    assert Party.objects.get(pk=owing).erased_at is None
    page.goto(f"{address}/parties/{free}/")
    expect(page.locator("main")).not_to_contain_text("Pszczółkowska")


def done(desk: Visit) -> None:
    """The work that the page watches has ended well."""
    expect(desk.page.locator("#job .k-badge.is-ok")).to_be_visible(timeout=LATER)


def of(number: str) -> int:
    """Whose number it is."""
    return Party.objects.get(number=number).pk
