"""load-activities: take over an official classification (PKD, NACE) from a CSV file."""

import argparse
import csv
import io
import sys
from pathlib import Path

HELP = "take over the codes of PKD or NACE from a CSV file"
LARGEST = 20_000_000
_NAMES = ("scheme", "code", "pl", "sk", "en", "parent")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="CSV in UTF-8 or Windows-1250 with a head: code, pl, sk, en; for divisions also "
        "parent (the section); scheme, where the file holds several classifications",
    )
    parser.add_argument(
        "--scheme", default="", help="PKD2007, PKD2025, NACE2 or NACE21, for the whole file"
    )


def run(args: argparse.Namespace) -> int:
    from kartoteka.kernel.actor import SYSTEM
    from kartoteka.register import operations

    if args.file.stat().st_size > LARGEST:
        sys.stderr.write(f"{args.file} is too large: a classification has a few thousand lines.\n")
        return 1
    data = args.file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1250", errors="replace")
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    lines = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    known = {(name or "").strip().lower(): name for name in lines.fieldnames or []}
    if "code" not in known or not {"pl", "sk", "en"} & known.keys():
        sys.stderr.write(f"{args.file}: the head must have code and one of pl, sk, en.\n")
        return 1
    rows = (
        operations.ActivityRow(
            **{name: line[known[name]] or "" for name in _NAMES if name in known}
            | ({"scheme": args.scheme} if args.scheme or "scheme" not in known else {})
        )
        for line in lines
    )
    count = operations.load_activities(actor=SYSTEM, rows=rows)
    sys.stdout.write(f"{count} activities were added or named anew.\n")
    return 0
