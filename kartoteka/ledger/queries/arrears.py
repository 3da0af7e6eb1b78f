"""Arrears: interest itemised to a day, and the ageing of everybody."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import interest, planning, wording
from kartoteka.ledger.queries.balances import terms

_PACKAGE = "kartoteka.ledger"


class InterestNotKnown(Refusal):
    code = "ledger.interest_not_known"
    message = _("The rate “%(kind)s” is not known for all days to %(on)s. Add the new rate first.")


@dataclass(frozen=True, slots=True)
class DebtInterest:
    """Interest of one debt to a day: all that accrued, what of it is in notes, and the rest.

    The rows of `periods` add up to `accrued`; the last takes what rounding leaves over.
    """

    entry_id: int
    number: str
    kind: str
    accrued: Decimal
    noted: Decimal
    periods: tuple[interest.Period, ...]
    rounding: interest.Rounding = "once"

    @property
    def not_noted(self) -> Decimal:
        return max(self.accrued - self.noted, Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """What a party owes in one currency, by days since the due date; `not_due` can be paid in
    time still (also after a weekend)."""

    party_id: int
    currency: str
    not_due: Decimal
    days_1_30: Decimal
    days_31_60: Decimal
    days_61_90: Decimal
    days_over_90: Decimal
    total: Decimal


def interest_to(
    *,
    viewer: Actor,
    entry_ids: Sequence[int] = (),
    account_id: int | None = None,
    on: dt.date,
    moment: dt.datetime | None = None,
) -> list[DebtInterest]:
    """Interest to `on` included of the debts named, or of all open ones of an account, itemised.

    With a `moment`, by what had been recorded by then (`noted` is still today's). Debts that bear
    none yet are left out. Raises `InterestNotKnown` past the last known rate.
    """
    del viewer  # row security decides for the portal; the desk sees every account
    parameters = {
        "entries": list(entry_ids), "account": account_id, "on": on, "moment": moment,
    }  # fmt: skip
    with planning.for_sets(by_hashing=True, reading=True):
        rows = sql.rows(_PACKAGE, "interest_to", parameters)
    return [_debt(list(found), on) for _id, found in groupby(rows, key=itemgetter(0))]


def _debt(rows: list[tuple[Any, ...]], on: dt.date) -> DebtInterest:
    entry_id, number, kind, rounding, noted = rows[0][:5]
    if any(percent is None for *_rest, percent, _basis in rows):
        raise InterestNotKnown(kind=wording.rate_kind(kind), on=on)
    itemised = [
        interest.itemised(first, last, principal, percent, basis)
        for *_head, first, last, principal, percent, basis in rows
    ]
    total, periods = interest.added_up(itemised, rounding)
    return DebtInterest(entry_id, number, kind, total, noted, periods, rounding)


def ageing(*, viewer: Actor, on: dt.date, creditor_id: int | None = None) -> list[AgeingRow]:
    """A row for everybody who owes anything, per currency; of one creditor or of all."""
    del viewer
    parameters = {"creditor": creditor_id, **terms(on)}
    with planning.for_sets():
        return [AgeingRow(*row) for row in sql.rows(_PACKAGE, "ageing", parameters)]
