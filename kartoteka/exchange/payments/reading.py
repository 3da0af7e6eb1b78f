"""Rows of a table become lines of statements; what cannot be one is told with its row."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from heapq import merge
from operator import itemgetter
from typing import Any

from kartoteka.exchange import parsing, words
from kartoteka.exchange.fields import Column
from kartoteka.exchange.payments import cells as written
from kartoteka.exchange.payments import contents
from kartoteka.exchange.payments.fields import BREAKDOWN
from kartoteka.exchange.reading.reader import BadRow, Batch
from kartoteka.formats import accounts
from kartoteka.formats.statements import Line, ParsedFile, Problem, Statement
from kartoteka.formats.symbols import LENGTHS, split_payment_in, symbols_in
from kartoteka.kernel import money

_SHOWN = 80
_WORD, _WORDS = re.compile(r"[^\W\d_]{2,}"), 3  # fewer may be what is left of a payment
_SUMS = words.of(
    "saldo suma razem ogolem lacznie zostatok spolu sucet celkom zustatek total balance"
)
_CAME = words.of(
    "c ma cr crdt credit uznanie kredit wplata wplyw prijem k in came kreditna kreditny incoming"
)
_WENT = words.of(
    "d wn dt dbit debit obciazenie debet wyplata vydaj out went debetna debetny wyplyw outgoing"
)
_SENDER = words.of("nadawcy nadawca zrodlowy platitela odosielatela sender payer")
_RECEIVER = words.of("odbiorcy odbiorca docelowy prijemcu prijimatela receiver beneficiary")


class _Told(Exception):  # noqa: N818  (says why a row is no line)
    def __init__(self, code: str, **facts: Any) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)


@dataclass(slots=True)
class _Found:
    """Lines by account and currency, in the order in which these come first."""

    lines: dict[tuple[str, str], list[Line]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    below: list[int] = field(default_factory=list)

    def lost(self, problem: Problem, cells: Sequence[str]) -> None:
        """A row that is no line. Those below the last line that are one sentence each are
        remembered, for a mapping may say that they are passed over."""
        if is_sentence(cells):
            self.below.append(len(self.problems))
        self.problems.append(problem)

    def pass_over(self) -> None:
        """What stands under the table is told and not asked about."""
        for place in self.below:
            one = self.problems[place]
            facts = {"text": one.facts["text"]}
            self.problems[place] = Problem("table.closing", one.place, facts)


def statements(
    names: Sequence[str],
    batches: Iterable[Batch],
    columns: Mapping[str, Column],
    given: Mapping[str, Any],
    encoding: str,
) -> ParsedFile:
    """What a table holds that is read by `columns`. `given` says what holds for every row: `kind`,
    `account`, `currency`, and with `closing` that sentences under the table are passed over."""
    missing = [each.name for each in columns.values() if each.name not in names]
    if missing:
        facts = {"column": missing[0]}
        return ParsedFile((), (Problem("table.no_column", "", facts),), encoding)
    places = {key: (each, names.index(each.name)) for key, each in columns.items()}
    make = _Maker(places, given, _nameless_behind(names, places), _is_directed(columns))
    found = _Found()
    is_first = all(name.startswith("Column ") for name in names)
    for batch in batches:
        good = ((number, cells, None) for number, *cells in batch.rows)
        bad = ((row.number, row.values, row) for row in batch.bad)
        for number, cells, row in merge(good, bad, key=itemgetter(0)):
            if is_first and row is None and make.is_of_the_table(cells):
                facts = {"text": _shown(cells)}
                found.problems.append(Problem("table.summary", str(number), facts))
            elif row is None:
                _take(found, make, cells, str(number))
            else:
                found.lost(_bad(row), cells)
            is_first = False
    if given.get("closing"):
        found.pass_over()
    if make.is_directed and not given.get("account"):
        found.lines = _of_one_account(found.lines)
    made = tuple(
        Statement(
            account=account,
            currency=currency,
            number="",
            opening=None,
            closing=None,
            lines=tuple(lines),
            is_interim=False,
            format="TABLE",
            encoding=encoding,
            problems=(),
        )
        for (account, currency), lines in found.lines.items()
    )
    if not made and not found.problems:
        found.problems.append(Problem("file.no_statement"))
    return ParsedFile(made, tuple(found.problems), encoding)


def _nameless_behind(
    names: Sequence[str], places: Mapping[str, tuple[Column, int]]
) -> tuple[int, ...]:
    """The columns without a name that stand right behind the title's: it goes on in them."""
    if "title" not in places:
        return ()
    begins = places["title"][1] + 1
    used = {place for _column, place in places.values()}
    behind = itertools.takewhile(
        lambda place: names[place] == f"Column {place + 1}" and place not in used,
        range(begins, len(names)),
    )
    return tuple(behind)


