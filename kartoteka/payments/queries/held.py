"""What a file that was handed in holds, before anything of it is taken in."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from kartoteka.access import queries as access
from kartoteka.formats.statements import Line, Problem, Statement
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.payments import models, rules, tables
from kartoteka.payments.queries.wording import format_word, told
from kartoteka.register.models import Party

_HERE = "kartoteka.payments"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class HeldStatement:
    """A statement of the file: `new` of its lines are not known yet; `creditor` is None where
    nobody knows whose the bank account is."""

    bank_account: str
    creditor: str | None
    currency: str
    format: str
    number: str
    is_interim: bool
    opening: Decimal | None
    closing: Decimal | None
    first_on: dt.date | None
    last_on: dt.date | None
    lines: int
    new: int
    came: Decimal
    went: Decimal
    shown: tuple[Line, ...]
    problems: tuple[Problem, ...]

    @property
    def format_word(self) -> str:
        """What the statement is written in, in the reader's language."""
        return format_word(self.format)

    @property
    def told(self) -> list[tuple[str, str]]:
        """Place and sentence of each problem, in the reader's language."""
        return told(self.problems)


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that waits for a decision, with its statements and the problems of the whole."""

    public_id: UUID
    name: str
    encoding: str
    statements: tuple[HeldStatement, ...]
    problems: tuple[Problem, ...]
    sha256: str
    read_by: str
    is_table: bool
    is_unmapped: bool

    @property
    def asks_whose(self) -> bool:
        """Whether the bank account of some statement is nobody's yet."""
        return any(each.creditor is None for each in self.statements)

    @property
    def is_long(self) -> bool:
        """Whether it has more lines than are taken in while the person waits."""
        return sum(each.lines for each in self.statements) > rules.MOST_AT_ONCE

    @property
    def told(self) -> list[tuple[str, str]]:
        """Place and sentence of each problem of the file, in the reader's language."""
        return told(self.problems)


def held(*, viewer: Actor, public_id: UUID) -> HeldFile | None:
    """A file that is held, read afresh; None where there is none."""
    del viewer
    kept = models.Held.objects.filter(public_id=public_id).first()
    if kept is None:
        return None
    data = bytes(kept.data)
    file = tables.read(data, kept.name, kept.mapping)
    parsed = file.parsed
    marks = {id(each): lines for each, lines in rules.fingerprints(parsed.statements)}
    known = _known([mark for lines in marks.values() for mark in lines])
    return HeldFile(
        public_id=kept.public_id,
        name=kept.name,
        encoding=parsed.encoding,
        statements=tuple(
            _statement(each, sum(mark not in known for mark in marks[id(each)]), file.creditor_id)
            for each in parsed.statements
        ),
        problems=parsed.problems,
        sha256=hashlib.sha256(data).hexdigest(),
        read_by=file.read_by,
        is_table=parsed.is_unmapped or bool(file.read_by),
        is_unmapped=parsed.is_unmapped,
    )


def held_bytes(*, viewer: Actor, public_id: UUID) -> tuple[str, bytes] | None:
    """Name and bytes of a file that is held, for whoever says what its columns are."""
    del viewer
    kept = models.Held.objects.filter(public_id=public_id).first()
    return (kept.name, bytes(kept.data)) if kept else None


def taking_in(*, viewer: Actor, public_id: UUID) -> UUID | None:
    """The unfinished job that takes a held file in, where the viewer may watch it."""
    job = models.Held.objects.filter(public_id=public_id).values_list("job", flat=True).first()
    shown = access.job(viewer=viewer, public_id=job) if job else None
    return shown.public_id if shown and not shown.is_finished else None


def _known(marks: list[bytes]) -> set[bytes]:
    found = models.Line.objects.filter(fingerprint__in=marks)
    return {bytes(mark) for mark in found.values_list("fingerprint", flat=True)}


def _statement(statement: Statement, new: int, stated: int | None) -> HeldStatement:
    days = [line.booked_on for line in statement.lines]
    amounts = [line.amount for line in statement.lines]
    zero = Decimal("0.00")
    return HeldStatement(
        bank_account=statement.account,
        creditor=_creditor(statement.account, stated),
        currency=statement.currency,
        format=statement.format,
        number=statement.number,
        is_interim=statement.is_interim,
        opening=statement.opening.amount if statement.opening else None,
        closing=statement.closing.amount if statement.closing else None,
        first_on=min(days, default=None),
        last_on=max(days, default=None),
        lines=len(days),
        new=0 if statement.is_interim else new,
        came=sum((each for each in amounts if each > 0), zero),
        went=sum((each for each in amounts if each < 0), zero),
        shown=statement.lines[:_SHOWN],
        problems=statement.problems,
    )


def _creditor(bank_account: str, stated: int | None) -> str | None:
    """Whose the account is: of a table as its mapping says."""
    found = sql.rows(_HERE, "whose_account", {"bank_account": bank_account[:40]})
    if stated is None and len(found) != 1:
        return None
    return Party.objects.values_list("name", flat=True).get(pk=stated or found[0][0])
