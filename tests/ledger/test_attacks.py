"""Raw SQL as the roles of the application: nothing posted can be changed or overdrawn."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations
from kartoteka.ledger.models import Entry, InterestPeriod, OpenAmount, Settlement
from tests.ledger.builders import a_creditor, a_debit, a_payment, an_account, on

pytestmark = pytest.mark.django_db

LINE = (
    "INSERT INTO ledger_settlement (account_id, debit_id, credit_id, amount, effective_on, scheme,"
    " rule, mirrors_id) VALUES (%s, %s, %s, %s, %s, 'x', 'x', %s)"
)


class Scene:
    """Anna owes 100 and has paid 30, of which 10 are used; Bartek owes 50."""

    def __init__(self) -> None:
        creditor = a_creditor("PL_COLLECTION")
        self.anna, self.bartek = an_account(creditor), an_account(creditor)
        self.debit = a_debit(self.anna, "100", "2026-05-11", interest_kind="pl_statutory_delay")
        self.credit = a_payment(self.anna, "30", "2026-05-20")
        self.other = a_debit(self.bartek, "50", "2026-05-11")
        done = operations.settle(
            actor=SYSTEM,
            credit_id=self.credit,
            on=on("2026-06-01"),
            choices={self.debit: Decimal(10)},
        )
        self.line = done.lines[0].settlement_id


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()


def refused(statement: str, parameters: list[object] | None = None) -> str:
    """Runs a statement that must be refused; returns the constraint, or the error's code."""
    with (
        pytest.raises(DatabaseError) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, parameters)
    diagnosis = caught.value.__cause__.diag  # type: ignore[union-attr]
    return str(diagnosis.constraint_name or diagnosis.sqlstate)


