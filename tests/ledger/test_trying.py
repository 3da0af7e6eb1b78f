"""A scheme tried on everybody: told in figures, and not one row is different afterwards."""

from decimal import Decimal

import pytest
from django.db import connection

from kartoteka.access import queries as access
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import operations
from kartoteka.ledger.models import Account
from tests.kernel import background
from tests.ledger.builders import a_creditor, a_debit, a_payment, an_account, on

DAY = on("2026-06-02")


def books() -> list[tuple[int, ...]]:
    tables = ("ledger_entry", "ledger_settlement", "ledger_open", "ledger_interestperiod")
    with connection.cursor() as cursor:
        counted = []
        for table in tables:
            cursor.execute(
                f"SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t)) FROM {table} t"
            )
            counted += cursor.fetchall()
    return counted


@pytest.mark.django_db(transaction=True)
def test_it_tells_who_would_differ_and_changes_nothing() -> None:
    creditor = a_creditor()
    same, other = an_account(creditor), an_account(creditor)
    elsewhere = an_account()
    for account in (same, other, elsewhere):
        a_debit(account, "50.00", "2026-05-11")
        a_debit(account, "50.00", "2026-05-20")
        a_payment(account, "70.00" if account == other else "100.00", "2026-06-02")
    operations.settle_all(actor=SYSTEM, on=DAY)
    scheme = operations.SchemeDraft(
        labels={"pl": "Od najnowszych"},
        country="PL",
        regime="CIVIL",
        components=("COST", "INTEREST", "PRINCIPAL"),
        interest="POSTED",
        basis="AGREED",
        claims="NEWEST_DUE",
    )
    operations.add_scheme(actor=SYSTEM, code="NEWEST", draft=scheme)
    before = books()

    job = operations.try_for_all_later(actor=SYSTEM, scheme="NEWEST", on=DAY, creditor_id=creditor)
    with pytest.raises(operations.TrialRuns):
        operations.try_for_all_later(actor=SYSTEM, scheme="NEWEST", on=DAY)
    background.work_off()

    done = access.job(viewer=SYSTEM, public_id=job)
    assert done is not None
    assert (done.state, done.done, done.total) == ("DONE", 2, 2)
    party = Account.objects.get(pk=other).party
    assert done.report["trial"] == {
        "scheme": "NEWEST",
        "tried": 2,
        "changed": 1,
        "skipped": 0,
        "refused": 0,
        "last": other,
        "sums": [["PLN", 3, "30.00", "30.00"]],
        "customers": [
            {"party": party.pk, "name": party.name, "currency": "PLN", "amount": "30.00"}
        ],
    }
    assert books() == before
    assert set(Account.objects.values_list("scheme", flat=True)) == {"PL_UTILITY"}


@pytest.mark.django_db
def test_only_administrators_and_only_known_schemes() -> None:
    clerk = Actor(user_id=1, realm=Realm.DESK, role=Role.CLERK)
    with pytest.raises(operations.NotAllowed):
        operations.try_for_all_later(actor=clerk, scheme="PL_UTILITY", on=DAY)
    with pytest.raises(operations.UnknownScheme):
        operations.try_for_all_later(actor=SYSTEM, scheme="NOPE", on=DAY)


@pytest.mark.django_db
def test_interest_that_would_be_noted_is_told() -> None:
    account = an_account()
    a_debit(account, "1000.00", "2026-02-10", interest_kind="pl_statutory_delay")
    credit = a_payment(account, "500.00", "2026-06-01")
    operations.settle(actor=SYSTEM, credit_id=credit, on=DAY)
    job = operations.try_for_all_later(actor=SYSTEM, scheme="PL_COLLECTION", on=DAY)
    operations.try_for_all_queued(
        actor=SYSTEM, job=job, scheme="PL_COLLECTION", on=DAY, creditor_id=None
    )
    done = access.job(viewer=SYSTEM, public_id=job)
    assert done is not None
    ((_currency, rank, today, then),) = done.report["trial"]["sums"]
    assert (rank, Decimal(today)) == (3, Decimal(500))
    assert Decimal(then) > Decimal(today)
