"""The worked examples of docs/money.md are worked again: by arithmetic and by the ledger."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from math import prod

import pytest
from django.utils.translation import override

from kartoteka.agreements import operations as agreements
from kartoteka.agreements.rules import AgreementDraft
from kartoteka.billing.operations import interest as notes
from kartoteka.billing.queries import interest as kept_notes
from kartoteka.billing.rules import suggested_interest
from kartoteka.config.home import CHECKOUT
from kartoteka.kernel import money
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries, rates
from kartoteka.ledger.models import Account, Entry, OpenAmount, Plan, PlanDebt, Scheme
from tests.ledger.builders import a_creditor, a_debit, a_payment, an_account, on

PAGE = (CHECKOUT / "docs" / "money.md").read_text(encoding="utf-8")
OPENING = re.compile(
    r"Scheme `(?P<scheme>\w+)`"
    r"(?: with threshold (?P<threshold>[\d.]+))?"
    r"(?: with days ahead (?P<ahead>\d+))?"
    r"(?P<by_row>, interest rounded row by row)?"
    r"(?:, money from a bailiff by `(?P<bailiff>\w+)`)?\."
)
DAY = r"(\d{4}-\d\d-\d\d)"
ROWS_OF_INTEREST = ["Days", "Owed", "Rate", "Exactly", "Interest", "Law"]
TOLD = re.compile(r"bailiff: costs ([\d.]+), interest ([\d.]+), principal ([\d.]+)")
CLOSED = re.compile(f"when the books were closed to {DAY}")
SUM = re.compile(r"`([^`]*) = ([\d.]+)`")
ACCESSORIES = {"COST": "costs", "INTEREST": "interest"}
ONE = Fraction(1)

Row = list[str]


@dataclass
class Table:
    """The cells of a table without their marks of code."""

    header: Row
    rows: list[Row]


@dataclass
class Example:
    """What follows one Scheme line, to the next one or to the next heading."""

    title: str
    opening: re.Match[str]
    tables: list[Table] = field(default_factory=list)


def cells(line: str) -> Row:
    return [cell.strip().replace("`", "") for cell in line.strip("|").split("|")]


def tables(text: str) -> Iterator[Table]:
    for block in re.findall(r"(?:^\|.*\n)+", text, re.M):
        header, _rule, *rows = (cells(line) for line in block.splitlines())
        yield Table(header, rows)


def examples() -> list[Example]:
    found = []
    for section in re.split(r"^##+ ", PAGE, flags=re.M)[1:]:
        title, text = section.split("\n", 1)
        _before, *books = re.split(r"^(?=Scheme `)", text, flags=re.M)
        for book in books:
            opening = OPENING.fullmatch(book.split("\n", 1)[0])
            assert opening, f"this line opens no books: {book.splitlines()[0]}"
            found.append(Example(title, opening, list(tables(book))))
    return found


EXAMPLES = examples()


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def factor(text: str) -> Fraction:
    """`25000`, or `9.25 %` as a part of one."""
    number = Fraction(text.replace("%", "").strip())
    return number / 100 if "%" in text else number


def value(text: str) -> Fraction:
    """A sum of products as the page writes it: `1000 × 9.25 % × 30 / 365 + 5 - 2`."""
    total = Fraction(0)
    for sign, term in re.findall(r"([+-]?) ?([^+-]+)", text):
        over, *under = (prod(map(factor, part.split("×")), start=ONE) for part in term.split("/"))
        total += (-1 if sign == "-" else 1) * over / prod(under, start=ONE)
    return total


def rounded(exact: Fraction, like: str) -> str:
    """`exact` in as many places as `like` has, half up."""
    places = len(like.partition(".")[2])
    return str(money.to_grosz(exact * 10**places / 100).scaleb(2 - places).quantize(Decimal(like)))


def itemised(table: Table) -> list[Row]:
    """The rows of a table of interest that are periods."""
    return [row for row in table.rows if " to " in row[0]]


class Books:
    """One debtor's account, with the names that the page gives to what is posted."""

    def __init__(self, opening: re.Match[str]) -> None:
        scheme = opening["scheme"]
        currency = "EUR" if scheme.startswith("SK") else "PLN"
        changed = {
            "threshold": opening["threshold"] and Decimal(opening["threshold"]),
            "ahead_days": opening["ahead"] and int(opening["ahead"]),
        }
        if any(changed.values()):
            scheme = self._own(scheme, {k: v for k, v in changed.items() if v})
        creditor = a_creditor(scheme, rounding="period" if opening["by_row"] else "once")
        if opening["bailiff"]:
            operations.choose_scheme(
                actor=SYSTEM, creditor_id=creditor, via="BAILIFF", scheme=opening["bailiff"]
            )
        self.account = an_account(creditor, currency=currency)
        self.ids: dict[str, int] = {}
        self.agreement: int | None = None
        self.seen: set[int] = set()

    @staticmethod
    def _own(base: str, changed: dict[str, object]) -> str:
        ready = Scheme.objects.get(code=base)
        terms = {one.name: getattr(ready, one.name) for one in fields(operations.SchemeDraft)}
        draft = operations.SchemeDraft(
            **{**terms, "components": tuple(ready.components), **changed}
        )
        operations.add_scheme(actor=SYSTEM, code="OWN", draft=draft)
        return "OWN"

    def name(self, entry: Entry) -> str:
        """The page's name; interest that settling noted is called after its debt."""
        known = {entry_id: name for name, entry_id in self.ids.items()}
        if entry.pk in known or entry.debt_id is None:
            return known[entry.pk]
        return f"{ACCESSORIES[entry.kind]} of {known[entry.debt_id]}"

    def do(self, table: Table) -> None:
        for pattern, header, act in ACTS:
            words = re.fullmatch(pattern, table.header[0])
            if words and table.header[1:] == header:
                act(self, table, *words.groups())
                return
        pytest.fail(f"a table of no known kind: {table.header}")

    def owed(self, table: Table) -> None:
        for name, sum_, due, said in table.rows:
            what, _of, debt = name.rpartition(" of ")
            kind, _said, agreed = re.sub(", chosen", "", said).partition(" ")
            more: dict[str, object] = {"interest_kind": kind, "agreement_id": self.agreement}
            if what:
                more |= {
                    "kind": next(kind for kind, word in ACCESSORIES.items() if word == what),
                    "debt_id": self.ids[debt],
                }
            self.ids[name] = a_debit(self.account, str(amount(sum_)), due, **more)
            if agreed:
                is_percent = agreed.endswith("%")
                operations.agree_rate(
                    actor=SYSTEM,
                    entry_id=self.ids[name],
                    kind=kind if is_percent else agreed,
                    percent=Decimal(agreed.removesuffix(" %")) if is_percent else None,
                    on=on(due),
                    reason="contract",
                )

    def agreed(self, table: Table, number: str) -> None:
        """Of this agreement are all debts that the page tells after it."""
        account = Account.objects.get(pk=self.account)
        first = on(table.rows[0][0])
        draft = AgreementDraft(number, account.party_id, account.creditor_id, first)
        self.agreement = agreements.add_agreement(actor=SYSTEM, draft=draft)
        for since, until, said in table.rows:
            named, _plus, points = said.rpartition(" + ")
            base = "pl_nbp_reference" if named else ""
            rate = operations.AgreementRateDraft(
                "pl_contractual_delay", Decimal(points.removesuffix(" %")), on(since),
                on(until) if until else None, base,
            )  # fmt: skip
            operations.agree_agreement_rate(
                actor=SYSTEM, agreement_id=self.agreement, draft=rate, today=first
            )

    def paid(self, table: Table) -> None:
        for name, sum_, day, told in table.rows:
            more: dict[str, object] = {}
            if parts := TOLD.fullmatch(told):
                more = {"via": "BAILIFF", "parts": tuple(Decimal(one) for one in parts.groups())}
            elif closed := CLOSED.fullmatch(told):
                account = Account.objects.get(pk=self.account)
                operations.close_until(
                    actor=SYSTEM, creditor_id=account.creditor_id, until=on(closed[1])
                )
                more = {"paid_on": on(day)}
            elif told:
                more = {"designated": (self.ids[told.removeprefix("for ")],)}
            self.ids[name] = a_payment(self.account, str(amount(sum_)), day, **more)

    def posted(self, table: Table) -> None:
        for name, booked, paid in table.rows:
            entry = Entry.objects.get(pk=self.ids[name])
            assert (str(entry.effective_on), str(entry.booked_on)) == (booked, booked)
            assert str(entry.paid_on) == paid

    def planned(self, table: Table) -> None:
        for name, agreed in table.rows:
            plan = Plan.objects.create(account_id=self.account, agreed_on=on(agreed))
            PlanDebt.objects.create(plan=plan, debt_id=self.ids[name])

    def settled(self, table: Table, day: str) -> None:
        report = operations.settle_all(actor=SYSTEM, on=on(day), account_ids=[self.account])
        assert (report.late_accounts, report.refused_accounts) == ((), ())
        lines = [
            line
            for credit in Entry.objects.filter(account_id=self.account, side="CREDIT")
            for line in queries.settlements_of(viewer=SYSTEM, credit_id=credit.pk)
            if line.settlement_id not in self.seen
        ]
        self.seen |= {line.settlement_id for line in lines}
        entries = Entry.objects.in_bulk()
        assert [
            [
                f"{self.name(entries[line.credit_id])} on {self.name(entries[line.debit_id])}",
                f"{line.amount:,}",
                line.reason.replace("\u00a0", " "),
            ]
            for line in sorted(lines, key=lambda line: line.settlement_id)
        ] == table.rows

    def left(self, table: Table, _day: str) -> None:
        found = OpenAmount.objects.filter(account_id=self.account).select_related("entry")
        rows = [[self.name(one.entry), f"{one.amount:,}"] for one in found]
        assert sorted(rows) == sorted(table.rows) if rows else table.rows == [["nothing", ""]]

    def noted(self, table: Table, issued: str, to: str) -> None:
        terms = notes.NoteTerms(to=on(to), issued_on=on(issued), due_on=on(issued))
        made = notes.note_interest(actor=SYSTEM, account_id=self.account, terms=terms)
        note = kept_notes.interest_note(viewer=SYSTEM, public_id=made)
        assert note is not None
        debts = Entry.objects.in_bulk()
        rows = [
            [self.name(debts[one.debt_id]), f"{one.first_day} to {one.last_day}", f"{one.amount:,}"]
            for one in kept_notes.note_lines(viewer=SYSTEM, note=note)
        ]
        assert [*rows, [note.number, "", f"{note.amount:,}"]] == table.rows

    def interest(self, table: Table, name: str, day: str) -> None:
        [found] = queries.interest_to(viewer=SYSTEM, entry_ids=[self.ids[name]], on=on(day))
        rows = [
            [
                f"{one.first} to {one.last}",
                str(one.days),
                f"{one.principal:,}",
                f"{one.percent:.2f} %",
                rounded(one.exact, "0.0000"),
                f"{one.amount:,}",
                one.law,
            ]
            for one in found.periods
        ]
        exact = rounded(sum((one.exact for one in found.periods), Fraction(0)), "0.0000")
        rows.append(["Together", "", "", "", exact, f"{found.accrued:,}", ""])
        if found.noted:
            rows.append(["Noted before", "", "", "", "", f"{found.noted:,}", ""])
            rows.append(["To be noted", "", "", "", "", f"{found.not_noted:,}", ""])
        assert rows == table.rows

    def no_interest(self, table: Table, name: str, day: str) -> None:
        asked = [self.ids[name]]
        if table.rows == [["none"]]:
            assert queries.interest_to(viewer=SYSTEM, entry_ids=asked, on=on(day)) == []
            return
        with pytest.raises(queries.InterestNotKnown) as refused:
            queries.interest_to(viewer=SYSTEM, entry_ids=asked, on=on(day))
        assert [[refused.value.sentence().replace("\N{NO-BREAK SPACE}", " ")]] == table.rows


