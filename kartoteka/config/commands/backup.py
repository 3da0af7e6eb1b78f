"""`kartoteka backup DIR`: database, roles, files and secrets into a folder."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka backup` takes."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="a folder that is not there yet")


def run(args: argparse.Namespace) -> int:
    """Write the backup; the program may go on running meanwhile."""
    from kartoteka.config import database
    from kartoteka.config.database import backup

    running = database.ensure()
    try:
        backup.write(args.folder.absolute(), running)
    finally:
        if running is not None:
            running.stop()
    return 0
