"""Calendars of advances: made for many agreements by a template, edited, posted, ended early."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from kartoteka.billing import rules
from kartoteka.billing.models import Advance, AdvancePlan
from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import operations as ledger

_HERE = "kartoteka.billing"
MOST_ADVANCES, MOST_DAYS = 120, 366


class NoAgreements(Refusal):
    code = "billing.no_agreements"
    message = _(
        "No calendar was made: the agreements have one for these days, or are not valid on them."
    )
    field = "agreements"


class UnfitTemplate(Refusal):
    code = "billing.unfit_template"
    message = _("Give 1 to 120 advances, 1 to 12 months apart, issued at most a year before.")
    field = "count"


class AdvancePosted(Refusal):
    code = "billing.advance_posted"
    message = _("The advance has been posted. Correct the document instead.")


class UnfitAdvance(Refusal):
    code = "billing.unfit_advance"
    message = _("An advance is above zero, and due on its day of issue or later.")
    field = "amount"


class PlanEnded(Refusal):
    code = "billing.plan_ended"
    message = _("The calendar has been ended already.")


constraints.means("billing_advance_above_zero", UnfitAdvance)
constraints.means("billing_advance_in_order", UnfitAdvance)


@dataclass(frozen=True, slots=True)
class Template:
    """How many advances, the first due when, how many months apart, issued how many days before."""

    first_due: dt.date
    count: int
    months: int
    days: int
    currency: str
    title: str = ""


def plan_advances(
    *, actor: Actor, template: Template, amounts: Mapping[int, Decimal]
) -> tuple[int, int]:
    """Makes a calendar for each agreement (by its key, with the amount of each advance).

    Returns how many were made and how many agreements were passed over, because they have a
    calendar for some of the days or are not valid on all of them. Raises NotAllowed, NoAgreements,
    UnfitTemplate, UnfitAdvance.
    """
    _require(actor)
    fits = (
        1 <= template.count <= MOST_ADVANCES
        and 1 <= template.months <= 12  # noqa: PLR2004
        and 0 <= template.days <= MOST_DAYS
    )
    if not fits:
        raise UnfitTemplate
    if any(amount <= 0 for amount in amounts.values()):
        raise UnfitAdvance
    parameters = {
        "agreements": list(amounts),
        "amounts": list(amounts.values()),
        "currency": template.currency,
        "title": template.title.strip()[:200],
        "actor": actor.user_id,
        "first_due": template.first_due,
        "months": template.months,
        "count": template.count,
        "days": template.days,
    }
    with acting(actor), constraints.spoken():
        made = len(sql.rows(_HERE, "plan_advances", parameters))
        if not made:
            raise NoAgreements
    return made, len(amounts) - made


def change_advance(
    *, actor: Actor, advance_id: int, issued_on: dt.date, due_on: dt.date, amount: Decimal
) -> None:
    """Changes an advance that is not posted yet. Raises NotAllowed, AdvancePosted, UnfitAdvance."""
    _require(actor)
    with acting(actor), constraints.spoken():
        advance = Advance.objects.select_for_update().filter(pk=advance_id).first()
        if advance is None or advance.entry_id is not None:
            raise AdvancePosted
        advance.issued_on, advance.due_on, advance.amount = issued_on, due_on, amount
        advance.save(update_fields=["issued_on", "due_on", "amount"])


def end_plan(*, actor: Actor, plan_id: int, on: dt.date) -> None:
    """Ends a calendar: what is due after the day and not posted yet is never posted. Raises
    NotAllowed, PlanEnded."""
    _require(actor)
    with acting(actor):
        ended = AdvancePlan.objects.filter(pk=plan_id, ended_on__isnull=True).update(ended_on=on)
        if not ended:
            raise PlanEnded


def post_advances(*, actor: Actor, on: dt.date) -> tuple[int, int]:
    """Posts every advance whose day of issue has come, numbered in the creditors' series.

    Returns how many were posted, and how many were left because the creditor has closed its books
    for their day. Raises NotAllowed and what the ledger refuses.
    """
    _require(actor)
    with acting(actor):
        found = sql.rows(_HERE, "advances_due", {"on": on})
        due = [
            (advance, creditor, year)
            for advance, creditor, year, is_closed in found
            if not is_closed
        ]
        if due:
            numbers = _numbers([(creditor, year) for _advance, creditor, year in due])
            ids = [advance for advance, _creditor, _year in due]
            ledger.stage()
            sql.run(
                _HERE,
                "draft_advances",
                {"advances": ids, "numbers": numbers, **rules.interest_facts()},
            )
            ledger.post_staged(actor=actor)
            sql.run(_HERE, "advances_posted", {"advances": ids})
    return len(due), len(found) - len(due)


def _numbers(keys: list[tuple[int, int]]) -> list[str]:
    following = {}
    for (creditor_id, year), count in sorted(Counter(keys).items()):
        parameters = {"creditor_id": creditor_id, "kind": "ADVANCE", "year": year, "count": count}
        taken = sql.row(_HERE, "next_numbers", parameters)
        assert taken is not None  # noqa: S101  (the statement always returns its row)
        following[creditor_id, year] = int(taken[0]) - count
    numbers = []
    for key in keys:
        following[key] += 1
        numbers.append(rules.series_number("ADVANCE", key[1], following[key]))
    return numbers


def _require(actor: Actor) -> None:
    if not actor.may(Role.CLERK):
        raise ledger.NotAllowed
