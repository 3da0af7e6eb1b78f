"""`kartoteka check-integrations`: asks every outside register whether it is there.

Only questions about the services themselves, about nobody: it can be run at any time.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Any

from kartoteka.config.printing import print_json
from kartoteka.gateways.evidence import Answer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka check-integrations` takes."""
    parser.add_argument("--json", action="store_true", help="for other programs")


def run(args: argparse.Namespace) -> int:
    """Ask all, print a line each; 1 where one that is set up does not answer."""
    from django.utils import timezone

    from kartoteka.gateways import bir, fs, rpo, ruz, vies, white_list, white_list_file
    from kartoteka.gateways.places import Name, place
    from kartoteka.kernel.actor import SYSTEM
    from kartoteka.trail import operations as trail

    on = timezone.localdate()
    asks: dict[Name, Callable[[], Answer[Any]]] = {
        "bir": bir.status,
        "white_list": lambda: white_list.status(on),
        "white_list_file": lambda: white_list_file.status(on),
        "vies": vies.status,
        "rpo": rpo.status,
        "ruz": ruz.status,
        "fs": fs.status,
    }
    told: list[dict[str, Any]] = []
    for name, ask in asks.items():
        url = place(name).url
        if not url:
            told.append({"name": name, "url": "", "answers": None, "why": "NOT_SET_UP"})
            continue
        answer = ask()
        trail.keep_evidence(actor=SYSTEM, evidence=answer.evidence)
        why = answer.why.value if answer.why else ""
        told.append({"name": name, "url": url, "answers": answer.answered, "why": why})
    if args.json:
        print_json(told)
    else:
        for one in told:
            sys.stdout.write(_line(one))
    return 1 if any(one["answers"] is False for one in told) else 0


def _line(one: Mapping[str, Any]) -> str:
    if one["answers"] is None:
        return f"- {one['name']:<16} not set up\n"
    if one["answers"]:
        return f"✓ {one['name']:<16} answers            {one['url']}\n"
    words = str(one["why"]).lower().replace("_", " ")
    return f"✗ {one['name']:<16} {words:<18} {one['url']}\n"
