"""`kartoteka user`: people who work at the desk, made from the command line."""

import argparse
import re
import sys

from kartoteka.config.env import CannotStart

ROLES = ("CLERK", "ADMINISTRATOR", "SUPERADMINISTRATOR")
LONGEST = 150


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka user` takes."""
    parts = parser.add_subparsers(dest="action", required=True)
    add = parts.add_parser("add", help="add a person; prints the password to change at sign-in")
    add.add_argument("login", type=_login, help="without spaces")
    add.add_argument("--name", type=_name, required=True, help="name and surname")
    add.add_argument("--email", type=_email, default="")
    add.add_argument("--role", type=str.upper, choices=ROLES, default="CLERK")
    add.add_argument("--language", choices=("pl", "sk", "en"), default="pl")
    parts.add_parser("invite-first", help="a one-time link that makes the first superadministrator")


def run(args: argparse.Namespace) -> int:
    """Add the person, or print the path of the one-time link."""
    from kartoteka.access import operations
    from kartoteka.config import database
    from kartoteka.kernel.actor import SYSTEM, Realm, Role

    if args.action == "invite-first":
        if database.has_users():
            raise CannotStart("This database has users: the link is for the first one only.")
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


def _login(text: str) -> str:
    if not text or len(text) > LONGEST or any(letter.isspace() for letter in text):
        raise argparse.ArgumentTypeError(f"{text!r} is no login: no spaces, at most {LONGEST}")
    return text


def _name(text: str) -> str:
    if not text.strip() or len(text) > LONGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no name: at most {LONGEST} letters")
    return text.strip()


def _email(text: str) -> str:
    if text and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no e-mail address")
    return text
