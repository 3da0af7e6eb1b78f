"""`kartoteka statement show FILE…`: what a bank file holds, without a database."""

import argparse
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kartoteka.config.printing import print_json
from kartoteka.formats.statements import (
    MOST_BYTES,
    Balance,
    Line,
    ParsedFile,
    Problem,
    Statement,
    parse,
)

REFUSED, WRONG_USE = 1, 2
MOST_REASONS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka statement` takes."""
    actions = parser.add_subparsers(dest="action", required=True)
    show = actions.add_parser("show", help="print the statements that bank files hold")
    show.add_argument(
        "files", nargs="+", metavar="FILE", help="MT940, MT942, camt, Elixir-0, Fio XML; - is input"
    )
    show.add_argument("--json", action="store_true", help="print JSON for other programs")


def run(args: argparse.Namespace) -> int:
    """Show the files; 0 all were read, 1 one holds no statement, 2 one cannot be opened.

    The others are shown all the same, and with `--json` the answer is one list in any case.
    """
    shown: list[dict[str, Any]] = []
    status = 0
    for name in args.files:
        try:
            parsed = parse(_bytes_of(name), name)
        except (OSError, ValueError) as fault:
            reason = getattr(fault, "strerror", None) or str(fault)
            sys.stderr.write(f"{name}: {reason}\n")
            shown.append({**_nothing(name), "problems": [_unopened(reason)]})
            status = WRONG_USE
            continue
        if not any(map(_says_something, parsed.statements)):
            status = status or REFUSED
            told = " ".join(problem.sentence() for problem in parsed.all_problems[:MOST_REASONS])
            sys.stderr.write(f"{name}: {told}\n")
        if args.json:
            shown += as_rows(parsed, name)
        else:
            _print_tables(parsed, name)
    if args.json:
        print_json(shown)
    return status


def _says_something(statement: Statement) -> bool:
    """Whether anything of it could be read; a few stray tags make none."""
    return bool(statement.account or statement.lines or statement.opening or statement.closing)


def _bytes_of(name: str) -> bytes:
    """The file's bytes, or those of standard input, one more than are read at most."""
    if name == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with Path(name).open("rb") as file:
        return file.read(MOST_BYTES + 1)


def as_rows(parsed: ParsedFile, name: str) -> list[dict[str, Any]]:
    """One row for each statement; a file without any is one row that has only problems."""
    rows = [_statement(each, name, parsed.problems) for each in parsed.statements]
    if rows:
        return rows
    return [{**_nothing(name), "problems": [_problem(each) for each in parsed.problems]}]


def _nothing(name: str) -> dict[str, Any]:
    empty = Statement("", "", "", None, None, (), False, "MT940", "", ())
    return {**_statement(empty, name, ()), "format": None}


def _unopened(reason: str) -> dict[str, Any]:
    return {"code": "file.not_opened", "place": "", "reason": reason, "line_lost": False}


def _statement(statement: Statement, name: str, more: tuple[Problem, ...]) -> dict[str, Any]:
    problems = (*more, *statement.problems)
    return {
        "file": name,
        "format": statement.format,
        "encoding": statement.encoding or None,
        "account": statement.account or None,
        "currency": statement.currency or None,
        "number": statement.number or None,
        "is_interim": statement.is_interim,
        "opening": _amount(statement.opening),
        "opening_on": _day(statement.opening),
        "closing": _amount(statement.closing),
        "closing_on": _day(statement.closing),
        "lines": [_line(line) for line in statement.lines],
        "problems": [_problem(problem) for problem in problems],
    }


def _line(line: Line) -> dict[str, Any]:
    split = line.split
    return {
        "place": line.place,
        "booked_on": line.booked_on.isoformat(),
        "value_on": line.value_on.isoformat(),
        "amount": f"{line.amount:f}",
        "currency": line.currency,
        "title": line.title,
        "counterparty_name": line.counterparty_name,
        "counterparty_account": line.counterparty_account,
        "counterparty_address": line.counterparty_address,
        "own_account": line.own_account,
        "reference": line.reference,
        "customer_reference": line.customer_reference,
        "end_to_end_id": line.end_to_end_id,
        "vs": line.vs,
        "ks": line.ks,
        "ss": line.ss,
        "split_payment": None
        if split is None
        else {
            "vat": None if split.vat is None else f"{split.vat:f}",
            "seller_nip": split.seller_nip,
            "invoice": split.invoice,
            "text": split.text,
        },
        "transaction_code": line.transaction_code,
        "bank_text": line.bank_text,
        "is_reversal": line.is_reversal,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "place": problem.place,
        "reason": problem.sentence(),
        "line_lost": problem.line_lost,
    }


def _amount(balance: Balance | None) -> str | None:
    return None if balance is None else f"{balance.amount:f}"


def _day(balance: Balance | None) -> str | None:
    return None if balance is None else balance.on.isoformat()


def _print_tables(parsed: ParsedFile, name: str) -> None:
    console = Console(soft_wrap=True)
    for problem in parsed.problems if parsed.statements else ():
        console.print(f"{name}: {problem.sentence()}", markup=False)
    for statement in parsed.statements:
        table = Table(
            "Booked",
            "Amount",
            "Counterparty",
            "Title",
            title=Text(_heading(statement)),
            expand=False,
        )
        for line in statement.lines:
            amount = f"{line.amount:f} {line.currency}"
            row = (line.booked_on.isoformat(), amount, line.counterparty_name, line.title)
            table.add_row(*map(Text, row))
        console.print(table)
        for problem in statement.problems:
            console.print(f"{problem.place}: {problem.sentence()}", markup=False)


def _heading(statement: Statement) -> str:
    opening, closing = _amount(statement.opening) or "?", _amount(statement.closing) or "?"
    name = f"{statement.format} {statement.account} {statement.number}"
    return f"{name}: {opening} → {closing} {statement.currency}"
