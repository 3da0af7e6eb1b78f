"""`kartoteka user`: people who work at the desk, made from the command line."""

import argparse
import sys

ROLES = ("CLERK", "ADMINISTRATOR", "SUPERADMINISTRATOR")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka user` takes."""
    parts = parser.add_subparsers(dest="action", required=True)
    add = parts.add_parser("add", help="add a person; prints the password to change at sign-in")
    add.add_argument("login")
    add.add_argument("--name", required=True, help="name and surname")
    add.add_argument("--email", default="")
    add.add_argument("--role", type=str.upper, choices=ROLES, default="CLERK")
    add.add_argument("--language", choices=("pl", "sk", "en"), default="pl")
    parts.add_parser("invite-first", help="a one-time link that makes the first superadministrator")


def run(args: argparse.Namespace) -> int:
    """Add the person, or print the path of the one-time link."""
    from kartoteka.access import operations
    from kartoteka.kernel.actor import SYSTEM, Realm, Role

    if args.action == "invite-first":
        token = operations.invite_first_superadministrator()
        sys.stdout.write(f"/first/{token}\n")
        return 0
    added = operations.add_user(
        actor=SYSTEM,
        realm=Realm.DESK,
        login=args.login,
        name=args.name,
        email=args.email,
        role=Role(args.role),
        unit_id=None,
        language=args.language,
    )
    sys.stdout.write(f"{args.login}\t{added.password}\n")
    return 0
