"""`./run`: makes the machine ready and hands over to the part that was asked for.

Runs on a bare Python 3.11; whatever needs installed packages is started in `.venv`.
"""

import os
import sys
from typing import NoReturn

from kartoteka.config import env, home
from kartoteka.config.env import CannotStart
from kartoteka.config.launch import install, screen

HELP = """\
./run [--demo]        install, start desk, portal and worker, and keep them running
./run kartoteka …     the command line (./run kartoteka --help)
./run test […]        the whole suite; further words go to pytest; --soak adds the long runs
./run check           format, lint, types, graph, migrations, templates, translations, locks;
                      --mend first puts the format right
./run bench […]       the workload, beside the same work in plain SQL
./run pictures        take the pictures of docs from a demo firm of its own
./run translate       bring the catalogues in step with the texts in the program
./run lock            make the lock files afresh from pyproject.toml and package.json

Environment: .env.example lists every variable."""

# word → module, needs the packages for development, needs the browser's assets
PARTS = {
    "start": ("kartoteka.config.launch.supervise", False, True),
    "kartoteka": ("kartoteka.config.cli", False, False),
    "test": ("kartoteka.config.develop.suite", True, True),
    "check": ("kartoteka.config.develop.check", True, True),
    "bench": ("bench", False, False),
    "pictures": ("kartoteka.config.develop.pictures", True, True),
    "translate": ("kartoteka.config.develop.translate", True, False),
    "lock": ("kartoteka.config.develop.locks", True, False),
}


def main(arguments: list[str]) -> int:
    """Install what is missing, then become the part that was asked for."""
    word, rest = "start", arguments
    if arguments and arguments[0] in PARTS:
        word, rest = arguments[0], arguments[1:]
    elif arguments and arguments[0] in {"-h", "--help", "help"}:
        print(HELP)  # noqa: T201
        return 0
    elif unknown := [one for one in arguments if one != "--demo"]:
        screen.say(f"./run does not know {unknown[0]!r}.\n\n{HELP}")
        return 2
    module, development, assets = PARTS[word]
    try:
        python = install.packages(development=development)
        if assets:
            install.assets()
    except CannotStart as reason:
        screen.say(f"{reason}")
        return 1
    except OSError as problem:
        screen.say(screen.sentence(problem))
        return 1
    except KeyboardInterrupt:
        return 130
    folder = str(home.checkout())
    more = {"PYTHONPATH": os.pathsep.join([folder, *env.python_path(without=folder)])}
    if development:  # suite and checks start some hundred processes: they compile the program once
        more["PYTHONDONTWRITEBYTECODE"] = ""
    return _become([str(python), "-m", module, *rest], **more)


def _become(command: list[str], **variables: str) -> NoReturn:
    os.execve(command[0], command, env.for_child(**variables))  # noqa: S606


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
