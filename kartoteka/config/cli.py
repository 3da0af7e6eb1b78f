"""`kartoteka …`: one table of commands. Exit codes: 0 done, 1 refused with the reason, 2 wrong use.

A command is a module with `add_arguments(parser)` and `run(args) -> int`. It is imported only
when it is called, so the tools that need no database start at once.
"""

import argparse
import errno
import importlib
import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from kartoteka.config import env
from kartoteka.config.env import CannotStart

DONE, REFUSED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True, slots=True)
class Command:
    """Where a command is, and what it needs before it runs."""

    help: str
    module: str
    settings: str | None = None  # Django settings: which role it works as
    needs_database: bool = False  # the own cluster is started for it, or adopted


_HERE = "kartoteka.config.commands"
OWNER, DESK = "kartoteka.config.owner", "kartoteka.config.desk"

COMMANDS = {
    "serve": Command("run the desk or the portal alone, in the foreground", f"{_HERE}.serve"),
    "worker": Command("run background jobs", f"{_HERE}.worker", DESK, True),
    "migrate": Command("bring the database to this version", f"{_HERE}.migrate", OWNER, True),
    "import": Command(
        "bring records in from a file or another database", f"{_HERE}.import_", DESK, True
    ),
    "load-activities": Command(
        "take over the codes of PKD or NACE from a CSV file",
        f"{_HERE}.load_activities",
    ),
    "forms": Command(
        "install the XSD of an e-Declaration, or list those installed",
        f"{_HERE}.forms",
        DESK,
        True,
    ),
    "prove-ledger": Command(
        "derive every balance afresh and compare", f"{_HERE}.prove_ledger", OWNER, True
    ),
    "move-contents": Command(
        "bring the contents of files to another store", f"{_HERE}.move_contents", DESK, True
    ),
    "verify-contents": Command(
        "compare every kept file with its hash", f"{_HERE}.verify_contents", DESK, True
    ),
    "demo": Command("fill an empty database with a demo firm", f"{_HERE}.demo", DESK, True),
    "user": Command("add a person who works at the desk", f"{_HERE}.user", DESK, True),
    "check-integrations": Command(
        "ask every outside register whether it answers",
        f"{_HERE}.check_integrations",
        DESK,
        True,
    ),
    "fakes": Command("play the outside registers, for a demo or tests", f"{_HERE}.fakes", DESK),
    "backup": Command("write database, roles, files and secrets to a folder", f"{_HERE}.backup"),
    "restore": Command("bring a backup back into an empty place", f"{_HERE}.restore"),
    "statement": Command("read bank statements and show what is in them", f"{_HERE}.statement"),
    "interest": Command("compute statutory interest", f"{_HERE}.interest"),
    "id": Command("check a NIP, REGON, PESEL, IČO, IBAN and the like", f"{_HERE}.id"),
    "code": Command("read and write the payment codes on slips", f"{_HERE}.code"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    _mend_streams()
    parser = argparse.ArgumentParser(prog="kartoteka", description="The customer office.")
    parts = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    asked = next((word for word in words if not word.startswith("-")), "")
    module: ModuleType | None = None
    for name, command in COMMANDS.items():
        part = parts.add_parser(
            name, help=command.help, description=command.help.capitalize() + "."
        )
        if name == asked:
            module = importlib.import_module(command.module)
            module.add_arguments(part)
    args = parser.parse_args(words)
    assert module is not None  # noqa: S101  (argparse refuses other words)
    try:
        return _with_database(COMMANDS[args.command], module, args)
    except CannotStart as reason:
        return _refused(str(reason))
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as problem:
        if problem.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.ENOENT}:
            raise
        return _refused(f"{problem.filename or 'The disk'}: {problem.strerror}.")
    except KeyboardInterrupt:
        return INTERRUPTED


def _mend_streams() -> None:
    """Give a closed stream (`<&-`, `>&-`) somewhere to go, and let no letter fail to print."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _with_database(command: Command, module: ModuleType, args: argparse.Namespace) -> int:
    started = None
    if command.needs_database and not env.is_part():
        from kartoteka.config import database

        started = database.ensure()
    try:
        return _run(command, module, args)
    except Exception as problem:
        # Asked while the database is still up: what is missing in it is a reason, too.
        if (said := _of_the_database(problem)) is None:
            raise
        return _refused(said)
    finally:
        if started is not None:
            started.stop()


def _run(command: Command, module: ModuleType, args: argparse.Namespace) -> int:
    if command.settings is None:
        return int(module.run(args))
    import django

    env.use_settings(command.settings)
    django.setup()
    from django.utils import translation

    from kartoteka.kernel.errors import Refusal

    try:
        return int(module.run(args))
    except Refusal as no:
        with translation.override("en"):  # as all else on the command line
            return _refused(no.sentence())


def count(most: int) -> Callable[[str], int]:
    """For add_argument(type=…): a whole number from 1 to `most`, else wrong use."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {most}")
        return int(text)

    return read


def _of_the_database(problem: Exception) -> str | None:
    """Tools that need no database never load its driver."""
    if "psycopg" not in sys.modules:
        return None
    from kartoteka.config import database

    return database.sentence(problem)


def _refused(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
