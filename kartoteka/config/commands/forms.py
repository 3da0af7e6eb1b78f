"""`kartoteka forms`: forms of e-Declarations, installed from the ministry's XSD."""

import argparse
import sys
from pathlib import Path

from kartoteka.config.env import CannotStart

LARGEST = 10 * 1024 * 1024
SOURCE = (
    "The ministry publishes the XSD of each form and year, with the files that it imports, in its"
    " repository crd.gov.pl: download them and name them all here, the form first.\n"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka forms` takes."""
    parts = parser.add_subparsers(dest="action", required=True)
    install = parts.add_parser("install", help="install a form; it is known by its hash afterwards")
    install.add_argument("file", type=Path, help="the XSD of the form")
    install.add_argument("others", type=Path, nargs="*", help="files that it imports")
    parts.add_parser("list", help="the installed forms, and the years that are told on them")


def run(args: argparse.Namespace) -> int:
    """Install and say what the form calls itself, or list."""
    from kartoteka.formats.edeclaration import File
    from kartoteka.kernel.actor import SYSTEM
    from kartoteka.kernel.errors import Refusal
    from kartoteka.tax import queries
    from kartoteka.tax.operations import forms

    if args.action == "install":
        files = [File(path.name, _bytes(path)) for path in (args.file, *args.others)]
        try:
            schema_id = forms.install(actor=SYSTEM, files=files)
        except Refusal as refusal:
            raise CannotStart(refusal.sentence()) from None
        shown = queries.form(viewer=SYSTEM, schema_id=schema_id)
        assert shown is not None  # noqa: S101  (it was installed a moment ago)
        sys.stdout.write(f"{_line(shown)}\n")
        return 0
    found = queries.forms(viewer=SYSTEM)
    for one in found:
        sys.stdout.write(f"{_line(one)}\n")
    if not found:
        sys.stderr.write(f"No form is installed. {SOURCE}")
    return 0


def _line(form: object) -> str:
    names = ("version", "name", "namespace")
    told = [str(getattr(form, name)) for name in names]
    years = ", ".join(str(year) for year in getattr(form, "years", ()))
    return "\t".join([*told, years])


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise CannotStart(f"{path} is larger than 10 MB: no form is.")
    return path.read_bytes()
