"""`./run check`: everything about the program that can be judged without running it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kartoteka.config import env, home
from kartoteka.config.develop import locks, translate
from kartoteka.config.launch import install, screen

BASE = home.checkout()
LONGEST = "types"


def main(arguments: list[str]) -> int:
    """Run all checks, or those whose first word is named; 1 when any of them found a fault.

    With --mend, first put right what a program can put right: format and order of imports.
    """
    install.translations()
    if "--mend" in arguments:
        arguments = [word for word in arguments if word != "--mend"]
        _mend()
    chosen = [one for one in CHECKS if not arguments or one.split()[0] in arguments]
    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as several:  # the longest begins first
        order = sorted(chosen, key=lambda title: title != LONGEST)
        told = {title: several.submit(_timed, CHECKS[title]) for title in order}
        for title in chosen:
            found, seconds = told[title].result()
            screen.say(f"{'✗' if found else '✓'} {title} ({seconds:.1f} s)")
            if found:
                failed.append(title)
                screen.say(found)
    if failed:
        screen.say(f"Not in order: {', '.join(failed)}.")
    return 1 if failed else 0


def _timed(check: Callable[[], str]) -> tuple[str, float]:
    began = time.monotonic()
    return check(), time.monotonic() - began


def _tool(program: str, *words: str) -> Callable[[], str]:
    """A check by a program that stands beside Python in `.venv`."""

    def run() -> str:
        done = subprocess.run(
            [str(Path(sys.executable).with_name(program)), *words],
            cwd=BASE,
            env=env.for_child(
                DJANGO_SETTINGS_MODULE="kartoteka.config.tests", PYTHONPATH=str(BASE)
            ),
            capture_output=True,
            text=True,
            check=False,
        )
        return (done.stdout + done.stderr).strip() or "failed" if done.returncode else ""

    return run


def _listed(faults: Callable[[], list[str]]) -> Callable[[], str]:
    return lambda: "\n".join(faults())


def template_faults() -> list[str]:
    """Templates that do not compile."""
    import django
    from django.template import TemplateSyntaxError, engines

    env.use_settings("kartoteka.config.tests")
    django.setup()
    found = []
    for path in sorted((BASE / "kartoteka").rglob("templates/**/*.html")):
        try:
            engines["django"].from_string(path.read_text(encoding="utf-8"))
        except TemplateSyntaxError as fault:
            found.append(f"{path.relative_to(BASE)}: {fault}")
    return found


def _template_format(*words: str) -> str:
    files = sorted(str(path) for path in (BASE / "kartoteka").rglob("templates/**/*.html"))
    return _tool("djade", "--target-version", "5.2", *words, *files)() if files else ""


def _mend() -> None:
    _tool("ruff", "check", "--fix", "--quiet", ".")()
    _tool("ruff", "format", "--quiet", ".")()
    _template_format()


CHECKS: dict[str, Callable[[], str]] = {
    "format of Python": _tool("ruff", "format", "--check", "."),
    "format of templates": lambda: _template_format("--check"),
    "lint": _tool("ruff", "check", "."),
    "types": _tool("mypy", "kartoteka"),
    "graph of imports": _tool("lint-imports"),
    "migrations in step": _tool("django-admin", "makemigrations", "--check", "--dry-run"),
    "settings": _tool("django-admin", "check", "--fail-level", "WARNING"),
    "templates compile": _listed(template_faults),
    "translations complete": _listed(translate.faults),
    "locks clean": _listed(locks.faults),
    "dependencies justified": _tool("deptry", "--no-ansi", "."),
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
