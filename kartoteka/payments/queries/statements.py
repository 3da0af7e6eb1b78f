"""Statements taken in: what each said of itself and what became of its lines."""

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from kartoteka.formats.statements import Problem
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger.models import Creditor
from kartoteka.payments.models import File
from kartoteka.payments.queries.wording import format_word, told

_HERE = "kartoteka.payments"


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement. `new` counts lines that it told first, `came` sums those that came in."""

    statement_id: int
    public_id: UUID
    bank_account: str
    currency: str
    format: str
    number: str
    is_interim: bool
    opening: Decimal | None
    opening_on: dt.date | None
    closing: Decimal | None
    closing_on: dt.date | None
    first_on: dt.date | None
    last_on: dt.date | None
    lines_in_file: int
    problems: tuple[Problem, ...]
    file: str
    taken_at: dt.datetime
    creditor: str
    creditor_id: int
    new: int
    came: Decimal
    booked: int
    waiting: int
    encoding: str
    sha256: str
    origin: str
    read_by: str

    @property
    def came_from(self) -> str:
        """How the file came, in the reader's language."""
        return str(File.Origin(self.origin).label)

    @property
    def format_word(self) -> str:
        """What the statement is written in, in the reader's language."""
        return format_word(self.format)

    @property
    def told(self) -> list[tuple[str, str]]:
        """Place and sentence of each problem, in the reader's language."""
        return told(self.problems)


def statement(*, viewer: Actor, public_id: UUID) -> StatementRow | None:
    """One statement, None where there is none."""
    del viewer
    found = sql.rows(_HERE, "statement", {"public_id": public_id})
    return _row(found[0]) if found else None


def whose_account(bank_account: str) -> list[int]:
    """The creditors whose bank account or cash desk this is, as the register or statements say."""
    return [row[0] for row in sql.rows(_HERE, "whose_account", {"bank_account": bank_account})]


def creditors_to_choose(*, viewer: Actor) -> list[tuple[int, str]]:
    """Id and name of every creditor, for the form that asks whose a bank account is."""
    del viewer
    return list(Creditor.objects.order_by("party__sort_pl").values_list("party_id", "party__name"))


def _row(row: tuple[Any, ...]) -> StatementRow:
    start, problems, rest = row[:14], row[14], row[15:]
    kept = json.loads(problems) if isinstance(problems, str) else problems
    values: list[Any] = [*start, tuple(Problem(**each) for each in kept), *rest]
    return StatementRow(*values)