def _is_directed(columns: Mapping[str, Column]) -> bool:
    """Whether one column has the sender's account and another the receiver's, so that ours is now
    in the one, now in the other."""
    if "other_account" not in columns or "own_account" not in columns:
        return False
    sender = set(parsing.fold(columns["other_account"].name).split())
    receiver = set(parsing.fold(columns["own_account"].name).split())
    return bool(sender & _SENDER and receiver & _RECEIVER and not sender & _RECEIVER)


def _of_one_account(lines: dict[tuple[str, str], list[Line]]) -> dict[tuple[str, str], list[Line]]:
    """The lines by our account, where one account stands in each row, now here, now there: a row
    without any is of it, too, and in a row that has it on the other side it is ours as well."""
    every = [(account, line) for (account, _), some in lines.items() for line in some]
    sides = [{account, line.counterparty_account} - {""} for account, line in every]
    shared = set.intersection(*filter(None, sides)) if any(sides) else set()
    ours = {account for account, _line in every} & shared
    if len(ours) != 1:
        return lines
    (own,) = ours
    found: dict[tuple[str, str], list[Line]] = {}
    for account, line in sorted(every, key=lambda each: int(each[1].place)):
        theirs = account if line.counterparty_account == own else line.counterparty_account
        kept = replace(line, counterparty_account=theirs)
        found.setdefault((own, line.currency), []).append(kept)
    return found


def _take(found: _Found, make: "_Maker", cells: Sequence[str], place: str) -> None:
    try:
        account, line, told = make.line(cells, place)
    except _Told as why:
        shown = {"text": _shown(cells), **why.facts}
        found.lost(Problem(why.code, place, shown, line_lost=why.code != "table.held"), cells)
        return
    found.below.clear()
    found.lines.setdefault((account, line.currency), []).append(line)
    found.problems += told


def direction(said: str) -> int:
    """1 where a cell says that money came, -1 that it went, 0 where it says neither."""
    folded = parsing.fold(said)
    if said == "+" or folded in _CAME:
        return 1
    return -1 if said in {"-", "\u2212"} or folded in _WENT else 0


def is_sentence(cells: Sequence[str]) -> bool:
    """Whether words stand in one cell of a row and nothing in the others; or the name of a sum or
    of a balance, and beside it no other words."""
    filled = [cell for cell in cells if cell]
    worded = [cell for cell in filled if _WORD.search(cell) and parsing.amount(cell) is None]
    if len(worded) != 1:
        return False
    if len(filled) == 1 and len(_WORD.findall(worded[0])) >= _WORDS:
        return True
    return is_sum(worded[0])


def is_sum(said: str) -> bool:
    """Whether a text begins with the word for a sum or a balance."""
    return parsing.fold(said).partition(" ")[0] in _SUMS


def _shown(cells: Sequence[str]) -> str:
    return " · ".join(filter(None, cells))[:_SHOWN]


