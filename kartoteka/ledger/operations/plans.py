"""Agreements to pay in instalments: made of debts that are open, ended early with a reason."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints, money
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks
from kartoteka.ledger.models import Instalment, OpenAmount, Plan, PlanDebt, Side
from kartoteka.ledger.operations.rights import require

MOST_INSTALMENTS = 120


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """Which debts of an account (their costs and interest go with them), and how much is paid by
    which day, the day included."""

    account_id: int
    debt_ids: Sequence[int]
    agreed_on: dt.date
    instalments: Sequence[tuple[dt.date, Decimal]]


class NoDebts(Refusal):
    code = "ledger.plan_without_debts"
    message = _("Choose the open debts that are paid in instalments.")


class UnfitInstalments(Refusal):
    code = "ledger.unfit_instalments"
    message = _(
        "Give 1 to 120 instalments above zero, each due later than the one before and not before "
        "the day of the agreement."
    )


class InstalmentsDiffer(Refusal):
    code = "ledger.instalments_differ"
    message = _(
        "The instalments make %(instalments)s, the debts %(debts)s. Change the instalments so that "
        "both are the same."
    )


class AlreadyPlanned(Refusal):
    code = "ledger.already_planned"
    message = _("One of these debts is in another instalment plan. End that plan first.")


class NoSuchPlan(Refusal):
    code = "ledger.no_such_plan"
    message = _("There is no such plan, or it has been ended already.")


class PlanReasonMissing(Refusal):
    code = "ledger.plan_reason_missing"
    message = _("Say why the plan ends.")
    field = "reason"


constraints.means("ledger_plandebt_one_stands", AlreadyPlanned)
constraints.means("ledger_instalment_unique", UnfitInstalments)
constraints.means("ledger_instalment_amount_positive", UnfitInstalments)


def agree_plan(*, actor: Actor, draft: PlanDraft) -> uuid.UUID:
    """Keeps an agreement to pay debts in instalments and returns its public id.

    The instalments make what is open of the debts with their costs and noted interest. Due dates
    and interest stay as they are: who grants them otherwise changes them. Raises `NotAllowed`,
    `NoDebts`, `UnfitInstalments`, `InstalmentsDiffer`, `AlreadyPlanned`, `AccountBusy`.
    """
    require(actor, Role.CLERK)
    days = [draft.agreed_on, *(day for day, _amount in draft.instalments)]
    if (
        not 1 <= len(draft.instalments) <= MOST_INSTALMENTS
        or days[1] < draft.agreed_on
        or any(later <= before for before, later in pairwise(days[1:]))
        or any(amount <= 0 for _day, amount in draft.instalments)
    ):
        raise UnfitInstalments
    with acting(actor), constraints.spoken():
        locks.lock_by_hand([draft.account_id])
        open_now = OpenAmount.objects.filter(
            account_id=draft.account_id, side=Side.DEBIT, debt__in=list(draft.debt_ids)
        )
        debts = sorted({row.debt_id for row in open_now})
        if not debts or set(debts) != set(draft.debt_ids):
            raise NoDebts
        owed = sum((row.amount for row in open_now), money.ZERO)
        planned = sum((amount for _day, amount in draft.instalments), money.ZERO)
        if planned != owed:
            raise InstalmentsDiffer(instalments=planned, debts=owed)
        plan = Plan.objects.create(
            account_id=draft.account_id, agreed_on=draft.agreed_on, actor=actor.user_id
        )
        PlanDebt.objects.bulk_create([PlanDebt(plan=plan, debt_id=debt) for debt in debts])
        Instalment.objects.bulk_create(
            [Instalment(plan=plan, due_on=day, amount=amount) for day, amount in draft.instalments]
        )
    return plan.public_id


def end_plan(*, actor: Actor, public_id: uuid.UUID, on: dt.date, reason: str) -> None:
    """Ends a plan that stands: its debts do not come first any more from then on. Raises
    `NotAllowed`, `NoSuchPlan`, `PlanReasonMissing`, `AccountBusy`."""
    require(actor, Role.CLERK)
    if not reason.strip():
        raise PlanReasonMissing
    with acting(actor):
        plan = Plan.objects.filter(public_id=public_id).first()
        if plan is None:
            raise NoSuchPlan
        locks.lock_by_hand([plan.account_id])
        ended = Plan.objects.filter(pk=plan.pk, ended_on__isnull=True).update(
            ended_on=on, reason=reason.strip()[:300]
        )
        if not ended:
            raise NoSuchPlan
        PlanDebt.objects.filter(plan=plan).update(stands=False)
