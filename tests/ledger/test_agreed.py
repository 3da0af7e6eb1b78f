"""Rates of contracts cut to what the law allows, and the Slovak creditor's choice."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.utils.translation import override

from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import operations, queries
from tests.ledger.builders import a_debit, an_account, on

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=7, realm=Realm.DESK, role=Role.CLERK)


def agree(debt: int, kind: str, percent: str | None = None, **more: object) -> None:
    said = {"actor": CLERK, "on": on("2026-01-02"), "reason": "§ 7 of the contract"} | more
    value = None if percent is None else Decimal(percent)
    operations.agree_rate(entry_id=debt, kind=kind, percent=value, **said)  # type: ignore[arg-type]


def a_late(kind: str, due: str = "2026-02-27", account: int | None = None) -> int:
    return a_debit(account or an_account(), "10000", due, interest_kind=kind)


def rows(debt: int, to: str) -> list[tuple[str, str, str, str, str]]:
    [found] = queries.interest_to(viewer=SYSTEM, entry_ids=[debt], on=on(to))
    with override("en"):
        return [
            (
                f"{one.first}",
                f"{one.last}",
                f"{one.percent.normalize():f}",
                f"{one.amount}",
                one.law,
            )
            for one in found.periods
        ]


def test_a_rate_of_the_contract_is_cut_day_by_day(as_desk: None) -> None:
    debt = a_late("pl_contractual_delay")
    agree(debt, "pl_contractual_delay", "18.75")
    cut = "contract: 18.75%, cut to the most allowed: art. 481 § 2(1) KC"
    assert rows(debt, "2026-04-30") == [
        ("2026-02-28", "2026-03-04", "18.75", "25.68", "rate of the contract"),
        ("2026-03-05", "2026-04-30", "18.5", "288.91", cut),
    ]


@pytest.mark.parametrize(
    ("kind", "percent", "expected"),
    [
        # The most was 11.2 % and more on every day: one row over all changes of it.
        ("pl_contractual_delay", "11", [("11", "2021-03-02", "2023-12-31")]),
        (
            "pl_contractual_capital", "7.5",
            [("7.2", "2021-03-02", "2021-10-06"), ("7.5", "2021-10-07", "2023-12-31")],
        ),
        ("sk_contractual_commercial", "40", [("40", "2021-03-02", "2023-12-31")]),
        ("sk_contractual_consumer", "4.5", [("4.5", "2021-03-02", "2023-12-31")]),
        # ECB 0 on the first day and 5 points, for the whole delay
        ("sk_contractual_consumer", "8", [("5", "2021-03-02", "2023-12-31")]),
    ],
)  # fmt: skip
def test_what_is_not_cut_is_one_row(
    kind: str, percent: str, expected: list[tuple[str, ...]]
) -> None:
    debt = a_late(kind, "2021-03-01")
    agree(debt, kind, percent)
    found = rows(debt, "2023-12-31")
    assert [(rate, first, last) for first, last, rate, *_rest in found] == expected


def test_without_its_rate_nothing_is_reckoned() -> None:
    debt = a_late("pl_contractual_delay")
    with pytest.raises(queries.InterestNotKnown):
        rows(debt, "2026-04-30")


def test_the_slovak_creditor_chooses_once() -> None:
    debt = a_late("sk_commercial_delay_half_year", "2026-05-29")
    assert [rate for _first, _last, rate, *_rest in rows(debt, "2026-08-31")] == ["10.15", "10.4"]
    fixed = "sk_commercial_delay_fixed_by_first_day"
    assert [code for code, _words in queries.rate_choices(viewer=SYSTEM, entry_id=debt)] == [
        fixed, "sk_commercial_delay_half_year",
    ]  # fmt: skip
    agree(debt, fixed)
    assert [rate for _first, _last, rate, *_rest in rows(debt, "2026-08-31")] == ["11.15"]
    [kept] = queries.agreed_rates(viewer=SYSTEM, entry_id=debt)
    assert (kept.kind, kept.percent, kept.agreed_on, kept.reason) == (
        fixed, None, on("2026-01-02"), "§ 7 of the contract",
    )  # fmt: skip
    [computed] = queries.computations(viewer=SYSTEM, entry_ids=[debt], on=on("2026-08-31"))
    assert computed.interest_kind == fixed
    with pytest.raises(operations.ChoiceStands):
        agree(debt, "sk_commercial_delay_half_year")


def test_nothing_is_agreed_once_interest_is_posted() -> None:
    account = an_account()
    debt = a_late("pl_contractual_delay", account=account)
    agree(debt, "pl_contractual_delay", "30")
    agree(debt, "pl_contractual_delay", "12")
    operations.stage_interest(actor=SYSTEM, account_ids=[account], to=on("2026-04-30"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_temp.ledger_notable SET number = 'NO/1', source_ref = 'x'")
    operations.post_interest(actor=SYSTEM, issued_on=on("2026-05-04"), due_on=on("2026-05-04"))
    with pytest.raises(operations.InterestPosted):
        agree(debt, "pl_contractual_delay", "10")
    assert queries.prove(viewer=SYSTEM) == []
    assert queries.agreed_rates(viewer=SYSTEM, entry_id=debt)[0].percent == Decimal(12)


@pytest.mark.parametrize(
    ("posted", "kind", "percent", "refusal"),
    [
        ("pl_statutory_delay", "pl_contractual_delay", "12", operations.NotChosen),
        ("", "pl_contractual_delay", "12", operations.NotChosen),
        ("pl_contractual_delay", "sk_contractual_consumer", "12", operations.NotChosen),
        ("pl_contractual_delay", "pl_statutory_delay", "12", operations.NotChosen),
        ("pl_contractual_delay", "pl_usury", "12", operations.NotChosen),
        ("sk_commercial_delay_half_year", "sk_contractual_commercial", "12", operations.NotChosen),
        ("pl_contractual_delay", "pl_contractual_delay", None, operations.PercentMissing),
        ("pl_contractual_delay", "pl_contractual_delay", "-1", operations.NotAPercent),
        ("pl_contractual_delay", "pl_contractual_delay", "1000", operations.NotAPercent),
    ],
)
def test_what_cannot_be_agreed(posted: str, kind: str, percent: str | None, refusal: type) -> None:
    with pytest.raises(refusal):
        agree(a_late(posted), kind, percent)


def test_it_is_only_added_to() -> None:
    debt = a_late("pl_contractual_delay")
    agree(debt, "pl_contractual_delay", "12")
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="append-only"):
        cursor.execute("UPDATE ledger_debtrate SET percent = 1")


def test_the_most_by_which_a_note_was_cut_does_not_change() -> None:
    account = an_account()
    debt = a_late("pl_contractual_delay", account=account)
    agree(debt, "pl_contractual_delay", "30")
    operations.stage_interest(actor=SYSTEM, account_ids=[account], to=on("2026-04-30"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_temp.ledger_notable SET number = 'NO/1', source_ref = 'x'")
    operations.post_interest(actor=SYSTEM, issued_on=on("2026-05-04"), due_on=on("2026-05-04"))
    with pytest.raises(operations.RateUsed):
        operations.add_rate(
            actor=SYSTEM, kind="pl_max_delay", valid_from=on("2026-04-30"), percent=Decimal(10),
            legal_basis="x",
        )  # fmt: skip
