"""Court fees of a claim for money in Poland: ordinary proceedings and the electronic one (EPU).

Dated rows of `data/court_fees.json`: art. 13 and 19 to 21 of the Act of 28 July 2005 on court costs
in civil cases. Pure; nothing is posted.
"""

import datetime as dt
import json
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.errors import Refusal

_ZLOTY = Decimal(1)


class FeeNotKnown(Refusal):
    code = "billing.fee_not_known"
    message = _("Court fees are known from %(first)s on, not for %(day)s.")


class NoValue(Refusal):
    code = "billing.no_value_in_dispute"
    message = _("The value in dispute must be above zero.")


@dataclass(frozen=True, slots=True)
class CourtFee:
    """The fee in full złoty, and the law behind it."""

    amount: Decimal
    basis: str


def court_fee(value: Decimal, *, on: dt.date, electronic: bool = False) -> CourtFee:
    """The fee for a claim of `value` złoty lodged on a day; a fraction of a złoty is a whole one.

    The electronic proceedings cost a quarter. Raises `NoValue`, `FeeNotKnown`.
    """
    if value <= 0:
        raise NoValue
    law = _law_on(on)
    whole = value.quantize(_ZLOTY, rounding=ROUND_CEILING)
    fixed = next((fee for most, fee in law["steps"] if whole <= most), None)
    if fixed is not None:
        fee = Decimal(fixed)
    else:
        fee = min(_up(whole * Decimal(law["percent"]) / 100), Decimal(law["most"]))
    if not electronic:
        return CourtFee(fee, law["basis"])
    quarter = max(_up(fee / law["electronic_part"]), Decimal(law["least"]))
    return CourtFee(quarter, law["electronic_basis"])


def _up(amount: Decimal) -> Decimal:
    return amount.quantize(_ZLOTY, rounding=ROUND_CEILING)


def _law_on(day: dt.date) -> dict[str, Any]:
    rows = _laws()
    found = [row for row in rows if dt.date.fromisoformat(row["valid_from"]) <= day]
    if found:
        return dict(found[-1])
    raise FeeNotKnown(first=rows[0]["valid_from"], day=day.isoformat())


@cache
def _laws() -> list[dict[str, Any]]:
    path = files("kartoteka.billing") / "data" / "court_fees.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found
