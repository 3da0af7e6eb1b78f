"""`kartoteka move-contents`: bring the contents of files to another store."""

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kartoteka.documents.operations import Fault

STORES = ("folder", "database", "s3")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka move-contents` takes."""
    parser.add_argument(
        "--to", choices=STORES, required=True,
        help="where they go; set CONTENTS_URL to the same place first, so that new ones go there",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Move one after the other; 1 where some are lost or damaged. Stopped, it can be run again."""
    from kartoteka.config.env import CannotStart
    from kartoteka.documents import operations, stores
    from kartoteka.kernel.actor import SYSTEM

    if not stores.is_configured(args.to):
        raise CannotStart("No bucket is named: set CONTENTS_URL=s3://KEY:SECRET@HOST/BUCKET first.")
    if stores.present() != args.to:
        sys.stderr.write(f"New contents still go to {stores.present()}: see CONTENTS_URL.\n")
    moved = operations.move_contents(actor=SYSTEM, to=args.to, tell=_tell)
    tell_faults(moved.faults)
    sys.stdout.write(f"{moved.count} contents moved, {len(moved.faults)} not.\n")
    return 1 if moved.faults else 0


def tell_faults(faults: "tuple[Fault, ...]") -> None:
    """A line for each content whose bytes are not right."""
    words = {"lost": "is not there", "changed": "has another hash"}
    for fault in faults:
        sys.stderr.write(
            f"content {fault.content_id} in {fault.store} {words[fault.what]}: {fault.name}\n"
        )


def _tell(done: int, total: int) -> None:
    if done % 100 == 0 or done == total:
        sys.stderr.write(f"{done} of {total}\n")
