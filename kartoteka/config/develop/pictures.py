"""`./run pictures`: takes the pictures of README and docs from a demo firm of its own.

A demo is started in a folder that is thrown away, so that what a person did in theirs is not on the
pictures. They go to `docs/pictures`; `--into DIR` puts them elsewhere. `--all DIR` takes every page
of the menus instead, at 1440 and 390 pixels, light and dark, to be looked at.

Boxes for dates and files are Chromium's own: Polish where it knows Polish (on Debian: apt install
chromium-l10n), else English.
"""

import argparse
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, sync_playwright

from kartoteka.config import env, home
from kartoteka.config.develop import suite
from kartoteka.config.env import CannotStart
from kartoteka.config.launch import screen

PICTURES = home.checkout() / "docs" / "pictures"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# What a person may have set for their own office is not for this one.
UNSET = ("DATABASE_URL", "LISTEN", "DESK_HOST", "PORTAL_HOST", "TLS_CERTIFICATE", "TLS_KEY")
READY = "Ctrl+C stops everything"
IMPORTED = """\
ID_KH;KOD;NAZWA;NIP;ULICA;NR_DOMU;KOD_POCZT;MIEJSCOWOSC;EMAIL
814;10014;Przychodnia Zdrojowa;5213017228;Zdrojowa;7;87-205;Zdrojewo Łęgowe;biuro@zdrojowa.example
827;10027;Stolarnia Jaworzec;1234563218;Leśna;19;64-318;Brzeźnica Wielka;jaworzec@poczta.example
831;10031;Wspólnota Rynek 4;;Rynek;4;64-318;Brzeźnica Wielka;rynek4@wspolnota.example
"""


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo firm: where its screens are, and (screen, who, login, password) of each."""

    addresses: dict[str, str]
    sign_ins: list[list[str]]


def main(arguments: list[str]) -> int:
    """Six pictures, or all pages with `--all`. Exit codes: 0 taken, 1 not possible, 2 wrong use."""
    parser = argparse.ArgumentParser(
        prog="./run pictures", description="Take the pictures of docs."
    )
    parser.add_argument("--into", type=Path, metavar="DIR", default=PICTURES, help="another folder")
    parser.add_argument("--all", type=Path, metavar="DIR", help="every page, to be looked at")
    chosen = parser.parse_args(arguments)
    folder = Path(chosen.all or chosen.into).absolute()
    chromium = suite.chromium()
    if chromium is None:
        screen.say("There is no Chromium here: install it (on Debian: apt install chromium).")
        return 1
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        screen.say(f"There can be no folder {folder}: {problem.strerror}.")
        return 1
    try:
        with demo() as running, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=FLAGS, env={**env.for_child(LANGUAGE="pl")}
            )
            with screen.step(f"Taking pictures into {folder}"):
                (every_page if chosen.all else six)(browser, running, folder)
            browser.close()
    except CannotStart as reason:
        screen.say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


@contextmanager
def demo() -> Iterator[Demo]:
    """A demo firm on ports of its own, gone at the end."""
    own = home.Home(Path(tempfile.mkdtemp(prefix="kartoteka-pictures-")))
    ports = {"desk": _free_port(), "portal": _free_port()}
    said = {f"{name.upper()}_PORT": str(port) for name, port in ports.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "kartoteka.config.launch.supervise"],
        env=env.for_child(KARTOTEKA_HOME=str(own.path), **said, **dict.fromkeys(UNSET, "")),
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,  # Ctrl+C is for this process, which then ends that one
    )
    try:
        _wait_until_ready(process)
        kept = json.loads((own.vault / "demo-sign-ins").read_text(encoding="utf-8"))
        yield Demo({name: f"http://{name}.localhost:{port}" for name, port in ports.items()}, kept)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()
        shutil.rmtree(own.path, ignore_errors=True)


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    last = ""
    for line in process.stderr or ():
        if READY in line:
            return
        if line.startswith(("·", "✓", "✗")):
            screen.say(line.rstrip())
        last = line.strip() or last
    raise CannotStart(last)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def six(browser: Browser, running: Demo, folder: Path) -> None:
    """The pictures that README and docs show."""
    desk, portal = running.addresses["desk"], running.addresses["portal"]
    with signed_in(browser, running, "desk", WIDE) as page:
        card = busiest_card(page, desk)
        shoot(page, card, folder / "card.png")
        shoot(page, f"{desk}/payments/", folder / "statement.png")
        shoot(page, f"{desk}/payments/waiting/", folder / "matching.png")
        shoot(page, columns_of_an_import(page, desk), folder / "import.png")
        page.emulate_media(color_scheme="dark")
        shoot(page, f"{card}settlements/", folder / "settlements-dark.png")
    with signed_in(browser, running, "portal", PHONE) as page:
        shoot(page, f"{portal}/", folder / "portal.png")


def columns_of_an_import(page: Page, address: str) -> str:
    """The step of an import in which its columns are mapped, for a stranger's file of customers."""
    page.goto(f"{address}/imports/new/")
    file = FilePayload(name="kontrahenci.csv", mimeType="text/csv", buffer=IMPORTED.encode())
    page.set_input_files("[name=file]", file)
    page.click("main .btn-primary[type=submit]")
    page.wait_for_url("**/columns/")
    return page.url


def every_page(browser: Browser, running: Demo, folder: Path) -> None:
    """Every address of both menus and the first row behind each, at both widths."""
    for name, address in running.addresses.items():
        for width, view in (("1440", WIDE), ("390", PHONE)):
            with signed_in(browser, running, name, view) as page:
                for place in sorted(reachable(page, address)):
                    known = place.removeprefix(address).strip("/") or "start"
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


def of(sign_ins: list[list[str]], name: str) -> tuple[str, str]:
    """Login and password for that screen: at the desk the administrator, who sees imports too."""
    fit = [row for row in sign_ins if row[0] == name]
    row = next((row for row in fit if row[2] == "administrator"), fit[0])
    return row[2], row[3]


@contextmanager
def signed_in(browser: Browser, running: Demo, name: str, view: ViewportSize) -> Iterator[Page]:
    """A page of somebody who has signed in to that screen, in Polish."""
    context = browser.new_context(viewport=view, locale="pl-PL", device_scale_factor=1)
    page = context.new_page()
    page.goto(running.addresses[name] + "/")
    login, password = of(running.sign_ins, name)
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
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
    sys.exit(main(sys.argv[1:]))
