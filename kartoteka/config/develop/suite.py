"""`./run test`: the whole suite in parallel, browser tests included, on throw-away databases."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kartoteka.config import env, home
from kartoteka.config.database import programs
from kartoteka.config.database.programs import Programs
from kartoteka.config.launch import install, screen

BASE = home.checkout()
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIAN = 15
STORIES = BASE / "tests" / "stories"


def main(arguments: list[str]) -> int:
    """Run pytest with what is asked; the exit code is its own."""
    soak = "--soak" in arguments
    words = [word for word in arguments if word != "--soak"]
    install.translations()
    _offer_chromium()
    older = _debian() if not words and STORIES.is_dir() else None
    marks = [] if "-m" in words else ["-m", "soak or not soak" if soak else "not soak"]
    parallel = [] if any(word.startswith("-n") for word in words) else ["-n", str(_workers())]
    files = ["--dist", "loadfile", "--no-loadscope-reorder"]  # in the order of tests/conftest.py
    everything = [*parallel, *files, *marks, *words]
    if older is None:
        return _pytest(everything)
    with ThreadPoolExecutor() as meanwhile:
        stories = meanwhile.submit(_stories_on, older, marks)
        failed = _pytest(everything)
    return failed or stories.result()


def chromium() -> str | None:
    """The browser that the browser tests drive."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def _offer_chromium() -> None:
    """Install it where that is allowed, else say loudly what is left out."""
    if chromium():
        return
    apt = shutil.which("apt-get")
    if apt and os.getuid() == 0:
        log = home.here().make().logs / "install.log"
        variables = env.for_child(DEBIAN_FRONTEND="noninteractive")
        with screen.step("Installing Chromium for the browser tests") as shown:
            for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
                screen.run([apt, *words], log=log, shown=shown, env=variables)
    if chromium() is None:
        screen.say(
            "!!! NOT TESTED: the pages in a real browser (tests/browser), because there is no "
            "Chromium here. Install it (on Debian: apt install chromium) and run again. !!!"
        )


def _debian() -> Programs | None:
    """Debian's PostgreSQL, where another one is the default."""
    found = programs.all_found()
    system = [one for one in found if one.source == "system" and one.major == DEBIAN]
    return system[0] if system and found[0] != system[0] else None


def _stories_on(older: Programs, marks: list[str]) -> int:
    """They take a minute of one core, while the whole suite begins; told in one piece."""
    command = [sys.executable, "-m", "pytest", str(STORIES), *marks]
    variables = env.for_child(PG_BIN=str(older.bin))
    done = subprocess.run(
        command, cwd=BASE, env=variables, capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr if done.returncode else done.stdout.splitlines()[-1]
    mark = "✗" if done.returncode else "✓"
    screen.say(f"\n{mark} The stories on PostgreSQL {older.major} ({older.bin}): {said}")
    return done.returncode


def _workers() -> int:
    return max(2, os.cpu_count() or 2)


def _pytest(words: list[str], **variables: str) -> int:
    command = [sys.executable, "-m", "pytest", *words]
    done = subprocess.run(command, cwd=_where(words), env=env.for_child(**variables), check=False)
    return done.returncode


def _where(words: list[str]) -> Path:
    """Paths that a person typed are relative to where they stand."""
    here = Path.cwd()
    return here if here.is_relative_to(BASE) else BASE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
