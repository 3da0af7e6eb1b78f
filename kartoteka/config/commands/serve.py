"""`kartoteka serve`: the desk or the portal alone, in the foreground, for one's own supervisor."""

import argparse
import os
import sys
from typing import Any

from kartoteka.config.launch import parts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka serve` takes."""
    parser.add_argument("part", choices=["desk", "portal"], help="which of the two")


def run(args: argparse.Namespace) -> int:
    """Become the web server; returns only by an exception."""
    from kartoteka.config import database

    demo = parts.is_shown_outside() and bool(database.demo_sign_ins())
    parts.refuse_open_doors(demo=demo)
    command = parts.command(args.part)
    variables: dict[str, Any] = parts.variables(args.part)
    sys.stdout.flush()
    os.execve(command[0], command, variables)  # noqa: S606
