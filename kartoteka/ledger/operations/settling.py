"""Settling: credits are used on debits, for everybody at once or one by hand, by one statement.

Goes in rounds: the interest that the next credit of each account meets is noted, the credit is
used, and so on until no account has both a credit and a debit. Where the order of debts cannot
depend on the credit, all credits of an account go in one round.
"""

import datetime as dt
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints, side_by_side, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.ledger import locks, planning
from kartoteka.ledger.models import Entry, Side
from kartoteka.ledger.operations.rights import require
from kartoteka.ledger.queries.settlements import SettlementLine, lines_of

_PACKAGE = "kartoteka.ledger"
_INTEREST, _ROUND = "settle_queue+settle_interest", "settle_queue+settle_round"
# Accounts per transaction of a run: short enough for who settles by hand to wait, long enough
# for sets to pay.
_AT_MOST, _AT_LEAST = 20_000, 1_000


@dataclass(frozen=True, slots=True)
class Settled:
    """What one credit was used for, and what of it is left."""

    credit_id: int
    lines: tuple[SettlementLine, ...]
    left: Decimal


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did: accounts settled, lines written, rounds of the longest account.

    `skipped_accounts` were held by somebody else, also the second time; `late_accounts` have a
    payment dated before one used already, where interest depends on it, and want a decision by
    hand; `refused_accounts` need a rate of interest that is not known.
    """

    settled: int = 0
    lines: int = 0
    rounds: int = 0
    skipped_accounts: tuple[int, ...] = ()
    late_accounts: tuple[int, ...] = ()
    refused_accounts: tuple[int, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """The report in figures, as it is kept with a background job."""
        return {
            "settled": self.settled,
            "lines": self.lines,
            "skipped": len(self.skipped_accounts),
            "late": len(self.late_accounts),
            "refused": len(self.refused_accounts),
        }


# Is told what a run has done so far, how many accounts it has been through, and of how many.
Tell = Callable[[RunReport, int, int], None]


class NotACredit(Refusal):
    code = "ledger.not_a_credit"
    message = _("There is no such payment or other credit.")


class NothingToSettle(Refusal):
    code = "ledger.nothing_to_settle"
    message = _("There is nothing to settle: no open debt, or nothing left of the payment.")


class MoreThanOpen(Refusal):
    code = "ledger.more_than_open"
    message = _("That is more than is open. Somebody may have settled it meanwhile; look again.")


class AnotherAccount(Refusal):
    code = "ledger.another_account"
    message = _("A payment can only settle debts of its own account. Transfer it first.")


class RateMissing(Refusal):
    code = "ledger.rate_missing"
    message = _("The rate of interest for the day of the payment is not known. Add it first.")


class LatePayment(Confirmable):
    code = "ledger.late_payment"
    message = _(
        "This payment is dated before payments that have been settled already. "
        "They stay as they are; settle it nevertheless?"
    )


constraints.means("ledger_open_not_overdrawn", MoreThanOpen)
constraints.means("ledger_settlement_debit_of_account", AnotherAccount)
constraints.means("ledger_settlement_credit_of_account", AnotherAccount)


def settle(
    *,
    actor: Actor,
    credit_id: int,
    on: dt.date,
    choices: Mapping[int, Decimal] | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> Settled:
    """Uses one credit: by the account's scheme, or on the debits in `choices` (id to amount).

    Only a credit effective on `on` or before is used. By the scheme, debts of accounts that a merge
    has joined to this one take part: what is theirs is transferred to them first. Raises
    `NotAllowed`, `NotACredit`, `AccountBusy` after two seconds, `NothingToSettle`, `MoreThanOpen`,
    `AnotherAccount`, `RateMissing`, `PeriodClosed`, and `LatePayment` unless confirmed.
    """
    require(actor, Role.CLERK)
    credit = Entry.objects.filter(pk=credit_id, side=Side.CREDIT).first()
    if credit is None:
        raise NotACredit
    with acting(actor), constraints.spoken():
        joined = _joined(credit.account_id)
        locks.lock_by_hand(joined)
        _refuse_late(credit, on, confirmed)
        if choices is not None:
            ids = _settle_by_choice(credit, choices, actor)
        else:
            moved = _share(actor, joined, on, credit_id) if len(joined) > 1 else []
            ids = _transfers(credit_id) if moved else []
            for one in (credit, *Entry.objects.filter(pk__in=moved).order_by("pk")):
                if one is not credit:
                    _refuse_late(one, on, confirmed)
                ids += _settle_by_scheme(
                    {
                        "accounts": [one.account_id],
                        "on": on,
                        "credit": one.pk,
                        "most": None,
                        "actor": actor.user_id,
                    }
                )
        if not ids:
            raise NothingToSettle
        return Settled(credit_id, tuple(lines_of(ids)), _left(credit_id))


def settle_ahead(*, actor: Actor, credit_id: int, on: dt.date, most: Decimal) -> None:
    """Uses up to `most` of a credit by the account's scheme on what stands open, in one round and
    noting no interest: before a note is made for which the rest of the credit is kept.

    Debts of joined accounts take no part, and a credit dated before others is used. Raises
    `NotAllowed`, `NotACredit`, `AccountBusy`, `PeriodClosed`.
    """
    require(actor, Role.CLERK)
    credit = Entry.objects.filter(pk=credit_id, side=Side.CREDIT).first()
    if credit is None:
        raise NotACredit
    with acting(actor), constraints.spoken(), planning.for_sets(by_hashing=True):
        locks.lock_by_hand([credit.account_id])
        parameters = {
            "accounts": [credit.account_id],
            "on": on,
            "credit": credit_id,
            "most": most,
            "actor": actor.user_id,
            "accrued_only": False,
        }
        sql.row(_PACKAGE, _ROUND, parameters)


def preview(
    *,
    viewer: Actor,
    credit_id: int,
    on: dt.date,
    choices: Mapping[int, Decimal] | None = None,
) -> Settled:
    """What `settle` would do, by doing it and taking all of it back. Raises what `settle` raises,
    except `LatePayment`. Ids in the lines are not kept."""
    with transaction.atomic():
        planned = settle(
            actor=viewer,
            credit_id=credit_id,
            on=on,
            choices=choices,
            confirmed=frozenset({LatePayment.code}),
        )
        transaction.set_rollback(True)
    return planned


def settle_all(
    *,
    actor: Actor,
    on: dt.date,
    account_ids: Sequence[int] | None = None,
    tell: Tell = lambda report, done, total: None,
) -> RunReport:
    """Settles every account (or those named) that has a debit and a credit effective by `on`.

    Each account by its scheme; accounts held by others are skipped, tried once more at the end
    and reported. Called outside a transaction, it works over several connections at once, commits
    every twenty thousand accounts, and calls `tell` within each of these. Before that, unused money
    follows the debts between accounts that a merge has joined. Raises `NotAllowed`.
    """
    require(actor, Role.CLERK)
    wanted = list(account_ids) if account_ids is not None else None
    shared = _share_all(actor, on, wanted)
    if wanted is not None:
        wanted = sorted({*wanted, *shared})
    waiting = _candidates(wanted, on)
    total = len(waiting)
    tell(RunReport(), 0, total)
    run = _Run(on, actor, lambda report, done: tell(report, done, total))
    skipped = run.over(waiting)
    if skipped:
        skipped = run.over(skipped)
    return _together(run.reports, skipped)


def _together(reports: Sequence[RunReport], skipped: Sequence[int] = ()) -> RunReport:
    return RunReport(
        settled=sum(report.settled for report in reports),
        lines=sum(report.lines for report in reports),
        rounds=max((report.rounds for report in reports), default=0),
        skipped_accounts=tuple(skipped),
        late_accounts=tuple(sorted({i for report in reports for i in report.late_accounts})),
        refused_accounts=tuple(sorted({i for report in reports for i in report.refused_accounts})),
    )


class _Run:
    """A run over many accounts, in parts that are worked on side by side."""

    def __init__(self, on: dt.date, actor: Actor, tell: Callable[[RunReport, int], None]) -> None:
        self.on, self.actor, self.tell = on, actor, tell
        self.reports: list[RunReport] = []
        self.done = 0
        self.telling = threading.Lock()

    def over(self, waiting: Sequence[int]) -> list[int]:
        """Settles the accounts that nobody holds and returns the others."""
        size = min(max(math.ceil(len(waiting) / side_by_side.lanes()), _AT_LEAST), _AT_MOST)
        parts = [waiting[start : start + size] for start in range(0, len(waiting), size)]
        return [account for held in side_by_side.each(self._part, parts) for account in held]

    def _part(self, part: Sequence[int]) -> list[int]:
        with acting(self.actor), constraints.spoken():
            held = locks.lock_free(part)
            with planning.for_sets(by_hashing=True):
                report = settle_held(held, self.on, self.actor)
            with self.telling:
                self.reports.append(report)
                self.done += len(held)
                self.tell(_together(self.reports), self.done)
        return sorted(set(part) - set(held))


def settle_held(held: list[int], on: dt.date, actor: Actor, *, late_too: bool = False) -> RunReport:
    """Rounds over accounts that this transaction holds; `settle_all` without its locks.

    `late_too` uses payments dated before ones used already, as somebody has decided.
    """
    late: set[int] = set()
    refused: set[int] = set()
    settled: set[int] = set()
    lines = rounds = 0
    active = _candidates(held, on)
    while active:
        parameters: dict[str, Any] = {
            "accounts": active,
            "on": on,
            "credit": None,
            "most": None,
            "actor": actor.user_id,
        }
        if not late_too:
            late |= _ids("settle_late", parameters | {"accrued_only": True})
        parameters["accounts"] = sorted(set(active) - late)
        refused |= _ids(_INTEREST, parameters | {"accrued_only": True})
        parameters["accounts"] = sorted(set(active) - late - refused)
        made = sql.row(_PACKAGE, _ROUND, parameters | {"accrued_only": False})
        if not made or not made[0]:
            break
        lines, rounds = lines + made[0], rounds + 1
        settled |= set(parameters["accounts"])
        active = _candidates(parameters["accounts"], on)
    return RunReport(
        settled=len(settled),
        lines=lines,
        rounds=rounds,
        late_accounts=tuple(late),
        refused_accounts=tuple(refused),
    )


def _joined(account_id: int) -> list[int]:
    """The account and those that a merge has joined to it or it to them, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT other.id FROM ledger_account AS own JOIN ledger_account AS other"
            " USING (party_id, creditor_id, currency) WHERE own.id = %s ORDER BY 1",
            [account_id],
        )
        return [row[0] for row in cursor.fetchall()]


