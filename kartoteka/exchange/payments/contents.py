"""What the columns of a table without names hold, told by its cells alone: right or absent."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise, permutations

from kartoteka.exchange import guessing, parsing
from kartoteka.exchange.payments.fields import PAYMENTS
from kartoteka.kernel import money

_DAY = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}")
_ACCOUNT = re.compile(r"'?(?:[A-Z]{2})?\d{2}(?: ?\d){18,28}'?")
_TO_THE_GROSZ = re.compile(r"[.,]\d\d(?!\d)")

Rows = Sequence[Sequence[str]]


def suggest(columns: Sequence[str], rows: Rows) -> dict[str, guessing.Suggestion]:
    """The columns of the day, the amount, both accounts, the currency, the title and the payer, as
    far as the cells leave no doubt."""
    accounts = [place for place in range(len(columns)) if _are_accounts(rows, place)]
    if rows and any(is_summary(rows[0], place) for place in accounts):
        rows = rows[1:]
    found: dict[str, int | None] = {"booked_on": _booked(columns, rows)}
    found["amount"] = _amount(columns, rows)
    found |= _both_accounts(rows, accounts)
    found["currency"] = _only(
        place for place in range(len(columns)) if _all(money.is_currency, rows, place)
    )
    used = {place for place in found.values() if place is not None} | set(accounts)
    texts = [
        place
        for place in range(len(columns))
        if place not in used and _all(lambda cell: any(map(str.isalpha, cell)), rows, place)
    ]
    found |= _title_and_name(rows, texts, found["other_account"])
    return {
        field: guessing.Suggestion(
            field,
            guessing.column_as_written(PAYMENTS.field(field), columns[at], _cells(rows, at)),
            guessing.BY_CONTENT,
            "content",
        )
        for field, at in found.items()
        if at is not None
    }


def is_summary(cells: Sequence[str], account: int) -> bool:
    """Whether a first row tells of the table itself: a currency stands where the others have the
    payer's account, and an account where they have something else."""
    return money.is_currency(cells[account]) and any(map(_ACCOUNT.fullmatch, cells))


def _cells(rows: Rows, place: int) -> list[str]:
    return [row[place] for row in rows if row[place]]


def _all(test: Callable[[str], object], rows: Rows, place: int) -> bool:
    cells = _cells(rows, place)
    return bool(cells) and all(map(test, cells))


def _only(places: Iterable[int]) -> int | None:
    found = list(places)
    return found[0] if len(found) == 1 else None


def _are_accounts(rows: Rows, place: int) -> bool:
    """Whether a column has accounts and nothing else; the first row may tell of the table."""
    if rows and is_summary(rows[0], place):
        rows = rows[1:]
    return _all(_ACCOUNT.fullmatch, rows, place)


def _booked(columns: Sequence[str], rows: Rows) -> int | None:
    """The column of days; of several the one that is never before another."""
    days: dict[int, list[dt.date]] = {}
    for place in range(len(columns)):
        order = parsing.date_order(_cells(rows, place))
        read = [parsing.date(row[place], order) for row in rows if _DAY.fullmatch(row[place])]
        told = [day for day in read if day is not None]
        if told and len(told) == len(rows):
            days[place] = told
    latest = [
        place
        for place, own in days.items()
        if all(one >= other for each in days.values() for one, other in zip(own, each, strict=True))
    ]
    return latest[0] if latest else None


def _amount(columns: Sequence[str], rows: Rows) -> int | None:
    """The column of amounts; of several the one by which another, the balance, goes on."""
    amounts: dict[int, list[Decimal]] = {}
    for place in range(len(columns)):
        cells = _cells(rows, place)
        mark = parsing.decimal_mark(cells)
        read = [parsing.amount(cell, mark) for cell in cells if _TO_THE_GROSZ.search(cell)]
        told = [each for each in read if each is not None]
        if told and len(told) == len(rows):
            amounts[place] = told
    if len(amounts) < 2:  # noqa: PLR2004
        return _only(amounts)
    return _only(
        one
        for one, other in permutations(amounts, 2)
        if len(rows) > 1 and _goes_on(amounts[one], amounts[other])
    )


def _goes_on(amounts: list[Decimal], balances: list[Decimal]) -> bool:
    """Whether each balance is the one before it with the amount, from the top or from the foot."""
    steps = [(next_one - one) for one, next_one in pairwise(balances)]
    return steps == amounts[1:] or [-step for step in steps] == amounts[:-1]


def _both_accounts(rows: Rows, accounts: Sequence[int]) -> Mapping[str, int | None]:
    """Ours is the one that is the same in all rows, where another is not."""
    same = [
        place
        for place in accounts
        if len(set(_cells(rows, place))) == 1 and len(_cells(rows, place)) == len(rows) > 1
    ]
    others = [place for place in accounts if place not in same]
    own = _only(same) if len(others) == 1 else None
    return {"other_account": _only(others), "own_account": own}


def _title_and_name(
    rows: Rows, texts: Sequence[int], account: int | None
) -> Mapping[str, int | None]:
    """Every row has a title; a payer is missing where the bank's own rows have no account."""
    full = [place for place in texts if len(_cells(rows, place)) == len(rows)]
    if len(texts) == 1:
        return {"title": _only(full)}
    names = [
        place
        for place in texts
        if place not in full
        and account is not None
        and all(row[place] for row in rows if row[account])
    ]
    if len(texts) != 2 or not names:  # noqa: PLR2004
        return {}
    return {"title": _only(full), "name": _only(names)}
