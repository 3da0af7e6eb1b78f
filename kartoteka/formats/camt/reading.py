"""Statements out of camt XML. A file that breaks off keeps the entries that were whole."""

import re
from datetime import date, timedelta
from typing import Literal

from kartoteka.formats import accounts, hostile
from kartoteka.formats import elements as xml
from kartoteka.formats.camt.entries import lines_of
from kartoteka.formats.statements import (
    Balance,
    Line,
    ParsedFile,
    Problem,
    Statement,
    adding_up,
)

_KINDS: dict[str, Literal["CAMT052", "CAMT053", "CAMT054"]] = {
    "Rpt": "CAMT052",
    "Stmt": "CAMT053",
    "Ntfctn": "CAMT054",
}
_MESSAGES = frozenset({"BkToCstmrAcctRpt", "BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn"})
_LONGEST_KIND = 60
_OPENING = ("OPBD", "PRCD", "OPAV")
_CLOSING = ("CLBD", "ITBD")


def recognises(data: bytes) -> bool:
    """Whether the file looks like XML; whether it is a statement is told on reading."""
    head = data[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith((b"<?xml", b"<")) and not head.startswith((b"<0", b"<2"))


def read(data: bytes) -> ParsedFile:
    """All statements of the file. Never raises."""
    found: list[Statement] = []
    problems: list[Problem] = []
    encoding = ""
    for document in _documents(data):
        root, wrong, encoding = hostile.tree(document, "Ntry")
        if wrong and wrong[0].code == "xml.doctype":
            return ParsedFile((), tuple(wrong))
        problems += wrong
        blocks = _blocks(root, len(found))
        found += [_statement(each, place, encoding) for each, place in blocks]
        if not blocks and not wrong:
            problems.append(_no_statement(root))
    return ParsedFile(tuple(found), tuple(problems), encoding)


def _documents(data: bytes) -> list[bytes]:
    """The documents of a file, for some put several of them one behind another."""
    if data.count(b"<?xml") < 2:  # noqa: PLR2004
        return [data]
    pieces = re.split(rb"(?<=>)\s*(?=<\?xml\s)", data)
    return [piece for piece in pieces if piece.strip()]


def _no_statement(root: xml.Element | None) -> Problem:
    """What the XML is instead."""
    if root is None:
        return Problem("file.unknown")
    inside = [xml.name_of(each) for each in root]
    names = (xml.name_of(root), *(inside[:1] if xml.name_of(root) == "Document" else ()))
    if set(names) & _MESSAGES:
        return Problem("file.no_statement")
    kind = f"XML ({'/'.join(filter(None, names))[:_LONGEST_KIND]})"
    return Problem("file.other_kind", "", {"kind": kind})


def _blocks(root: xml.Element | None, number: int) -> list[tuple[xml.Element, str]]:
    """The statements of a document with their places; `number` of others stand before them."""
    if root is None:
        return []
    messages = [root] if xml.name_of(root) != "Document" else list(root)
    if xml.name_of(root) not in {"Document", *_KINDS} and not _holds_block(messages):
        messages = [
            message
            for document in root.iter()
            if xml.name_of(document) == "Document"
            for message in document
        ]
    found = [block for message in messages for block in message if xml.name_of(block) in _KINDS]
    return [(each, f"{xml.name_of(each)}[{at}]") for at, each in enumerate(found, number + 1)]


def _holds_block(messages: list[xml.Element]) -> bool:
    return any(xml.name_of(block) in _KINDS for message in messages for block in message)


def _statement(block: xml.Element, place: str, encoding: str) -> Statement:
    kind = _KINDS[xml.name_of(block)]
    interim = kind != "CAMT053"
    account = accounts.normalised(xml.account(xml.find(block, "Acct")))
    opening, closing = _balance(block, _OPENING), _balance(block, _CLOSING)
    currency = _currency(block, opening, closing)
    lines: list[Line] = []
    problems: list[Problem] = []
    if not account:
        problems.append(Problem("account.missing", place))
    one_day = _only_day(opening, closing)
    for number, entry in enumerate(xml.children(block, "Ntry"), 1):
        made, wrong = lines_of(entry, f"{place}/Ntry[{number}]", account, currency, one_day)
        lines += made
        problems += wrong
    if not interim:
        problems += _missing(opening, closing, place)
        problems += adding_up(opening, closing, lines, place)
    return Statement(
        account=account,
        currency=currency or (lines[0].currency if lines else ""),
        number=xml.first_text(block, "LglSeqNb", "ElctrncSeqNb", "Id"),
        opening=opening,
        closing=closing,
        lines=tuple(lines),
        is_interim=interim,
        format=kind,
        encoding=encoding,
        problems=tuple(problems),
        identification=xml.text(block, "Id"),
    )


def _only_day(opening: Balance | None, closing: Balance | None) -> date | None:
    """The day of a statement of one day; it opens then, or at the end of the day before."""
    if opening and closing and timedelta(0) <= closing.on - opening.on <= timedelta(days=1):
        return closing.on
    return None


def _currency(block: xml.Element, *balances: Balance | None) -> str:
    named = xml.text(block, "Acct/Ccy")
    return named or next((each.currency for each in balances if each and each.currency), "")


def _balance(block: xml.Element, codes: tuple[str, ...]) -> Balance | None:
    """The first balance of the first code that has one; the last of those that close."""
    for code in codes:
        found = [
            balance
            for each in xml.children(block, "Bal")
            if xml.first_text(each, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd") == code
            and (balance := _one_balance(each)) is not None
        ]
        if found:
            return found[-1] if codes is _CLOSING else found[0]
    return None


def _one_balance(element: xml.Element) -> Balance | None:
    stated = xml.find(element, "Amt")
    amount, on = xml.amount(stated), xml.day(xml.find(element, "Dt"))
    if stated is None or amount is None or on is None:
        return None
    signed = -amount if xml.text(element, "CdtDbtInd").upper() == "DBIT" else amount
    return Balance(signed, on, stated.get("Ccy") or "")


def _missing(opening: Balance | None, closing: Balance | None, place: str) -> list[Problem]:
    named = {"balance.opening_missing": opening, "balance.closing_missing": closing}
    return [Problem(code, place) for code, balance in named.items() if balance is None]
