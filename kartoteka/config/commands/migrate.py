"""`kartoteka migrate`: brings the database to this version, as its owner."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`kartoteka migrate` takes nothing."""


def run(args: argparse.Namespace) -> int:
    """Migrate, and mark the database with the version that did it."""
    from kartoteka.config import database
    from kartoteka.kernel.actor import SYSTEM
    from kartoteka.ledger import operations as ledger

    database.migrate()
    ledger.refresh_calendar(actor=SYSTEM)  # holidays change by law, so with the version
    database.mark_migrated()
    return 0
