"""Interest notes: one customer's, or many customers' with thresholds; and taking one back."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kartoteka.access.operations.bulk import Outcome
from kartoteka.billing import rules
from kartoteka.billing.models import InterestLine, InterestNote, NoteCorrection
from kartoteka.billing.operations import used_notes
from kartoteka.billing.queries.overtaken import overtaken
from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, InterestPeriod
from kartoteka.register.queries import blocks

_HERE = "kartoteka.billing"
_KIND = "INTEREST"
MOST_NAMED = 50
MOST_TRIES = 50  # three do, but where a debt bears interest for many years


class NothingToNote(Refusal):
    code = "billing.nothing_to_note"
    message = _("No interest that is in no note yet has accrued to that day.")


class NoteWithdrawn(Refusal):
    code = "billing.note_withdrawn"
    message = _("This interest note has been withdrawn already.")


class NothingLeft(Refusal):
    code = "billing.nothing_left_of_note"
    message = _("By what is known today nothing of the note is left. Withdraw it instead.")


class NoteReasonMissing(Refusal):
    code = "billing.note_reason_missing"
    message = _("Say why the note is withdrawn.")
    field = "reason"


@dataclass(frozen=True, slots=True)
class NoteTerms:
    """To which day, of which days the note is, and what is too little to be asked for: below
    `least` for a customer, below `least_of_debt` for a debt. Debts due before `since` are left."""

    to: dt.date
    issued_on: dt.date
    due_on: dt.date
    least: Decimal = Decimal("0.01")
    least_of_debt: Decimal = Decimal("0.01")
    since: dt.date | None = None


@dataclass(slots=True)
class NoteReport:
    """What notes were made, or would be: how many of how many debts, how much by currency; who is
    below the threshold, blocked, in somebody else's hands, or lacks a rate. `first` and `below`
    name some of them."""

    notes: int = 0
    debts: int = 0
    sums: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    small: int = 0
    small_sums: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    small_debts: int = 0
    blocked: int = 0
    busy: int = 0
    unknown: int = 0
    parties: set[int] = field(default_factory=set)
    first: list[dict[str, Any]] = field(default_factory=list)
    below: list[dict[str, Any]] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {
            "notes": self.notes,
            "debts": self.debts,
            "sums": _texts(self.sums),
            "small": self.small,
            "small_sums": _texts(self.small_sums),
            "small_debts": self.small_debts,
            "blocked": self.blocked,
            "busy": self.busy,
            "unknown": self.unknown,
            "first": self.first,
            "below": self.below,
        }


def note_interest(
    *,
    actor: Actor,
    account_id: int,
    terms: NoteTerms,
    entry_ids: Sequence[int] | None = None,
) -> uuid.UUID:
    """Notes the interest of an account, or of those of its debts that are named, and returns the
    note's name. Sent twice it finds nothing the second time.

    Raises `NothingToNote`, `Blocked` (collection), `RateMissing`, `AccountBusy`, and what
    `ledger.post_interest` raises.
    """
    ledger.refuse_days(to=terms.to, issued_on=terms.issued_on, due_on=terms.due_on)
    with acting(actor):
        locks.lock_by_hand([account_id])
        party_id = Account.objects.values_list("party_id", flat=True).get(pk=account_id)
        blocks.refuse_blocked(viewer=actor, party_id=party_id, what="COLLECTION", on=None)
        report = NoteReport()
        _note(actor, [account_id], terms, report, entry_ids=entry_ids)
        if report.unknown:
            raise ledger.RateMissing
        if not report.ids:
            raise NothingToNote
        return _public_id(report.ids[0])


def note_accounts(
    *, actor: Actor, account_ids: Sequence[int], terms: NoteTerms, report: NoteReport, dry: bool
) -> None:
    """Notes the interest of those of the accounts that nobody holds and adds to the report; `dry`
    takes all of it back. Repeated, it finds what is not noted yet. Raises what `note_interest`
    raises, but for single accounts."""
    ledger.refuse_days(to=terms.to, issued_on=terms.issued_on, due_on=terms.due_on)
    with acting(actor), transaction.atomic():
        held = locks.lock_free(list(account_ids))
        report.busy += len(account_ids) - len(held)
        _note(actor, held, terms, report, dry=dry)
        if dry:
            transaction.set_rollback(True)


def accounts_to_note(
    *, actor: Actor, on: dt.date, creditor_id: int | None, party_ids: Sequence[int] | None = None
) -> tuple[list[int], int]:
    """The accounts of a creditor (or of all) and of parties (or of all), and how many more are
    left out because collection is blocked."""
    parties = None if party_ids is None else list(party_ids)
    asked = {"creditor": creditor_id, "parties": parties, "on": on}
    rows = sql.rows(_HERE, "note_accounts", asked)
    free = [account for account, is_blocked in rows if not is_blocked]
    return free, len(rows) - len(free)


def note_many(*, actor: Actor, ids: Sequence[int], options: Mapping[str, Any]) -> Outcome:
    """The act of the list of parties; `options`: the terms, and `dry` to only count."""
    terms = terms_of(options)
    accounts, _blocked = accounts_to_note(
        actor=actor, on=terms.issued_on, creditor_id=None, party_ids=ids
    )
    report = NoteReport()
    note_accounts(
        actor=actor, account_ids=accounts, terms=terms, report=report, dry=bool(options["dry"])
    )
    return Outcome(done=len(report.parties), same=len(ids) - len(report.parties))


def withdraw_note(
    *,
    actor: Actor,
    note_id: int,
    on: dt.date,
    reason: str,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Takes a note back: a correction of each of its entries; its days may be noted anew. What is
    settled on it is taken back with it and settled again by the scheme.

    Raises `NoteReasonMissing`, `NoteWithdrawn`, `NoteUsed` unless confirmed, and what
    `ledger.withdraw` and `ledger.take_back_interest` raise.
    """
    with acting(actor):
        freed = _take_back(actor, note_id, on, reason, confirmed)
        used_notes.use_again(actor=actor, credit_ids=freed, on=on)


