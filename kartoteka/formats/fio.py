"""Statements of Fio banka (Slovakia, Czechia) in XML of its own: numbered columns."""

import re
from datetime import date
from decimal import Decimal

from kartoteka.formats import accounts, hostile
from kartoteka.formats import elements as xml
from kartoteka.formats.statements import (
    Balance,
    Line,
    ParsedFile,
    Problem,
    Statement,
    adding_up,
)
from kartoteka.formats.symbols import LENGTHS, Symbols, symbols_in

_DAY, _AMOUNT, _ACCOUNT, _BANK = 0, 1, 2, 3
_KS, _VS, _SS = 4, 5, 6
_IDENTIFICATION, _TYPE, _NAME = 7, 8, 10
_CURRENCY, _MESSAGE, _ORDER, _DETAIL = 14, 16, 17, 18
_MOVEMENT, _COMMENT, _PAYERS = 22, 25, 27
_REVERSED = re.compile(r"storno|vrácen|vráten|oprav", re.IGNORECASE)


def recognises(data: bytes) -> bool:
    """Whether the file begins with Fio's root element."""
    head = data[:1000].replace(b"\0", b"")
    return re.search(rb"<(?:\w+:)?AccountStatement[\s>]", head) is not None


def read(data: bytes) -> ParsedFile:
    """The statement of the file. Never raises."""
    root, problems, encoding = hostile.tree(data, "Transaction")
    info = xml.find(root, "Info")
    if root is None or info is None or not len(info):
        found = problems or [Problem("file.no_statement")]
        return ParsedFile((), tuple(found), encoding)
    return ParsedFile((_statement(root, info, encoding),), tuple(problems), encoding)


def _statement(root: xml.Element, info: xml.Element, encoding: str) -> Statement:
    number, bank = xml.text(info, "accountId"), xml.text(info, "bankId")
    account = accounts.normalised(xml.text(info, "iban")) or accounts.from_parts(bank, number)
    currency = xml.text(info, "currency")
    opening = _balance(info, "openingBalance", "dateStart", currency)
    closing = _balance(info, "closingBalance", "dateEnd", currency)
    problems: list[Problem] = []
    lines: list[Line] = []
    if not account:
        problems.append(Problem("account.missing", "Info"))
    listed = xml.find(root, "TransactionList")
    for place, element in enumerate(xml.children(listed, "Transaction"), 1):
        found = _line(element, f"Transaction[{place}]", currency, account[:2])
        if isinstance(found, Problem):
            problems.append(found)
            continue
        if currency and found.currency != currency:
            facts = {"currency": found.currency, "statement": currency}
            problems.append(Problem("line.other_currency", found.place, facts))
        lines.append(found)
    for code, balance in (("opening", opening), ("closing", closing)):
        if balance is None:
            problems.append(Problem(f"balance.{code}_missing", "Info"))
    problems += adding_up(opening, closing, lines, "Info")
    return Statement(
        account=account,
        currency=currency,
        number=_number(info),
        opening=opening,
        closing=closing,
        lines=tuple(lines),
        is_interim=False,
        format="FIOXML",
        encoding=encoding,
        problems=tuple(problems),
        identification="-".join(filter(None, (xml.text(info, "idFrom"), xml.text(info, "idTo")))),
    )


def _number(info: xml.Element) -> str:
    return "/".join(filter(None, (xml.text(info, "idList"), xml.text(info, "yearList"))))


def _balance(info: xml.Element, name: str, day: str, currency: str) -> Balance | None:
    amount, on = xml.amount(xml.find(info, name)), _day(xml.text(info, day))
    return None if amount is None or on is None else Balance(amount, on, currency)


def _day(text: str) -> date | None:
    """The day as Fio writes it, with a zone behind it; the bank's own day is not moved."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _line(element: xml.Element, place: str, currency: str, country: str) -> Line | Problem:
    columns = _columns(element)
    on, amount = _day(columns.get(_DAY, "")), _money(columns.get(_AMOUNT, ""))
    if amount is None:
        facts = {"text": columns.get(_AMOUNT, "")[:40]}
        return Problem("line.no_amount", place, facts, line_lost=True)
    if on is None:
        return Problem("line.no_date", place, {}, line_lost=True)
    texts = [columns.get(at, "") for at in (_MESSAGE, _IDENTIFICATION, _COMMENT, _DETAIL, _TYPE)]
    title = next(filter(None, texts), "")
    symbols = _symbols(columns, title)
    kind = columns.get(_TYPE, "")
    return Line(
        booked_on=on,
        value_on=on,
        amount=amount,
        currency=columns.get(_CURRENCY, "") or currency,
        title=title,
        counterparty_name=columns.get(_NAME, "") or _named(columns, title),
        counterparty_account=_other_account(columns, country),
        reference=columns.get(_MOVEMENT, ""),
        customer_reference=columns.get(_ORDER, ""),
        end_to_end_id=columns.get(_PAYERS, ""),
        vs=symbols.vs,
        ks=symbols.ks,
        ss=symbols.ss,
        bank_text=kind,
        is_reversal=_REVERSED.search(kind) is not None,
        place=place,
        raw="\n".join(filter(None, texts)),
    )


def _columns(element: xml.Element) -> dict[int, str]:
    """The texts of the movement by the number of their column."""
    found: dict[int, str] = {}
    for child in element:
        said = child.get("id") or xml.name_of(child).removeprefix("column_")
        if re.fullmatch(r"[0-9]{1,4}", said):
            found.setdefault(int(said), xml.text(child))
    return found


def _money(text: str) -> Decimal | None:
    squeezed = re.sub(r"\s", "", text).replace(",", ".")
    return Decimal(squeezed) if re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,5})?", squeezed) else None


def _other_account(columns: dict[int, str], country: str) -> str:
    """The other account: beside an IBAN the bank says nothing, beside a number it is part of it."""
    number = columns.get(_ACCOUNT, "")
    bank = "" if number[:2].isalpha() else columns.get(_BANK, "")
    return accounts.from_parts(bank, number, country)


def _named(columns: dict[int, str], title: str) -> str:
    """Where the payer has no name of its own it is what the payer's bank calls them."""
    said = columns.get(_IDENTIFICATION, "")
    return "" if said == title else said


def _symbols(columns: dict[int, str], title: str) -> Symbols:
    """The symbols of their own columns; where there are none, of the message."""
    own = [columns.get(at, "") if columns.get(at, "").isdigit() else "" for at in (_VS, _KS, _SS)]
    kept = [
        text if len(text) <= LENGTHS[name] else ""
        for text, name in zip(own, ("VS", "KS", "SS"), strict=True)
    ]
    told = symbols_in(title)
    return Symbols(kept[0] or told.vs, kept[1] or told.ks, kept[2] or told.ss)
