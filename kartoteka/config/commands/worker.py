"""`kartoteka worker`: runs background jobs until it is told to stop."""

import argparse
import logging

from kartoteka.config import cli

MOST = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka worker` takes."""
    parser.add_argument(
        "--concurrency",
        metavar="N",
        type=cli.count(MOST),
        default=2,
        help=f"jobs at a time, up to {MOST} (default 2)",
    )
    parser.add_argument("--until-empty", action="store_true", help="return when no job is ready")


def run(args: argparse.Namespace) -> int:
    """Work; jobs in hand are finished first when SIGTERM or Ctrl+C comes."""
    from kartoteka.config import database
    from kartoteka.kernel import jobs

    database.ask()  # the queue itself would try for half a minute and fill the log
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    jobs.run_worker(concurrency=args.concurrency, until_empty=args.until_empty)
    return 0