def correct_note(
    *,
    actor: Actor,
    note_id: int,
    issued_on: dt.date,
    due_on: dt.date,
    reason: str,
    confirmed: frozenset[str] = frozenset(),
) -> uuid.UUID:
    """Makes a note of the same debts and day by what is known today in place of one, which is
    withdrawn with it, and ties the two; returns the new note's name. What is settled on the old one
    is taken back and settled again by the scheme, now that the new one stands. What of that money
    the new note leaves and lessens a debt from an earlier day is used before the note is reckoned.

    Raises `NothingLeft` where there is no interest any more, and what `withdraw_note` and
    `note_interest` raise.
    """
    old = InterestNote.objects.get(pk=note_id)
    lines = InterestLine.objects.filter(note=old)
    found = lines.values_list("entry__debt_id", flat=True)
    debts = [debt for debt in found if debt is not None]
    terms = NoteTerms(to=old.to_day, issued_on=issued_on, due_on=due_on)
    with acting(actor):
        freed = _take_back(actor, note_id, issued_on, reason, confirmed)
        ahead = used_notes.Ahead(freed)
        for more in reversed(range(MOST_TRIES)):
            with transaction.atomic():
                ahead.use(actor=actor, on=issued_on)
                note = _in_place_of(actor, old, terms, debts)
                used_notes.use_again(actor=actor, credit_ids=freed, on=issued_on)
                changes = bool(freed and overtaken(viewer=actor, note_id=note.pk))
                if not more or not ahead.grows(note.pk, changes=changes):
                    break
                transaction.set_rollback(True)
    return note.public_id


def _in_place_of(
    actor: Actor, old: InterestNote, terms: NoteTerms, debts: Sequence[int]
) -> InterestNote:
    try:
        made = note_interest(actor=actor, account_id=old.account_id, terms=terms, entry_ids=debts)
    except NothingToNote:
        raise NothingLeft from None
    note = InterestNote.objects.get(public_id=made)
    NoteCorrection.objects.create(note=note, corrects=old)
    return note


def _take_back(
    actor: Actor, note_id: int, on: dt.date, reason: str, confirmed: frozenset[str]
) -> list[int]:
    """Takes a note back with what is settled on it; returns the credits that this frees."""
    if not reason.strip():
        raise NoteReasonMissing
    account = InterestNote.objects.values_list("account_id", flat=True).get(pk=note_id)
    entries = _entries_of(note_id)
    locks.lock_by_hand([account])
    if not _stands(entries):
        raise NoteWithdrawn
    said = reason.strip()[:1000]
    freed = used_notes.free(actor=actor, entry_ids=entries, reason=said, confirmed=confirmed)
    ledger.take_back_interest(actor=actor, entry_ids=entries, on=on, reason=said)
    return freed