ACTS: list[tuple[str, Row, Callable[..., None]]] = [
    (r"Agreement (\S+) says from", ["To", "Rate"], Books.agreed),
    ("Owed", ["Amount", "Due", "Interest"], Books.owed),
    ("Paid", ["Amount", "Day", "Told"], Books.paid),
    ("Posted", ["In the books", "Paid on"], Books.posted),
    ("In a plan", ["Agreed"], Books.planned),
    (f"Settled {DAY}", ["Amount", "Why"], Books.settled),
    (f"Left {DAY}", ["Amount"], Books.left),
    (f"Note of {DAY} to {DAY}", ["Days", "Amount"], Books.noted),
    (rf"Interest of (\w+) to {DAY}", ROWS_OF_INTEREST, Books.interest),
    (rf"Interest of (\w+) to {DAY}", [], Books.no_interest),
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "example", EXAMPLES, ids=[f"{n}-{one.title}" for n, one in enumerate(EXAMPLES)]
)
def test_the_ledger_does_what_the_page_says(example: Example) -> None:
    books = Books(example.opening)
    with override("en"):
        for table in example.tables:
            books.do(table)
    assert queries.prove(viewer=SYSTEM) == []


def test_every_sum_in_the_text_is_right() -> None:
    sums = SUM.findall(PAGE)
    assert [(text, rounded(value(text), said)) for text, said in sums] == sums
    assert len(sums) == PAGE.count(" = ")


