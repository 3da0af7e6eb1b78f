"""What is owed: now, on a day, and as it was shown at a moment."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from kartoteka.kernel import days, sql
from kartoteka.kernel.actor import Actor

_PACKAGE = "kartoteka.ledger"


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands open on one account, in its currency.

    `due` is all that is to be paid, `overdue` the part whose term has passed, `overpaid` the
    credits not used. `interest` has accrued to the day asked for and is in no note, so not in
    `due`; None when a rate for that day is not known.
    """

    account_id: int
    public_id: UUID
    party_id: int
    creditor_id: int
    creditor: str
    currency: str
    due: Decimal
    overpaid: Decimal
    overdue: Decimal
    overdue_count: int
    oldest_overdue_on: dt.date | None
    interest: Decimal | None


@dataclass(frozen=True, slots=True)
class DayBalance:
    """Debits less credits of one account as of a day or a moment: above zero is owed to us."""

    account_id: int
    creditor_id: int
    currency: str
    debits: Decimal
    credits: Decimal

    @property
    def amount(self) -> Decimal:
        return self.debits - self.credits


def balance(
    *, viewer: Actor, party_id: int | None = None, account_id: int | None = None, on: dt.date
) -> list[Balance]:
    """What each account of a party, or one account, has open, with interest to `on` included."""
    del viewer  # row security decides for the portal; the desk sees every account
    parameters = {"party": party_id, "account": account_id, **terms(on)}
    return [Balance(*row) for row in sql.kept(_PACKAGE, "balance", parameters)]


def balance_as_of(
    *, viewer: Actor, party_id: int | None = None, account_id: int | None = None, day: dt.date
) -> list[DayBalance]:
    """The balance by effective date at the end of `day`, with all that is known today."""
    del viewer
    return _as_of(party_id, account_id, day=day, moment=None)


def balance_as_shown(
    *,
    viewer: Actor,
    party_id: int | None = None,
    account_id: int | None = None,
    moment: dt.datetime,
) -> list[DayBalance]:
    """The balance as the program showed it at `moment`: by what had been recorded by then."""
    del viewer
    return _as_of(party_id, account_id, day=None, moment=moment)


def _as_of(
    party_id: int | None, account_id: int | None, *, day: dt.date | None, moment: Any
) -> list[DayBalance]:
    parameters = {"party": party_id, "account": account_id, "day": day, "moment": moment}
    return [DayBalance(*row) for row in sql.rows(_PACKAGE, "balance_as_of", parameters)]


def terms(on: dt.date) -> dict[str, dt.date]:
    """`on` and the days before which a due is overdue on it, as SQL files take them."""
    return {
        "on": on,
        "overdue_pl": days.overdue_before(on, "PL"),
        "overdue_sk": days.overdue_before(on, "SK"),
    }
