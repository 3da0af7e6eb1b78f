"""interest: what a debt bears to a day, with every period. Needs no database."""

import argparse
import datetime as dt
import re
import sys
from decimal import Decimal

from django.conf import settings

from kartoteka.config.printing import print_json, print_refusal
from kartoteka.kernel import money
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import interest, rates

HELP = "compute interest for delay and show every period"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", type=_kind, help="such as pl_statutory_delay")
    parser.add_argument("amount", metavar="AMOUNT", type=_amount, help="the debt, such as 1234.56")
    parser.add_argument("--due", metavar="DATE", type=_date, required=True, help="YYYY-MM-DD")
    parser.add_argument(
        "--to", metavar="DATE", type=_date, required=True, help="last day of interest, included"
    )
    parser.add_argument(
        "--contract",
        metavar="DATE",
        type=_date,
        help="day the relation arose; Slovak relations before 2013-02-01 keep the older rule",
    )
    parser.add_argument(
        "--rounding",
        choices=("once", "period"),
        default="once",
        help="round the sum once (default) or every period",
    )
    parser.add_argument("--json", action="store_true", help="for other programs")
    parser.epilog = "Kinds: " + ", ".join(rates.shipped().kinds)


def run(args: argparse.Namespace) -> int:
    if not settings.configured:  # no database, no translations: refusals speak English
        settings.configure(USE_I18N=False)
    try:
        computed = interest.compute(
            kind=args.kind,
            principal=args.amount,
            due=args.due,
            to=args.to,
            rates=rates.shipped(),
            rounding=args.rounding,
            relation_on=args.contract,
        )
    except Refusal as no:
        if args.json:
            print_refusal(no.code, no.sentence())
        sys.stderr.write(f"{no.sentence()}\n")
        return 1
    write = _write_json if args.json else _write_table
    write(args, computed)
    return 0


def _write_json(args: argparse.Namespace, computed: interest.Computation) -> None:
    answer = {
        "kind": args.kind,
        "principal": str(money.to_grosz(args.amount)),
        "due_date": computed.due.isoformat(),
        "effective_due_date": computed.effective_due.isoformat(),
        "to": args.to.isoformat(),
        "rounding": computed.rounding,
        "amount": str(computed.amount),
        "periods": [
            {
                "from": row.first.isoformat(),
                "to": row.last.isoformat(),
                "days": row.days,
                "principal": str(money.to_grosz(row.principal)),
                "rate": format(row.percent, "f"),
                "amount": str(row.amount),
                "legal_basis": row.legal_basis,
            }
            for row in computed.periods
        ],
    }
    print_json(answer)


def _write_table(args: argparse.Namespace, computed: interest.Computation) -> None:
    lines = [
        f"due {computed.due.isoformat()}, effectively {computed.effective_due.isoformat()}",
        *(
            f"{row.first.isoformat()} - {row.last.isoformat()}  {row.days:>5} d"
            f"  {format(row.percent, 'f'):>6} %  {row.amount:>14}  {row.legal_basis}"
            for row in computed.periods
        ),
        f"interest to {args.to.isoformat()} (rounded {computed.rounding}): {computed.amount}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def _kind(text: str) -> str:
    kind = text.lower()
    if kind not in rates.shipped().kinds:
        reason = f"{text!r} is not a kind of interest; known: {', '.join(rates.shipped().kinds)}"
        raise argparse.ArgumentTypeError(reason)
    return kind


def _amount(text: str) -> Decimal:
    amount = money.parse_amount(text)
    if amount is None or not 0 <= amount <= money.LARGEST or amount != money.to_grosz(amount):
        reason = f"{text!r} is not an amount in whole grosze or cents, such as 1234.56"
        raise argparse.ArgumentTypeError(reason)
    return amount


def _date(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        day = None
    if day is None or day.year >= dt.MAXYEAR - 1:
        reason = f"{text!r} is not a date of the form YYYY-MM-DD"
        raise argparse.ArgumentTypeError(reason)
    return day
