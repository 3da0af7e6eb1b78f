"""What stands on a debt about its interest: a rate of the contract, a choice between two rates."""

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks
from kartoteka.ledger.models import DebtRate, Entry, InterestKind, InterestPeriod
from kartoteka.ledger.operations.rates import NotAPercent
from kartoteka.ledger.operations.rights import require
from kartoteka.ledger.queries.agreed import may_be_said

_LARGEST = 1000
_LEAST = Decimal("0.0001")


class NotChosen(Refusal):
    code = "ledger.not_chosen"
    message = _("This kind of interest does not stand on a debt of this country. Choose another.")
    field = "kind"


class PercentMissing(Refusal):
    code = "ledger.percent_missing"
    message = _("Give the rate of the contract.")
    field = "percent"


class ChoiceStands(Refusal):
    code = "ledger.choice_stands"
    message = _(
        "The creditor has chosen already, and the choice holds for the whole delay (§ 1(3) of "
        "government order 21/2013)."
    )


class InterestPosted(Refusal):
    code = "ledger.interest_posted"
    message = _(
        "Interest of this debt has been posted to %(day)s. Withdraw it first, then change the rate."
    )


def agree_rate(
    *,
    actor: Actor,
    entry_id: int,
    kind: str,
    percent: Decimal | None,
    on: dt.date,
    reason: str,
) -> None:
    """Says what was agreed or chosen for the delay of a debt, as a row that is added.

    It comes before what the debt's agreement says. A rate of a contract needs its `percent`; it is
    cut to what the law allows when interest is computed. The choice between the Slovak commercial
    rates is made once. Nothing is agreed any more once interest is posted. Raises `NotAllowed`,
    `NotChosen`, `PercentMissing`, `NotAPercent`, `ChoiceStands`, `InterestPosted`, `AccountBusy`.
    """
    require(actor, Role.CLERK)
    with acting(actor):
        debt = Entry.objects.filter(pk=entry_id, side="DEBIT", debt=None).first()
        chosen = InterestKind.objects.filter(code=kind, is_chosen=True).first()
        if debt is None or chosen is None or debt.interest_kind == "":
            raise NotChosen
        posted = InterestKind.objects.get(code=debt.interest_kind)
        if not may_be_said(chosen, debt, posted):
            raise NotChosen
        if chosen.is_agreed:
            refuse_percent(percent)
        locks.lock_by_hand([debt.account_id])
        if not chosen.is_agreed and DebtRate.objects.filter(entry=debt).exists():
            raise ChoiceStands
        _refuse_posted(debt)
        DebtRate.objects.create(
            entry=debt,
            kind=chosen,
            percent=percent if chosen.is_agreed else None,
            agreed_on=on,
            reason=reason.strip()[:300],
            actor=actor.user_id,
        )


def refuse_percent(percent: Decimal | None) -> Decimal:
    """The same where it is a rate of a contract. Raises `PercentMissing`, `NotAPercent`."""
    if percent is None:
        raise PercentMissing
    is_rate = percent.is_finite() and 0 <= percent < _LARGEST
    if not is_rate or percent != percent.quantize(_LEAST):
        raise NotAPercent
    return percent


def _refuse_posted(debt: Entry) -> None:
    charged = InterestPeriod.objects.filter(debt=debt, cancelled_by=None).order_by("last_day")
    last = charged.last()
    if last is not None:
        raise InterestPosted(day=last.last_day.isoformat())
