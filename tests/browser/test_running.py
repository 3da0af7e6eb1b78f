"""Desk and portal answer a real browser, each under its own name."""

from typing import TYPE_CHECKING

import pytest
import requests

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.conftest import Office

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "desk.localhost", "[::1]"])
def test_both_are_ready_under_any_loopback_name(office: "Office", name: str) -> None:
    for address in (office.desk, office.portal):
        port = address.rpartition(":")[2]
        answer = requests.get(
            f"http://127.0.0.1:{port}/healthz", headers={"Host": name}, timeout=10
        )
        assert (answer.status_code, answer.json()) == (200, {"ready": True})


def test_a_browser_opens_desk_and_portal(office: "Office", browser: "Browser") -> None:
    page = browser.new_page()
    for address in (office.desk, office.portal):
        answer = page.goto(f"{address}/healthz")
        assert answer is not None
        assert answer.status == 200
    page.close()
