"""What browser tests share: a page that notes every violation, axe, signing in, a worker."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect
from pytest_django.fixtures import Settings

from kartoteka.config import env
from kartoteka.config.home import Home
from kartoteka.config.launch.parts import Part
from tests import build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.conftest import Office

LONGEST = 15_000
expect.set_options(timeout=LONGEST)
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
WIDER = """() => {
  const page = document.documentElement;
  return page.scrollWidth > page.clientWidth ? ["wider than the screen"] : [];
}"""
# Around `main` every page is the same: the walk (test_accessible.py) looks at that once.
FRAME = (".k-top", "#menu", "#palette", "#shortcuts")
WHOLE: dict[str, Any] = {"include": [["html"]]}
BUT_THE_FRAME: dict[str, Any] = {"include": [["html"]], "exclude": [[one] for one in FRAME]}
# Violations alone are worked out and told: all the rest that axe can say takes as long again.
# What is excluded is taken out meanwhile and put back: axe goes through all that is there, and the
# menu and its like are four fifths of a page.
LOOK = """async ([place, rules]) => {
  const out = (place.exclude || []).flatMap(([one]) => [...document.querySelectorAll(one)]);
  const held = out.map((one) => [one, [...one.childNodes]]);
  for (const one of out) one.replaceChildren();
  const said = await axe.run(place, {
    resultTypes: ["violations"], elementRef: false, preload: false,
    ...(rules ? { runOnly: { type: "rule", values: rules } } : {}),
  });
  for (const [one, nodes] of held) one.replaceChildren(...nodes);
  const where = (row) => row.nodes.map((node) => node.target.join(" "));
  return said.violations.map((row) => `${row.id}: ${where(row)}`);
}"""


@dataclass(slots=True)
class Visit:
    """A browser of one person: its page, and what it complained of meanwhile.

    `axe` is off where another visit shows the same pages to axe, and only words are longer or
    shorter here.
    """

    context: "BrowserContext"
    page: "Page"
    axe: bool = True
    complaints: list[str] = field(default_factory=list)

    def sign_in(self, address: str, login: str, password: str = build.PASSWORD) -> None:
        """Sign in at the desk or the portal that answers at `address`."""
        self.page.goto(f"{address}/account/login/")
        self.page.fill("#id_login", login)
        self.page.fill("#id_password", password)
        self.follow("main form .btn-primary")

    def follow(self, selector: str) -> None:
        """Click what leads to another page, and be there."""
        with self.page.expect_navigation():
            self.page.click(selector)

    def findings(
        self, place: dict[str, Any] = BUT_THE_FRAME, rules: tuple[str, ...] = ()
    ) -> list[str]:
        """What axe finds on the page as it stands, and whether it is wider than the screen.

        All its rules are asked, or those named in `rules`.
        """
        found: list[str] = self.page.evaluate(WIDER)
        if self.axe:
            if not self.page.evaluate("'axe' in window"):
                self.page.evaluate(AXE_SCRIPT)
                self.context.add_init_script(AXE_SCRIPT)  # the pages to come have it by themselves
            found += self.page.evaluate(LOOK, [place, list(rules) or None])
        return found


Visitor = Callable[..., Visit]


@pytest.fixture(autouse=True)
def _as_the_running_office(settings: Settings) -> None:
    """This process hashes and signs as the running desk does: they understand each other."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.SECRET_KEY = Home(Path(env.where("owner").host).parent).secret("desk-key")


@pytest.fixture
def worker(office: "Office") -> Iterator[None]:
    """A worker in a process of its own, as people have it; e-mails go into the desk's mailbox."""
    home = Home(Path(env.where("owner").host).parent)
    part = Part("worker", home.logs / "worker-of-browser-tests.log")
    part.start()
    yield
    part.ask_to_end()
    part.end(time.monotonic() + 10)


@pytest.fixture
def visitor(browser: "Browser") -> Iterator[Visitor]:
    """Makes browsers: `visitor(width=PHONE, dark=True, script=False, locale="sk-SK")`."""
    made: list[Visit] = []

    def make(
        *,
        size: dict[str, int] | None = None,
        dark: bool = False,
        script: bool = True,
        locale: str = "en-GB",
    ) -> Visit:
        context = browser.new_context(
            viewport=size or WIDE,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale=locale,
        )
        visit = Visit(context, context.new_page())
        visit.page.set_default_timeout(LONGEST)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on(
            "console",
            lambda said: (
                visit.complaints.append(said.text)
                if "Content Security Policy" in said.text
                else None
            ),
        )
        made.append(visit)
        return visit

    yield make
    for visit in made:
        visit.context.close()
