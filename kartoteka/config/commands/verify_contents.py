"""`kartoteka verify-contents`: read every kept file and compare it with its hash."""

import argparse
import sys

from kartoteka.config.commands.move_contents import tell_faults


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes nothing."""


def run(args: argparse.Namespace) -> int:
    """A line for each content that is lost or damaged; 1 where there is one."""
    from kartoteka.documents import operations
    from kartoteka.kernel.actor import SYSTEM

    faults = operations.verify_contents(actor=SYSTEM)
    tell_faults(faults)
    if not faults:
        sys.stdout.write("Every content is whole.\n")
    return 1 if faults else 0