def _bad(row: BadRow) -> Problem:
    return Problem("table.row", str(row.number), {"text": _shown(row.values)}, line_lost=True)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes a line of the cells of a row."""

    places: Mapping[str, tuple[Column, int]]
    given: Mapping[str, Any]
    behind: tuple[int, ...] = ()
    is_directed: bool = False

    def line(self, cells: Sequence[str], place: str) -> tuple[str, Line, list[Problem]]:
        """The account that was paid to and the line, with what is odd about it. Raises _Told."""
        booked = self._day("booked_on", cells)
        if self._is_held(cells):
            raise _Told("table.held")
        if booked is None:
            raise _Told("line.no_date")
        amount = self._amount(cells)
        parts, told = self._breakdown(cells, amount, place)
        case = self._text("case", cells)
        apart = self._apart(cells, went=amount < 0)
        said = [self._text(name, cells) for name in ("customer", "document")]
        title = " ".join(filter(None, (apart.get("title"), *said, case)))
        told_symbols = symbols_in(title)
        own = self._text("own_account", cells) or apart.get("own_account", "")
        paid_to = accounts.normalised(own)
        other = apart["other_account"]
        if self.is_directed and amount < 0:
            paid_to, other = other, paid_to
        account = str(self.given.get("account") or "") or paid_to
        return (
            account,
            Line(
                booked_on=booked,
                value_on=self._day("value_on", cells) or booked,
                amount=amount,
                currency=parsing.currency(self._text("currency", cells))
                or str(self.given.get("currency") or ""),
                title=title,
                counterparty_name=apart.get("name", ""),
                counterparty_account=other,
                counterparty_address=apart.get("address", ""),
                own_account=paid_to if paid_to != account else "",
                reference=self._text("reference", cells).strip("'") or case,
                vs=self._symbol("vs", cells) or told_symbols.vs,
                ks=self._symbol("ks", cells) or told_symbols.ks,
                ss=self._symbol("ss", cells) or told_symbols.ss,
                split=split_payment_in(title),
                place=place,
                raw=" · ".join(filter(None, cells)),
                kind=self.given.get("kind") or "BANK",
                breakdown=parts,
            ),
            told,
        )

    def _apart(self, cells: Sequence[str], *, went: bool) -> dict[str, str]:
        """Title, name, address and account of the other side. What a column of its own says goes
        before what stands in a cell of the title or of the name."""
        who = "receiver" if went and "receiver" in self.places else "name"
        said = {"title": self._text("title", cells)}
        if self.behind:
            behind = (cells[place] for place in self.behind)
            said = written.labelled([said["title"], *behind], went=went)
        if who in self.places:
            cell = cells[self.places[who][1]]
            name, number = written.account_apart("" if cell in written.NOTHING else cell)
            said |= {"name": name} | ({"other_account": number} if number else {})
        if "address" in self.places:
            said["address"] = self._text("address", cells)
        own = self._other_account(cells)
        said["other_account"] = own or accounts.normalised(said.get("other_account", ""))
        return said

    def is_of_the_table(self, cells: Sequence[str]) -> bool:
        """Whether a first row without names of columns above it tells of the table itself."""
        found = self.places.get("other_account")
        return found is not None and contents.is_summary(cells, found[1])

    def _is_held(self, cells: Sequence[str]) -> bool:
        """Whether the bank only holds the amount and has booked none."""
        if not self._text("held", cells):
            return False
        return not any(self._money(name, cells) for name in ("amount", "credit", "debit"))

    def _text(self, name: str, cells: Sequence[str]) -> str:
        found = self.places.get(name)
        text = " ".join(cells[found[1]].split()) if found else ""
        return "" if text in written.NOTHING and name != "sign" else text

    def _other_account(self, cells: Sequence[str]) -> str:
        number = accounts.normalised(self._text("other_account", cells))
        bank = self._text("other_bank", cells)
        return number if accounts.is_iban(number) else accounts.from_parts(bank, number)

    def _day(self, name: str, cells: Sequence[str]) -> Any:
        found = self.places.get(name)
        return parsing.date(self._text(name, cells), found[0].order or "dmy") if found else None

    def _money(self, name: str, cells: Sequence[str]) -> Decimal | None:
        """The amount of a cell; None for an empty one. Raises _Told where it is no amount."""
        text = self._text(name, cells)
        if name not in self.places or not text:
            return None
        read = parsing.amount(text, self.places[name][0].mark)
        if read is None or money.to_grosz(read) != read:
            raise _Told("line.no_amount", text=text[:_SHOWN])
        return money.to_grosz(read)

    def _amount(self, cells: Sequence[str]) -> Decimal:
        came, went = self._money("credit", cells), self._money("debit", cells)
        amount = self._money("amount", cells)
        if came and went:
            raise _Told("line.came_and_went")
        if amount is None and (came or went):
            return came if came else -abs(went or Decimal(0))
        if not amount:
            raise _Told("line.no_money" if amount == 0 or came == 0 else "line.no_amount")
        return self._signed(amount, cells)

    def _signed(self, amount: Decimal, cells: Sequence[str]) -> Decimal:
        if "sign" not in self.places:
            return amount
        if told := direction(self._text("sign", cells)):
            return told * abs(amount)
        raise _Told("line.no_direction")

    def _breakdown(
        self, cells: Sequence[str], amount: Decimal, place: str
    ) -> tuple[dict[str, str] | None, list[Problem]]:
        """What the amount is made of, where it makes it: with the fee, without it, or after it."""
        parts = {name: self._money(name, cells) for name in BREAKDOWN}
        known = {name: part for name, part in parts.items() if part}
        if not known:
            return None, []
        fee = known.get("fee", Decimal(0))
        whole = sum(known.values(), Decimal(0)) - fee
        if amount in {whole, whole + fee, whole - fee}:
            return {name: f"{part:.2f}" for name, part in known.items()}, []
        facts = {"parts": f"{whole:.2f}", "amount": f"{amount:.2f}"}
        return None, [Problem("line.breakdown", place, facts)]

    def _symbol(self, name: str, cells: Sequence[str]) -> str:
        digits = re.sub(r"\s", "", self._text(name, cells))
        fits = digits.isascii() and digits.isdigit() and len(digits) <= LENGTHS[name.upper()]
        return digits if fits else ""
