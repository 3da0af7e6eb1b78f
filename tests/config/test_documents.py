"""What stands beside the program says what the program does."""

import ast
import re
from pathlib import Path

from kartoteka.config.home import CHECKOUT

ENV = CHECKOUT / "kartoteka" / "config" / "env.py"
OUR_OWN = {"KARTOTEKA_TEST_DATABASE", "KARTOTEKA_PART", "DJANGO_SETTINGS_MODULE"}
OF_THE_SYSTEM = {"PATH", "PYTHONPATH", "XDG_CONFIG_HOME", "PIP_CONFIG_FILE", "PIP_"}


def _read_by(path: Path) -> set[str]:
    """Names of variables that the module asks for: whole upper-case strings in its calls."""
    return {
        one.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        for one in node.args
        if isinstance(one, ast.Constant) and re.fullmatch(r"[A-Z][A-Z_]{1,40}", str(one.value))
    }


def test_the_example_lists_every_variable_and_no_other() -> None:
    listed = set(re.findall(r"^#?([A-Z][A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.M))
    read = _read_by(ENV) - OUR_OWN - OF_THE_SYSTEM
    elsewhere = {"PYTHON", "PIP_INDEX_URL", "KARTOTEKA_SAMPLES"}  # ./run, pip, tests/conftest.py
    assert listed == read | elsewhere


def test_the_licence_is_whole() -> None:
    text = (CHECKOUT / "LICENSE").read_text()
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert all(f"\n{article}." in text for article in range(1, 16))
