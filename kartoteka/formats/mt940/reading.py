"""Statements out of the tags of SWIFT messages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from kartoteka.formats import accounts
from kartoteka.formats.encodings import decoded
from kartoteka.formats.mt940.details import details
from kartoteka.formats.mt940.entries import Entry, balance, entry
from kartoteka.formats.mt940.messages import Message, Tag, messages
from kartoteka.formats.mt940.wrapping import width_of
from kartoteka.formats.statements import (
    Balance,
    Line,
    ParsedFile,
    Problem,
    Statement,
    adding_up,
)
from kartoteka.formats.symbols import split_payment_in, symbols_in

_FIRST_TAGS = re.compile(rb"(?:^|[\r\n{}\x01:])[ \t]*:?(?:20|25P?|28C?|60[FM]|61|13D?|34F):", re.M)
_NO_ID = frozenset({"", "NOTPROVIDED", "NONREF", "NONE"})


def recognises(data: bytes) -> bool:
    """Whether the file holds tags of a SWIFT statement near its beginning."""
    head = data[:20_000].replace(b"\0", b"")
    return len(set(_FIRST_TAGS.findall(head))) > 1 or b":61:" in head or b":60F:" in head


def read(data: bytes) -> ParsedFile:
    """All statements of the file. Never raises."""
    text, encoding, problems = decoded(data)
    found = tuple(
        _Assembler(message, encoding).statement() for message in messages(text) if _speaks(message)
    )
    if not found:
        problems.append(Problem("file.no_statement"))
    return ParsedFile(found, tuple(problems), encoding)


def _speaks(message: Message) -> bool:
    return message.has("25", "25P", "60F", "60M", "61", "62F", "62M", "34F", "90C", "90D")


@dataclass(slots=True)
class _Open:
    """A line whose descriptions are still being gathered."""

    tag: Tag
    entry: Entry | None
    blocks: list[list[str]] = field(default_factory=list)


class _Assembler:
    """Makes one statement of one message, gathering problems on the way."""

    def __init__(self, message: Message, encoding: str) -> None:
        self.message = message
        self.encoding = encoding
        self.problems: list[Problem] = []
        self.opening = self._balance("60F", "60M")
        self.closing = self._balance("62F", "62M")
        self.interim = message.interim or (
            message.has("34F", "90C", "90D", "13D") and not message.has("60F", "60M", "62F", "62M")
        )
        self.currency = self._currency()
        self.account = self._account()
        self.width = width_of(tag.lines for tag in message.tags if tag.name == "86")
        self.country = self.account[:2] if accounts.is_iban(self.account) else ""

    def statement(self) -> Statement:
        lines = tuple(self._lines())
        number = self.message.first("28C", "28")
        reference = self.message.first("20")
        at = str(self.message.tags[0].at)
        if not self.account:
            self.problems.append(Problem("account.missing", at))
        if not self.interim:
            self._miss_balances(at)
            self.problems += adding_up(self.opening, self.closing, lines, at)
        return Statement(
            account=self.account,
            currency=self.currency,
            number=number.lines[0].strip() if number else "",
            opening=self.opening,
            closing=self.closing,
            lines=lines,
            is_interim=self.interim,
            format=self._format(),
            encoding=self.encoding,
            problems=tuple(self.problems),
            identification=reference.lines[0].strip() if reference else "",
        )

    def _format(self) -> Literal["MT940", "MT942"]:
        return "MT942" if self.interim else "MT940"

    def _miss_balances(self, at: str) -> None:
        for kept, tags, code in (
            (self.opening, ("60F", "60M"), "balance.opening_missing"),
            (self.closing, ("62F", "62M"), "balance.closing_missing"),
        ):
            if kept is None and not self.message.has(*tags):
                self.problems.append(Problem(code, at))

    def _balance(self, *names: str) -> Balance | None:
        tag = self.message.first(*names)
        if tag is None:
            return None
        found, told = balance(tag.text, tag.at)
        self.problems.extend(told)
        return found

    def _currency(self) -> str:
        for kept in (self.opening, self.closing):
            if kept:
                return kept.currency
        for name, shape in (
            ("34F", r"\s*([A-Z]{3})"),
            ("90C", r"\s*\d*([A-Z]{3})"),
            ("90D", r"\s*\d*([A-Z]{3})"),
            ("25", r".*\d\s*([A-Z]{3})\s*$"),
        ):
            tag = self.message.first(name)
            if tag and (match := re.match(shape, tag.lines[0])):
                return match[1]
        return ""

    def _account(self) -> str:
        tag = self.message.first("25", "25P")
        return accounts.normalised(tag.lines[0]) if tag else ""

    def _lines(self) -> Iterator[Line]:
        current: _Open | None = None
        for tag in self.message.tags:
            if tag.name == "61":
                yield from self._closed(current)
                current = self._opened(tag)
            elif tag.name == "86" and current is not None:
                current.blocks.append(tag.lines)
            elif tag.name not in {"86", "NS"}:
                yield from self._closed(current)
                current = None
        yield from self._closed(current)

    def _opened(self, tag: Tag) -> _Open:
        found = entry(tag.lines, tag.at)
        if isinstance(found, Problem):
            self.problems.append(found)
            return _Open(tag, None)
        cut_off = tag is self.message.tags[-1] and not found.code and self.closing is None
        if cut_off:
            facts = {"text": tag.lines[0][:80]}
            self.problems.append(Problem("line.unreadable", str(tag.at), facts, line_lost=True))
            return _Open(tag, None)
        self.problems.extend(found.problems)
        return _Open(tag, found)

    def _closed(self, current: _Open | None) -> Iterator[Line]:
        if current is None or current.entry is None:
            return
        if not current.blocks and not current.entry.supplement:
            self.problems.append(Problem("line.no_details", str(current.tag.at)))
        yield self._line(current.tag, current.entry, current.blocks)

    def _line(self, tag: Tag, found: Entry, blocks: list[list[str]]) -> Line:
        told = details(blocks, self.country, self.width)
        title = told.title or told.kind or found.supplement
        symbols = symbols_in(
            told.symbols, told.end_to_end_id, found.customer_reference, told.title, told.raw
        )
        raw = "\n".join([tag.text, told.raw]).strip("\n")
        return Line(
            booked_on=found.booked_on,
            value_on=found.value_on,
            amount=found.amount,
            currency=self.currency,
            title=title,
            counterparty_name=told.name,
            counterparty_account=told.account,
            counterparty_address=told.address,
            own_account=told.own_account or self._virtual(told.raw, told.account),
            reference=found.bank_reference or told.reference or found.customer_reference,
            customer_reference=found.customer_reference,
            end_to_end_id="" if told.end_to_end_id.upper() in _NO_ID else told.end_to_end_id,
            vs=symbols.vs,
            ks=symbols.ks,
            ss=symbols.ss,
            split=split_payment_in(title),
            transaction_code=found.code,
            bank_text=told.kind or found.supplement,
            is_reversal=found.is_reversal,
            place=str(tag.at),
            raw=raw,
        )

    def _virtual(self, raw: str, counterparty: str) -> str:
        """An account of the statement's own bank branch that the description names."""
        if self.country != "PL":
            return ""
        branch = slice(4, 4 + accounts.SORT_CODE)
        return next(
            (
                named
                for named in accounts.named_in(raw)
                if named not in {counterparty, self.account}
                and named[branch] == self.account[branch]
            ),
            "",
        )
