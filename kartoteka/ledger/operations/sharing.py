"""Money follows the debts: between accounts that a merge has brought to one party.

A payment settles debts of its own account only. Where a party has several with one creditor in one
currency, what a payment would settle on the others is transferred to them first, by pairs of
entries, so that the longest due debt of them all comes first, as the law orders.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger.operations.withdrawing import transfer

_PACKAGE = "kartoteka.ledger"


def groups(*, on: dt.date, account_ids: Sequence[int] | None = None) -> list[list[int]]:
    """Accounts that belong together, where one has an unused credit and another an open debt."""
    parameters = {"on": on, "accounts": list(account_ids) if account_ids is not None else None}
    return [list(ids) for (ids,) in sql.rows(_PACKAGE, "share_groups", parameters)]


def share(
    *, actor: Actor, accounts: Sequence[int], on: dt.date, reason: str, credit_id: int | None = None
) -> list[int]:
    """Transfers what unused credits owe to debts of the other accounts; returns the new credits.

    The caller holds the accounts (locks). Only `credit_id` where one is named. What is left of a
    credit for debts of its own account stays on it.
    """
    held = {"accounts": list(accounts)}
    credits_ = sql.rows(_PACKAGE, "share_credits", held | {"on": on, "credit": credit_id})
    taken: dict[int, Decimal] = defaultdict(Decimal)
    made: list[int] = []
    for entry_id, account_id, amount, day, came_on, designated in credits_:
        left = amount
        parts: dict[int, Decimal] = defaultdict(Decimal)
        debts = sql.rows(_PACKAGE, "share_debts", held | {"day": came_on})
        debts.sort(key=lambda debt: debt[0] not in designated)
        for debt_id, where, owed in debts:
            part = min(left, owed - taken[debt_id])
            if part > 0:
                parts[where] += part
                taken[debt_id] += part
                left -= part
        for where, part in sorted(parts.items()):
            if where != account_id:
                moved = transfer(
                    actor=actor,
                    credit_id=entry_id,
                    to_account_id=where,
                    amount=part,
                    on=day,
                    reason=reason,
                    paid_on=came_on,
                )
                made.append(moved.credit_id)
    return made
