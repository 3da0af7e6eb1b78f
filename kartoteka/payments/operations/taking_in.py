"""Taking bank files in: every movement once, however often and in whatever file it is told."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.documents import operations as documents
from kartoteka.formats.statements import MOST_BYTES, Line, ParsedFile, Problem, Statement
from kartoteka.kernel import sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Creditor
from kartoteka.payments import candidates, models, rules, tables
from kartoteka.payments.operations.matching import (
    Matched,
    alone_in_time,
    match_chosen,
    refuse_while_matching,
)
from kartoteka.payments.operations.rights import require

_HERE = "kartoteka.payments"
_SHOWN_PLACES, _SHOWN_REASONS = 10, 5
_TOLD_EVERY = 500
_PLAIN = ("booked_on", "value_on", "amount", "is_reversal")
_CUT: dict[str, int | None] = {
    "title": None,
    "vs": None,
    "ks": None,
    "ss": None,
    "counterparty_name": 250,
    "counterparty_account": 40,
    "own_account": 40,
    "reference": 80,
    "end_to_end_id": 80,
    "place": 60,
    "kind": 7,
}
_LENGTHS = tuple(_CUT.values())
_NAMED = ("keys", "words", "symbols", "nips", "names")
# Whoever takes in lines of the same bank account waits for this one, and then knows them.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('payments.line'), hashtext(%s))"
_plain, _cut, _named = attrgetter(*_PLAIN), attrgetter(*_CUT), attrgetter(*_NAMED)
_DRAFT = ("statement", "currency", "fingerprint", "breakdown", *_PLAIN, *_CUT, *_NAMED)


@dataclass(frozen=True, slots=True)
class TakenStatement:
    """One statement of a file. `public_id` is None where it was known already."""

    public_id: str | None
    bank_account: str
    number: str
    is_interim: bool
    lines: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What taking a file in did. `problems` are those of the file as a whole."""

    file_id: int | None
    statements: tuple[TakenStatement, ...]
    new_lines: int
    known_lines: int
    interim_lines: int
    problems: tuple[Problem, ...]
    matched: Matched = field(default_factory=Matched)
    settled: ledger.RunReport | None = None


class Unreadable(Refusal):
    code = "payments.unreadable"
    message = _("The file cannot be taken in. %(reason)s")
    field = "file"


class BrokenLines(Confirmable):
    code = "payments.broken_lines"
    message = _("Lines that cannot be read: %(count)s (%(places)s). Take in the rest without them?")
    field = "file"


class SameDaysTold(Confirmable):
    code = "payments.same_days_told"
    message = _(
        "The days %(first)s to %(last)s of account %(account)s have come in already from "
        "%(file)s (%(format)s), and this file tells them otherwise. Payments of these days may "
        "then be booked twice. Take it in nevertheless?"
    )
    field = "file"


class OtherCreditor(Refusal):
    code = "payments.other_creditor"
    message = _(
        "The mapping says that these are payments to %(stated)s, but account %(account)s belongs "
        "to another creditor."
    )
    field = "file"


class WhoseAccount(Refusal):
    code = "payments.whose_account"
    message = _("Account %(account)s belongs to none of the creditors. Choose whose it is.")
    field = "creditor"


def take_in(
    *,
    actor: Actor,
    data: bytes,
    name: str,
    creditor_id: int | None = None,
    confirmed: frozenset[str] = frozenset(),
    skip_broken: bool = False,
    settle_on: dt.date | None = None,
    mapping: UUID | None = None,
    origin: str = models.File.Origin.DESK,
) -> TakenIn:
    """Takes in a bank file or a table, books what is certain, and with `settle_on` settles it.

    The same bytes, days that overlap, or lines known from elsewhere add nothing. `creditor_id`
    says whose a bank account is that neither the register nor an earlier statement knows; a table
    is read by `mapping`, or by the one kept for its columns. Raises `Unreadable`, `WhoseAccount`,
    `OtherCreditor`, `MatchingRuns`, and Confirmable ones: `BrokenLines` (or `skip_broken`) where
    lines cannot be read, `SameDaysTold` where the days came in another way.
    """
    file = readable(data, name, mapping)
    decided = Decided(
        creditor_id,
        confirmed | ({BrokenLines.code} if skip_broken else frozenset()),
        stated=file.creditor_id,
        read_by=file.read_by,
        origin=origin,
    )
    return _take_in(actor, file.parsed, (name, data), decided, settle_on)