def _stands(entries: Sequence[int]) -> bool:
    return not InterestPeriod.objects.filter(entry__in=entries, cancelled_by__isnull=False).exists()


def terms_of(options: Mapping[str, Any]) -> NoteTerms:
    """Terms from what a form or a job keeps as JSON."""
    since = options.get("since")
    return NoteTerms(
        to=_day(options["to"]),
        issued_on=_day(options["issued_on"]),
        due_on=_day(options["due_on"]),
        least=Decimal(str(options.get("least") or "0.01")),
        least_of_debt=Decimal(str(options.get("least_of_debt") or "0.01")),
        since=_day(since) if since else None,
    )


def _day(value: Any) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def _note(
    actor: Actor,
    accounts: list[int],
    terms: NoteTerms,
    report: NoteReport,
    *,
    entry_ids: Sequence[int] | None = None,
    dry: bool = False,
) -> None:
    """Accounts that this transaction holds: staged, narrowed, numbered, posted."""
    report.unknown += len(
        ledger.stage_interest(
            actor=actor,
            account_ids=accounts,
            to=terms.to,
            entry_ids=entry_ids,
            since=terms.since,
        )
    )
    _narrow(terms, report)
    found = sql.rows(_HERE, "note_sums")
    numbers = [] if dry else _numbers([row[1] for row in found], terms.issued_on.year)
    for place, (_account, _creditor, party, name, currency, debts, amount) in enumerate(found):
        report.notes += 1
        report.debts += debts
        report.sums[currency] += amount
        report.parties.add(party)
        number = "" if dry else numbers[place]
        _name(report.first, party, name, amount, currency, number=number)
    if found and not dry:
        asked = {
            "accounts": [row[0] for row in found], "numbers": numbers, "to": terms.to,
            "issued_on": terms.issued_on, "due_on": terms.due_on, "actor": actor.user_id,
        }  # fmt: skip
        report.ids += [row[0] for row in sql.rows(_HERE, "note_make", asked)]
        ledger.post_interest(actor=actor, issued_on=terms.issued_on, due_on=terms.due_on)
        sql.run(_HERE, "note_lines")


def _narrow(terms: NoteTerms, report: NoteReport) -> None:
    """Takes out what is below the thresholds, debts first, and reports it."""
    for _currency, count, _amount in sql.rows(
        _HERE, "note_small_debts", {"least": terms.least_of_debt}
    ):
        report.small_debts += count
    for _account, party, name, currency, amount in sql.rows(
        _HERE, "note_small_accounts", {"least": terms.least}
    ):
        report.small += 1
        report.small_sums[currency] += amount
        _name(report.below, party, name, amount, currency)


def _name(
    rows: list[dict[str, Any]], party: int, name: str, amount: Decimal, currency: str, **more: str
) -> None:
    if len(rows) < MOST_NAMED:
        rows.append(
            {"party": party, "name": name, "amount": str(amount), "currency": currency, **more}
        )


def _numbers(creditors: Sequence[int], year: int) -> list[str]:
    """The next numbers of each creditor's series, in the order of its notes."""
    following = {}
    for creditor_id, count in sorted(Counter(creditors).items()):
        asked = {"creditor_id": creditor_id, "kind": _KIND, "year": year, "count": count}
        taken = sql.row(_HERE, "next_numbers", asked)
        assert taken is not None  # noqa: S101  (the statement always returns its row)
        following[creditor_id] = int(taken[0]) - count
    numbers = []
    for creditor_id in creditors:
        following[creditor_id] += 1
        numbers.append(rules.series_number(_KIND, year, following[creditor_id]))
    return numbers


def _public_id(note_id: int) -> uuid.UUID:
    return InterestNote.objects.values_list("public_id", flat=True).get(pk=note_id)


def _entries_of(note_id: int) -> list[int]:
    return list(InterestLine.objects.filter(note_id=note_id).values_list("entry_id", flat=True))


def _texts(sums: Mapping[str, Decimal]) -> dict[str, str]:
    return {currency: str(amount) for currency, amount in sorted(sums.items())}
