"""Assets: what is served, and that every script keeps to the house's rules."""

import re
from pathlib import Path

import pytest

from kartoteka.ui import assets

STATIC = Path(assets.__file__).parent / "static" / "ui"
TEMPLATES = Path(assets.__file__).parents[1]
LONGEST_SCRIPT = 35


def test_only_listed_names_are_found() -> None:
    finder = assets.Finder()
    assert finder.find("vendor/../package.json") == []
    assert finder.find("vendor/anything.js") == []
    assert {name for name, _ in finder.list(None)} == set(assets.SERVED)


@pytest.mark.parametrize("script", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_scripts_are_short_and_need_no_eval(script: Path) -> None:
    text = script.read_text()
    assert len(text.splitlines()) <= LONGEST_SCRIPT
    assert not re.search(r"\beval\(|new Function|innerHTML|setAttribute\(\"on", text)


def test_no_page_has_inline_script_style_or_handler() -> None:
    offences = []
    for page in TEMPLATES.rglob("templates/**/*.html"):
        text = page.read_text()
        inline = re.findall(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>", text)
        styles = re.findall(r"<style|\sstyle=|\son[a-z]+=", text)
        offences += [f"{page.name}: {found}" for found in inline + styles]
    assert offences == []


def test_colours_are_named_once() -> None:
    """Only tokens.css and the amount of the portal, white on the accent, name colours."""
    for sheet in ("kit.css", "desk.css"):
        found = re.findall(r"#[0-9a-f]{3,8}\b", (STATIC / sheet).read_text())
        assert set(found) <= {"#fff"}, sheet
