"""prove-ledger: derive every balance afresh and compare. Exit code 1 on any difference."""

import argparse
import dataclasses
import json
import sys

HELP = "derive every balance afresh and compare"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for other programs")


def run(args: argparse.Namespace) -> int:
    from kartoteka.kernel.actor import SYSTEM
    from kartoteka.ledger import queries

    differences = queries.prove(viewer=SYSTEM)
    if args.json:
        json.dump([dataclasses.asdict(each) for each in differences], sys.stdout, indent=2)
        sys.stdout.write("\n")
    for each in [] if args.json else differences:
        sys.stderr.write(
            f"{each.check}: account {each.account_id}, row {each.row_id}:"
            f" expected {each.expected}, found {each.found}\n"
        )
    if not args.json and not differences:
        sys.stdout.write("The ledger is proved: nothing differs.\n")
    return 1 if differences else 0
