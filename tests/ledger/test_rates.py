"""New rates: by hand, from the NBP's archive, never behind interest that has been posted."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from kartoteka.formats.nbp import BaseRates
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import operations, queries
from kartoteka.ledger.models import InterestRate
from tests.ledger.builders import a_debit, an_account, on

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=7, realm=Realm.DESK, role=Role.CLERK)
TODAY = on("2026-11-26")


def add(kind: str, day: str, percent: str, **more: object) -> None:
    said = {"actor": SYSTEM, "legal_basis": "M.P. 2026 poz. 1"} | more
    operations.add_rate(kind=kind, valid_from=on(day), percent=Decimal(percent), **said)  # type: ignore[arg-type]


def rows(kind: str, count: int = 2) -> list[tuple[str, str, str]]:
    [found] = queries.interest_rates(viewer=SYSTEM, kind=kind)
    return [
        (f"{one.valid_from}", f"{one.valid_to}", f"{one.percent.normalize():f}")
        for one in found.rates[:count]
    ]


def noted(kind: str, to: str) -> int:
    """A debt of 30 March whose interest to a day is in a note."""
    account = an_account()
    debt = a_debit(account, "1000", "2026-03-30", interest_kind=kind)
    operations.stage_interest(actor=SYSTEM, account_ids=[account], to=on(to))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_temp.ledger_notable SET number = 'NO/1', source_ref = 'x'")
    operations.post_interest(actor=SYSTEM, issued_on=on(to), due_on=on(to))
    return debt


def test_a_new_rate_ends_the_one_before(as_desk: None) -> None:
    add("pl_statutory_delay", "2026-12-03", "9.0")
    assert rows("pl_statutory_delay") == [
        ("2026-12-03", "None", "9"), ("2026-03-05", "2026-12-02", "9.25"),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trail_change WHERE table_name = 'ledger_interestrate'")
        assert cursor.fetchone() == (2,)


def test_a_half_year_is_whole_and_the_next(as_desk: None) -> None:
    for day in ("2027-01-02", "2027-03-31"):
        with pytest.raises(operations.NotAHalfYear):
            add("pl_commercial_delay", day, "13.25")
    with pytest.raises(operations.RateOverlaps) as refused:
        add("pl_commercial_delay", "2026-07-01", "13.25")
    assert refused.value.facts["next"] == "2027-01-01"
    with pytest.raises(operations.RateGap):
        add("pl_commercial_delay", "2027-07-01", "13.25")
    add("pl_commercial_delay", "2027-01-01", "13.25")
    assert rows("pl_commercial_delay") == [
        ("2027-01-01", "2027-06-30", "13.25"), ("2026-07-01", "2026-12-31", "13.75"),
    ]  # fmt: skip
    account = an_account()
    a_debit(account, "1000", "2026-12-31", interest_kind="pl_commercial_delay")
    [found] = queries.interest_to(viewer=SYSTEM, account_id=account, on=on("2027-01-31"))
    assert found.accrued == Decimal("11.25")  # 31 days


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"kind": "pl_usury"}, operations.UnknownRateKind),
        ({"percent": "-1"}, operations.NotAPercent),
        ({"percent": "1000"}, operations.NotAPercent),
        ({"percent": "9.00001"}, operations.NotAPercent),
        ({"percent": "NaN"}, operations.NotAPercent),
        ({"legal_basis": " "}, operations.BasisMissing),
        ({"day": "2026-03-05"}, operations.RateOverlaps),
        ({"actor": CLERK}, operations.NotAllowed),
    ],
)
def test_what_is_no_next_rate_is_refused(more: dict[str, object], refusal: type) -> None:
    said = {"kind": "pl_statutory_delay", "day": "2026-12-03", "percent": "9"} | more
    with pytest.raises(refusal):
        add(**said)  # type: ignore[arg-type]
    assert InterestRate.objects.filter(confidence="by hand").count() == 0


def test_a_rate_by_which_interest_is_posted_does_not_change() -> None:
    noted("pl_statutory_delay", "2026-05-15")
    last = InterestRate.objects.get(kind="pl_statutory_delay", valid_to=None)
    with pytest.raises(operations.RateUsed) as refused:
        add("pl_statutory_delay", "2026-05-15", "9")
    assert refused.value.facts == {"day": "2026-05-15"}
    correcting = {"actor": SYSTEM, "rate_id": last.pk, "legal_basis": "M.P."}
    with pytest.raises(operations.RateUsed):
        operations.correct_rate(percent=Decimal(9), **correcting)  # type: ignore[arg-type]
    operations.correct_rate(percent=Decimal("9.25"), **correcting)  # type: ignore[arg-type]
    add("pl_statutory_delay", "2026-05-16", "9")
    fresh = InterestRate.objects.get(kind="pl_statutory_delay", valid_to=None)
    operations.correct_rate(actor=SYSTEM, rate_id=fresh.pk, percent=Decimal(8), legal_basis="M.P.")
    assert rows("pl_statutory_delay", 1) == [("2026-05-16", "None", "8")]
    assert queries.prove(viewer=SYSTEM) == []


def test_a_rate_of_the_first_day_is_used_by_the_delays_that_began_under_it() -> None:
    noted("sk_civil_delay_by_first_day", "2026-11-15")  # begun on 31 March
    add("sk_civil_delay_by_first_day", "2026-10-01", "8")
    later = InterestRate.objects.get(
        kind="sk_civil_delay_by_first_day", valid_from=on("2025-06-11")
    )
    with pytest.raises(operations.RateUsed):
        operations.correct_rate(actor=SYSTEM, rate_id=later.pk, percent=Decimal(1), legal_basis="x")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_interestrate SET percent = 1 WHERE kind = 'pl_statutory_delay'",
        "UPDATE ledger_interestrate SET valid_to = '2026-05-01'"
        " WHERE kind = 'pl_statutory_delay' AND valid_to IS NULL",
        "UPDATE ledger_interestrate SET valid_from = '2025-01-01'"
        " WHERE kind = 'pl_statutory_delay' AND valid_to IS NULL",
        "INSERT INTO ledger_interestrate (kind, country, valid_from, percent, legal_basis,"
        " confidence) VALUES ('pl_statutory_delay', 'PL', '2026-04-01', 1, '', '')",
    ],
)
def test_the_database_itself_refuses(statement: str) -> None:
    noted("pl_statutory_delay", "2026-05-15")
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match=r"ledger_interestrate_|has been posted"),
    ):
        cursor.execute(statement)


def test_a_file_brings_what_is_missing_and_no_more() -> None:
    told = [
        BaseRates(on("2026-03-05"), Decimal("3.75"), Decimal("4.25")),
        BaseRates(on("2026-11-05"), Decimal("3.5"), Decimal("4.0")),
    ]
    looked = queries.compared(viewer=SYSTEM, told=told, today=TODAY)
    new = [(one.kind, one.percent) for one in looked if one.state == "MISSING"]
    assert sorted(new) == [
        ("pl_max_capital", Decimal(14)), ("pl_max_delay", Decimal(18)),
        ("pl_nbp_lombard", Decimal(4)), ("pl_nbp_reference", Decimal("3.5")),
        ("pl_statutory_capital", Decimal(7)), ("pl_statutory_delay", Decimal(9)),
        ("pl_tax_arrears", Decimal(10)),
    ]  # fmt: skip
    with pytest.raises(operations.NotAllowed):
        operations.take_in_rates(actor=CLERK, told=told, today=TODAY)
    assert operations.take_in_rates(actor=SYSTEM, told=told, today=TODAY) == 7
    assert rows("pl_statutory_delay") == [
        ("2026-11-05", "None", "9"), ("2026-03-05", "2026-11-04", "9.25"),
    ]  # fmt: skip
    with pytest.raises(operations.NothingMissing):
        operations.take_in_rates(actor=SYSTEM, told=told, today=TODAY)
    # In the next year the half-years follow from the same base rates.
    january = dt.date(2027, 1, 4)
    assert operations.take_in_rates(actor=SYSTEM, told=[], today=january) == 3
    assert rows("pl_commercial_delay", 1) == [("2027-01-01", "2027-06-30", "13.5")]


def test_what_differs_stays_as_it_is_kept() -> None:
    told = [BaseRates(on("2025-12-04"), Decimal("1.0"), None)]
    [row] = [
        one
        for one in queries.compared(viewer=SYSTEM, told=told, today=TODAY)
        if one.state != "SAME"
    ]
    assert (row.kind, row.percent, row.kept, row.state) == (
        "pl_nbp_reference", Decimal("1.0"), Decimal("4.0"), "DIFFERS",
    )  # fmt: skip
    with pytest.raises(operations.NothingMissing):
        operations.take_in_rates(actor=SYSTEM, told=told, today=TODAY)


def test_a_file_that_is_no_archive_says_why() -> None:
    with pytest.raises(operations.ArchiveUnreadable) as refused:
        operations.read_archive(b"<x/>")
    assert refused.value.sentence() == "The file is not the NBP's archive of its interest rates."
