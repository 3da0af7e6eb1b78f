"""python -m bench --size S|M [--only W3c] [--json]: this program beside plain SQL, in one run."""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from bench import generator, place, report
from bench.run import Run

WORKS = ("W1", "W2", "W3c", "W4", "W5", "W6", "W8", "W10", "W11", "W12", "W13", "W14",
         "W15", "W16", "W17", "report", "statements", "history")  # fmt: skip
# The same once more with ten years behind: at M, --ten-years makes them once for everything.
UNASKED = {"M": WORKS[:-1], "L": WORKS[:-1]}


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--size", choices=sorted(generator.SIZES), default="S")
    parser.add_argument("--data", type=Path, help="a folder that the published gen.py has filled")
    parser.add_argument("--only", action="append", choices=WORKS, help="measure these works only")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each W8 run lasts")
    parser.add_argument("--fast", action="store_true", help="without durability, for a smoke test")
    parser.add_argument(
        "--ten-years", action="store_true", help="everything from W3c on has ten years behind it"
    )
    parser.add_argument("--home", type=Path, help="a home that is migrated already, to be used up")
    parser.add_argument("--json", action="store_true", help="for other programs")
    args = parser.parse_args()
    wanted = tuple(args.only or UNASKED.get(args.size, WORKS))
    with tempfile.TemporaryDirectory(prefix="kartoteka-bench-data-") as folder:
        data = args.data or Path(folder)
        if args.data is None:
            _tell(args, f"making the data of size {args.size}")
            generator.write(generator.SIZES[args.size], data)
        with place.throw_away(data, durable=not args.fast, migrated=args.home) as here:
            run = Run(
                here, wanted, args.seconds, lambda text: _tell(args, text), behind=args.ten_years
            )
            run.prepare()
            run.measure()
            lines = report.lines(run)
            machine = report.machine(here)
    if args.json:
        rows = [asdict(line) for line in lines]
        print(json.dumps({"machine": machine, "size": args.size, "works": rows}, indent=1))
    else:
        print(f"\n{machine}\nsize {args.size}\n")
        print(report.table(lines))
    return 1 if any(line.reached is False for line in lines if line.is_control) else 0


def _tell(args: argparse.Namespace, text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