def readable(data: bytes, name: str, mapping: UUID | None = None) -> tables.Read:
    """The statements of a file. Raises `Unreadable` where there is none."""
    file = tables.read(data, name, mapping)
    refuse_empty(file)
    return file


def refuse_empty(file: tables.Read) -> None:
    """Raises `Unreadable` with the reasons where the file has no statement."""
    if not file.parsed.statements:
        reasons = " ".join(
            problem.sentence(gettext) for problem in file.parsed.problems[:_SHOWN_REASONS]
        )
        raise Unreadable(reason=reasons)


def take_in_parsed(
    *,
    actor: Actor,
    parsed: ParsedFile,
    name: str,
    data: bytes,
    creditor_id: int | None = None,
    confirmed: frozenset[str] = frozenset(),
    settle_on: dt.date | None = None,
) -> TakenIn:
    """As `take_in`, of statements that have been read already; `data` is what is kept of them."""
    return _take_in(actor, parsed, (name, data), Decided(creditor_id, confirmed), settle_on)


def _take_in(
    actor: Actor,
    parsed: ParsedFile,
    file: tuple[str, bytes],
    decided: "Decided",
    settle_on: dt.date | None,
) -> TakenIn:
    require(actor, Role.CLERK)
    with acting(actor):
        taken = take_in_and_match(actor, parsed, *file, decided)
    if settle_on and taken.matched.account_ids:
        settled = ledger.settle_all(
            actor=actor, on=settle_on, account_ids=taken.matched.account_ids
        )
        taken = replace(taken, settled=settled)
    return taken


@dataclass(frozen=True, slots=True)
class Decided:
    """What the person has answered about a file. `patient` waits for others who book lines, and
    `tell` hears how many lines are staged: both are for background work. `stated` is the creditor
    that a mapping names, `read_by` the mapping, `origin` where the file came from."""

    creditor_id: int | None = None
    confirmed: frozenset[str] = frozenset()
    patient: bool = False
    tell: Callable[[int, str], None] = lambda done, message: None
    stated: int | None = None
    read_by: str = ""
    origin: str = models.File.Origin.DESK


def take_in_and_match(
    actor: Actor, parsed: ParsedFile, name: str, data: bytes, decided: Decided
) -> TakenIn:
    """As `take_in_parsed` without settling, inside an operation's own transaction."""
    _refuse_broken(parsed, decided.confirmed)
    taken = _Taking(actor, parsed, decided).run(name, data)
    if taken.new_lines:
        decided.tell(taken.new_lines + taken.known_lines, gettext("Looking for the customers"))
        if decided.patient:
            alone_in_time()
        taken = replace(taken, matched=match_chosen(actor))
        if models.Refund.objects.filter(state=models.Refund.State.SENT).exists():
            sql.run(_HERE, "confirm_refunds")
    return taken


def ask(actor: Actor, parsed: ParsedFile, decided: Decided) -> None:
    """Raises what `take_in` would ask or refuse, as far as that is known now; writes nothing."""
    _refuse_broken(parsed, decided.confirmed)
    refuse_while_matching()
    _Taking(actor, parsed, decided).ask()


def _refuse_broken(parsed: ParsedFile, confirmed: frozenset[str]) -> None:
    lost = [problem for problem in parsed.all_problems if problem.line_lost]
    if lost and BrokenLines.code not in confirmed:
        places = [problem.place or gettext("the end") for problem in lost]
        shown = ", ".join(places[:_SHOWN_PLACES]) + (" …" if len(places) > _SHOWN_PLACES else "")
        raise BrokenLines(count=len(lost), places=shown)


