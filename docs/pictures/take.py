"""Takes the pictures of README from a running demo: `./run`, then `./run pictures`.

Signs in with the demo's own sign-ins, in Polish, and writes PNG files beside itself. With
`--all DIR` it also takes every page of the menu at 1440 and 390 pixels, light and dark, to look at.
"""

import argparse
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from kartoteka.config import home
from kartoteka.config.launch import parts

HERE = Path(__file__).resolve().parent
CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def main() -> None:
    """Six pictures, or all pages with `--all`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="DIR", help="every page, to be looked at")
    chosen = parser.parse_args()
    addresses = parts.addresses()
    sign_ins = json.loads((home.here().vault / "demo-sign-ins").read_text(encoding="utf-8"))
    path = next((name for name in CHROMIUM if Path(name).exists()), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        if chosen.all:
            chosen.all.mkdir(parents=True, exist_ok=True)
            every_page(browser, addresses, sign_ins, chosen.all)
        else:
            six(browser, addresses, sign_ins)
        browser.close()


def six(browser: Browser, addresses: dict[str, str], sign_ins: list[list[str]]) -> None:
    """The pictures that README and docs show."""
    with signed_in(browser, addresses["desk"], of(sign_ins, "desk"), WIDE) as page:
        card = busiest_card(page, addresses["desk"])
        shoot(page, card, HERE / "card.png")
        shoot(page, f"{addresses['desk']}/payments/", HERE / "statement.png")
        shoot(page, f"{addresses['desk']}/payments/waiting/", HERE / "matching.png")
        shoot(page, f"{addresses['desk']}/imports/new/", HERE / "import.png")
        page.emulate_media(color_scheme="dark")
        shoot(page, f"{card}settlements/", HERE / "settlements-dark.png")
    with signed_in(browser, addresses["portal"], of(sign_ins, "portal"), PHONE) as page:
        shoot(page, f"{addresses['portal']}/", HERE / "portal.png")


def every_page(
    browser: Browser, addresses: dict[str, str], sign_ins: list[list[str]], folder: Path
) -> None:
    """Every address of both menus and the first row behind each, at both widths."""
    for name in ("desk", "portal"):
        for width, view in (("1440", WIDE), ("390", PHONE)):
            with signed_in(browser, addresses[name], of(sign_ins, name), view) as page:
                for place in sorted(reachable(page, addresses[name])):
                    known = place.removeprefix(addresses[name]).strip("/") or "start"
                    for scheme in ("light", "dark"):
                        page.emulate_media(color_scheme=scheme)
                        file = f"{name}-{known.replace('/', '_')[:60]}-{width}-{scheme}.png"
                        shoot(page, place, folder / file, full=True)


def reachable(page: Page, address: str) -> set[str]:
    """Addresses of this site that the start page and its menu link to, and one step further."""
    found: set[str] = set()
    for place in [address + "/", *links(page, address)]:
        page.goto(place)
        found |= {place, *links(page, address)}
    return {place for place in found if not any(word in place for word in ("logout", "?", "#"))}


def links(page: Page, address: str) -> list[str]:
    """Addresses on this page that stay on the site, at most forty of them."""
    all_of_them = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    return sorted({link for link in all_of_them if link.startswith(address + "/")})[:40]


def busiest_card(page: Page, address: str) -> str:
    """The card of the demo's housing cooperative, found as a clerk would."""
    page.goto(f"{address}/search/?q=spoldzielnia")
    rows = page.eval_on_selector_all("main a[href^='/parties/']", "all => all.map(one => one.href)")
    return next(str(row) for row in rows if re.search(r"/parties/\d+/$", row))


def of(sign_ins: list[list[str]], screen: str) -> tuple[str, str]:
    """Login and password for that screen: at the desk the administrator, who sees imports too."""
    fit = [row for row in sign_ins if row[0] == screen]
    row = next((row for row in fit if row[2] == "administrator"), fit[0])
    return row[2], row[3]


@contextmanager
def signed_in(
    browser: Browser, address: str, who: tuple[str, str], view: dict[str, int]
) -> Iterator[Page]:
    """A page of somebody who has signed in, in Polish."""
    context = browser.new_context(viewport=view, locale="pl-PL", device_scale_factor=1)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address + "/")
    page.fill("input[name=login]", who[0])
    page.fill("input[name=password]", who[1])
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


def shoot(page: Page, address: str, file: Path, *, full: bool = False) -> None:
    """One picture, when all of the page is there."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file, full_page=full)


if __name__ == "__main__":
    main()
