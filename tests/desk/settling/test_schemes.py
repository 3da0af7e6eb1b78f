"""Schemes at the desk: read, copied, changed, chosen by kind of payment, tried on a customer."""

from decimal import Decimal

import pytest
from django.test import Client

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations, queries
from tests import build
from tests.ledger import builders

pytestmark = pytest.mark.django_db
FORM = {
    "code": "OUR_OWN", "label_pl": "Nasz", "country": "PL", "regime": "civil",
    "designation": "IGNORED", "claims": "SMALLEST", "components": "PRINCIPAL,INTEREST,COST",
    "sharing": "IN_TURN", "ahead_days": "14", "overpayment": "REFUND", "interest": "ACCRUED",
    "threshold": "1,50", "basis": "AGREED",
}  # fmt: skip


@pytest.fixture
def boss(client: Client) -> Client:
    """An administrator's browser, in English."""
    client.force_login(build.an_administrator())
    return client


def test_a_clerk_reads_and_does_not_change(client: Client) -> None:
    client.force_login(build.a_user())
    page = client.get("/settling/schemes/PL_COLLECTION/")
    assert "Inside a debt: costs → interest → principal." in page.text
    assert "/copy/" not in page.text
    assert client.get("/settling/schemes/PL_COLLECTION/copy/").status_code == 403
    assert client.get("/settling/schemes/NOWHERE/").status_code == 404


def test_a_scheme_is_made_from_another_and_changed_by_versions(boss: Client) -> None:
    made = boss.post("/settling/schemes/PL_UTILITY/copy/", FORM)
    assert (made.status_code, made.url) == (302, "/settling/schemes/OUR_OWN/")  # type: ignore[attr-defined]
    shown = queries.scheme(viewer=SYSTEM, code="OUR_OWN")
    assert shown is not None
    assert shown.terms == {
        "country": "PL", "regime": "civil", "components": ["PRINCIPAL", "INTEREST", "COST"],
        "by_component": False, "claims": "SMALLEST", "sharing": "IN_TURN",
        "designation": "IGNORED", "plan_first": False, "follows_parts": False, "ahead_days": 14,
        "overpayment": "REFUND", "interest": "ACCRUED", "threshold": Decimal("1.50"),
        "basis": "AGREED",
    }  # fmt: skip
    again = {**boss.get("/settling/schemes/OUR_OWN/change/").context["form"].initial}
    assert (again["components"], again["label_pl"]) == ("PRINCIPAL,INTEREST,COST", "Nasz")
    boss.post("/settling/schemes/OUR_OWN/change/", FORM | {"claims": "LARGEST"})
    page = boss.get("/settling/schemes/OUR_OWN/")
    assert [one.version for one, _who, _rules in page.context["versions"]] == [2, 1]
    assert "Order of debts: the largest first." in page.text


def test_what_is_typed_wrong_comes_back_with_a_sentence(boss: Client) -> None:
    page = boss.post("/settling/schemes/PL_UTILITY/copy/", FORM | {"code": "pl utility"})
    assert page.status_code == 422
    assert "A code is made of capital letters" in page.text
    assert 'value="Nasz"' in page.text
    taken = boss.post("/settling/schemes/PL_UTILITY/copy/", FORM | {"code": "PL_PLAN"})
    assert "There is a scheme “PL_PLAN” already" in taken.text
    ready = boss.post("/settling/schemes/PL_UTILITY/change/", FORM)
    assert "stay as they are" in ready.text


def test_money_of_a_kind_goes_by_the_scheme_chosen_for_it(boss: Client) -> None:
    creditor = builders.a_creditor()
    given = {"creditor_id": f"{creditor}", "via": "BAILIFF", "scheme": "PL_ENFORCEMENT"}
    boss.post("/settling/schemes/", given)
    (choice,) = queries.scheme_choices(viewer=SYSTEM)
    assert (choice.creditor_id, choice.via) == (creditor, "BAILIFF")
    assert choice.scheme == "PL_ENFORCEMENT"
    boss.post("/settling/schemes/", given | {"scheme": ""})
    assert queries.scheme_choices(viewer=SYSTEM) == []


def test_a_trial_on_a_customer_shows_both_and_changes_nothing(boss: Client) -> None:
    party = build.a_party("Anna Trial", number="K-7")
    account = operations.open_account(
        actor=SYSTEM, party_id=party, creditor_id=builders.a_creditor(), currency="PLN"
    )
    for amount, due in (("1234.56", "2026-01-12"), ("20", "2026-01-13")):
        builders.a_debit(account, amount, due, number=f"FV {amount}")
    builders.a_payment(account, "20", "2026-02-02")
    operations.settle_all(actor=SYSTEM, on=builders.on("2026-02-02"))
    boss.post("/settling/schemes/PL_UTILITY/copy/", FORM | {"interest": "POSTED"})

    page = boss.post("/settling/schemes/OUR_OWN/", {"party": "K-7"})

    assert [(row.number, row.today, row.then) for row in page.context["trial"]] == [
        ("FV 1234.56", Decimal("1214.56"), Decimal("1234.56")),
        ("FV 20", Decimal("20.00"), Decimal("0.00")),
    ]
    found = queries.open_entries(viewer=SYSTEM, account_id=account, on=builders.on("2026-02-02"))
    assert [row.open_amount for row in found] == [Decimal("1214.56"), Decimal("20.00")]
    nobody = boss.post("/settling/schemes/OUR_OWN/", {"party": "K-8"})
    assert (nobody.status_code, "There is no customer with this number." in nobody.text) == (
        422,
        True,
    )


def test_a_trial_on_all_customers_is_a_job_of_an_administrator(boss: Client) -> None:
    there = "/settling/schemes/PL_PRO_RATA/try"
    page = boss.post(there, {"all-creditor_id": ""}, follow=True)
    assert "Try a scheme on all customers" in page.text
    again = boss.post(there, {"all-creditor_id": ""}, follow=True)
    assert "is being tried on all customers right now" in again.text
    clerk = Client()
    clerk.force_login(build.a_user("clerk"))
    assert clerk.post(there).status_code == 403
