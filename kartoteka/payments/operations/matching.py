"""Matching: each rule is one statement over all lines; where certain ones agree, it is booked."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable

from kartoteka.kernel import sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations as ledger
from kartoteka.payments import candidates, rules
from kartoteka.payments.operations.rights import require

_HERE = "kartoteka.payments"
_PATIENCE = "2min"


@dataclass(frozen=True, slots=True)
class Matched:
    """How many lines each rule found the customer of, and the ledger accounts credited.

    `fresh` of them came with the file that is taken in, the others had waited. `moved` tells, of
    lines of days to which the books are closed, on which first open day how many were posted.
    """

    by_rule: dict[str, int] = field(default_factory=dict)
    account_ids: tuple[int, ...] = ()
    fresh: int = 0
    moved: tuple[tuple[dt.date, int], ...] = ()

    @property
    def count(self) -> int:
        return sum(self.by_rule.values())

    @property
    def earlier(self) -> int:
        """How many had waited."""
        return self.count - self.fresh


class MatchingRuns(Refusal):
    code = "payments.matching_runs"
    message = _("Payments are being matched right now. Try again in a moment.")


def match(*, actor: Actor, line_ids: list[int] | None = None) -> Matched:
    """Books the waiting lines (all, or those) whose customer is certain. Raises `MatchingRuns`.

    What certain rules disagree on, and what no certain rule finds, goes on waiting.
    """
    require(actor, Role.CLERK)
    with acting(actor):
        candidates.stage()
        return match_chosen(actor, line_ids)


def match_chosen(actor: Actor, line_ids: list[int] | None = None) -> Matched:
    """As `match`, inside an operation's own transaction, of lines in payments_chosen as well."""
    alone()
    candidates.find(line_ids)
    ledger.stage()
    kept, moved = _book(actor) if sql.run(_HERE, "decide") else ([], ())
    with candidates.as_written():
        sql.run(_HERE, "booked")
    by_rule: dict[str, int] = {}
    account_ids = set()
    for rule, account_id in kept:
        by_rule[rule] = by_rule.get(rule, 0) + 1
        account_ids.add(account_id)
    fresh = sql.row(_HERE, "fresh_booked") if kept else None
    return Matched(by_rule, tuple(sorted(account_ids)), int(fresh[0]) if fresh else 0, moved)


def _book(actor: Actor) -> tuple[list[tuple[Any, ...]], tuple[tuple[dt.date, int], ...]]:
    """Posts the drafted credits; the rule and the account of each, and what was of closed days."""
    posted = ledger.post_staged(actor=actor)
    parameters = {"order": list(rules.RULES), "actor": actor.user_id}
    with candidates.as_written():
        return sql.rows(_HERE, "keep_reasons", parameters), posted.moved


def alone() -> None:
    """Nobody else books waiting lines until the transaction ends. Raises `MatchingRuns`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('payments.booking'))")
        if not cursor.fetchone()[0]:
            raise MatchingRuns


def alone_in_time() -> None:
    """As `alone`, for background work: waits for who books by hand. Raises `MatchingRuns`."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE])
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('payments.booking'))")
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except DatabaseError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise MatchingRuns from error
        raise


def refuse_while_matching() -> None:
    """Raises `MatchingRuns` while somebody else books waiting lines; looks, and holds up nobody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
            " AND objsubid = 1 AND pid <> pg_backend_pid()"
            " AND ((classid::bigint << 32) | objid::bigint) = hashtext('payments.booking'))"
        )
        if cursor.fetchone()[0]:
            raise MatchingRuns
