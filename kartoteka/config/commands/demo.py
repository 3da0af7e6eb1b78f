"""`kartoteka demo`: fills an empty database with an invented water utility and its customers."""

import argparse
import sys

from kartoteka.config import cli
from kartoteka.config.env import CannotStart

MOST = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka demo` takes."""
    parser.add_argument(
        "--customers",
        metavar="N",
        type=cli.count(MOST),
        default=1000,
        help=f"how many, up to {MOST} (default 1000)",
    )


def run(args: argparse.Namespace) -> int:
    """Fill everything in at once: a run that is stopped half-way leaves nothing."""
    from django.db import transaction
    from django.utils import timezone

    from kartoteka.config import database, demo, env
    from kartoteka.config.demo import registers
    from kartoteka.config.launch import first_steps, parts

    if database.has_users():
        raise CannotStart("The demo firm goes only into an empty database, and this one has users.")
    parts.refuse_open_doors(demo=True)
    with transaction.atomic():
        rows = demo.fill(customers=args.customers, progress=_show)
        # Before the commit: a database with users whose passwords nobody knows is no use.
        kept = [(one.screen, one.who, one.login, one.password) for one in rows]
        first_steps.keep_sign_ins(kept)
    registers.ask(customers=args.customers, today=timezone.localdate())
    # `./run` shows them itself; they must not stand in its log.
    for one in rows if not env.is_part() else []:
        sys.stdout.write(f"{one.screen}\t{one.who}\t{one.login}\t{one.password}\n")
    return 0


def _show(done: int, total: int, what: str) -> None:
    sys.stderr.write(f"{what}: {done} of {total}\n")
