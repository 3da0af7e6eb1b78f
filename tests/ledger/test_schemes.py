"""Schemes as data: each rule by an example, versions kept, tried before use."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import operations, queries, wording
from kartoteka.ledger.models import Entry, OpenAmount, Plan, PlanDebt, Scheme, Settlement
from tests.ledger.builders import a_creditor, a_debit, a_payment, an_account, on

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=1, realm=Realm.DESK, role=Role.CLERK, name="Klara")
OWN = operations.SchemeDraft(
    labels={"pl": "Nasz"},
    country="PL",
    regime="civil",
    components=("COST", "INTEREST", "PRINCIPAL"),
    interest="POSTED",
    basis="AGREED",
)


def used(credit_id: int) -> list[tuple[int, Decimal, str]]:
    lines = Settlement.objects.filter(credit_id=credit_id, mirrors=None, mirror=None)
    return list(lines.order_by("id").values_list("debit_id", "amount", "rule"))


def settled(account: int, day: str = "2026-06-02") -> None:
    operations.settle_all(actor=SYSTEM, on=on(day), account_ids=[account])


def own(**terms: object) -> int:
    """An account of a creditor whose own scheme has these terms."""
    draft = replace(OWN, **terms)  # type: ignore[arg-type]
    operations.add_scheme(actor=SYSTEM, code="OWN", draft=draft)
    return an_account(a_creditor("OWN"))


@pytest.mark.parametrize(
    ("claims", "order"),
    [
        ("OLDEST_DUE", [0, 1, 2]),
        ("NEWEST_DUE", [2, 1, 0]),
        ("SMALLEST", [2, 0, 1]),
        ("LARGEST", [1, 0, 2]),
    ],
)
def test_debts_come_in_the_order_of_the_scheme(claims: str, order: list[int]) -> None:
    account = own(claims=claims)
    debts = [
        a_debit(account, amount, due)
        for amount, due in (("20", "2026-05-11"), ("30", "2026-05-12"), ("10", "2026-05-13"))
    ]
    credit = a_payment(account, "60", "2026-06-02")
    settled(account)
    assert [(debit, rule) for debit, _amount, rule in used(credit)] == [
        (debts[n], claims) for n in order
    ]


def test_a_payment_is_divided_to_the_grosz() -> None:
    account = an_account(a_creditor("PL_PRO_RATA"))
    debts = [a_debit(account, amount, "2026-05-11") for amount in ("10", "20", "7.77")]
    credit = a_payment(account, "10", "2026-06-02")
    settled(account)
    shares = ["2.65", "5.29", "2.06"]  # 2.6476…, 5.2952…, 2.0571…: the largest rests are rounded up
    assert used(credit) == [
        (debt, Decimal(share), "PRO_RATA") for debt, share in zip(debts, shares, strict=True)
    ]


def test_all_costs_come_before_all_principal_where_the_scheme_says_so() -> None:
    account = own(by_component=True)
    first, second = a_debit(account, "10", "2026-05-11"), a_debit(account, "10", "2026-05-20")
    cost = a_debit(account, "5", "2026-05-20", kind="COST", debt_id=second)
    credit = a_payment(account, "12", "2026-06-02")
    settled(account)
    assert [(debit, amount) for debit, amount, _rule in used(credit)] == [
        (cost, Decimal(5)),
        (first, Decimal(7)),
    ]


def test_money_waits_for_debts_that_are_due_too_far_ahead() -> None:
    account = own(ahead_days=5)
    far = a_debit(account, "50", "2026-07-01")
    early = a_payment(account, "30", "2026-06-01")
    naming = a_payment(account, "20", "2026-06-02", designated=(far,))
    settled(account)
    assert (used(early), used(naming)) == ([], [(far, Decimal(20), "DESIGNATED")])
    near = a_debit(account, "10", "2026-06-07")
    settled(account)
    assert used(early) == [(near, Decimal(10), "OLDEST_DUE")]
    settled(account, "2026-06-26")
    assert used(early)[1:] == [(far, Decimal(20), "OLDEST_DUE")]


def test_debts_of_a_plan_come_first() -> None:
    account = an_account(a_creditor("PL_PLAN"))
    older, planned = a_debit(account, "10", "2026-05-11"), a_debit(account, "10", "2026-05-20")
    plan = Plan.objects.create(account_id=account, agreed_on=on("2026-05-25"))
    PlanDebt.objects.create(plan=plan, debt_id=planned)
    credit = a_payment(account, "15", "2026-06-02")
    settled(account)
    assert used(credit) == [
        (planned, Decimal(10), "PLAN"),
        (older, Decimal(5), "OLDEST_DUE"),
    ]


def test_a_debt_stands_in_one_plan_at_most() -> None:
    account = an_account()
    debt = a_debit(account, "10", "2026-05-11")
    first, second = (
        Plan.objects.create(account_id=account, agreed_on=on("2026-05-25")) for _each in "ab"
    )
    PlanDebt.objects.create(plan=first, debt_id=debt)
    with pytest.raises(DatabaseError, match="ledger_plandebt_one_stands"), transaction.atomic():
        PlanDebt.objects.create(plan=second, debt_id=debt)


def test_a_bailiffs_money_goes_by_his_breakdown_and_its_interest_is_noted() -> None:
    creditor = a_creditor()
    operations.choose_scheme(
        actor=SYSTEM, creditor_id=creditor, via="BAILIFF", scheme="PL_ENFORCEMENT"
    )
    account = an_account(creditor)
    first = a_debit(account, "1000", "2026-05-11", interest_kind="pl_statutory_delay")
    cost = a_debit(account, "40", "2026-05-20", kind="COST", debt_id=first)
    second = a_debit(account, "500", "2026-05-12")
    parts = (Decimal(40), Decimal(5), Decimal(355))
    credit = a_payment(account, "400", "2026-06-10", via="BAILIFF", parts=parts)
    settled(account, "2026-06-10")
    interest = Entry.objects.get(kind="INTEREST")
    # 1000 × 9.25 % × 30 / 365, from 12 May to 10 June
    assert (interest.debt_id, interest.amount) == (first, Decimal("7.60"))
    assert used(credit) == [
        (cost, Decimal(40), "BREAKDOWN"),
        (interest.pk, Decimal(5), "BREAKDOWN"),
        (first, Decimal(355), "BREAKDOWN"),
    ]
    assert OpenAmount.objects.get(entry_id=second).amount == Decimal(500)
    assert {line.scheme for line in Settlement.objects.all()} == {"PL_ENFORCEMENT"}


def test_what_is_left_of_a_breakdown_goes_on_in_order() -> None:
    creditor = a_creditor("SK_ENFORCEMENT")
    operations.choose_scheme(
        actor=SYSTEM, creditor_id=creditor, via="BAILIFF", scheme="SK_ENFORCEMENT"
    )
    account = an_account(creditor)
    debt = a_debit(account, "100", "2026-05-11")
    parts = (Decimal(30), Decimal(0), Decimal(20))
    credit = a_payment(account, "50", "2026-06-10", via="BAILIFF", parts=parts)
    done = operations.settle(actor=SYSTEM, credit_id=credit, on=on("2026-06-10"))
    assert [(line.amount, line.rule) for line in done.lines] == [
        (Decimal(20), "BREAKDOWN"),
        (Decimal(30), "OLDEST_DUE"),
    ]
    assert (done.left, OpenAmount.objects.get(entry_id=debt).amount) == (Decimal(0), Decimal(50))


def test_a_breakdown_is_followed_once_also_where_the_payer_named_the_debt() -> None:
    creditor = a_creditor("PL_ENFORCEMENT")
    operations.choose_scheme(
        actor=SYSTEM, creditor_id=creditor, via="BAILIFF", scheme="PL_ENFORCEMENT"
    )
    account = an_account(creditor)
    other = a_debit(account, "9", "2026-05-11")
    other_cost = a_debit(account, "8", "2026-05-11", kind="COST", debt_id=other)
    named = a_debit(account, "50", "2026-05-20")
    cost = a_debit(account, "10", "2026-05-20", kind="COST", debt_id=named)
    parts = (Decimal(4), Decimal(0), Decimal(1))
    credit = a_payment(account, "20", "2026-06-10", via="BAILIFF", parts=parts, designated=(named,))
    settled(account, "2026-06-10")
    assert used(credit) == [
        (cost, Decimal(4), "BREAKDOWN"),
        (named, Decimal(1), "BREAKDOWN"),
        (cost, Decimal(6), "DESIGNATED"),
        (named, Decimal(9), "DESIGNATED"),
    ]
    assert OpenAmount.objects.get(entry_id=other_cost).amount == Decimal(8)


def test_only_credits_have_parts() -> None:
    account = an_account()
    with pytest.raises(DatabaseError, match="ledger_entry_parts_of_credit"), transaction.atomic():
        a_debit(account, "10", "2026-05-11", parts=(Decimal(1), Decimal(2), Decimal(7)))


def test_a_change_is_a_new_version_and_what_was_settled_keeps_its_own() -> None:
    account = own()
    a_debit(account, "10", "2026-05-11")
    first = a_payment(account, "4", "2026-06-01")
    settled(account)
    operations.change_scheme(actor=SYSTEM, code="OWN", draft=replace(OWN, claims="NEWEST_DUE"))
    operations.change_scheme(
        actor=SYSTEM,
        code="OWN",
        draft=replace(OWN, claims="NEWEST_DUE", labels={"pl": "Nasz nowy"}),
    )
    second = a_payment(account, "4", "2026-06-02")
    settled(account)
    facts = [Settlement.objects.get(credit_id=credit).facts for credit in (first, second)]
    assert [one.get("version") for one in facts] == [None, 2]
    versions = queries.scheme_versions(viewer=CLERK, code="OWN")
    assert [(one.version, one.terms["claims"]) for one in versions] == [
        (2, "NEWEST_DUE"),
        (1, "OLDEST_DUE"),
    ]
    shown = queries.scheme(viewer=CLERK, code="OWN")
    assert shown is not None
    assert (shown.name, shown.version, shown.accounts) == ("Nasz nowy", 2, 1)


def test_versions_are_only_added() -> None:
    for verb in ("UPDATE ledger_schemeversion SET version = 9", "DELETE FROM ledger_schemeversion"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(verb)


def test_schemes_of_the_program_stay_and_codes_are_told_apart() -> None:
    with pytest.raises(operations.ReadySchemeStays):
        operations.change_scheme(actor=SYSTEM, code="PL_UTILITY", draft=OWN)
    with pytest.raises(operations.SchemeCodeTaken):
        operations.add_scheme(actor=SYSTEM, code="PL_UTILITY", draft=OWN)
    with pytest.raises(operations.SchemeCodeWrong):
        operations.add_scheme(actor=SYSTEM, code="nasz schemat", draft=OWN)
    wrong = replace(OWN, components=("COST", "COST", "PRINCIPAL"))
    with pytest.raises(operations.ComponentsWrong):
        operations.add_scheme(actor=SYSTEM, code="OWN", draft=wrong)
    with pytest.raises(operations.NotAllowed):
        operations.add_scheme(actor=CLERK, code="OWN", draft=OWN)


def test_a_trial_says_what_would_be_and_changes_nothing() -> None:
    account = an_account()
    older = a_debit(account, "100", "2026-05-11", number="A")
    newer = a_debit(account, "50", "2026-05-20", number="B")
    by_hand = a_payment(account, "10", "2026-05-30")
    operations.settle(
        actor=SYSTEM, credit_id=by_hand, on=on("2026-06-02"), choices={older: Decimal(10)}
    )
    a_payment(account, "60", "2026-06-01")
    settled(account)
    before = list(OpenAmount.objects.order_by("entry_id").values_list("entry_id", "amount"))
    own_terms = replace(OWN, claims="NEWEST_DUE")
    operations.add_scheme(actor=SYSTEM, code="OWN", draft=own_terms)
    told = operations.try_scheme(
        viewer=CLERK, scheme="OWN", on=on("2026-06-02"), account_ids=[account]
    )
    assert [(row.entry_id, row.number, row.today, row.then) for row in told] == [
        (older, "A", Decimal(30), Decimal(80)),
        (newer, "B", Decimal(50), Decimal(0)),
    ]
    assert before == list(OpenAmount.objects.order_by("entry_id").values_list("entry_id", "amount"))
    assert not Settlement.objects.exclude(mirrors=None).exists()
    assert queries.prove(viewer=SYSTEM) == []


def test_a_scheme_is_said_in_words() -> None:
    shown = queries.scheme(viewer=CLERK, code="SK_ENFORCEMENT")
    assert shown is not None
    assert wording.terms(shown.terms) == [
        "What the payer named comes first.",
        "Money is used by the bailiff's breakdown; what is left, as below.",
        "Order of debts: the longest due first.",
        "Inside a debt: costs → interest → principal.",
        "Interest: all interest accrued to the day of payment.",
        "An overpayment is kept for debts to come.",
    ]
    assert Scheme.objects.filter(is_ready=True).count() == 10