NO_RIGHT = "42501"
CHANGES = [
    "UPDATE ledger_entry SET amount = 1",
    "UPDATE ledger_entry SET account_id = account_id",
    "DELETE FROM ledger_entry",
    "TRUNCATE ledger_entry CASCADE",
    "UPDATE ledger_settlement SET amount = amount",
    "DELETE FROM ledger_settlement",
    "TRUNCATE ledger_settlement CASCADE",
    "UPDATE ledger_duechange SET due_on = '2030-01-01'",
    "DELETE FROM ledger_duechange",
    "TRUNCATE ledger_duechange",
    "DELETE FROM ledger_interestperiod",
    "TRUNCATE ledger_interestperiod",
    "UPDATE ledger_formerinterest SET percent = 1",
    "DELETE FROM ledger_formerinterest",
    "TRUNCATE ledger_formerinterest",
    "UPDATE ledger_open SET amount = amount",
    "DELETE FROM ledger_open",
    "TRUNCATE ledger_open",
    "INSERT INTO ledger_open SELECT * FROM ledger_open",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_not_even_the_owner_changes_what_is_posted(scene: Scene, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert refused(statement).endswith(("_append_only", "_derived"))
    assert OpenAmount.objects.get(entry=scene.debit).amount == Decimal("90.00")


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize("role", ["kartoteka_desk", "kartoteka_door", "kartoteka_portal"])
def test_no_role_changes_what_is_posted(scene: Scene, role: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        assert refused(statement) == NO_RIGHT
        cursor.execute("RESET ROLE")
    assert Entry.objects.count() == 3


@pytest.mark.usefixtures("scene", "as_desk")
def test_an_interest_period_is_only_ever_cancelled() -> None:
    assert refused("UPDATE ledger_interestperiod SET last_day = '2030-01-01'") == NO_RIGHT
    operations.settle_all(actor=SYSTEM, on=on("2026-06-01"))
    period = InterestPeriod.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("RESET SESSION AUTHORIZATION")
    statement = "UPDATE ledger_interestperiod SET last_day = '2030-01-01' WHERE id = %s"
    assert refused(statement, [period.pk]) == "ledger_interestperiod_append_only"


def test_raw_sql_cannot_settle_more_than_is_open(scene: Scene, as_desk: None) -> None:
    over = [scene.anna, scene.debit, scene.credit, "20.01", "2026-06-01", None]
    assert refused(LINE, over) == "ledger_open_not_overdrawn"
    assert (
        refused(
            f"{LINE}, (%s, %s, %s, %s, %s, 'x', 'x', %s)",
            [
                *over[:3],
                "15",
                "2026-06-01",
                None,
                *over[:3],
                "15",
                "2026-06-01",
                None,
            ],
        )
        == "ledger_open_not_overdrawn"
    )


def test_raw_sql_cannot_cross_accounts(scene: Scene, as_desk: None) -> None:
    for account in (scene.anna, scene.bartek):
        crossing = [account, scene.other, scene.credit, "5", "2026-06-01", None]
        assert refused(LINE, crossing).startswith("ledger_settlement_")
    swapped = [scene.anna, scene.credit, scene.debit, "5", "2026-06-01", None]
    assert refused(LINE, swapped).endswith("_of_account")


@pytest.mark.parametrize(
    ("amount", "day", "mirrors"),
    [
        ("-9", "today", "line"),  # another amount
        ("-10", "2026-05-21", "line"),  # another day
        ("10", "today", "line"),  # a positive mirror
        ("-10", "today", None),  # a negative line that mirrors nothing
        ("-10", "today", "missing"),
    ],
)
def test_a_mirror_is_exact(
    scene: Scene, as_desk: None, amount: str, day: str, mirrors: str | None
) -> None:
    line = Settlement.objects.get(pk=scene.line)
    row = [
        scene.anna,
        scene.debit,
        scene.credit,
        amount,
        line.effective_on if day == "today" else day,
        {"line": line.pk, "missing": line.pk + 999, None: None}[mirrors],
    ]
    assert refused(LINE, row) in (
        "ledger_settlement_mirrors_exactly",
        "ledger_settlement_sign_fits",
    )


def test_a_line_is_mirrored_once_and_a_mirror_never(scene: Scene, as_desk: None) -> None:
    line = Settlement.objects.get(pk=scene.line)
    row = [scene.anna, scene.debit, scene.credit, "-10", line.effective_on, line.pk]
    with connection.cursor() as cursor:
        cursor.execute(LINE, row)
    assert refused(LINE, row) == "ledger_settlement_mirrored_once"
    mirror = Settlement.objects.get(mirrors=line)
    again = [*row[:3], "10", line.effective_on, mirror.pk]
    assert refused(LINE, again) == "ledger_settlement_sign_fits"
    assert OpenAmount.objects.get(entry=scene.credit).amount == Decimal("30.00")


def test_raw_sql_posts_nothing_behind_a_closed_period(scene: Scene) -> None:
    entry = Entry.objects.get(pk=scene.debit)
    operations.close_until(
        actor=SYSTEM, creditor_id=entry.account.creditor_id, until=on("2026-06-30")
    )
    row = [scene.anna, scene.debit, scene.credit, "5", "2026-06-30", None]
    assert refused(LINE, row) == "ledger_settlement_period_closed"
    statement = (
        "INSERT INTO ledger_entry (account_id, side, kind, amount, issued_on, booked_on,"
        " effective_on, source, source_ref)"
        " VALUES (%s, 'CREDIT', 'PAYMENT', 1, '2026-07-01', '2026-07-01', '2026-06-30', 'x', 'y')"
    )
    assert refused(statement, [scene.anna]) == "ledger_entry_period_closed"


def test_interest_periods_of_a_debt_never_overlap(scene: Scene) -> None:
    operations.settle_all(actor=SYSTEM, on=on("2026-06-01"))
    period = InterestPeriod.objects.get()
    note = a_debit(scene.anna, "1", "2026-06-11", kind="INTEREST", debt_id=scene.debit)
    statement = (
        "INSERT INTO ledger_interestperiod (entry_id, debt_id, first_day, last_day)"
        " VALUES (%s, %s, %s, %s)"
    )
    row = [note, scene.debit, period.last_day, on("2026-06-30")]
    assert refused(statement, row) == "ledger_interestperiod_no_overlap"
