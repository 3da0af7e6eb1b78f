"""Every command that README and CONTRIBUTING show is run, in a copy of the checkout."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kartoteka.config.develop import translate
from kartoteka.config.home import CHECKOUT
from kartoteka.config.launch import install

BLOCK = re.compile(r"^```\n(.*?)^```", re.M | re.S)
SPAN = re.compile(r"`(\./run[^`]*)`")
COMMAND = re.compile(r"\./run(?: [^\s:;,]+)*")  # two spaces end it: what follows says what it does
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".kartoteka", "node_modules", "__pycache__", ".*_cache", ".hypothesis"
)


def shown(text: str) -> set[str]:
    """The commands in a document's blocks of code and in its lines."""
    inside = "\n".join([*BLOCK.findall(text), *SPAN.findall(text)])
    return set(COMMAND.findall(inside))


@dataclass(frozen=True, slots=True)
class Copy:
    """A checkout that a command may change, with what is installed lent to it."""

    path: Path

    def run(self, *words: str, **more: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error of one command line."""
        strange = ("PYTEST_", "DJANGO_")
        clean = {k: v for k, v in os.environ.items() if not k.startswith(strange)}
        home = {"KARTOTEKA_HOME": str(self.path.with_name("home"))}
        done = subprocess.run(
            words,
            cwd=self.path,
            env={**clean, **home, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    if not install.is_done(development=True):
        pytest.fail("What is installed is not what is locked: run this by ./run test.")
    path = tmp_path_factory.mktemp("copy") / "kartoteka"
    shutil.copytree(CHECKOUT, path, ignore=NOT_COPIED)
    for lent in (".venv", "node_modules"):
        (path / lent).symlink_to(CHECKOUT / lent)
    return Copy(path)


def _program(copy: Copy) -> None:
    """How it starts and stops is in test_supervise; here it is asked for the impossible."""
    assert copy.run("./run", DESK_PORT="99999") == (
        1,
        "",
        "DESK_PORT is '99999': write a port number between 1 and 65535.\n",
    )


def _suite(copy: Copy) -> None:
    """The whole of it is what runs this; here it is asked for no more than its version."""
    code, said, more = copy.run("./run", "test", "--version")
    assert (code, "pytest" in said + more) == (0, True)


def _part_of_the_suite(copy: Copy) -> None:
    code, said, _ = copy.run("./run", "test", "tests/config/test_env.py", "-n0")
    assert (code, "100%" in said) == (0, True), said


def _check(copy: Copy) -> None:
    odd = copy.path / "kartoteka" / "odd.py"
    odd.write_text("WORDS = {  'one':1 }\n")
    code, _, said = copy.run("./run", "check", "format", "locks")
    assert code == 1
    assert "✗ format of Python" in said
    assert "✓ locks clean" in said
    assert said.endswith("Not in order: format of Python.\n")
    code, _, said = copy.run("./run", "check", "--mend", "format")
    assert (code, odd.read_text()) == (0, 'WORDS = {"one": 1}\n'), said
    odd.unlink()


def _bench(copy: Copy) -> None:
    """tests/bench runs it from end to end; here only its words are judged."""
    assert copy.run("./run", "bench", "--size", "S", "--help")[0] == 0
    assert copy.run("./run", "bench", "--size", "XXL", "--help")[0] == 2


def _help(copy: Copy) -> None:
    code, said, _ = copy.run("./run", "kartoteka", "--help")
    (line,) = re.findall(r"^\./run kartoteka --help +(.*)$", README, re.M)
    listed = set(re.findall(r"^    ([a-z-]+)(?: |$)", said, re.M))
    assert (code, set(line.split(", ")) - listed) == (0, set())


def _proof(copy: Copy) -> None:
    assert copy.run("./run", "kartoteka", "prove-ledger") == (
        0,
        "The ledger is proved: nothing differs.\n",
        "",
    )


def _pictures(copy: Copy) -> None:
    """Taking them takes minutes; here the folder for them is impossible."""
    place = copy.path / "run" / "none"
    assert copy.run("./run", "pictures", "--into", str(place)) == (
        1,
        "",
        f"There can be no folder {place}: Not a directory.\n",
    )


def _translate(copy: Copy) -> None:
    catalogues = [translate.place(one, copy.path / "kartoteka") for one in translate.LANGUAGES]
    before = [place.read_bytes() for place in catalogues]
    code, _, said = copy.run("./run", "translate")
    assert (code, re.findall(r", (\d+) to translate", said)) == (0, ["0", "0"])
    after = [place.read_bytes() for place in catalogues]
    behind = [
        str(one) for one, old, new in zip(catalogues, before, after, strict=True) if old != new
    ]
    assert behind == [], "run  ./run translate  and keep what it writes"


def _lock(copy: Copy) -> None:
    """Without the network it says so and leaves the locks as they are."""
    kept = copy.path / "requirements.txt"
    before = kept.read_bytes()
    code, _, said = copy.run("./run", "lock", UV_OFFLINE="1", UV_CACHE_DIR=str(copy.path / "none"))
    assert (code, len(said.splitlines())) == (1, 3), said
    assert said.splitlines()[2].startswith("requirements.txt cannot be made: ")
    assert kept.read_bytes() == before


README, CONTRIBUTING = (
    (CHECKOUT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md")
)
CHECKS: dict[str, Callable[[Copy], None]] = {
    "./run": _program,
    "./run test": _suite,
    "./run test tests/config/test_env.py -n0": _part_of_the_suite,
    "./run check": _check,
    "./run bench --size S": _bench,
    "./run kartoteka --help": _help,
    "./run kartoteka prove-ledger": _proof,
    "./run pictures": _pictures,
    "./run translate": _translate,
    "./run lock": _lock,
}


def test_every_command_shown_is_run_here() -> None:
    assert shown(README) | shown(CONTRIBUTING) == set(CHECKS)


@pytest.mark.django_db
@pytest.mark.parametrize("command", CHECKS)
def test_the_command_does_what_is_said(command: str, copy: Copy) -> None:
    CHECKS[command](copy)
