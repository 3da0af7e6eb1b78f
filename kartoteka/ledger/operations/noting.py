"""Noting interest: what has accrued becomes an entry of its own, and is taken back by a mirror.

A room that numbers notes fills the staging table in three steps, in one transaction that holds the
accounts: `stage_interest`, then its own numbers, then `post_interest`.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks, planning
from kartoteka.ledger.models import Entry
from kartoteka.ledger.operations.rights import require

_PACKAGE = "kartoteka.ledger"
_SOURCE = "noting"


class InterestAhead(Refusal):
    code = "ledger.interest_ahead"
    message = _("Interest is noted to the day of issue at the latest. Choose an earlier day.")
    field = "to"


class DueBeforeIssue(Refusal):
    code = "ledger.due_before_issue"
    message = _("The interest would be due before it is issued. Choose a later day.")
    field = "due_on"


class DaysNoted(Refusal):
    code = "ledger.days_noted"
    message = _("These days of the debt are in an interest note already.")


class InterestUsed(Refusal):
    code = "ledger.interest_used"
    message = _(
        "Something has been paid or settled on %(number)s. Withdraw that settlement first, then "
        "the note."
    )


class NoSuchInterest(Refusal):
    code = "ledger.no_such_interest"
    message = _("This interest is not in the books any more.")


constraints.means("ledger_interestperiod_no_overlap", DaysNoted)


def stage_interest(
    *,
    actor: Actor,
    account_ids: Sequence[int],
    to: dt.date,
    entry_ids: Sequence[int] | None = None,
    since: dt.date | None = None,
) -> list[int]:
    """Fills `ledger_notable` with what may be noted to `to`, a row per debt: of the debts named or
    of all of the accounts, which the caller holds. Debts due before `since` are left out.

    Returns the accounts where a rate is not known; of them nothing is staged. Raises `NotAllowed`.
    """
    require(actor, Role.CLERK)
    with connection.cursor() as cursor:
        cursor.execute(sql.text(_PACKAGE, "notable_stage"))
        cursor.execute("TRUNCATE pg_temp.ledger_notable")
    parameters = {
        "accounts": list(account_ids),
        "entries": None if entry_ids is None else list(entry_ids),
        "to": to,
        "since": since,
    }
    with planning.for_sets(by_hashing=True):
        return [row[0] for row in sql.rows(_PACKAGE, "notable", parameters)]


def post_interest(*, actor: Actor, issued_on: dt.date, due_on: dt.date) -> int:
    """Posts what stands in `ledger_notable`, with its numbers, and returns the number of entries.

    Each is of kind INTEREST, hangs on its debt and charges its days, once and never again while it
    stands. Raises `NotAllowed`, `DueBeforeIssue`, `InterestAhead`, `DaysNoted`, `PeriodClosed`.
    """
    require(actor, Role.CLERK)
    refuse_days(to=None, issued_on=issued_on, due_on=due_on)
    with acting(actor), constraints.spoken(), planning.for_sets(by_hashing=True):
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(last_day) FROM pg_temp.ledger_notable")
            refuse_days(to=cursor.fetchone()[0], issued_on=issued_on, due_on=due_on)
        return sql.run(
            _PACKAGE,
            "notable_post",
            {
                "issued_on": issued_on,
                "due_on": due_on,
                "actor": actor.user_id,
                "title_pl": _title("pl"),
                "title_sk": _title("sk"),
            },
        )


def refuse_days(*, to: dt.date | None, issued_on: dt.date, due_on: dt.date) -> None:
    """Raises `InterestAhead` or `DueBeforeIssue` where days of a note do not fit together."""
    if to is not None and to > issued_on:
        raise InterestAhead
    if due_on < issued_on:
        raise DueBeforeIssue


def take_back_interest(*, actor: Actor, entry_ids: Sequence[int], on: dt.date, reason: str) -> int:
    """Takes noted interest back by a correction effective on a day; its days may be noted anew.

    Returns how many entries. Raises `NotAllowed`, `NoSuchInterest` (one is taken back already),
    `InterestUsed` (something is settled on one), `AccountBusy`, `PeriodClosed`.
    """
    require(actor, Role.CLERK)
    with acting(actor), constraints.spoken():
        entries = Entry.objects.filter(
            pk__in=list(entry_ids),
            source=_SOURCE,
            interest_of__isnull=False,
            interest_of__cancelled_by=None,
        )
        accounts = sorted(set(entries.values_list("account_id", flat=True)))
        locks.lock_by_hand(accounts)
        found = list(entries.order_by("pk").values_list("pk", "number", "amount"))
        if not found or len(found) != len(set(entry_ids)):
            raise NoSuchInterest
        _refuse_used(found)
        told = {"on": on, "actor": actor.user_id, "reason": reason}
        parameters: dict[str, object] = {**told, "entries": [pk for pk, *_rest in found]}
        pairs = sql.rows(_PACKAGE, "notable_back", parameters)
        corrections, notes = (list(column) for column in zip(*pairs, strict=True))
        return sql.run(
            _PACKAGE, "notable_back_settled", {**told, "corrections": corrections, "notes": notes}
        )


def _refuse_used(found: Sequence[tuple[int, str, object]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry_id, amount FROM ledger_open WHERE entry_id = ANY (%s)",
            [[pk for pk, *_rest in found]],
        )
        still = dict(cursor.fetchall())
    for pk, number, amount in found:
        if still.get(pk) != amount:
            raise InterestUsed(number=number)


def _title(language: str) -> str:
    with translation.override(language):
        return gettext("Interest on %(number)s") % {"number": "#"}