def _share_all(actor: Actor, on: dt.date, wanted: Sequence[int] | None) -> list[int]:
    """Lets money follow the debts of joined accounts that nobody holds; returns these accounts."""
    from kartoteka.ledger.operations import sharing

    done: list[int] = []
    for group in sharing.groups(on=on, account_ids=wanted):
        with acting(actor), constraints.spoken():
            if locks.lock_free(group) == group:
                _share(actor, group, on, None)
        done += group
    return done


def _share(actor: Actor, accounts: list[int], on: dt.date, credit_id: int | None) -> list[int]:
    from kartoteka.ledger.operations import sharing

    reason = gettext("For debts joined by a merge of customers")
    return sharing.share(actor=actor, accounts=accounts, on=on, reason=reason, credit_id=credit_id)


def _transfers(credit_id: int) -> list[int]:
    """The lines by which a credit went to other accounts in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line.id FROM ledger_settlement AS line"
            " JOIN ledger_entry AS debit ON debit.id = line.debit_id"
            " WHERE line.credit_id = %s AND debit.kind = 'TRANSFER' AND line.recorded_at >= now()",
            [credit_id],
        )
        return [row[0] for row in cursor.fetchall()]


def _refuse_late(credit: Entry, on: dt.date, confirmed: frozenset[str]) -> None:
    parameters = {
        "accounts": [credit.account_id],
        "on": on,
        "credit": credit.pk,
        "accrued_only": False,
    }
    if sql.row(_PACKAGE, "settle_late", parameters) and LatePayment.code not in confirmed:
        raise LatePayment


def _settle_by_scheme(parameters: dict[str, object]) -> list[int]:
    """Rounds of one credit: the parts that a bailiff told first, then what is left of it."""
    ids: list[int] = []
    with planning.for_sets(by_hashing=True):
        while True:
            if _ids(_INTEREST, parameters | {"accrued_only": True}):
                raise RateMissing
            made = sql.row(_PACKAGE, _ROUND, parameters | {"accrued_only": False})
            if not made or not made[0]:
                return ids
            ids += made[1]


def _settle_by_choice(credit: Entry, choices: Mapping[int, Decimal], actor: Actor) -> list[int]:
    wanted = {debit: amount for debit, amount in choices.items() if amount}
    parameters = {
        "account": credit.account_id,
        "credit": credit.pk,
        "debits": list(wanted),
        "amounts": list(wanted.values()),
        "actor": actor.user_id,
    }
    return [row[0] for row in sql.rows(_PACKAGE, "settle_by_hand", parameters)]


def _candidates(account_ids: list[int] | None, on: dt.date) -> list[int]:
    parameters = {"accounts": account_ids, "on": on}
    return [row[0] for row in sql.rows(_PACKAGE, "settle_candidates", parameters)]


def _ids(name: str, parameters: Mapping[str, object]) -> set[int]:
    return {row[0] for row in sql.rows(_PACKAGE, name, parameters)}


def _left(credit_id: int) -> Decimal:
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM ledger_open WHERE entry_id = %s", [credit_id])
        found = cursor.fetchone()
    return found[0] if found else Decimal("0.00")