class _Taking:
    """One file on its way in, inside its transaction."""

    def __init__(
        self,
        actor: Actor,
        parsed: ParsedFile,
        decided: Decided,
    ) -> None:
        self.actor = actor
        self.parsed = parsed
        self.decided = decided
        self.chosen = decided.creditor_id
        self.confirmed = decided.confirmed
        self.tell = decided.tell
        booked = [each for each in parsed.statements if not each.is_interim]
        self.marked = list(rules.fingerprints(booked))
        marks = {id(statement): lines for statement, lines in self.marked}
        self.prints = {
            id(each): rules.statement_fingerprint(each, marks.get(id(each), []))
            for each in parsed.statements
        }

    def run(self, name: str, data: bytes) -> TakenIn:
        self._stage()
        unknown = {bytes(mark) for mark, _count in sql.rows(_HERE, "unknown_lines")}
        fresh = self._fresh(unknown)
        for statement in fresh:
            self._refuse_told_otherwise(statement)
        ids = self._keep(fresh, name, data) if fresh else {}
        new = self._keep_lines() if unknown else 0
        return TakenIn(
            file_id=next((file_id for file_id, _public in ids.values()), None),
            statements=tuple(self._told(each, ids) for each in self.parsed.statements),
            new_lines=new,
            known_lines=sum(len(lines) for _statement, lines in self.marked) - new,
            interim_lines=sum(len(e.lines) for e in self.parsed.statements if e.is_interim),
            problems=self.parsed.problems,
        )

    def _keep_lines(self) -> int:
        candidates.stage()
        row = sql.row(_HERE, "take_in")
        return int(row[0]) if row else 0

    def ask(self) -> None:
        marks = [mark for _statement, lines in self.marked for mark in lines]
        found = models.Line.objects.filter(fingerprint__in=marks)
        known = {bytes(mark) for mark in found.values_list("fingerprint", flat=True)}
        unknown = {
            self.prints[id(statement)]
            for statement, lines in self.marked
            if not known.issuperset(lines)
        }
        for statement in self._fresh(unknown):
            self._refuse_told_otherwise(statement)
            self._creditor(statement.account[:40])

    def _fresh(self, unknown: set[bytes]) -> list[Statement]:
        """Statements that are to be kept, as those with lines that are not known yet."""
        return [
            each
            for each in self.parsed.statements
            if each.is_interim or not each.lines or self.prints[id(each)] in unknown
        ]

    def _told(self, statement: Statement, ids: dict[bytes, tuple[int, str]]) -> TakenStatement:
        known = ids.get(self.prints[id(statement)])
        return TakenStatement(
            public_id=known[1] if known else None,
            bank_account=statement.account,
            number=statement.number,
            is_interim=statement.is_interim,
            lines=len(statement.lines),
            problems=statement.problems,
        )

    def _stage(self) -> None:
        accounts = sorted({statement.account[:40] for statement, _marks in self.marked})
        with connection.cursor() as cursor:
            cursor.executemany(_ONE_AT_A_TIME, [[account] for account in accounts])
            cursor.execute(sql.text(_HERE, "stage_lines"))
            cursor.execute("TRUNCATE pg_temp.payments_draft")
            staging.fill("payments_draft", _DRAFT, self._rows())
            cursor.execute("ANALYZE pg_temp.payments_draft (statement, fingerprint)")

    def _rows(self) -> Iterator[Sequence[Any]]:
        done, message = 0, gettext("Taking in lines")
        for statement, marks in self.marked:
            own = self.prints[id(statement)]
            for line, mark in zip(statement.lines, marks, strict=True):
                done += 1
                if not done % _TOLD_EVERY:
                    self.tell(done, message)
                parts = json.dumps(line.breakdown) if line.breakdown else None
                yield (own, line.currency or statement.currency, mark, parts, *_staged(line))

    def _refuse_told_otherwise(self, statement: Statement) -> None:
        if statement.is_interim or not statement.lines or SameDaysTold.code in self.confirmed:
            return
        days = [line.booked_on for line in statement.lines]
        told = sql.row(
            _HERE,
            "told_otherwise",
            {
                "bank_account": statement.account[:40],
                "format": statement.format,
                "first_on": min(days),
                "last_on": max(days),
                "opening": statement.opening.amount if statement.opening else None,
                "closing": statement.closing.amount if statement.closing else None,
            },
        )
        if told:
            kind, first, last, file = told
            raise SameDaysTold(
                format=kind,
                first=first.isoformat(),
                last=last.isoformat(),
                file=file,
                account=statement.account,
            )

    def _keep(self, fresh: list[Statement], name: str, data: bytes) -> dict[bytes, tuple[int, str]]:
        """Keep the file and its statements; for each fingerprint its file and public id."""
        creditors = {each.account: self._creditor(each.account[:40]) for each in fresh}
        file_id = self._file(name, data)
        rows = [self._row(each, file_id, creditors[each.account]) for each in fresh]
        models.Statement.objects.bulk_create(rows, ignore_conflicts=True)
        found = models.Statement.objects.filter(fingerprint__in=[row.fingerprint for row in rows])
        values = found.values_list("fingerprint", "file_id", "public_id")
        return {bytes(mark): (file, str(public)) for mark, file, public in values}

    def _creditor(self, account: str) -> int:
        known = [row[0] for row in sql.rows(_HERE, "whose_account", {"bank_account": account})]
        if stated := self.decided.stated:
            creditor = Creditor.objects.filter(pk=stated).select_related("party").first()
            if creditor is None or any(each != stated for each in known):
                name = creditor.party.name if creditor else gettext("nobody")
                raise OtherCreditor(stated=name, account=account)
            return stated
        if len(known) == 1:
            return int(known[0])
        if self.chosen and Creditor.objects.filter(pk=self.chosen).exists():
            return self.chosen
        raise WhoseAccount(account=account or gettext("without a number"))

    def _file(self, name: str, data: bytes) -> int:
        digest = hashlib.sha256(data).hexdigest()
        known = models.File.objects.filter(sha256=digest).first()
        if known is not None:
            return known.pk
        made = models.File.objects.create(
            name=name.replace("\\", "/").rpartition("/")[2].strip()[:200] or digest[:16],
            sha256=digest,
            content_id=self._content(digest, data),
            encoding=self.parsed.encoding[:20],
            problems=[asdict(problem) for problem in self.parsed.problems],
            actor=self.actor.user_id,
            origin=self.decided.origin,
            read_by=self.decided.read_by[:100],
        )
        return made.pk

    def _content(self, digest: str, data: bytes) -> int:
        """The bytes as evidence, however large a bank file is that can be read."""
        kind, ending = _kind_of(data)
        name = f"{digest[:16]}.{ending}"
        return documents.keep(
            actor=self.actor, data=data, name=name, media_type=kind, largest=MOST_BYTES
        )

    def _row(self, statement: Statement, file_id: int, creditor: int) -> models.Statement:
        opening, closing = statement.opening, statement.closing
        days = [line.booked_on for line in statement.lines] or [
            each.on for each in (opening, closing) if each
        ]
        return models.Statement(
            file_id=file_id,
            creditor_id=creditor,
            bank_account=statement.account[:40],
            currency=statement.currency,
            format=statement.format,
            number=statement.number[:60],
            is_interim=statement.is_interim,
            opening=opening.amount if opening else None,
            opening_on=opening.on if opening else None,
            closing=closing.amount if closing else None,
            closing_on=closing.on if closing else None,
            first_on=min(days, default=None),
            last_on=max(days, default=None),
            lines_in_file=len(statement.lines),
            problems=[asdict(problem) for problem in statement.problems],
            fingerprint=self.prints[id(statement)],
        )


def _kind_of(data: bytes) -> tuple[str, str]:
    """What the bytes are, and how a file of them is called."""
    if data.startswith((b"<", b"\xef\xbb\xbf<")):
        return "application/xml", "xml"
    if data.startswith(b"PK\x03\x04"):
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
    return "text/plain", "txt"


def _staged(line: Line) -> tuple[Any, ...]:
    """The values of a line in the order of the staging table, NUL signs left out."""
    texts = _cut(line)
    if any("\0" in text for text in texts):
        texts = tuple(text.replace("\0", "") for text in texts)
    return (
        *_plain(line),
        *[text[:length] for text, length in zip(texts, _LENGTHS, strict=True)],
        *map(_array, _named(rules.named_by(line))),
    )


def _array(words: list[str]) -> str:
    """As PostgreSQL writes an array; folded words have nothing that would need escaping."""
    return '{"' + '","'.join(words) + '"}' if words else "{}"
