"""Money that came, out of an Elixir-0 file: one statement for each account of ours in it."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from kartoteka.formats import accounts
from kartoteka.formats.elixir0.records import (
    FIELDS,
    LEAST_FIELDS,
    fields_of,
    name_and_address,
    whole,
)
from kartoteka.formats.encodings import decoded
from kartoteka.formats.statements import Line, ParsedFile, Problem, Statement
from kartoteka.formats.symbols import split_payment_in, symbols_in

_BEGINS = re.compile(
    rb'[\xef\xbb\xbf\s]*"?[1-9][0-9]{2}"?\s*,\s*"?20[0-9]{6}"?\s*,\s*"?[0-9]+"?\s*,'
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_TRANSFERS = frozenset({"110", "120"})
_DIRECT_DEBIT = "210"
_OFFICE = slice(4, 16)
_SHOWN = 80
_FEWEST_DIGITS = 10


def recognises(data: bytes) -> bool:
    """Whether the file begins with a record of orders."""
    return _BEGINS.match(data[:400]) is not None


@dataclass(slots=True)
class _Record:
    """A record that was read: the account of ours, the account of who paid, its line."""

    ours: str
    theirs: str
    line: Line


@dataclass(slots=True)
class _Read:
    """What was found so far."""

    records: list[_Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(data: bytes) -> ParsedFile:
    """All payments of the file. Never raises; a file of orders to pay has none."""
    text, encoding, problems = decoded(data)
    found = _Read(problems=problems)
    for number, line in enumerate(re.split(r"\r+\n|\n|\r", text), 1):
        if bare := _CONTROLS.sub("", line).strip():
            _take(found, bare, str(number))
    groups: dict[str, list[_Record]] = {}
    for record in found.records:
        groups.setdefault(_office(record.ours), []).append(record)
    if len(groups) > 1 and len({record.theirs for record in found.records}) == 1:
        return ParsedFile((), (*problems, Problem("file.orders")), encoding)
    if not groups and not any(problem.line_lost for problem in problems):
        problems.append(Problem("file.no_statement"))
    statements = tuple(_statement(records, encoding) for records in groups.values())
    return ParsedFile(statements, tuple(problems), encoding)


def _take(found: _Read, text: str, place: str) -> None:
    record = _record(text, place)
    if isinstance(record, Problem):
        found.problems.append(record)
    else:
        found.records.append(record)


def _record(text: str, place: str) -> _Record | Problem:
    values = fields_of(text)
    if values[0].strip() == _DIRECT_DEBIT:
        return Problem("line.direct_debit", place, {"text": text[:_SHOWN]}, line_lost=True)
    if len(values) < LEAST_FIELDS or values[0].strip() not in _TRANSFERS:
        return Problem("line.unreadable", place, {"text": text[:_SHOWN]}, line_lost=True)
    if not re.fullmatch(r"[0-9]{1,14}", values[2].strip()):
        return Problem("line.no_amount", place, {"text": values[2][:_SHOWN]}, line_lost=True)
    day = _day(values[1].strip())
    if day is None:
        return Problem("line.no_date", place, {}, line_lost=True)
    theirs, ours = (accounts.normalised(values[at], "PL") for at in (5, 6))
    if any(each and not _is_account(each) for each in (theirs, ours)) or _is_moved(values):
        return Problem("line.unreadable", place, {"text": text[:_SHOWN]}, line_lost=True)
    name, address = name_and_address(values[7])
    title = whole(values[11])
    symbols = symbols_in(title)
    return _Record(
        ours,
        theirs,
        Line(
            booked_on=day,
            value_on=day,
            amount=Decimal(int(values[2])).scaleb(-2),
            currency="PLN",
            title=title,
            counterparty_name=name,
            counterparty_account=theirs,
            counterparty_address=address,
            vs=symbols.vs,
            ks=symbols.ks,
            ss=symbols.ss,
            split=split_payment_in(title),
            transaction_code="".join(values[14:15]).strip(),
            bank_text=whole("".join(values[15:16])),
            place=place,
            raw=text,
        ),
    )


def _is_account(text: str) -> bool:
    """Whether it has the digits of one: where a comma too many has moved the fields of a record
    something else stands there, and its amount is not to be believed."""
    return sum(map(str.isdigit, text)) >= _FEWEST_DIGITS


def _is_moved(values: list[str]) -> bool:
    """Whether a comma inside a text without marks has moved what stands behind it: the bank's
    branch is no number, or of more fields than sixteen the fifteenth is no kind of order."""
    branch, kind = values[9:11], "".join(values[14:15]).strip()
    if any(not re.fullmatch(r"[0-9 ]*", value) for value in branch):
        return True
    return len(values) > FIELDS and not re.fullmatch(r"[0-9]{2,3}", kind)


def _office(account: str) -> str:
    """The bank's branch and what it gives to one client."""
    return account[_OFFICE] if accounts.is_iban(account) else account


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}") if text.isdigit() else None
    except ValueError:
        return None


def _statement(records: list[_Record], encoding: str) -> Statement:
    """The payments to one account; several accounts of one client at one bank are virtual ones,
    of a main account that the file does not name: then the statement is of what they share."""
    named = {record.ours for record in records}
    account = records[0].ours if len(named) == 1 else _office(records[0].ours)
    problems = () if account else (Problem("account.missing", records[0].line.place),)
    return Statement(
        account=account,
        currency="PLN",
        number="",
        opening=None,
        closing=None,
        lines=tuple(_of_account(record, account) for record in records),
        is_interim=False,
        format="ELIXIR0",
        encoding=encoding,
        problems=problems,
    )


def _of_account(record: _Record, account: str) -> Line:
    return record.line if record.ours == account else replace(record.line, own_account=record.ours)