def test_every_row_of_interest_is_reckoned_right() -> None:
    for table in [one for one in tables(PAGE) if one.header[1:] == ROWS_OF_INTEREST]:
        exact = Fraction(0)
        for period, days, owed, rate, shown, _interest, _law in itemised(table):
            first, last = (dt.date.fromisoformat(day) for day in period.split(" to "))
            assert int(days) == (last - first).days + 1
            row = value(f"{amount(owed)} × {rate} × {days} / 365")
            assert rounded(row, shown) == shown
            exact += row
        [(together, total)] = [(row[4], row[5]) for row in table.rows if row[0] == "Together"]
        assert rounded(exact, together) == together
        assert sum(amount(row[5]) for row in itemised(table)) == amount(total)


def test_which_interest_is_by_the_facts() -> None:
    [said] = [one for one in tables(PAGE) if one.header[0] == "Creditor in"]
    for country, party_kind, kind in said.rows:
        assert suggested_interest(country=country, party_kind=party_kind) == kind
    [rules] = [one for one in tables(PAGE) if one.header[0] == "interest"]
    assert {row[0] for row in rules.rows} <= set(rates.shipped().kinds)


def test_no_table_of_the_page_is_left_out() -> None:
    assert len(list(tables(PAGE))) == 2 + sum(len(one.tables) for one in EXAMPLES)
