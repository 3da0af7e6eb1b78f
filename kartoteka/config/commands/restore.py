"""`kartoteka restore DIR`: a backup back into an empty place."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka restore` takes."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="what kartoteka backup wrote")


def run(args: argparse.Namespace) -> int:
    """Check the backup, then restore it; the next ./run migrates it to this version."""
    from kartoteka.config.database import backup

    backup.bring_back(args.folder.absolute())
    return 0
