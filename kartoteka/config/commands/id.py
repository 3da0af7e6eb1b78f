"""id: check an identifier and write it in its normal form. Needs no database."""

import argparse
import sys

from kartoteka.config.printing import print_json
from kartoteka.formats.plain import without_accents
from kartoteka.kernel import identifiers

HELP = "check a tax, register, personal or account number"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind",
        metavar="KIND",
        type=_kind,
        choices=identifiers.KINDS,
        help=", ".join(identifiers.KINDS),
    )
    parser.add_argument("value", metavar="VALUE", help="in any case, with any separators")
    parser.add_argument("--json", action="store_true", help="for other programs")


def _kind(text: str) -> str:
    """The kind as it is named here: `IČ DPH` and `NIP` are `icdph` and `nip`."""
    return "".join(sign for sign in without_accents(text).lower() if sign.isalnum())


def run(args: argparse.Namespace) -> int:
    found = identifiers.check(args.kind, args.value)
    if args.json:
        answer = {
            "kind": args.kind,
            "valid": found.valid,
            "normalised": found.normalised,
            "warnings": list(found.warnings),
            "born_on": found.born_on.isoformat() if found.born_on else None,
        }
        print_json(answer, indent=None)
    elif found.valid:
        warnings = "".join(f" ({warning})" for warning in found.warnings)
        sys.stdout.write(f"{found.normalised}{warnings}\n")
    if not found.valid:
        sys.stderr.write(f"{args.value!r} is not a valid {args.kind}.\n")
    return 0 if found.valid else 1
