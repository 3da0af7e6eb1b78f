"""What no reader may let through, whatever a bank wrote: money that money is not kept in."""

import re
from dataclasses import replace
from decimal import Decimal

from kartoteka.formats.statements import Balance, Line, ParsedFile, Problem, Statement

_TOO_LARGE = Decimal(10) ** 12
_BALANCE_TOO_LARGE = Decimal(10) ** 15
_CENT = Decimal("0.01")


def sound(parsed: ParsedFile) -> ParsedFile:
    """The same without lines of impossible amounts and currencies, each of them told.

    Nor does a problem hold a sign of no text, which no table could keep.
    """
    return replace(
        parsed,
        statements=tuple(_sound(each) for each in parsed.statements),
        problems=tuple(map(_readable, parsed.problems)),
    )


def _sound(statement: Statement) -> Statement:
    told = [problem for line in statement.lines if (problem := _odd(line)) is not None]
    opening, closing = _kept(statement.opening), _kept(statement.closing)
    currency = statement.currency if _is_currency(statement.currency) else ""
    if (
        not (told or statement.problems)
        and (opening, closing) == (statement.opening, statement.closing)
        and currency == statement.currency
    ):
        return statement
    for balance, kept in ((statement.opening, opening), (statement.closing, closing)):
        if balance is not None and kept is None:
            told.append(Problem("balance.unreadable", "", {"text": f"{balance.amount:f}"[:60]}))
    return replace(
        statement,
        currency=currency,
        opening=opening,
        closing=closing,
        lines=tuple(line for line in statement.lines if _odd(line) is None),
        problems=tuple(map(_readable, (*statement.problems, *told))),
    )


def _readable(problem: Problem) -> Problem:
    facts = {
        name: value.replace("\0", "") if isinstance(value, str) else value
        for name, value in problem.facts.items()
    }
    return replace(problem, facts=facts)


def _odd(line: Line) -> Problem | None:
    if abs(line.amount) >= _TOO_LARGE or _is_finer(line.amount):
        facts = {"text": f"{line.amount:f}"[:40]}
        return Problem("line.odd_amount", line.place, facts, line_lost=True)
    if not _is_currency(line.currency):
        return Problem(
            "line.odd_currency", line.place, {"text": line.currency[:20]}, line_lost=True
        )
    return None


def _kept(balance: Balance | None) -> Balance | None:
    if balance is None or abs(balance.amount) >= _BALANCE_TOO_LARGE or _is_finer(balance.amount):
        return None
    return balance


def _is_finer(amount: Decimal) -> bool:
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent < -2 and amount != amount.quantize(_CENT)  # noqa: PLR2004


def _is_currency(text: str) -> bool:
    return not text or re.fullmatch(r"[A-Z]{3}", text) is not None
