"""`kartoteka fakes`: plays GUS, the white list, VIES, RPO, RÚZ and Finančná správa on loopback."""

import argparse
import sys

from kartoteka.config import cli, env

MOST = 100_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka fakes` takes."""
    parser.add_argument(
        "--customers",
        metavar="N",
        type=cli.count(MOST),
        default=1000,
        help=f"how many customers of the demo they know, up to {MOST} (default 1000)",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until it is stopped."""
    import datetime as dt
    from zoneinfo import ZoneInfo

    from kartoteka.config.demo import registers
    from kartoteka.gateways.fakes.serving import server
    from kartoteka.gateways.fakes.world import World

    today = dt.datetime.now(ZoneInfo("Europe/Warsaw")).date()
    world = World(today=today)
    world.firms += registers.firms(args.customers)
    made = server(world, env.fakes_port())
    sys.stderr.write(f"The outside registers are played at http://127.0.0.1:{made.server_port}\n")
    made.serve_forever()
    return 0
