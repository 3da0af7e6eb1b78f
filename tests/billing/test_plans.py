"""Calendars of advances: made by a template, edited, posted when their day comes, ended early."""

import datetime as dt
from decimal import Decimal

import pytest

from kartoteka.agreements import operations as agreements
from kartoteka.agreements.rules import AgreementDraft, PointDraft
from kartoteka.billing.models import Advance, AdvancePlan
from kartoteka.billing.operations import plans
from kartoteka.billing.queries import plans as queries
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Entry
from tests import build
from tests.ledger.builders import a_creditor, on

pytestmark = pytest.mark.django_db
MONTHLY = plans.Template(
    first_due=on("2026-01-31"), count=3, months=1, days=14, currency="PLN", title="Woda"
)


def an_agreement(creditor: int, number: str, **more: object) -> int:
    party = build.a_party(f"Customer {number}")
    point = agreements.add_point(
        actor=SYSTEM, draft=PointDraft(party_id=party, number=f"P-{number}")
    )
    said = {"valid_from": on("2025-01-01"), "valid_to": None} | more
    return agreements.add_agreement(
        actor=SYSTEM,
        draft=AgreementDraft(
            number=number, party_id=party, creditor_id=creditor, point_id=point, **said
        ),  # type: ignore[arg-type]
    )


def made(amounts: dict[int, str], template: plans.Template = MONTHLY) -> tuple[int, int]:
    return plans.plan_advances(
        actor=SYSTEM,
        template=template,
        amounts={key: Decimal(amount) for key, amount in amounts.items()},
    )


def days() -> list[tuple[str, str]]:
    rows = Advance.objects.order_by("plan_id", "ordinal").values_list("issued_on", "due_on")
    return [(issued.isoformat(), due.isoformat()) for issued, due in rows]


def test_many_are_made_by_one_template(as_desk: None) -> None:
    works = a_creditor()
    one, two = an_agreement(works, "U/1"), an_agreement(works, "U/2")
    assert made({one: "50.00", two: "70.00"}) == (2, 0)
    assert days()[:3] == [
        ("2026-01-17", "2026-01-31"),
        ("2026-02-14", "2026-02-28"),
        ("2026-03-17", "2026-03-31"),
    ]
    assert (
        list(
            Advance.objects.order_by("plan__agreement_id", "ordinal").values_list(
                "amount", flat=True
            )
        )
        == [Decimal("50.00")] * 3 + [Decimal("70.00")] * 3
    )


def test_an_agreement_has_one_calendar_for_its_days() -> None:
    works = a_creditor()
    one, ended = an_agreement(works, "U/1"), an_agreement(works, "U/2", valid_to=on("2026-03-30"))
    assert made({one: "50.00", ended: "50.00"}) == (1, 1)
    with pytest.raises(plans.NoAgreements):
        made({one: "60.00"})
    plans.end_plan(actor=SYSTEM, plan_id=AdvancePlan.objects.get().pk, on=on("2026-01-30"))
    assert made({one: "60.00"}) == (1, 0)
    with pytest.raises(plans.PlanEnded):
        plans.end_plan(
            actor=SYSTEM, plan_id=AdvancePlan.objects.earliest("pk").pk, on=on("2026-01-30")
        )


@pytest.mark.parametrize("unfit", [{"count": 0}, {"count": 121}, {"months": 13}, {"days": 367}])
def test_refuses_templates_that_make_no_calendar(unfit: dict[str, int]) -> None:
    from dataclasses import replace

    one = an_agreement(a_creditor(), "U/1")
    with pytest.raises(plans.UnfitTemplate):
        made({one: "50.00"}, replace(MONTHLY, **unfit))
    with pytest.raises(plans.UnfitAdvance):
        made({one: "0.00"})
    assert AdvancePlan.objects.count() == 0


def test_what_is_due_is_posted_once_and_numbered(as_desk: None) -> None:
    works = a_creditor()
    one, two = an_agreement(works, "U/1"), an_agreement(works, "U/2")
    made({one: "50.00", two: "70.00"})
    assert plans.post_advances(actor=SYSTEM, on=on("2026-01-16")) == (0, 0)
    assert plans.post_advances(actor=SYSTEM, on=on("2026-02-14")) == (4, 0)
    assert plans.post_advances(actor=SYSTEM, on=on("2026-02-14")) == (0, 0)
    entries = Entry.objects.order_by("number")
    assert [(e.number, e.kind, e.amount, e.due_on) for e in entries] == [
        ("ZL/2026/00001", "ADVANCE", Decimal("50.00"), dt.date(2026, 1, 31)),
        ("ZL/2026/00002", "ADVANCE", Decimal("70.00"), dt.date(2026, 1, 31)),
        ("ZL/2026/00003", "ADVANCE", Decimal("50.00"), dt.date(2026, 2, 28)),
        ("ZL/2026/00004", "ADVANCE", Decimal("70.00"), dt.date(2026, 2, 28)),
    ]
    first = entries[0]
    assert (first.agreement_id, first.point.number, first.title) == (one, "P-U/1", "Woda")
    assert first.interest_kind == "pl_commercial_delay"
    assert Advance.objects.filter(entry=None).count() == 2


def test_an_advance_is_edited_until_it_is_posted() -> None:
    made({an_agreement(a_creditor(), "U/1"): "50.00"})
    first, second, _third = Advance.objects.order_by("ordinal")
    plans.post_advances(actor=SYSTEM, on=on("2026-01-17"))
    said = {"issued_on": on("2026-02-10"), "due_on": on("2026-02-20"), "amount": Decimal("55.00")}
    plans.change_advance(actor=SYSTEM, advance_id=second.pk, **said)
    with pytest.raises(plans.AdvancePosted):
        plans.change_advance(actor=SYSTEM, advance_id=first.pk, **said)
    with pytest.raises(plans.UnfitAdvance):
        plans.change_advance(
            actor=SYSTEM, advance_id=second.pk, **(said | {"due_on": on("2026-02-09")})
        )
    shown = queries.plan(viewer=SYSTEM, public_id=AdvancePlan.objects.get().public_id)
    assert shown is not None
    assert [(a.due_on, a.amount, bool(a.entry_id)) for a in shown.advances] == [
        (on("2026-01-31"), Decimal("50.00"), True),
        (on("2026-02-20"), Decimal("55.00"), False),
        (on("2026-03-31"), Decimal("50.00"), False),
    ]


def test_after_an_early_end_nothing_is_posted() -> None:
    made({an_agreement(a_creditor(), "U/1"): "50.00"})
    plan = AdvancePlan.objects.get()
    plans.end_plan(actor=SYSTEM, plan_id=plan.pk, on=on("2026-02-28"))
    assert plans.post_advances(actor=SYSTEM, on=on("2026-12-31")) == (2, 0)
    shown = queries.plan(viewer=SYSTEM, public_id=plan.public_id)
    assert shown is not None
    assert [one.is_dropped for one in shown.advances] == [False, False, True]


def test_nothing_is_posted_behind_a_closed_period() -> None:
    works = a_creditor()
    made({an_agreement(works, "U/1"): "50.00"})
    ledger.close_until(actor=SYSTEM, creditor_id=works, until=on("2026-01-31"))
    assert plans.post_advances(actor=SYSTEM, on=on("2026-02-14")) == (1, 1)
    assert Entry.objects.get().due_on == on("2026-02-28")
