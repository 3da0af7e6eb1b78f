"""Statements out of camt XML. A file that breaks off keeps the entries that were whole."""

from collections.abc import Iterable
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
_OPENING = ("OPBD", "PRCD", "OPAV")
_CLOSING = ("CLBD", "ITBD")


def recognises(data: bytes) -> bool:
    """Whether the file looks like XML; whether it is a statement is told on reading."""
    head = data[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith((b"<?xml", b"<")) and not head.startswith((b"<0", b"<2"))


def read(data: bytes) -> ParsedFile:
    """All statements of the file. Never raises."""
    root, problems, encoding = hostile.tree(data, "Ntry")
    if problems and problems[0].code == "xml.doctype":
        return ParsedFile((), tuple(problems))
    found = tuple(_statement(each, place, encoding) for each, place in _blocks(root))
    if not found and not problems:
        problems.append(Problem("file.unknown" if root is None else "file.no_statement"))
    return ParsedFile(found, tuple(problems), encoding)


def _blocks(root: xml.Element | None) -> Iterable[tuple[xml.Element, str]]:
    if root is None:
        return
    messages = [root] if xml.name_of(root) != "Document" else list(root)
    if xml.name_of(root) not in {"Document", *_KINDS} and not _holds_block(messages):
        messages = [
            message
            for document in root.iter()
            if xml.name_of(document) == "Document"
            for message in document
        ]
    number = 0
    for message in messages:
        for block in message:
            if xml.name_of(block) in _KINDS:
                number += 1
                yield block, f"{xml.name_of(block)}[{number}]"


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
    for number, entry in enumerate(xml.children(block, "Ntry"), 1):
        made, wrong = lines_of(entry, f"{place}/Ntry[{number}]", account, currency)
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
