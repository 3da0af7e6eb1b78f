"""The analysis of a customer: a section for each room, exact figures, silence without any."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger import queries
from kartoteka.ledger.models import Account
from kartoteka.register import analysis
from tests.build import a_party, a_user
from tests.ledger.builders import a_debit, a_payment, an_account, on

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 25)


def test_figures_of_twelve_months_stand_beside_the_year_before() -> None:
    account = an_account()
    party = Account.objects.get(pk=account).party_id
    a_debit(account, "100.00", "2025-09-15")
    a_debit(account, "80.00", "2026-06-15")
    a_debit(account, "40.00", "2026-09-15")
    for amount, day in (("100.00", "2025-09-15"), ("80.00", "2026-06-25"), ("40.00", "2026-09-10")):
        credit = a_payment(account, amount, day)
        ledger.settle(actor=SYSTEM, credit_id=credit, on=on(day))

    said = queries.analysis(viewer=SYSTEM, party_id=party, on=DAY)
    assert said is not None
    assert [(str(fact.label), fact.value) for fact in said.facts] == [
        ("Billed in 12 months", Decimal("120.00")),
        ("Change against the 12 months before", Decimal(20)),
        ("Paid in 12 months", Decimal("120.00")),
        ("Paid in time", Decimal(33)),
        ("Mean delay", 7),
    ]
    (months,) = said.months
    assert months.rows[0][0] == dt.date(2025, 12, 1)
    assert months.rows[-1][0] == dt.date(2026, 11, 1)
    assert [row[1:] for row in months.rows if any(row[1:])] == [
        (Decimal("80.00"), Decimal("80.00")),
        (Decimal("40.00"), Decimal("40.00")),
    ]


def test_paid_in_time_goes_by_the_day_of_the_bank() -> None:
    account = an_account()
    found = Account.objects.get(pk=account)
    a_debit(account, "80.00", "2026-06-15")
    ledger.close_until(actor=SYSTEM, creditor_id=found.creditor_id, until=on("2026-06-30"))
    credit = a_payment(account, "80.00", "2026-06-15", paid_on=on("2026-06-15"))
    ledger.settle(actor=SYSTEM, credit_id=credit, on=on("2026-07-03"))
    said = queries.analysis(viewer=SYSTEM, party_id=found.party_id, on=DAY)
    assert said is not None
    facts = {str(fact.label): fact.value for fact in said.facts}
    assert (facts["Paid in time"], facts["Mean delay"]) == (Decimal(100), 0)


def test_nothing_is_said_of_whom_nothing_is_known(client: Client) -> None:
    party = a_party()
    assert analysis.sections(viewer=SYSTEM, party_id=party, on=DAY) == []
    client.force_login(a_user())
    assert "Nothing to say yet." in client.get(f"/parties/{party}/analysis/").text


def test_the_panel_shows_what_rooms_say(client: Client) -> None:
    account = an_account()
    party = Account.objects.get(pk=account).party_id
    a_debit(account, "100.00", str(dt.date.today()))  # noqa: DTZ011
    client.force_login(a_user())
    page = client.get(f"/parties/{party}/analysis/").text
    assert "Billed in 12 months" in page
    assert page.count('class="k-bars"') == 12
